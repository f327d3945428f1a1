//! The guard that gives a console back: a process that must outlive the daemon. The terminals here are pseudoterminals,
//! which are no consoles: that giving one back is tried shows in the kernel's refusal.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use nix::pty::openpty;
use nix::sys::signal::Signal;

use crate::common::process::{Running, run};
use crate::common::{directory, fbdrawd};

/// A guard to be started, and the other end of its terminal.
fn guard(argument: &str) -> (Command, OwnedFd) {
    let pty = openpty(None, None).expect("there are pseudoterminals");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fbdrawd"));
    command.args(["--console-guard", argument]).env_clear();
    command.stdin(Stdio::piped()).stdout(File::from(pty.slave)).stderr(Stdio::piped());
    (command, pty.master)
}

const REFUSED: &str = "fbdrawd: cannot give the console back: Inappropriate ioctl for device (os error 25)\n";

#[test]
fn a_guard_waits_for_the_daemon_to_be_gone_whatever_it_is_told_meanwhile() {
    let (mut command, _terminal) = guard("0,0,0");
    let mut guard = Running::start(&mut command);
    // It ignores signals once it has come so far; the pipe is what counts.
    thread::sleep(Duration::from_millis(300));
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGABRT] {
        guard.signal(signal);
    }
    thread::sleep(Duration::from_millis(100));
    assert!(guard.child().try_wait().expect("it is our child").is_none(), "it has ended too early");
    drop(guard.child().stdin.take());
    let ended = guard.ended();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), REFUSED), "it has tried");
}

#[test]
fn a_guard_that_is_dismissed_leaves_the_console_alone() {
    let (mut command, _terminal) = guard("0,7,1");
    let mut guard = Running::start(&mut command);
    guard.child().stdin.take().expect("it is piped").write_all(b"q").expect("it reads");
    let ended = guard.ended();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn only_the_daemon_can_start_a_guard() {
    let (mut command, _terminal) = guard("now");
    let mut guard = Running::start(&mut command);
    drop(guard.child().stdin.take());
    let ended = guard.ended();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("this is for fbdrawd itself to start"), "{}", ended.stderr);
}

#[test]
fn a_file_belongs_to_no_console_and_none_is_looked_for() {
    let directory = directory();
    let socket = directory.path().join("s");
    let mut command = fbdrawd(directory.path());
    command.args(["--file", "screen.raw", "--size", "9x9", "--socket", "s", "--vt", "auto"]);
    let mut daemon = Running::serving(&mut command, &socket);
    daemon.signal(Signal::SIGTERM);
    let ended = daemon.ended();
    assert_eq!(ended.code, Some(0));
    assert!(!ended.stderr.contains("console"), "{}", ended.stderr);
    let ended = run(fbdrawd(directory.path()).args(["--file", "a", "--size", "9x9", "--vt", "tty7"]));
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("from 1 to 63"), "{}", ended.stderr);
}
