//! Registers that the configuration names, in a file that stands in for a device's memory.

use std::fs;

use serde_json::json;

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

/// A daemon whose file `memory` holds 0, 1, 2 and so on, two pages of it.
fn daemon() -> Daemon {
    let setup = Daemon::on("16x4");
    let directory = setup.directory().to_owned();
    let memory: Vec<u8> = (0..8192_u32).map(|byte| byte as u8).collect();
    fs::write(directory.join("memory"), memory).expect("the directory is ours");
    let memory = directory.join("memory");
    let table = |name: &str, members: &str| format!("[registers.{name}]\nfile = {memory:?}\n{members}\n");
    let config = [
        "[permissions]\nregisters = [\"$self\"]\n".to_owned(),
        table("display_id", "address = 0x500\nwidth = 16"),
        table("y_offset", "address = 0x512\nwidth = 16\naccess = \"read-write\""),
        table("strobe", "address = 0x601\nwidth = 8\naccess = \"write\""),
        table("last", "address = 8184\nwidth = 64\naccess = \"read-write\""),
        table("behind", "address = 8192\nwidth = 32"),
    ];
    let path = directory.join("fbdrawd.toml");
    fs::write(&path, config.concat()).expect("the directory is ours");
    setup.with_args(&["--config", path.to_str().expect("plain names")]).start()
}

#[test]
fn registers_are_read_and_written_in_place() {
    let daemon = daemon();
    let mut wire = Wire::to(&daemon);
    let peek = |wire: &mut Wire, name: &str| {
        wire.ask(&json!({"op": "peek", "register": name}).to_string())["result"]["value"].clone()
    };
    assert_eq!(peek(&mut wire, "display_id"), u16::from_ne_bytes([0x00, 0x01]));
    wire.send_line(r#"{"op":"poke","register":"y_offset","value":240}"#);
    assert_eq!(peek(&mut wire, "y_offset"), 240);
    wire.send_line(r#"{"op":"poke","register":"strobe","value":"0xa5"}"#);
    let large = "0xfedcba9876543210";
    let reply = wire.ask(&json!({"op": "poke", "register": "last", "value": large, "id": 1}).to_string());
    assert_eq!(reply, json!({"id": 1, "result": {}}));
    assert_eq!(peek(&mut wire, "last"), 0xfedc_ba98_7654_3210_u64);
    let memory = fs::read(daemon.directory().join("memory")).expect("it is there");
    let mut expected: Vec<u8> = (0..8192_u32).map(|byte| byte as u8).collect();
    expected[0x512..0x514].copy_from_slice(&240_u16.to_ne_bytes());
    expected[0x601] = 0xa5;
    expected[8184..].copy_from_slice(&0xfedc_ba98_7654_3210_u64.to_ne_bytes());
    assert!(memory == expected, "nothing else was touched");
}

#[test]
fn what_may_not_be_done_changes_nothing() {
    let daemon = daemon();
    let mut wire = Wire::to(&daemon);
    let before = fs::read(daemon.directory().join("memory")).expect("it is there");
    for (line, code, at) in [
        (r#"{"op":"peek","register":"nothing"}"#, "not_found", "/register"),
        (r#"{"op":"poke","register":"display_id","value":1}"#, "denied", "/register"),
        (r#"{"op":"peek","register":"strobe"}"#, "denied", "/register"),
        (r#"{"op":"poke","register":"strobe","value":256}"#, "invalid", "/value"),
        (r#"{"op":"poke","register":"strobe","value":-1}"#, "invalid", "/value"),
        (r#"{"op":"poke","register":"strobe","value":"a5"}"#, "invalid", "/value"),
        (r#"{"op":"poke","register":"strobe"}"#, "missing_field", "/value"),
        (r#"[{"op":"poke","register":"strobe","value":1}]"#, "invalid", "/0/op"),
    ] {
        let reply = wire.ask(line);
        assert_eq!(
            (error(&reply, "code"), error(&reply, "at")),
            (&code.into(), &at.into()),
            "{line} {reply}"
        );
    }
    let known = wire.ask(r#"{"op":"peek","register":"nothing"}"#);
    let message = error(&known, "message").as_str().expect("a message is text");
    assert!(message.contains("those that are: behind, display_id, last, strobe, y_offset"), "{message}");
    let behind = wire.ask(r#"{"op":"peek","register":"behind"}"#);
    assert_eq!(error(&behind, "code"), "io");
    let message = error(&behind, "message").as_str().expect("a message is text");
    assert!(message.contains("the file ends at byte 0x2000"), "{message}");
    assert!(fs::read(daemon.directory().join("memory")).expect("it is there") == before);
}

#[test]
fn registers_can_be_typed() {
    let daemon = daemon();
    let typed = |words: &[&str]| {
        let output = daemon.fbdraw(words).output().expect("it runs");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    assert_eq!(typed(&["poke", "y_offset", "0xb0c5"]), (true, String::new()));
    assert_eq!(typed(&["peek", "y_offset"]), (true, "0xb0c5".to_owned()));
    assert!(!typed(&["poke", "y_offset", "0x1b0c5"]).0);
    assert!(!typed(&["peek", "nothing"]).0);
}
