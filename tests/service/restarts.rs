//! Clients of a daemon that is restarted under them: what was acknowledged is on the screen.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::common::PATIENCE;
use crate::manager::Service;

const WIDTH: usize = 320;
const PIXELS: usize = WIDTH * 240;

/// How often a command is sent.
const PERIOD: Duration = Duration::from_millis(1);

/// A client that draws one pixel after the other, each in a colour of its own, connects again whenever it must, and
/// remembers which were acknowledged.
struct Painter {
    acknowledged: Arc<Mutex<Vec<bool>>>,
    reconnected: usize,
}

impl Painter {
    /// Draws until it is told to stop.
    fn paint(&mut self, socket: &Path, stop: &AtomicBool) {
        let mut next = 0;
        while !stop.load(Ordering::Relaxed) && next < PIXELS {
            // With a socket unit this never fails: where there is no daemon, it waits.
            let stream = UnixStream::connect(socket).expect("the socket is there, daemon or not");
            self.reconnected += 1;
            let replies = BufReader::new(stream.try_clone().expect("a socket can"));
            replies.get_ref().set_read_timeout(Some(PATIENCE)).expect("it is a socket");
            let acknowledged = Arc::clone(&self.acknowledged);
            let reading = thread::spawn(move || {
                for line in replies.lines().map_while(Result::ok) {
                    let id =
                        line.strip_prefix("{\"id\":").and_then(|rest| rest.strip_suffix(",\"result\":{}}"));
                    let id: usize = id.and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("{line}"));
                    acknowledged.lock().expect("nobody has panicked")[id] = true;
                }
            });
            next = send(stream, next, stop);
            reading.join().expect("every reply is an acknowledgement");
        }
    }
}

/// Sends from `next` on, at its pace, until it cannot; returns where to go on.
fn send(mut stream: UnixStream, mut next: usize, stop: &AtomicBool) -> usize {
    let started = Instant::now();
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) && next < PIXELS {
        let (x, y, color) = (next % WIDTH, next / WIDTH, next + 1);
        let line = format!(
            "{{\"op\":\"pixels\",\"points\":[[{x},{y}]],\"color\":\"#{color:06x}\",\"id\":{next}}}\n"
        );
        if stream.write_all(line.as_bytes()).is_err() {
            return next;
        }
        (next, count) = (next + 1, count + 1);
        thread::sleep((started + PERIOD * count).saturating_duration_since(Instant::now()));
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
    next
}

fn restarted(signal: Signal, arguments: &[&str]) {
    let mut service = Service::new();
    let mut daemon = service.start(arguments);
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(Mutex::new(vec![false; PIXELS]));
    let mut painter = Painter { acknowledged: Arc::clone(&acknowledged), reconnected: 0 };
    let (socket, told) = (service.path("s"), Arc::clone(&stop));
    let painting = thread::spawn(move || {
        painter.paint(&socket, &told);
        painter.reconnected
    });
    let count = || acknowledged.lock().expect("nobody has panicked").iter().filter(|&&done| done).count();
    for round in 0..5 {
        let before = count();
        thread::sleep(Duration::from_millis(400));
        assert!(count() > before + 100, "{} a second", (count() - before) * 5 / 2);
        daemon.signal(signal);
        let ended = daemon.ended();
        assert!(signal == Signal::SIGKILL || ended.code == Some(0), "round {round}: {}", ended.stderr);
        // Clients wait for a while.
        thread::sleep(Duration::from_millis(20));
        daemon = service.start(arguments);
    }
    thread::sleep(Duration::from_millis(200));
    stop.store(true, Ordering::Relaxed);
    let reconnected = painting.join().expect("it has painted");
    assert_eq!(reconnected, 6, "once for each daemon");
    drop(daemon);
    let bytes = std::fs::read(service.path("screen.raw")).expect("it stays");
    let acknowledged = acknowledged.lock().expect("nobody has panicked");
    let mut wrong = Vec::new();
    for (at, pixel) in bytes.chunks(4).enumerate() {
        let found = pixel[..3].iter().rev().fold(0, |color, &byte| color << 8 | usize::from(byte));
        // What was not acknowledged may be there or not.
        if found != at + 1 && (found != 0 || acknowledged[at]) {
            wrong.push((at, found));
        }
    }
    assert!(wrong.is_empty(), "{signal}: {} acknowledged, wrong: {wrong:?}", count_of(&acknowledged));
    assert!(count_of(&acknowledged) > 500, "{} acknowledged", count_of(&acknowledged));
}

fn count_of(acknowledged: &[bool]) -> usize {
    acknowledged.iter().filter(|&&done| done).count()
}

#[test]
fn sigterm_loses_no_acknowledged_command() {
    restarted(Signal::SIGTERM, &[]);
}

#[test]
fn sigterm_loses_none_that_went_through_a_shadow() {
    restarted(Signal::SIGTERM, &["--buffer", "shadow"]);
}

/// The mapping of a plain file outlives the process that has written to it.
#[test]
fn sigkill_loses_no_acknowledged_command() {
    restarted(Signal::SIGKILL, &[]);
}

/// Whoever connects as the daemon is told to stop is answered, by it or by the next.
#[test]
fn who_connects_around_sigterm_waits_instead_of_failing() {
    let mut service = Service::new();
    let mut daemon = service.start(&[]);
    for round in 0..12 {
        // Held, so that it finds both at once when it goes on.
        daemon.signal(Signal::SIGSTOP);
        let mut stream = UnixStream::connect(service.path("s")).expect("the socket is there");
        stream.set_read_timeout(Some(PATIENCE)).expect("it is a socket");
        stream.write_all(b"{\"op\":\"ping\",\"id\":1}\n").expect("it has room");
        daemon.signal(Signal::SIGTERM);
        daemon.signal(Signal::SIGCONT);
        assert_eq!(daemon.ended().code, Some(0), "round {round}");
        daemon = service.start(&[]);
        let mut reply = String::new();
        let read = BufReader::new(&stream).read_line(&mut reply);
        assert!(read.is_ok() && reply == "{\"id\":1,\"result\":{}}\n", "round {round}: {read:?} {reply:?}");
    }
}

/// Neither a daemon that ends nor one that starts clears the screen; the picture is there to be read and drawn on.
#[test]
fn the_screen_keeps_its_last_frame() {
    for arguments in [
        &["--buffer", "direct"][..],
        &["--buffer", "shadow"],
        &["--rotate", "90"],
        &["--format", "gray4"],
        &["--format", "c8"],
        &["--format", "argb8888", "--buffer", "shadow"],
    ] {
        let mut service = Service::new();
        let mut daemon = service.start(arguments);
        let mut wire = service.wire();
        wire.send_line(
            r##"[{"op":"clear","color":"#999"},{"op":"circle","cx":90,"cy":90,"r":70,"fill":"white"}]"##,
        );
        let checksum = wire.ask(r#"{"op":"checksum"}"#)["result"]["crc32"].clone();
        let file = service.path("screen.raw");
        let bytes = || std::fs::read(&file).expect("it stays");
        let before = bytes();
        assert!(before.iter().any(|&byte| byte != 0) && checksum.is_string(), "{arguments:?}");
        for signal in [Signal::SIGTERM, Signal::SIGKILL] {
            daemon.signal(signal);
            daemon.ended();
            assert!(bytes() == before, "{arguments:?} after {signal}");
            daemon = service.start(arguments);
            assert!(bytes() == before, "{arguments:?}, started again");
            // What is drawn as it was leaves everything as it was.
            let mut wire = service.wire();
            wire.send_line(r##"{"op":"rect","x":0,"y":0,"width":8,"height":8,"fill":"#999"}"##);
            let now = wire.ask(r#"{"op":"checksum"}"#)["result"]["crc32"].clone();
            assert!(bytes() == before, "{arguments:?}, drawn on: {checksum} then {now}");
        }
    }
}
