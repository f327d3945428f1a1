//! Programs run by hand: what they print, how they end.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::PATIENCE;
use super::wire::Wire;

/// What is left of a program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
}

/// A program that runs; killed when dropped.
pub struct Running(Child);

/// Runs a program that is expected to end by itself.
pub fn run(command: &mut Command) -> Ended {
    Running::start(command.stdout(Stdio::piped()).stderr(Stdio::piped())).ended()
}

/// Asks again and again until there is an answer.
pub fn wait_for<T>(what: &str, mut answer: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = answer() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what}: not in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

impl Running {
    /// Starts a program.
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        Self(command.spawn().unwrap_or_else(|error| panic!("this test needs {}: {error}", name.display())))
    }

    /// Starts a daemon and waits until it answers on `socket`.
    pub fn serving(command: &mut Command, socket: &Path) -> Self {
        let mut running = Self::start(command.stdout(Stdio::null()).stderr(Stdio::piped()));
        wait_for("the daemon answers", || {
            let ended = running.0.try_wait().expect("it is our child");
            assert!(ended.is_none(), "the daemon has ended: {}", read(running.0.stderr.take()));
            let mut wire = Wire::connect(socket).ok()?;
            wire.settle();
            Some(())
        });
        running
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.0.id() as i32)
    }

    /// The pipes to it.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).expect("the program runs");
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> Ended {
        let status = wait_for("the program ends", || self.0.try_wait().expect("it is our child"));
        Ended { code: status.code(), stdout: read(self.0.stdout.take()), stderr: read(self.0.stderr.take()) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is in the pipe of a program that prints less than a pipe holds.
fn read(pipe: Option<impl Read>) -> String {
    let mut text = String::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_string(&mut text).expect("programs print UTF-8");
    }
    text
}
