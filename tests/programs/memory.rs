//! How much memory a daemon takes of its own while nobody draws.

use std::fs;

use serde_json::json;

use crate::common::Daemon;
use crate::common::wire::Wire;

/// Bytes of memory that are the process's own: neither the screen's file nor the program's.
fn anonymous(daemon: &Daemon) -> u64 {
    let rollup =
        fs::read_to_string(format!("/proc/{}/smaps_rollup", daemon.pid())).expect("the kernel tells");
    let line = rollup.lines().find(|line| line.starts_with("Anonymous:")).expect("its anonymous memory");
    let kib: u64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number of KiB");
    kib << 10
}

#[test]
fn it_idles_in_three_megabytes_before_the_first_text() {
    let daemon = Daemon::on("1920x1080").with_args(&["--buffer", "direct"]).start();
    let mut wire = Wire::to(&daemon);
    let idle = anonymous(&daemon);
    wire.send_line(json!({"op":"clear","color":"teal"}).to_string());
    wire.send_line(json!({"op":"circle","cx":900,"cy":500,"r":400,"fill":"gold","stroke":"red"}).to_string());
    wire.settle();
    let drawn = anonymous(&daemon);
    eprintln!("{idle} bytes idle, {drawn} after two shapes");
    assert!(idle <= 3_000_000, "{idle} bytes");
    assert!(drawn <= 3_000_000, "{drawn} bytes after two shapes");
    // What is measured is what grows: a second copy of the screen has 8 MB.
    let shadow = Daemon::on("1920x1080").with_args(&["--buffer", "shadow"]).start();
    let mut wire = Wire::to(&shadow);
    wire.send_line(json!({"op":"clear","color":"teal"}).to_string());
    wire.settle();
    assert!(anonymous(&shadow) > 8_000_000, "{} bytes", anonymous(&shadow));
}
