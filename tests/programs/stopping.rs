//! How it ends: what was read is done, what was done is said, and the socket goes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Instant;

use nix::sys::signal::Signal;

use crate::common::process::Running;
use crate::common::wire::Wire;
use crate::common::{PATIENCE, directory, fbdrawd};

const WIDTH: usize = 320;
const PIXELS: usize = WIDTH * 240;

fn serving(directory: &Path, buffer: &str) -> Running {
    let mut command = fbdrawd(directory);
    command.args(["--file", "screen.raw", "--size", "320x240", "--socket", "s", "--buffer", buffer]);
    Running::serving(command.args(["--log", "off"]), &directory.join("s"))
}

/// A pixel in a colour that says which line drew it.
fn dot(id: usize) -> String {
    let (x, y) = (id % WIDTH, id % PIXELS / WIDTH);
    format!("{{\"op\":\"pixels\",\"points\":[[{x},{y}]],\"color\":\"#{id:06x}\",\"id\":{id}}}\n")
}

/// Draws without end on one thread while replies are read on another, until a signal ends it. Every reply is there
/// for what is in the file, and nothing is in the file without a reply.
fn interrupted(signal: Signal, buffer: &str) {
    let directory = directory();
    let mut daemon = serving(directory.path(), buffer);
    let mut wire = Wire::connect(&directory.path().join("s")).expect("it listens");
    let mut writer = wire.stream().try_clone().expect("a socket can");
    let writing = thread::spawn(move || {
        let mut next = 1;
        loop {
            let lines = (next..next + 100).map(dot).collect::<String>();
            if writer.write_all(lines.as_bytes()).is_err() {
                return;
            }
            next += 100;
        }
    });
    let mut drawn = BTreeMap::new();
    let mut id = 0;
    while let Some(line) = wire.line() {
        id += 1;
        assert_eq!(line, format!("{{\"id\":{id},\"result\":{{}}}}"));
        drawn.insert(id % PIXELS, id);
        if id == 5000 {
            daemon.signal(signal);
        }
    }
    writing.join().expect("it writes until it cannot");
    let ended = daemon.ended();
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "after {id} lines");
    assert!(!directory.path().join("s").exists(), "the socket is still there");

    let bytes = fs::read(directory.path().join("screen.raw")).expect("it stays");
    assert!(id >= 5000);
    for (at, pixel) in bytes.chunks(4).enumerate() {
        let found = pixel[..3].iter().rev().fold(0, |color, &byte| color << 8 | usize::from(byte));
        assert_eq!(
            found,
            drawn.get(&at).copied().unwrap_or(0),
            "{signal} in {buffer} mode, pixel {at}, {id} lines"
        );
    }
}

#[test]
fn sigterm_while_drawing() {
    interrupted(Signal::SIGTERM, "direct");
}

#[test]
fn sigint_while_drawing_on_a_shadow() {
    interrupted(Signal::SIGINT, "shadow");
}

/// The daemon has read some of its lines when the client is held back. It stops, and the client begins to read:
/// there is a reply to each of those lines.
#[test]
fn what_was_read_of_one_that_is_held_back_is_answered() {
    let directory = directory();
    let mut daemon = serving(directory.path(), "direct");
    let mut other = Wire::connect(&directory.path().join("s")).unwrap();
    let bytes_read = |other: &mut Wire| {
        let stats = other.ask(r#"{"op":"stats"}"#)["result"]["bytes"].as_u64();
        stats.expect("a number")
    };
    let first = bytes_read(&mut other);
    let own = bytes_read(&mut other) - first;

    let mut wire = Wire::connect(&directory.path().join("s")).unwrap();
    wire.stream().set_nonblocking(true).unwrap();
    let question = |id: usize| format!("{{\"op\":\"info\",\"id\":\"{id:06}\"}}{:200}\n", "");
    let (mut sent, mut asked, mut refused) = (0, 1, 0);
    let length = question(0).len();
    while refused < 200 {
        match wire.stream().write(&question(sent / length).as_bytes()[sent % length..]) {
            Ok(count) => (sent, refused) = (sent + count, 0),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                refused += 1;
                asked += 1;
                bytes_read(&mut other);
            }
            Err(error) => panic!("{error}"),
        }
    }
    asked += 1;
    let read = bytes_read(&mut other) - first - own * asked;
    let lines = read / length as u64;
    assert!(lines > 500 && read < sent as u64, "{read} bytes of {sent} were read");
    wire.stream().set_nonblocking(false).unwrap();

    daemon.signal(Signal::SIGTERM);
    // Whoever is not held back has gone when the daemon stops: this is when to begin.
    assert_eq!(other.line(), None);
    for id in 0..lines {
        let line = wire.line().unwrap_or_else(|| panic!("{id} replies to {lines} lines"));
        assert!(line.starts_with(&format!("{{\"id\":\"{id:06}\",\"result\"")), "{line}");
    }
    assert_eq!(wire.line(), None);
    assert_eq!(daemon.ended().code, Some(0));
}

/// Somebody who never reads does not keep the daemon, and somebody who only listens neither.
#[test]
fn clients_that_stay_do_not_keep_it() {
    let directory = directory();
    let mut daemon = serving(directory.path(), "direct");
    let socket = directory.path().join("s");
    let mut idle = Wire::connect(&socket).unwrap();
    let mut half = Wire::connect(&socket).unwrap();
    half.send("[{\"op\":\"clear\"");
    let deaf = Wire::connect(&socket).unwrap();
    deaf.stream().set_nonblocking(true).unwrap();
    let questions = "{\"op\":\"info\"}\n".repeat(100_000);
    let mut sent = 0;
    while let Ok(count) = deaf.stream().write(&questions.as_bytes()[sent..]) {
        sent += count;
    }
    idle.settle();
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().code, Some(0));
    assert!(!socket.exists());
    assert_eq!((idle.rest(), half.rest()), (String::new(), String::new()));
}

#[test]
fn a_socket_that_somebody_else_put_there_stays() {
    let directory = directory();
    let socket = directory.path().join("s");
    let mut daemon = serving(directory.path(), "direct");
    fs::remove_file(&socket).unwrap();
    fs::write(&socket, "precious").unwrap();
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().code, Some(0));
    assert_eq!(fs::read_to_string(&socket).unwrap(), "precious");
}

/// There is no moment at which the socket exists and a signal leaves it behind.
#[test]
fn sigterm_while_starting() {
    for _ in 0..20 {
        let directory = directory();
        let socket = directory.path().join("s");
        let mut command = fbdrawd(directory.path());
        command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "s", "--log", "off"]);
        let mut daemon = Running::start(&mut command);
        let deadline = Instant::now() + PATIENCE;
        while !socket.exists() {
            assert!(Instant::now() < deadline, "the daemon does not listen");
        }
        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.ended().code, Some(0));
        assert!(!socket.exists());
    }
}
