//! The room that the replies of all clients have until they are read.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::sys::signal::{Signal, kill};
use nix::unistd::geteuid;
use serde_json::{Value, json};

use crate::common::process::wait_for;
use crate::common::wire::{Wire, error};
use crate::common::{Daemon, as_user, skipped};

/// A user that need not exist.
const STRANGER: u32 = 61_001;

/// The whole of 640 times 480 pixels.
const CAPTURE: &str = r#"{"op":"capture","format":"raw"}"#;

/// The bytes of that in base64.
const CAPTURED: usize = 640 * 480 * 4;

/// What each client may leave unread.
const OWN: usize = 64 << 10;

fn configure(directory: &Path, all_unread_bytes: usize) {
    let limits = format!("[limits]\nunread_bytes = {OWN}\nall_unread_bytes = {all_unread_bytes}\n");
    fs::write(directory.join("fbdrawd.toml"), limits).expect("the directory is ours");
}

/// A daemon that everybody can connect to.
fn daemon(all_unread_bytes: usize) -> Daemon {
    let setup = Daemon::on("640x480");
    configure(setup.directory(), all_unread_bytes);
    fs::set_permissions(setup.directory(), Permissions::from_mode(0o755)).expect("the directory is ours");
    setup.with_args(&["--config", "fbdrawd.toml", "--socket-mode", "0666"]).start()
}

/// What replies take beyond what is each client's own.
fn taken(wire: &mut Wire) -> usize {
    wire.ask(r#"{"op":"stats"}"#)["result"]["all_unread_bytes"].as_u64().expect("a number") as usize
}

/// Has a client ask for a capture that it does not read, and waits until it has been made.
fn hoard(client: &mut Wire, other: &mut Wire) {
    let before = taken(other);
    client.send_line(CAPTURE);
    wait_for("a capture that nobody reads", || (taken(other) > before).then_some(()));
}

fn is_captured(reply: &Value) {
    let data = reply["result"]["data"].as_str().unwrap_or_else(|| panic!("no capture: {reply}"));
    assert_eq!(STANDARD.decode(data).expect("base64"), vec![0; CAPTURED / 4 * 3]);
}

/// Is told that a reply finds no room, and of whose; what it says.
fn is_refused(wire: &mut Wire, line: &str, whose: &str) -> String {
    let reply = wire.ask(line);
    assert_eq!(error(&reply, "code"), "too_large", "{reply}");
    let message = error(&reply, "message").as_str().expect("a message").to_owned();
    let remedy = "read what was asked for, or ask for a smaller part";
    assert!(message.contains("limits.all_unread_bytes)") && message.contains(remedy), "{message}");
    assert!(message.contains(whose), "{message}");
    message
}

#[test]
fn a_capture_that_finds_no_room_is_refused_and_what_is_read_gives_it_back() {
    // For one user's clients half of it: four captures.
    let daemon = daemon(8 * CAPTURED);
    let mut other = Wire::to(&daemon);
    let mut hoarders = [(); 4].map(|()| Wire::to(&daemon));
    hoarders.iter_mut().for_each(|hoarder| hoard(hoarder, &mut other));
    for _ in 0..3 {
        let uid = geteuid();
        is_refused(&mut other, CAPTURE, &format!("those of uid {uid} (half of limits.all_unread_bytes)"));
        // What is not that large, and whatever changes something, goes on.
        for _ in 0..20 {
            let part = other.ask(r#"{"op":"capture","format":"raw","height":48,"id":1}"#);
            assert_eq!(part["result"]["data"].as_str().map(str::len), Some(640 * 48 * 4));
        }
        other.send_line(r#"{"op":"clear","color":"black"}"#);
        other.settle();
    }
    is_captured(&serde_json::from_str(&hoarders[0].line().expect("a reply")).expect("JSON"));
    wait_for("the room of what was read", || (taken(&mut other) < 3 * CAPTURED).then_some(()));
    is_captured(&other.ask(CAPTURE));
    drop(hoarders);
    wait_for("the room of those who left", || (taken(&mut other) == 0).then_some(()));
}

/// One user's clients have half of the room, another's the rest, a third's what is left.
#[test]
fn what_one_user_leaves_unread_leaves_room_for_another() {
    if !geteuid().is_root() {
        return skipped("unread replies of several users: only root can become other users");
    }
    let daemon = daemon(2 * CAPTURED);
    let mut other = Wire::to(&daemon);
    let mut strangers = [(); 2].map(|()| as_user(STRANGER, || Wire::to(&daemon)));
    hoard(&mut strangers[0], &mut other);
    is_refused(
        &mut strangers[1],
        CAPTURE,
        &format!("those of uid {STRANGER} (half of limits.all_unread_bytes)"),
    );
    for _ in 0..3 {
        is_captured(&other.ask(CAPTURE));
    }
    let mut hoarder = Wire::to(&daemon);
    hoard(&mut hoarder, &mut other);
    let mut third = as_user(STRANGER + 1, || Wire::to(&daemon));
    is_refused(&mut third, CAPTURE, "those of all clients (limits.all_unread_bytes)");
    drop(strangers);
    wait_for("the room of one that left", || (taken(&mut other) < CAPTURED).then_some(()));
    is_captured(&third.ask(CAPTURE));
}

#[test]
fn a_capture_larger_than_the_limit_is_refused_until_the_limit_is_raised() {
    let daemon = daemon(CAPTURED);
    let mut wire = Wire::to(&daemon);
    is_refused(&mut wire, CAPTURE, &format!("{} bytes together", CAPTURED / 2));
    is_refused(&mut wire, r#"{"op":"capture","id":1}"#, "beyond limits.unread_bytes of each");
    configure(daemon.directory(), 2 * CAPTURED);
    kill(daemon.pid(), Signal::SIGHUP).expect("the daemon runs");
    wait_for("the limit is another", || {
        let limits = &wire.ask(r#"{"op":"info"}"#)["result"]["limits"];
        (limits["all_unread_bytes"] == 2 * CAPTURED).then_some(())
    });
    is_captured(&wire.ask(CAPTURE));
}

/// Whatever else becomes long: many lines, what a client calls its request, a member that there is not.
#[test]
fn other_long_replies_find_no_room_either() {
    let daemon = daemon(0);
    let mut wire = Wire::to(&daemon);
    let text = r"a\n".repeat(5000);
    is_refused(&mut wire, &json!({"op": "measure", "text": "a\n".repeat(5000)}).to_string(), "limits");
    let before = wire.ask(r#"{"op":"checksum"}"#);
    let drawn = format!(r#"{{"op":"text","x":0,"y":20,"text":"{text}","fill":"red","id":1}}"#);
    is_refused(&mut wire, &drawn, "limits");
    assert_eq!(wire.ask(r#"{"op":"checksum"}"#), before, "what is refused is not drawn");
    // A long text of few lines has few measures.
    let one_line = format!(r#"{{"op":"measure","text":"{}","id":1}}"#, "a".repeat(5000));
    assert_eq!(wire.ask(&one_line)["id"], 1);

    let long = "i".repeat(2 * OWN);
    let reply = wire.ask(&format!(r#"{{"op":"clear","color":"red","id":"{long}"}}"#));
    assert_eq!((error(&reply, "code"), &reply["id"]), (&json!("too_large"), &Value::Null));
    assert_eq!(wire.ask(r#"{"op":"checksum"}"#), before, "what is refused is not drawn");
    let reply = wire.ask(&format!(r#"{{"op":"ping","{long}":1,"id":"{}"}}"#, &long[..OWN]));
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("unknown_field"), &Value::Null));
    assert_eq!(error(&reply, "line"), 8);
    wire.settle();
}

/// A reader that asks for more before it has read is held back rather than refused, however little room there is.
#[test]
fn who_reads_in_the_end_has_every_capture() {
    const CAPTURED: usize = 1280 * 960 * 4;
    let setup = Daemon::on("1280x960");
    let limits = format!("[limits]\nall_unread_bytes = {}\n", 2 * (CAPTURED + 256));
    fs::write(setup.directory().join("fbdrawd.toml"), limits).expect("the directory is ours");
    let daemon = setup.with_args(&["--config", "fbdrawd.toml"]).start();
    let mut wire = Wire::to(&daemon);
    wire.send(format!("{CAPTURE}\n").repeat(4));
    let replies = wire.finish();
    let lengths: Vec<_> = replies.lines().map(str::len).collect();
    assert!(lengths.len() == 4 && lengths.iter().all(|&length| length > CAPTURED), "{lengths:?}");
}
