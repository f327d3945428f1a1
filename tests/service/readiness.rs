//! What the service manager is told, and when.

use std::fs;
use std::io::Read;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::common::process::Running;
use crate::manager::Service;

/// Messages that hold a text, by when they came.
fn times(service: &Service, text: &str) -> Vec<Instant> {
    service.messages.iter().filter(|(_, said)| said.contains(text)).map(|&(when, _)| when).collect()
}

#[test]
fn the_status_tells_the_screen_and_the_clients_once_a_second_at_most() {
    let mut service = Service::new();
    let mut daemon = service.start(&["--format", "rgb565"]);
    let first = service.messages.last().expect("it is ready").1.clone();
    assert_eq!(first, "READY=1\nSTATUS=320x240 rgb565 on screen.raw, 0 clients\n");
    for round in 0..40 {
        let mut wires: Vec<_> = (0..round % 3).map(|_| service.wire()).collect();
        wires.iter_mut().for_each(crate::common::wire::Wire::settle);
        service.listen(Duration::from_millis(60));
    }
    let mut five: Vec<_> = (0..5).map(|_| service.wire()).collect();
    five.iter_mut().for_each(crate::common::wire::Wire::settle);
    service.wait_for("STATUS=320x240 rgb565 on screen.raw, 5 clients\n");
    let told = times(&service, "STATUS=");
    for pair in told.windows(2) {
        let between = pair[1] - pair[0];
        assert!(between >= Duration::from_millis(900), "{between:?} apart: {:#?}", service.messages);
    }
    let before = service.messages.len();
    service.listen(Duration::from_millis(2500));
    assert_eq!(service.messages.len(), before, "nothing has changed: {:#?}", service.messages);
    daemon.signal(Signal::SIGTERM);
    service.wait_for("STOPPING=1\n");
    assert_eq!(daemon.ended().code, Some(0));
}

/// The device is not there: more time is asked for, and nobody is told that it is ready.
#[test]
fn not_ready_before_the_device_is_there() {
    let mut service = Service::new();
    service.file = "later/screen.raw";
    let _daemon = Running::start(&mut service.command(&["--wait", "30"]));
    let said = service.wait_for("EXTEND_TIMEOUT_USEC=");
    assert_eq!(said.trim(), "EXTEND_TIMEOUT_USEC=40000000");
    service.wait_for("STATUS=waiting for ");
    service.listen(Duration::from_millis(500));
    assert_eq!(times(&service, "READY=1").len(), 0);
    fs::create_dir(service.path("later")).unwrap();
    service.wait_for("READY=1");
}

#[test]
fn the_watchdog_is_fed_by_the_loop_that_draws() {
    let mut service = Service::new();
    service.environment.push(("WATCHDOG_USEC", "400000".to_owned()));
    let daemon = service.start(&[]);
    service.listen(Duration::from_millis(2000));
    let fed = times(&service, "WATCHDOG=1");
    assert!((8..=12).contains(&fed.len()), "every 200 ms for 2 s: {} times", fed.len());
    daemon.signal(Signal::SIGSTOP);
    service.listen(Duration::from_millis(300));
    let before = times(&service, "WATCHDOG=1").len();
    service.listen(Duration::from_millis(1000));
    assert_eq!(times(&service, "WATCHDOG=1").len(), before, "a stopped daemon says nothing");
    daemon.signal(Signal::SIGCONT);
    service.wait_for("WATCHDOG=1");
}

/// A thread that lives proves nothing where the one that draws is stuck: here in a log that nobody reads.
#[test]
fn a_stuck_renderer_is_not_reported_alive() {
    let mut service = Service::new();
    service.environment.push(("WATCHDOG_USEC", "400000".to_owned()));
    let (mut log, end) = std::io::pipe().unwrap();
    let mut command = service.command(&["--log", "debug"]);
    let daemon = Running::start(command.stderr(end));
    drop(command);
    service.wait_for("WATCHDOG=1");
    let mut wire = service.wire();
    let refused = r#"{"op":"no such thing"}"#;
    wire.send(format!("{}\n", [refused; 2000].join("\n")));
    service.listen(Duration::from_millis(700));
    let before = times(&service, "WATCHDOG=1").len();
    service.listen(Duration::from_millis(1500));
    let after = times(&service, "WATCHDOG=1").len();
    assert_eq!(after, before, "it is stuck: {:#?}", service.messages);
    let reading = thread::spawn(move || log.read_to_string(&mut String::new()));
    service.wait_for("WATCHDOG=1");
    drop(daemon);
    reading.join().expect("it does not panic").expect("the log is text");
}

/// A frame that takes longer than the watchdog waits is no reason to be killed, as long as its commands are drawn.
#[test]
fn a_long_frame_is_reported_alive() {
    let mut service = Service::new();
    service.environment.push(("WATCHDOG_USEC", "200000".to_owned()));
    let _daemon = service.start(&[]);
    let mut wire = service.wire();
    let circles =
        r#"{"op":"circle","cx":160,"cy":120,"r":150,"stroke":"red","stroke_width":300,"opacity":0.5}"#;
    service.wait_for("WATCHDOG=1");
    let alone = [circles; 10].join(",");
    let started = Instant::now();
    wire.send(format!("[{alone}]\n"));
    wire.settle();
    // Long enough on machines and in builds of any speed. Where what is in a group did not count, each half of the frame
    // would be one silence.
    let count = 8000 / started.elapsed().as_millis().clamp(1, 80) as usize;
    let group = format!(r#"{{"op":"group","opacity":0.5,"commands":[{}]}}"#, vec![circles; count].join(","));
    wire.send(format!("[{alone},{group},{alone},{group}]\n"));
    let sent = Instant::now();
    let drawing = thread::spawn(move || wire.settle());
    while !drawing.is_finished() {
        service.next(Duration::from_millis(10));
    }
    drawing.join().expect("it is drawn");
    let took = sent.elapsed();
    service.listen(Duration::from_millis(500));
    let fed = times(&service, "WATCHDOG=1");
    let longest = fed.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    assert!(took > Duration::from_millis(800), "the frame is too short to show anything: {took:?}");
    assert!(longest < took / 3, "a frame of {took:?}, fed every {longest:?} at least");
}

/// Without a service manager there is nobody to talk to, and no thread for it.
#[test]
fn without_a_manager_nothing_of_it_happens() {
    let mut service = Service::new();
    let threads = |daemon: &Running| fs::read_dir(format!("/proc/{}/task", daemon.pid())).unwrap().count();
    let told = service.start(&[]);
    assert_eq!(threads(&told), 2);
    drop(told);
    let mut command = service.command(&[]);
    command.env_remove("NOTIFY_SOCKET");
    let alone = Running::start(&mut command);
    service.wire().settle();
    assert_eq!(threads(&alone), 1);
}
