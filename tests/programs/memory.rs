//! How much memory a daemon takes of its own.

use std::fs;

use serde_json::json;

use crate::common::Daemon;
use crate::common::process::wait_for;
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

/// Forty clients ask for a whole screen of 33 MB each and do not read it: 1.3 GB if nobody refused them.
#[test]
fn captures_that_nobody_reads_take_what_one_user_may_have() {
    let daemon = Daemon::on("3840x2160").with_args(&["--buffer", "direct"]).start();
    let whole = json!({"op":"capture","format":"raw"}).to_string();
    let mut reader = Wire::to(&daemon);
    reader.send_line(&whole);
    let captured = reader.finish();
    assert!(captured.len() > 3840 * 2160 * 4, "one finds room: {}", &captured[..captured.len().min(300)]);
    let mut other = Wire::to(&daemon);
    let before = anonymous(&daemon);
    let mut hoarders: Vec<_> = (0..40).map(|_| Wire::to(&daemon)).collect();
    hoarders.iter_mut().for_each(|hoarder| hoarder.send_line(&whole));
    let lines = |wire: &mut Wire| wire.ask(r#"{"op":"stats"}"#)["result"]["lines"].as_u64();
    wait_for("all have been answered", || (lines(&mut other) > Some(41)).then_some(()));
    let taken = anonymous(&daemon) - before;
    eprintln!("{taken} bytes for replies that nobody reads");
    // Besides, each has a read of 128 KiB, and the C library keeps what one was made of for the next.
    let made_of = 3840 * 2160 * (3 + 4);
    assert!(taken <= (64 << 20) + 40 * (192 << 10) + made_of, "{taken} bytes");
    assert!(taken > 30_000_000, "{taken} bytes: one has been captured");
}
