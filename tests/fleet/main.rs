//! The recipes of docs/fleet.md, with a real broker and a real sshd.

#[path = "../common/mod.rs"]
mod common;

mod screen;
mod broker;
mod kiosk;
mod subscription;
mod recipes;
mod ssh;

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// The line of docs/fleet.md that begins so, for a shell.
fn recipe(beginning: &str) -> &'static str {
    let mut lines = include_str!("../../docs/fleet.md").lines();
    let line = lines.find(|line| line.starts_with(beginning));
    line.unwrap_or_else(|| panic!("docs/fleet.md has no line that begins with {beginning:?}"))
}

/// A scene of one colour.
fn clear(colour: &str) -> String {
    format!("[{{\"op\":\"clear\",\"color\":\"{colour}\"}}]")
}

/// A port of this machine that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a loopback device");
    listener.local_addr().expect("it listens").port()
}

/// `PATH` with the programs that cargo has built in front.
fn path() -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_fbdraw")).parent().expect("a directory");
    format!("{}:/usr/sbin:/usr/bin:/bin", programs.display())
}

/// Whether a program can be started here; that it cannot is said.
fn has(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).env("PATH", path()).output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        common::skipped(&format!("screens over a network: {program} is not installed"));
    }
    found
}
