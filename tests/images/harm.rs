//! Pictures that mean harm: refused, or bounded, before memory is taken.

use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::{Wire, error};
use crate::png;

/// The most memory that the daemon has ever had, in kilobytes.
fn peak(daemon: &Daemon) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.pid())).expect("the daemon runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("Linux tells it");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}

/// A PNG that is nothing but a size.
fn header(width: u32, height: u32) -> Vec<u8> {
    png::file(width, height, [8, 6, 0, 0, 0], &[(*b"IDAT", vec![0x78, 0x01])])
}

/// A PNG of `side`² black pixels, and a comment of `comment` bytes, both compressed.
fn bomb(side: u32, comment: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    encoder.add_ztxt_chunk("Comment".to_owned(), "x".repeat(comment)).expect("a comment");
    let mut writer = encoder.write_header().expect("a header");
    let rows = vec![0; side.div_ceil(8) as usize * side as usize];
    writer.write_image_data(&rows).expect("rows");
    writer.finish().expect("an end");
    bytes
}

/// A GIF of one pixel a hundred thousand times over.
fn frames() -> Vec<u8> {
    let frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".as_slice(), &frame.repeat(100_000), b"\x3b"].concat()
}

fn outcome(wire: &mut Wire, file: &[u8]) -> Value {
    wire.ask(&json!({"op": "load", "name": "a", "data": STANDARD.encode(file), "id": 1}).to_string())
}

#[test]
fn sizes_beyond_the_limit_take_no_memory() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.settle();
    let before = peak(&daemon);
    for file in [header(50_000, 50_000), header(u32::MAX >> 1, u32::MAX >> 1), bomb(20_000, 0)] {
        let reply = outcome(&mut wire, &file);
        assert_eq!(
            (error(&reply, "code"), error(&reply, "at")),
            (&json!("too_large"), &json!("/data")),
            "{reply}"
        );
        assert!(error(&reply, "message").as_str().unwrap().contains("limits.image_pixels"), "{reply}");
    }
    // A size that would be allowed, and nothing behind it.
    assert!(outcome(&mut wire, &header(5000, 5000))["error"].is_object());
    let grown = peak(&daemon) - before;
    assert!(grown < 130_000, "{grown} kB");
    assert_eq!(wire.ask(r#"{"op":"stats"}"#)["result"]["pictures"]["bytes"], 0);
}

#[test]
fn bombs_stay_small() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.settle();
    let before = peak(&daemon);
    // Whether it is a picture or not: 300 MB of comment must not be unpacked.
    outcome(&mut wire, &bomb(8, 300 << 20));
    let reply = outcome(&mut wire, &frames());
    assert_eq!(reply["result"], json!({"width": 1, "height": 1}), "the first frame alone is decoded");
    let grown = peak(&daemon) - before;
    assert!(grown < 100_000, "{grown} kB");
}

#[test]
fn budgets_are_settings_that_errors_name() {
    let setup = Daemon::on("64x48");
    let file = setup.directory().join("fbdrawd.toml");
    let mut limits = fs::File::create(&file).unwrap();
    write!(limits, "[limits]\nimage_bytes = 4000\nimage_pixels = 10000\nclient_image_bytes = 70000\nall_image_bytes = 90000\n")
        .unwrap();
    let daemon = setup.with_args(&["--config", file.to_str().unwrap()]).start();
    let (mut first, mut second) = (Wire::to(&daemon), Wire::to(&daemon));
    let load = |wire: &mut Wire, name: &str, side: u32| {
        let data = STANDARD.encode(bomb(side, 0));
        wire.ask(&json!({"op": "load", "name": name, "data": data, "id": 1}).to_string())
    };
    let message = |reply: &Value| error(reply, "message").as_str().unwrap().to_owned();
    assert!(message(&load(&mut first, "a", 101)).contains("limits.image_pixels"));
    for name in ["a", "a", "a"] {
        assert_eq!(load(&mut first, name, 80)["result"]["width"], 80, "a name's old picture is let go");
    }
    assert!(message(&load(&mut first, "b", 100)).contains("limits.client_image_bytes"));
    assert_eq!(load(&mut first, "c", 80)["result"]["width"], 80);
    assert_eq!(load(&mut second, "a", 80)["result"]["width"], 80);
    assert!(message(&load(&mut second, "b", 64)).contains("limits.all_image_bytes"));
    let long = json!({"op": "load", "name": "a", "data": STANDARD.encode(vec![0; 4001]), "id": 1});
    assert!(message(&second.ask(&long.to_string())).contains("limits.image_bytes"));
    first.send_line(r#"{"op":"image","x":0,"y":0,"name":"a"}"#);
    first.settle();
}

#[test]
fn a_client_that_goes_while_its_picture_is_decoded_is_no_loss() {
    let daemon = Daemon::start("64x48");
    let data = STANDARD.encode(bomb(5000, 0));
    for _ in 0..5 {
        let mut wire = Wire::to(&daemon);
        wire.send_line(json!({"op": "load", "name": "a", "data": data}).to_string());
        drop(wire);
    }
    let mut wire = Wire::to(&daemon);
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let stats = wire.ask(r#"{"op":"stats"}"#)["result"].clone();
        if stats["clients"] == 1 && stats["pictures"]["bytes"] == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "{stats}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
