//! What is asked of the display, on plain files, which have none.

use std::fs;

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

#[test]
fn a_palette_gives_indices_other_colours_and_the_picture_stays() {
    let daemon = Daemon::on("8x2").with_args(&["--format", "c8"]).start();
    let mut wire = Wire::to(&daemon);
    wire.send_line(r##"[{"op":"clear","color":"red"},{"op":"pixels","points":[[1,0]],"color":"#333333"}]"##);
    wire.settle();
    // Red is level 5 of 0-5 and the others 0; the greys stand behind the 252 colours of the cube.
    let standard = daemon.bytes();
    assert_eq!(standard[..3], [5 * 42, 252, 5 * 42]);
    let sum = wire.ask(r#"{"op":"checksum"}"#);

    wire.send_line(r##"{"op":"pixels","points":[[2,0]],"color":"white"}"##);
    let reply = wire.ask(r##"{"op":"palette","colors":["white","#333","red",[0,0,255]],"id":1}"##);
    assert_eq!(reply.to_string(), r#"{"id":1,"result":{}}"#);
    assert_eq!(daemon.bytes()[..4], [2, 1, 0, 2], "all of the picture, and what was sent before");
    wire.send_line(r##"{"op":"pixels","points":[[2,0]],"color":"red"}"##);
    assert_eq!(wire.ask(r#"{"op":"checksum"}"#), sum, "the picture before conversion is the same");

    assert!(wire.ask(r#"{"op":"palette","id":2}"#)["error"].is_null());
    assert_eq!(daemon.bytes(), standard);
}

#[test]
fn palettes_fit_the_device() {
    let daemon = Daemon::on("8x2").with_args(&["--format", "c2"]).start();
    let mut wire = Wire::to(&daemon);
    let five = r#"{"op":"palette","colors":["red","lime","blue","white","black"]}"#;
    let reply = wire.ask(five);
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&"invalid".into(), &"/colors".into()));
    assert_eq!(error(&reply, "message"), "colors must be at most 4 colours in c2, they are 5");
    wire.send_line(r#"{"op":"palette","colors":["red","lime","blue","white"]}"#);
    wire.send_line(r#"{"op":"rects","rects":[[0,0,2,1],[4,0,4,1]],"fill":"blue"}"#);
    wire.settle();
    // The black around them is nearest to blue, which is the darkest that there is.
    assert_eq!(daemon.bytes()[..2], [0b10_10_10_10, 0b10_10_10_10]);
    wire.send_line(r#"{"op":"rects","rects":[[1,0,1,1]],"fill":"white"}"#);
    wire.settle();
    assert_eq!(daemon.bytes()[0], 0b10_11_10_10);
    for (line, at) in [
        (r#"{"op":"palette","colors":[]}"#, "/colors"),
        (r##"{"op":"palette","colors":["red","#ff000080"]}"##, "/colors/1"),
        (r#"{"op":"palette","colors":["reddish"]}"#, "/colors/0"),
        (r#"{"op":"palette","colors":7}"#, "/colors"),
    ] {
        let reply = wire.ask(line);
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&"invalid".into(), &at.into()), "{line}");
    }
}

#[test]
fn everything_is_shown_again_from_the_shadow() {
    let daemon = Daemon::on("16x4").with_args(&["--buffer", "shadow"]).start();
    let mut wire = Wire::to(&daemon);
    wire.send_line(r#"{"op":"clear","color":"teal"}"#);
    wire.settle();
    let before = daemon.bytes();
    fs::write(daemon.file(), vec![0x5a; before.len()]).expect("the file is ours");
    wire.send_line(r#"{"op":"pixels","points":[[0,0]],"color":"teal"}"#);
    wire.settle();
    assert_eq!(daemon.bytes()[before.len() - 4..], [0x5a; 4], "only what was drawn is shown");
    wire.send_line(r#"{"op":"repaint"}"#);
    wire.settle();
    assert_eq!(daemon.bytes(), before);
}

#[test]
fn a_file_has_no_display() {
    let daemon = Daemon::start("16x4");
    let mut wire = Wire::to(&daemon);
    for line in [
        r#"{"op":"blank","on":true,"id":1}"#,
        r#"{"op":"wait_vsync","id":1}"#,
        r#"{"op":"mode","width":640,"height":480,"id":1}"#,
        r#"{"op":"palette","id":1}"#,
        r#"{"op":"repaint","id":1}"#,
    ] {
        let reply = wire.ask(line);
        assert_eq!((&reply["id"], error(&reply, "code")), (&1.into(), &"unsupported".into()), "{line}");
    }
    let info = wire.ask(r#"{"op":"info"}"#);
    for op in ["blank", "wait_vsync", "mode", "palette", "repaint"] {
        assert!(info["result"]["ops"].as_array().unwrap().contains(&op.into()), "{op}");
    }
}

#[test]
fn what_is_asked_of_a_display_is_checked() {
    let daemon = Daemon::start("16x4");
    let mut wire = Wire::to(&daemon);
    for (line, code, at) in [
        (r#"{"op":"blank"}"#, "missing_field", "/on"),
        (r#"{"op":"blank","on":1}"#, "invalid", "/on"),
        (r#"{"op":"mode","width":0,"height":4}"#, "invalid", "/width"),
        (r#"{"op":"mode","width":5,"height":-4}"#, "invalid", "/height"),
        (r#"{"op":"mode","width":5,"height":40000}"#, "invalid", "/height"),
        (r#"{"op":"mode","width":5,"height":4,"bits_per_pixel":33}"#, "invalid", "/bits_per_pixel"),
        (r#"{"op":"mode","width":5,"height":4,"bpp":8}"#, "unknown_field", "/bpp"),
        (r#"{"op":"repaint","x":0}"#, "unknown_field", "/x"),
        (r#"[{"op":"clear","color":"red"},{"op":"blank","on":true}]"#, "invalid", "/1/op"),
        (r#"{"frame":[{"op":"wait_vsync"}]}"#, "invalid", "/frame/0/op"),
    ] {
        let reply = wire.ask(line);
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&code.into(), &at.into()), "{line}");
    }
    assert_eq!(wire.ask(r#"{"op":"pixel","x":0,"y":0}"#)["result"]["color"], "#000000", "nothing was drawn");
}
