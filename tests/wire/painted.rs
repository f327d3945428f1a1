//! The limit on what the commands of one line paint.

use std::time::{Duration, Instant};

use nix::unistd::getuid;
use serde_json::json;

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

const CLEAR: &str = r#"{"op":"clear","color":"red"}"#;

/// A daemon on whose screen of 64 × 48 pixels a line may paint all of them three times, with more settings.
fn daemon(more: &str) -> Daemon {
    daemon_on("64x48", 3 * 64 * 48, more)
}

fn daemon_on(size: &str, painted_pixels: usize, more: &str) -> Daemon {
    let setup = Daemon::on(size);
    let limits = format!("[limits]\npainted_pixels = {painted_pixels}\n{more}");
    std::fs::write(setup.directory().join("fbdrawd.toml"), limits).expect("the directory is ours");
    setup.with_args(&["--config", "fbdrawd.toml"]).start()
}

fn frame(command: &str, count: usize) -> String {
    format!("[{}]", vec![command; count].join(","))
}

fn group(members: &str, commands: &str) -> String {
    format!(r#"{{"op":"group",{members}"commands":{commands}}}"#)
}

pub(super) fn rects(rect: &str, count: usize) -> String {
    format!(r#"{{"op":"rects","fill":"red","rects":[{}]}}"#, vec![rect; count].join(","))
}

/// Draws all of `lines`, which are within the limit.
fn draws(wire: &mut Wire, lines: &[String]) {
    for line in lines {
        wire.send_line(line);
        let reply = wire.ask(r#"{"op":"ping","id":"drawn"}"#);
        assert_eq!(reply["id"], "drawn", "{line}: {reply}");
    }
}

/// Is refused `line` at a place, and nothing of it is drawn.
fn is_refused(wire: &mut Wire, line: &str, at: &str) {
    let before = wire.ask(r#"{"op":"checksum"}"#);
    let reply = wire.ask(line);
    assert_eq!(
        (error(&reply, "code"), error(&reply, "at")),
        (&json!("too_large"), &json!(at)),
        "{line}: {reply}"
    );
    let message = error(&reply, "message").as_str().expect("a message");
    assert!(message.contains("the limit is 9216 (limits.painted_pixels)"), "{line}: {message}");
    assert_eq!(wire.ask(r#"{"op":"checksum"}"#), before, "{line}");
}

#[test]
fn what_is_at_the_limit_is_drawn_and_what_is_beyond_is_refused_where_it_is() {
    let daemon = daemon("");
    let mut wire = Wire::to(&daemon);
    let isolated = r#""opacity":0.5,"#;
    let full = "[-9,-9,99,99]";
    let copy = r#"{"op":"copy","to_x":32,"to_y":0}"#;
    let points = vec!["[1,2]"; 3072].join(",");
    let points = format!(r#"{{"op":"pixels","color":"red","points":[{points}]}}"#);
    let rect = r#"{"op":"rect","x":0,"y":0,"width":1,"height":1,"fill":"red","transform":[64,0,0,48,0,0]}"#;
    let cut = r#"{"op":"clear","clip":[0,0,32,48]}"#;
    let nested = |count| group(isolated, &format!("[{}]", group(isolated, &frame(CLEAR, count))));
    draws(
        &mut wire,
        &[
            frame(CLEAR, 3),
            frame(copy, 6),
            frame(&points, 3),
            frame(rect, 3),
            frame(cut, 6),
            rects(full, 3),
            group("", &frame(CLEAR, 3)),
            group(isolated, &frame(CLEAR, 2)),
            nested(1),
        ],
    );
    for (line, at) in [
        (frame(CLEAR, 4), "/3"),
        (format!(r#"{{"frame":{}}}"#, frame(CLEAR, 5)), "/frame/3"),
        (frame(copy, 7), "/6"),
        (frame(&points, 4), "/3"),
        (frame(rect, 4), "/3"),
        (frame(cut, 7), "/6"),
        (rects(full, 4), "/rects/3"),
        (format!("[{CLEAR},{}]", rects(full, 3)), "/1/rects/2"),
        (format!("[{},{CLEAR}]", rects(full, 3)), "/1"),
        (group("", &frame(CLEAR, 4)), "/commands/3"),
        (group(isolated, &frame(CLEAR, 3)), "/commands/2"),
        (format!("[{CLEAR},{CLEAR},{CLEAR},{}]", group(isolated, &frame(CLEAR, 1))), "/3"),
        (nested(2), "/commands/0/commands/1"),
        (group("", &format!("[{CLEAR},{}]", rects(full, 3))), "/commands/1/rects/2"),
    ] {
        is_refused(&mut wire, &line, at);
    }
    // What it comes to is said, the id is kept, and the connection goes on.
    let reply = wire.ask(&format!(r#"{{"id":7,"frame":{}}}"#, frame(CLEAR, 100)));
    let message = error(&reply, "message").as_str().expect("a message");
    assert!(message.contains("about 307200 pixels"), "{message}");
    assert_eq!(reply["id"], 7);
    wire.settle();
}

/// What has no exact number is counted all the same.
#[test]
fn every_command_that_paints_is_counted() {
    let daemon = daemon_on("640x480", 4 * 640 * 480, "");
    let mut wire = Wire::to(&daemon);
    let all = r#""x":0,"y":0,"width":640,"height":480"#;
    let round = r#""cx":320,"cy":240"#;
    let around = r#""points":[[0,0],[640,0],[640,480],[0,480]]"#;
    for command in [
        format!(r#"{{"op":"rect",{all},"fill":"red"}}"#),
        format!(r#"{{"op":"rect",{all},"stroke":"red","stroke_width":990}}"#),
        r#"{"op":"line","x1":0,"y1":240,"x2":640,"y2":240,"stroke":"red","stroke_width":480}"#.to_owned(),
        format!(r#"{{"op":"polyline",{around},"stroke":"red","stroke_width":990}}"#),
        format!(r#"{{"op":"polygon",{around},"fill":"red"}}"#),
        format!(r#"{{"op":"circle",{round},"r":400,"fill":"red"}}"#),
        format!(r#"{{"op":"ellipse",{round},"rx":600,"ry":500,"fill":"red"}}"#),
        format!(r#"{{"op":"arc",{round},"r":600,"start":0,"end":359,"fill":"red"}}"#),
        r#"{"op":"path","d":"M0 0H640V480H0Z","fill":"red"}"#.to_owned(),
        r#"{"op":"text","x":-200,"y":0,"size":1000,"text":"HHHH","baseline":"top"}"#.to_owned(),
        r#"{"op":"qr","x":0,"y":0,"size":480,"data":"a"}"#.to_owned(),
        format!(r#"{{"op":"progress",{all},"value":0.5}}"#),
        format!(r#"{{"op":"image",{all},"name":"a"}}"#),
        format!(r#"{{"op":"image",{all},"data":"{PNG}"}}"#),
    ] {
        wire.ask(&format!(r#"{{"op":"load","name":"a","data":"{PNG}","id":1}}"#));
        draws(&mut wire, &[frame(&command, 1)]);
        let reply = wire.ask(&frame(&command, 10));
        assert_eq!(error(&reply, "code"), "too_large", "{command}: {reply}");
        let away = command.replacen("{", r#"{"transform":[1,0,0,1,5000,0],"#, 1);
        draws(&mut wire, &[frame(&away, 1000)]);
    }
}

/// One red pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

/// Lines that paint few pixels in a long time.
#[test]
fn what_takes_long_counts_though_it_paints_little() {
    let daemon = daemon_on("640x480", 4 * 640 * 480, "");
    let mut wire = Wire::to(&daemon);
    let dashes =
        r#"{"op":"line","x1":0,"y1":9,"x2":640,"y2":9,"stroke":"red","stroke_dasharray":[0.1,0.15]}"#;
    let zigzag = vec!["[0,9],[640,400]"; 200].join(",");
    let zigzag = format!(r#"{{"op":"polyline","points":[{zigzag}],"stroke":"red"}}"#);
    let pile = format!(
        r#"{{"op":"text","x":0,"y":40,"size":80,"letter_spacing":-54,"text":"{}"}}"#,
        "A".repeat(1000)
    );
    let clip = format!("M0 0{}", "L640 0L0 480".repeat(100));
    let cut = format!(
        r#"{{"op":"rects","fill":"red","rects":[{}],"clip":{{"d":"{clip}"}}}}"#,
        vec!["[0,0,1,1]"; 600].join(",")
    );
    for line in [frame(dashes, 20), frame(&zigzag, 2), pile, cut] {
        let reply = wire.ask(&line);
        assert_eq!(error(&reply, "code"), "too_large", "{line}: {reply}");
    }
    let solid = dashes.replace("[0.1,0.15]", "[]");
    draws(&mut wire, &[frame(&solid, 100), frame(dashes, 1), rects("[0,0,1,1]", 600)]);
}

/// A radial gradient takes three times as long as a plain colour, and a conic one twice that.
#[test]
fn slow_paints_count_more() {
    let daemon = daemon_on("64x48", 12 * 64 * 48, "");
    let mut wire = Wire::to(&daemon);
    let paint =
        |kind: &str| format!(r##"{{"{kind}":{{"cx":32,"cy":24,"r":32,"stops":[[0,"#f00"],[1,"#00f"]]}}}}"##);
    let conic = paint("conic").replace(r#""r":32"#, r#""angle":0"#);
    let linear = paint("linear").replace(r#""cx":32,"cy":24,"r":32"#, r#""x1":0,"y1":0,"x2":9,"y2":9"#);
    let whole = r#""x":0,"y":0,"width":64,"height":48"#;
    for (paint, count) in [(linear, 12), (paint("radial"), 4), (conic, 2)] {
        let rect = format!(r#"{{"op":"rect",{whole},"fill":{paint}}}"#);
        let list = |count| rects("[0,0,64,48]", count).replace("\"red\"", &paint);
        draws(&mut wire, &[frame(&rect, count), list(count)]);
        for (line, at) in
            [(frame(&rect, count + 1), format!("/{count}")), (list(count + 1), format!("/rects/{count}"))]
        {
            let reply = wire.ask(&line);
            assert_eq!(
                (error(&reply, "code"), error(&reply, "at")),
                (&json!("too_large"), &json!(at)),
                "{line}"
            );
        }
    }
}

/// Where the pixels of a picture are not the screen's, each is looked up between them.
#[test]
fn pictures_that_are_turned_count_more() {
    let daemon = daemon_on("64x48", 16 * 64 * 48, "");
    let mut wire = Wire::to(&daemon);
    wire.ask(&format!(r#"{{"op":"load","name":"a","data":"{PNG}","id":1}}"#));
    let picture = |more: &str| {
        format!(r#"{{"op":"image","x":0,"y":0,"width":64,"height":48,"name":"a","filter":"lanczos"{more}}}"#)
    };
    let turned = picture(r#","transform":[0,1.5,-1.5,0,64,0]"#);
    let nearest = picture("").replace("lanczos", "nearest");
    // Scaled to the screen's pixels once, and copied.
    draws(&mut wire, &[frame(&picture(""), 15), frame(&turned, 1), frame(&nearest, 1)]);
    for (line, at) in
        [(frame(&picture(""), 17), "/15"), (frame(&turned, 2), "/1"), (frame(&nearest, 2), "/1")]
    {
        let reply = wire.ask(&line);
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &json!(at)), "{line}");
    }
}

/// To see how far a picture of its own reaches, whatever is in it is set, at each of the groups around it.
#[test]
fn texts_in_nested_groups_count_for_each_of_them() {
    let daemon = Daemon::start("640x480");
    let mut wire = Wire::to(&daemon);
    let nested = |texts: &str| {
        (0..15).fold(texts.to_owned(), |inside, _| format!("[{}]", group(r#""opacity":0.5,"#, &inside)))
    };
    let text = |letters: usize| {
        let letters = "words ".repeat(letters / 6);
        format!(r#"{{"op":"text","x":0,"y":40,"max_width":600,"text":"{letters}"}}"#)
    };
    draws(&mut wire, &[nested(&frame(&text(60), 10)), frame(&text(60_000), 1)]);
    // Each of them is another text: none is kept from the one before.
    let long: Vec<_> = (0..20).map(|index| text(60_000 - 6 * index)).collect();
    let started = Instant::now();
    let reply = wire.ask(&nested(&format!("[{}]", long.join(","))));
    // Set at every group, they take longer than anybody waits.
    assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
    assert_eq!(error(&reply, "code"), "too_large");
    let place = error(&reply, "at").as_str().expect("a place");
    assert!(place.starts_with("/0/commands/0/commands"), "{place}");
}

#[test]
fn who_is_kept_to_a_part_of_the_screen_is_counted_that_part() {
    let rules = format!("[permissions.regions]\n{} = [16, 12, 32, 24]\n", getuid());
    let daemon = daemon(&rules);
    let mut wire = Wire::to(&daemon);
    draws(&mut wire, &[frame(CLEAR, 12), rects("[0,0,64,48]", 12)]);
    for (line, at) in [(frame(CLEAR, 13), "/12"), (rects("[0,0,64,48]", 13), "/rects/12")] {
        let reply = wire.ask(&line);
        assert_eq!(error(&reply, "at"), at, "{reply}");
    }
}
