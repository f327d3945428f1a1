//! Requests made to hurt: huge numbers, deep nesting, paths without end.

use serde_json::json;

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

#[test]
fn the_largest_coordinates_are_none() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for line in [
        r#"{"op":"rect","x":16777216,"y":-16777216,"width":16777216,"height":16777216,"fill":"red"}"#,
        r#"{"op":"rect","x":-16777216,"y":-16777216.0,"width":1.6777216e7,"height":0,"fill":"red","stroke":"red"}"#,
        r#"{"op":"circle","cx":-16777216,"cy":16777216,"r":16777216,"stroke":"red","stroke_width":16777216}"#,
    ] {
        wire.send_line(line);
    }
    wire.settle();
}

#[test]
fn depth_is_no_danger() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    const DEPTH: usize = 10_000;
    for (open, close, code, at) in [
        ("[", "]", "invalid", "/0"),
        (r#"{"a":"#, "}", "missing_field", "/op"),
        (r#"{"op":"#, "}", "invalid", "/op"),
        (r#"{"frame":"#, "}", "invalid", "/frame"),
        (r#"[{"op":"clear","color":"#, "}]", "invalid", "/0/color/0"),
        (r#"{"op":"ping","id":"#, "}", "invalid", "/id"),
    ] {
        let closed = wire.ask(&format!("{}1{}", open.repeat(DEPTH), close.repeat(DEPTH)));
        assert_eq!((error(&closed, "code"), error(&closed, "at")), (&json!(code), &json!(at)), "{open}");
        let unclosed = wire.ask(&open.repeat(DEPTH));
        assert_eq!(error(&unclosed, "code"), "parse", "{open}");
    }
    wire.settle();
}

/// Each of these has ended the daemon once, or would fill its memory.
#[test]
fn no_path_is_a_danger() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let path = |data: &str| format!(r#"{{"op":"path","d":"{data}","fill":"red"}}"#);
    assert_eq!(
        wire.ask(&path(&format!("M0 0 L5 5 {}", "z".repeat(4_000_000))).replacen('{', r#"{"id":1,"#, 1))["id"],
        1
    );
    for (data, code, at) in [
        ("M0 0A1e60 5 0 1 1 10 10", "invalid", "/d"),
        ("M0 0A5 1e300 0 1 0 10 0", "invalid", "/d"),
        (&format!("M0 0{}", "h1".repeat(2_000_000)), "too_large", "/d"),
    ] {
        let reply = wire.ask(&path(data));
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!(code), &json!(at)), "{data:.40}");
    }
    wire.settle();
}

/// What is wrong is repeated to its client, but not all of it.
#[test]
fn no_reply_is_as_long_as_the_request() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let long = "x".repeat(1_000_000);
    for line in [
        format!(r#"{{"op":"{long}"}}"#),
        format!(r#"{{"op":"pixel","x":"{long}","y":0}}"#),
        format!(r#"{{"op":"clear","color":"{long}"}}"#),
        format!(r#"{{"op":"capture","format":"{long}"}}"#),
        format!(r#"{{"op":"path","d":"{long}"}}"#),
        long.clone(),
    ] {
        wire.send_line(&line);
        let reply = wire.line().expect("a reply");
        assert!(reply.len() < 1000, "{} bytes for {:.40}", reply.len(), line);
    }
    wire.settle();
}
