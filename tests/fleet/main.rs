//! The recipes of docs/fleet.md, with a real broker and a real sshd.

#[path = "../common/mod.rs"]
mod common;

mod broker;
mod recipes;
mod ssh;

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::process::{Running, wait_for};
use fbdraw::client::Client;
use nix::sys::signal::{Signal, killpg};

/// A daemon in a directory that others share, so that it can be started once more.
fn daemon(directory: &Path) -> Running {
    let mut command = common::fbdrawd(directory);
    command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "fbdraw.sock"]);
    Running::serving(&mut command, &socket(directory))
}

fn socket(directory: &Path) -> PathBuf {
    directory.join("fbdraw.sock")
}

/// Waits until the screen is all of a colour.
fn wait_for_colour(directory: &Path, colour: &str) {
    wait_for(&format!("the screen is {colour}"), || {
        let mut client = Client::connect(socket(directory)).ok()?;
        let found = client.pixel(5, 5).ok()?.to_string();
        let _ = client.finish();
        (found == colour).then_some(())
    });
}

/// The line of docs/fleet.md that begins so, for a shell.
fn recipe(beginning: &str) -> &'static str {
    let mut lines = include_str!("../../docs/fleet.md").lines();
    let line = lines.find(|line| line.starts_with(beginning));
    line.unwrap_or_else(|| panic!("docs/fleet.md has no line that begins with {beginning:?}"))
}

/// Several programs of a shell; killed when dropped, each of them, as a service manager does.
struct Pipeline(Running);

impl Pipeline {
    /// Starts a script in a directory, whose files of options are for the broker's clients.
    fn start(directory: &Path, script: &str) -> Self {
        let log = File::create(directory.join("fbdraw.log")).expect("the directory is ours");
        let mut command = Command::new("sh");
        command.args(["-c", script]).env("PATH", path()).env("FBDRAW_SOCKET", socket(directory));
        command.env("XDG_CONFIG_HOME", directory).current_dir(directory).process_group(0);
        Self(Running::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log)))
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        let _ = killpg(self.0.pid(), Signal::SIGKILL);
    }
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
