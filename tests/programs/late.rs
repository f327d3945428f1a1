//! Devices that are not there when the daemon starts.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::common::process::{Running, run, wait_for};
use crate::common::wire::Wire;
use crate::common::{directory, fbdrawd};

const FILE: &[&str] = &["--file", "late/screen.raw", "--size", "64x48", "--socket", "s"];

#[test]
fn what_appears_later_is_drawn_on() {
    let directory = directory();
    let mut command = fbdrawd(directory.path());
    let mut daemon = Running::start(command.args(FILE).args(["--wait", "60"]).stderr(Stdio::null()));
    thread::sleep(Duration::from_millis(300));
    assert!(daemon.child().try_wait().unwrap().is_none(), "it waits");
    fs::create_dir(directory.path().join("late")).unwrap();
    let socket = directory.path().join("s");
    wait_for("the daemon answers", || Wire::connect(&socket).ok()).settle();
    assert_eq!(fs::metadata(directory.path().join("late/screen.raw")).unwrap().len(), 64 * 48 * 4);
}

#[test]
fn the_wait_ends_with_why() {
    let directory = directory();
    let started = Instant::now();
    let mut command = fbdrawd(directory.path());
    let device = ["--device", "late", "--socket", "s", "--log", "off"];
    let ended = run(command.args(device).args(["--wait", "1"]));
    assert!(started.elapsed() >= Duration::from_secs(1));
    let message = "fbdrawd: cannot open late: No such file or directory; is there a framebuffer driver? \
                   To draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720\n";
    assert_eq!((ended.code, &*ended.stderr), (Some(1), message));
}

#[test]
fn what_appears_and_is_wrong_is_not_waited_for() {
    let directory = directory();
    let mut command = fbdrawd(directory.path());
    let device = ["--device", "late", "--socket", "s", "--log", "off"];
    let mut daemon = Running::start(command.args(device).env("FBDRAW_WAIT", "600").stderr(Stdio::piped()));
    thread::sleep(Duration::from_millis(300));
    fs::write(directory.path().join("late"), "").unwrap();
    let ended = daemon.ended();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.starts_with("fbdrawd: late is not a framebuffer: "), "{}", ended.stderr);
}

#[test]
fn a_daemon_that_waits_can_be_stopped() {
    let directory = directory();
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let mut command = fbdrawd(directory.path());
        let mut daemon = Running::start(command.args(FILE).args(["--wait", "600"]).stderr(Stdio::piped()));
        // Its log says when it has begun to wait, and with that to listen for signals.
        let mut first = [0; 1];
        std::io::Read::read_exact(daemon.child().stderr.as_mut().unwrap(), &mut first).unwrap();
        daemon.signal(signal);
        let ended = daemon.ended();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(
            ended.stderr.contains("waiting 600 s at most: cannot open late/screen.raw"),
            "{}",
            ended.stderr
        );
    }
}
