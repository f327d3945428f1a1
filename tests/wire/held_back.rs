//! Clients that do not read their replies, or not quickly, or draw a lot: they wait, and nobody else does.

use std::fs;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::Pid;

use crate::common::Daemon;
use crate::common::process::wait_for;
use crate::common::wire::Wire;

/// What a client may leave unread, what one read of the daemon holds, and what allocators keep to themselves.
const ALLOWANCE_KB: usize = 6 << 10;

/// What another client waits at most while one is held back. It takes less than a millisecond on an idle machine.
const PROMPTLY: Duration = Duration::from_secs(2);

fn resident_kb(pid: Pid) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the daemon runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux says it");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("in kilobytes")
}

/// A question with a reply of some hundred bytes.
fn question(id: usize) -> String {
    format!("{{\"op\":\"capture\",\"format\":\"raw\",\"width\":64,\"height\":1,\"id\":{id}}}\n")
}

fn reply(id: usize) -> String {
    let data = "AAAA".repeat(64);
    format!(r#"{{"id":{id},"result":{{"format":"raw","width":64,"height":1,"data":"{data}"}}}}"#)
}

/// Sends questions until the socket takes no more, asking another client in between: each answer to it shows that
/// the daemon has been around. Returns the bytes sent of all those in `questions`.
fn send_until_held_back(stream: &UnixStream, questions: &[u8], other: &mut Wire) -> usize {
    stream.set_nonblocking(true).expect("a socket can");
    let (mut sent, mut refused) = (0, 0);
    while refused < 200 {
        let mut writer = stream;
        match writer.write(&questions[sent..]) {
            Ok(count) => (sent, refused) = (sent + count, 0),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                refused += 1;
                let asked = Instant::now();
                other.settle();
                assert!(asked.elapsed() < PROMPTLY, "another client waited {:?}", asked.elapsed());
            }
            Err(error) => panic!("{error}"),
        }
        assert!(sent < questions.len(), "the daemon reads on and on");
    }
    stream.set_nonblocking(false).expect("a socket can");
    sent
}

#[test]
fn who_never_reads_is_not_read_from() {
    let daemon = Daemon::start("64x48");
    let mut other = Wire::to(&daemon);
    let mut wire = Wire::to(&daemon);
    let before = resident_kb(daemon.pid());
    const QUESTIONS: usize = 100_000;
    let questions = (0..QUESTIONS).map(question).collect::<String>().into_bytes();
    let sent = send_until_held_back(wire.stream(), &questions, &mut other);
    let after = resident_kb(daemon.pid());
    assert!(after < before + ALLOWANCE_KB, "{before} kB became {after} kB");

    let writer = wire.stream().try_clone().expect("a socket can");
    thread::scope(|scope| {
        scope.spawn(move || (&writer).write_all(&questions[sent..]).expect("it is read on"));
        for id in 0..QUESTIONS {
            assert_eq!(wire.line(), Some(reply(id)));
        }
    });
    assert_eq!(wire.finish(), "");
}

#[test]
fn who_leaves_without_reading_is_forgotten() {
    let daemon = Daemon::start("64x48");
    let mut other = Wire::to(&daemon);
    let questions = (0..100_000).map(question).collect::<String>().into_bytes();
    for leave_at_once in [false, true] {
        let wire = Wire::to(&daemon);
        if leave_at_once {
            // As much as the socket takes; the daemon finds nobody to reply to.
            wire.stream().set_nonblocking(true).expect("a socket can");
            let _ = wire.stream().write(&questions);
        } else {
            send_until_held_back(wire.stream(), &questions, &mut other);
        }
        drop(wire);
        let gone = || (other.ask(r#"{"op":"stats"}"#)["result"]["clients"] == 1).then_some(());
        wait_for("the client is gone", gone);
    }
}

/// One that always leaves something unread, though it reads, costs no more memory than one that never reads.
#[test]
fn who_reads_slowly_costs_little() {
    let daemon = Daemon::start("320x240");
    let mut wire = Wire::to(&daemon);
    wire.settle();
    let before = resident_kb(daemon.pid());
    const QUESTIONS: usize = 400;
    let question = |id: usize| format!("{{\"op\":\"capture\",\"format\":\"raw\",\"id\":{id}}}\n");
    let questions = (0..QUESTIONS).map(question).collect::<String>();
    wire.send(questions);
    let mut highest = 0;
    for id in 0..QUESTIONS {
        let line = wire.line().expect("a reply");
        assert!(line.starts_with(&format!("{{\"id\":{id},\"result\"")), "{}", &line[..40]);
        highest = highest.max(resident_kb(daemon.pid()));
    }
    assert!(highest < before + ALLOWANCE_KB, "{before} kB became {highest} kB");
}

/// A pipe's end is no reason to hurry: who sends no more may still take its time with the replies.
#[test]
fn who_sends_no_more_may_read_later() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    const QUESTIONS: usize = 3000;
    wire.send((0..QUESTIONS).map(question).collect::<String>());
    wire.stream().shutdown(std::net::Shutdown::Write).expect("the connection is open");
    // Longer than a daemon that stops would wait.
    thread::sleep(Duration::from_millis(1500));
    for id in 0..QUESTIONS {
        assert_eq!(wire.line(), Some(reply(id)));
    }
    assert_eq!(wire.line(), None);
}

/// Sixty commands that take long arrive with one read. Somebody else is answered before they are all drawn.
#[test]
fn who_draws_a_lot_keeps_nobody_waiting() {
    const LINES: usize = 60;
    let daemon = Daemon::start("1920x1080");
    let mut other = Wire::to(&daemon);
    let mut wire = Wire::to(&daemon);
    let line = r#"{"op":"arc","cx":0,"cy":0,"r":900,"start":0,"end":90,"stroke":"red","stroke_width":900,"stroke_dasharray":[0.7,0.6]}"#;
    wire.settle();
    wire.send(format!("{line}\n").repeat(LINES));
    let mut seen = Vec::new();
    while seen.last() != Some(&LINES) {
        let commands = other.ask(r#"{"op":"stats"}"#)["result"]["commands"].as_u64().expect("a number");
        seen.push(commands as usize);
    }
    let between = seen.iter().filter(|&&commands| 0 < commands && commands < LINES).count();
    assert!(between > 0, "nobody was answered before the last was drawn: {seen:?}");
    wire.settle();
}
