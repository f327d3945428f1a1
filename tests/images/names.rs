//! Pictures under names, and what errors say.

use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::{Wire, error};
use crate::formats::encoded;

/// A small picture of one colour in base64.
pub(crate) fn data(color: [u8; 3]) -> String {
    let [r, g, b] = color;
    STANDARD.encode(encoded(&RgbaImage::from_pixel(8, 6, Rgba([r, g, b, 255])), ImageFormat::Png))
}

fn load(name: &str, color: [u8; 3]) -> Value {
    json!({"op": "load", "name": name, "data": data(color)})
}

fn pixel(wire: &mut Wire) -> Value {
    wire.ask(r#"{"op":"pixel","x":0,"y":0}"#)["result"]["color"].clone()
}

#[test]
fn a_name_stands_for_the_picture_that_was_loaded_last() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.send_line(load("logo", [255, 0, 0]).to_string());
    wire.send_line(r#"{"op":"image","x":0,"y":0,"name":"logo"}"#);
    assert_eq!(pixel(&mut wire), "#ff0000");
    // Drawn before the name is given away, in the order of the lines.
    wire.send_line(r#"{"op":"image","x":0,"y":0,"name":"logo"}"#);
    wire.send_line(load("logo", [0, 0, 255]).to_string());
    wire.send_line(r#"{"op":"image","x":20,"y":0,"name":"logo"}"#);
    assert_eq!(wire.ask(r#"{"op":"pixel","x":20,"y":0}"#)["result"]["color"], "#0000ff");
    assert_eq!(pixel(&mut wire), "#ff0000");
    let mut with_id = load("logo", [0, 255, 0]);
    with_id["id"] = 7.into();
    assert_eq!(wire.ask(&with_id.to_string()), json!({"id": 7, "result": {"width": 8, "height": 6}}));
    assert_eq!(wire.ask(r#"{"op":"drop","name":"logo","id":8}"#), json!({"id": 8, "result": {}}));
    let reply = wire.ask(r#"{"op":"image","x":0,"y":0,"name":"logo"}"#);
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("not_found"), &json!("/name")));
    let reply = wire.ask(r#"{"op":"drop","name":"logo"}"#);
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("not_found"), &json!("/name")));
}

#[test]
fn names_go_with_their_connection_unless_they_are_shared() {
    let daemon = Daemon::start("64x48");
    let (mut first, mut second) = (Wire::to(&daemon), Wire::to(&daemon));
    first.send_line(load("mine", [255, 0, 0]).to_string());
    let mut shared = load("ours", [0, 0, 255]);
    shared["shared"] = true.into();
    first.send_line(shared.to_string());
    first.settle();
    let bytes =
        |wire: &mut Wire| wire.ask(r#"{"op":"stats"}"#)["result"]["pictures"]["bytes"].as_u64().unwrap();
    let both = bytes(&mut second);
    let draw = |name: &str| json!({"op": "image", "x": 0, "y": 0, "name": name}).to_string();
    assert_eq!(error(&second.ask(&draw("mine")), "code"), "not_found");
    second.send_line(draw("ours"));
    assert_eq!(pixel(&mut second), "#0000ff");
    assert_eq!(first.finish(), "");
    // The daemon frees them once it has noticed.
    let deadline = Instant::now() + Duration::from_secs(10);
    while bytes(&mut second) * 2 > both {
        assert!(Instant::now() < deadline, "{} of {both} bytes are left", bytes(&mut second));
        thread::sleep(Duration::from_millis(10));
    }
    second.send_line(draw("ours"));
    second.send_line(r#"{"op":"drop","name":"ours"}"#);
    second.settle();
    assert_eq!(bytes(&mut second), 0);
    assert_eq!(error(&second.ask(&draw("ours")), "code"), "not_found");
}

#[test]
fn faults_name_their_member() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let good = data([1, 2, 3]);
    for (line, code, at) in [
        (json!({"op": "image", "x": 0, "y": 0}), "missing_field", "/name"),
        (json!({"op": "image", "x": 0, "y": 0, "name": "a", "data": good}), "invalid", "/data"),
        (json!({"op": "image", "x": 0, "y": 0, "data": "!"}), "invalid", "/data"),
        (json!({"op": "image", "x": 0, "y": 0, "data": "aGVsbG8="}), "unsupported", "/data"),
        (json!({"op": "image", "x": 0, "y": 0, "data": &good[..60]}), "invalid", "/data"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "fit": "tile"}), "invalid", "/fit"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "align": "left right"}), "invalid", "/align"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "align": "middle"}), "invalid", "/align"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "filter": "cubic"}), "invalid", "/filter"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "source": [0, 0, 9, 6]}), "invalid", "/source"),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "source": [0, 0, 0, 6]}), "invalid", "/source"),
        (
            json!({"op": "image", "x": 0, "y": 0, "data": good, "source": [8, 0, 1e-300, 1]}),
            "invalid",
            "/source",
        ),
        (
            json!({"op": "image", "x": 0, "y": 0, "data": good, "source": [0, 6, 3, 1e-20]}),
            "invalid",
            "/source",
        ),
        (json!({"op": "image", "x": 0, "y": 0, "data": good, "widht": 5}), "unknown_field", "/widht"),
        (json!({"op": "image", "x": 0, "y": 0, "fd": true}), "invalid", "/fd"),
        (json!({"op": "image", "x": 0, "y": 0, "path": "/etc/passwd"}), "denied", "/path"),
        (json!({"op": "load", "name": "a"}), "missing_field", "/path"),
        (json!({"op": "load", "data": good}), "missing_field", "/name"),
        (json!({"op": "load", "name": "", "data": good}), "invalid", "/name"),
        (json!([{"op": "clear"}, {"op": "image", "x": 0, "y": 0, "name": "a"}]), "not_found", "/1/name"),
        (
            json!({"id": 1, "frame": [{"op": "group", "commands": [{"op": "image", "x": 0, "y": 0, "data": "?"}]}]}),
            "invalid",
            "/frame/0/commands/0/data",
        ),
        (json!([{"op": "load", "name": "a", "data": good}]), "invalid", "/0/op"),
    ] {
        let reply = wire.ask(&line.to_string());
        assert_eq!(
            (error(&reply, "code"), error(&reply, "at")),
            (&json!(code), &json!(at)),
            "{line}\n{reply}"
        );
    }
    wire.send_line(json!({"op": "image", "x": 0, "y": 0, "data": good}).to_string());
    assert_eq!(pixel(&mut wire), "#010203");
}

/// A bad picture anywhere in a frame, and nothing of the frame is drawn.
#[test]
fn frames_with_a_bad_picture_draw_nothing() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let bad = &data([0; 3])[..40];
    let frame = json!([{"op": "clear", "color": "white"},
        {"op": "image", "x": 0, "y": 0, "data": data([255, 0, 0])}, {"op": "image", "x": 0, "y": 0, "data": bad}]);
    let reply = wire.ask(&frame.to_string());
    assert_eq!((error(&reply, "at"), error(&reply, "line")), (&json!("/2/data"), &json!(1)));
    assert!(daemon.bytes().iter().all(|&byte| byte == 0));
}

#[test]
fn scaled_pictures_are_kept_for_the_next_time() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.send_line(load("logo", [255, 0, 0]).to_string());
    for _ in 0..5 {
        wire.send_line(r#"{"op":"image","x":0,"y":0,"width":40,"height":30,"name":"logo"}"#);
    }
    let stats = wire.ask(r#"{"op":"stats"}"#)["result"]["pictures"].clone();
    assert_eq!(
        (&stats["decoded"], &stats["scaled_misses"], &stats["scaled_hits"]),
        (&json!(1), &json!(1), &json!(4))
    );
    assert!(stats["scaled_bytes"].as_u64() >= Some(40 * 30 * 4), "{stats}");
    wire.send_line(r#"{"op":"drop","name":"logo"}"#);
    let stats = wire.ask(r#"{"op":"stats"}"#)["result"]["pictures"].clone();
    assert_eq!((&stats["scaled_bytes"], &stats["bytes"]), (&json!(0), &json!(0)));
}
