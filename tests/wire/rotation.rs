//! A picture that is turned: what clients are told, and what their lines mean before and after.

use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

fn pixel(wire: &mut Wire, x: i32, y: i32) -> Value {
    wire.ask(&json!({"op": "pixel", "x": x, "y": y}).to_string())["result"]["color"].take()
}

/// Red, green and blue of a pixel of an xrgb8888 file of 64 columns.
fn stored(daemon: &Daemon, x: usize, y: usize) -> [u8; 3] {
    let bytes = daemon.bytes();
    let at = (y * 64 + x) * 4;
    [bytes[at + 2], bytes[at + 1], bytes[at]]
}

#[test]
fn a_setting_turns_the_picture_from_the_start() {
    let daemon = Daemon::on("64x48").with_args(&["--rotate", "90"]).start();
    let mut wire = Wire::to(&daemon);
    let info = wire.ask(r#"{"op":"info"}"#)["result"].take();
    let told = ["width", "height", "rotation", "buffer", "stride"].map(|name| info[name].clone());
    assert_eq!(told, [json!(48), json!(64), json!(90), json!("shadow"), json!(256)]);
    // The top left corner lies at the device's top right.
    wire.send_line(r##"{"op":"rect","x":0,"y":0,"width":2,"height":3,"fill":"#102030"}"##);
    wire.send_line(r##"{"op":"pixels","points":[[47,63]],"color":"#0a0b0c"}"##);
    assert_eq!(pixel(&mut wire, 1, 2), "#102030");
    assert_eq!(stored(&daemon, 63, 0), [0x10, 0x20, 0x30]);
    assert_eq!(stored(&daemon, 61, 1), [0x10, 0x20, 0x30]);
    assert_eq!(stored(&daemon, 60, 1), [0; 3]);
    assert_eq!(stored(&daemon, 0, 47), [0x0a, 0x0b, 0x0c]);
    let outside = wire.ask(r#"{"op":"pixel","x":48,"y":0}"#);
    assert_eq!(error(&outside, "at"), "/x");
    let capture = wire.ask(r#"{"op":"capture","format":"raw"}"#)["result"].take();
    assert_eq!((capture["width"].clone(), capture["height"].clone()), (json!(48), json!(64)));
    let upright = Daemon::start("48x64");
    let mut other = Wire::to(&upright);
    other.send_line(r##"{"op":"rect","x":0,"y":0,"width":2,"height":3,"fill":"#102030"}"##);
    other.send_line(r##"{"op":"pixels","points":[[47,63]],"color":"#0a0b0c"}"##);
    for question in [r#"{"op":"checksum"}"#, r#"{"op":"capture"}"#] {
        assert_eq!(wire.ask(question), other.ask(question), "{question}");
    }
}

#[test]
fn lines_before_and_after_a_turn_mean_their_own_screens() {
    for buffer in ["auto", "shadow"] {
        let daemon = Daemon::on("64x48").with_args(&["--buffer", buffer]).start();
        let mut wire = Wire::to(&daemon);
        // One batch, without a reply in between: 16 of 64 columns are red, then 12 of 48 green.
        let red = r#"{"op":"rect","x":0,"y":0,"width":"25%","height":"100%","fill":"red"}"#;
        let green = r#"{"op":"rect","x":"75%","y":0,"width":"25%","height":"100%","fill":"lime"}"#;
        let turn = r#"{"op":"rotate","degrees":270}"#;
        wire.send(format!("{red}\n{turn}\n{green}\n"));
        wire.settle();
        let seen =
            [(15, 47), (16, 47), (15, 48), (35, 0), (36, 0), (47, 63)].map(|(x, y)| pixel(&mut wire, x, y));
        assert_eq!(seen, ["#ff0000", "#000000", "#000000", "#000000", "#00ff00", "#00ff00"], "{buffer}");
        // The picture's top is the device's left side.
        assert_eq!(stored(&daemon, 0, 47), [255, 0, 0], "{buffer}");
        assert_eq!(stored(&daemon, 63, 0), [0, 255, 0], "{buffer}");
        let mut other = Wire::to(&daemon);
        let info = other.ask(r#"{"op":"info"}"#)["result"].take();
        let told = ["width", "height", "rotation", "buffer"].map(|name| info[name].clone());
        assert_eq!(told, [json!(48), json!(64), json!(270), json!("shadow")]);
        assert_eq!(other.ask(r#"{"op":"rotate","degrees":0,"id":1}"#), json!({"id": 1, "result": {}}));
        let info = wire.ask(r#"{"op":"info"}"#)["result"].take();
        let back = if buffer == "auto" { "direct" } else { "shadow" };
        assert_eq!((info["width"].clone(), info["buffer"].clone()), (json!(64), json!(back)));
        assert_eq!(stored(&daemon, 0, 47), [255, 0, 0], "{buffer}: kept");
        assert_eq!(stored(&daemon, 63, 47), [0; 3], "{buffer}: new");
    }
}

#[test]
fn what_cannot_be_turned_says_so_and_draws_on() {
    let daemon = Daemon::on("64x48").with_args(&["--buffer", "direct"]).start();
    let mut wire = Wire::to(&daemon);
    wire.send_line(r#"{"op":"clear","color":"teal"}"#);
    let refused = wire.ask(r#"{"op":"rotate","degrees":180}"#);
    assert_eq!(error(&refused, "code"), "unsupported");
    assert!(
        error(&refused, "message").as_str().is_some_and(|text| text.contains("--buffer shadow")),
        "{refused}"
    );
    assert_eq!(wire.ask(r#"{"op":"rotate","degrees":0,"id":2}"#)["result"], json!({}));
    assert_eq!(pixel(&mut wire, 63, 47), "#008080");
    assert_eq!(wire.ask(r#"{"op":"info"}"#)["result"]["rotation"], 0);
}

#[test]
fn degrees_are_those_of_quarter_turns() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for (line, code, at) in [
        (r#"{"op":"rotate","degrees":45}"#, "invalid", "/degrees"),
        (r#"{"op":"rotate","degrees":-90}"#, "invalid", "/degrees"),
        (r#"{"op":"rotate","degrees":"90"}"#, "invalid", "/degrees"),
        (r#"{"op":"rotate","degrees":90.5}"#, "invalid", "/degrees"),
        (r#"{"op":"rotate"}"#, "missing_field", "/degrees"),
        (r#"{"op":"rotate","degree":90}"#, "unknown_field", "/degree"),
        (r#"[{"op":"rotate","degrees":90}]"#, "invalid", "/0/op"),
    ] {
        let reply = wire.ask(line);
        assert_eq!([error(&reply, "code"), error(&reply, "at")], [code, at], "{line}: {reply}");
    }
    let reply = wire.ask(r#"{"op":"rotate","degrees":45}"#);
    assert_eq!(error(&reply, "message"), "degrees must be 0, 90, 180 or 270, clockwise, it is 45");
    assert_eq!(wire.ask(r#"{"op":"info"}"#)["result"]["rotation"], 0);
}
