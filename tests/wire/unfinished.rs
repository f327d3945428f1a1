//! The room that the lines of all clients have until they end.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use nix::unistd::geteuid;
use serde_json::{Value, json};

use crate::common::process::wait_for;
use crate::common::wire::{Wire, error};
use crate::common::{Daemon, as_user, skipped};

/// A user that need not exist.
const STRANGER: u32 = 61_001;

/// What each connection reads into.
const READ: usize = 128 << 10;

/// A daemon that everybody can connect to.
fn daemon(unfinished_bytes: usize) -> Daemon {
    let setup = Daemon::on("64x48");
    let directory = setup.directory();
    let limits = format!("[limits]\nunfinished_bytes = {unfinished_bytes}\n");
    fs::write(directory.join("fbdrawd.toml"), limits).expect("the directory is ours");
    fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("the directory is ours");
    setup.with_args(&["--config", "fbdrawd.toml", "--socket-mode", "0666"]).start()
}

/// A ping that is `length` bytes long.
fn ping(length: usize) -> String {
    let ping = r#"{"op":"ping","id":1}"#;
    ping.to_owned() + &" ".repeat(length - ping.len())
}

fn pong() -> Value {
    json!({"id": 1, "result": {}})
}

/// What unfinished lines take.
fn taken(wire: &mut Wire) -> usize {
    wire.ask(r#"{"op":"stats"}"#)["result"]["unfinished_bytes"].as_u64().expect("a number") as usize
}

/// Is told that a line of `length` bytes finds no room.
fn is_refused(wire: &mut Wire, length: usize) {
    let uid = geteuid();
    is_refused_for(wire, length, &format!("those of uid {uid} (half of limits.unfinished_bytes)"));
}

/// The same, and of whose lines.
fn is_refused_for(wire: &mut Wire, length: usize, whose: &str) {
    let reply = wire.ask(&ping(length));
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &Value::Null), "{reply}");
    let message = error(&reply, "message").as_str().expect("a message");
    assert!(message.contains(whose), "{message}");
}

#[test]
fn a_line_that_finds_no_room_is_discarded_and_its_client_goes_on() {
    let daemon = daemon(2 << 20);
    let (mut slow, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    slow.send(ping(1 << 20));
    wait_for("a line that does not end", || (taken(&mut other) == 1 << 20).then_some(()));
    for _ in 0..3 {
        is_refused(&mut other, 600_000);
        assert_eq!(other.ask(&ping(READ - 1)), pong());
        other.settle();
    }
    assert_eq!(slow.ask(""), pong());
    wait_for("the room of a line that has ended", || (taken(&mut other) == 0).then_some(()));
    assert_eq!(other.ask(&ping(600_000)), pong());
}

#[test]
fn who_leaves_takes_nothing_and_who_sends_no_more_is_told() {
    let daemon = daemon(2 << 20);
    let (mut slow, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    slow.send(ping(1 << 20));
    wait_for("a line that does not end", || (taken(&mut other) == 1 << 20).then_some(()));
    let mut third = Wire::to(&daemon);
    third.send(ping(600_000));
    assert!(third.finish().contains("limits.unfinished_bytes)"));
    drop(slow);
    wait_for("the room of one that left", || (taken(&mut other) == 0).then_some(()));
    assert_eq!(other.ask(&ping(600_000)), pong());
}

#[test]
fn less_room_than_a_line_may_have_wins() {
    let daemon = daemon(0);
    let mut wire = Wire::to(&daemon);
    assert_eq!(wire.ask(&ping(READ - 1)), pong());
    is_refused_for(&mut wire, READ + 1, "those of all clients (limits.unfinished_bytes)");
    let lines = format!("{}\n", ping(50_000)).repeat(20);
    wire.send(&lines);
    for _ in 0..20 {
        assert_eq!(wire.line(), Some(pong().to_string()));
    }
}

/// Many clients of one user that begin the longest line and end it together.
#[test]
fn all_together_take_no_more_than_half_the_limit() {
    let daemon = Daemon::start("64x48");
    let mut clients: Vec<_> = (0..16).map(|_| Wire::to(&daemon)).collect();
    let mut other = Wire::to(&daemon);
    clients.iter_mut().for_each(|client| client.send(ping(4 << 20)));
    assert!(taken(&mut other) <= 32 << 20);
    let replies = clients.iter_mut().map(|client| client.ask(""));
    let (done, refused): (Vec<_>, Vec<_>) = replies.partition(|reply| reply.get("result").is_some());
    assert!(done.len() >= 6 && refused.len() >= 8, "{} and {}", done.len(), refused.len());
    clients.iter_mut().for_each(Wire::settle);
    wait_for("enough room for a line", || (taken(&mut other) <= 16 << 20).then_some(()));
}

/// One user's clients have half of the room, another's the rest.
#[test]
fn lines_of_one_user_leave_room_for_another() {
    if !geteuid().is_root() {
        return skipped("unfinished lines of several users: only root can become other users");
    }
    let daemon = daemon(2 << 20);
    let mut other = Wire::to(&daemon);
    let mut strangers = [(); 2].map(|()| as_user(STRANGER, || Wire::to(&daemon)));
    strangers[0].send(ping(1 << 20));
    wait_for("a line that does not end", || (taken(&mut other) == 1 << 20).then_some(()));
    let half = format!("1048576 bytes together, those of uid {STRANGER} (half of limits.unfinished_bytes)");
    is_refused_for(&mut strangers[1], 600_000, &half);
    for _ in 0..3 {
        assert_eq!(other.ask(&ping(1 << 20)), pong());
    }
    let mut slow = Wire::to(&daemon);
    slow.send(ping(1 << 20));
    wait_for("lines that do not end", || (taken(&mut other) == 2 << 20).then_some(()));
    let mut third = as_user(STRANGER + 1, || Wire::to(&daemon));
    is_refused_for(
        &mut third,
        600_000,
        "2097152 bytes together, those of all clients (limits.unfinished_bytes)",
    );
    assert_eq!(strangers[0].ask(""), pong());
    wait_for("the room of a line that has ended", || (taken(&mut other) == 1 << 20).then_some(()));
    assert_eq!(third.ask(&ping(600_000)), pong());
}
