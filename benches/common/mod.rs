//! The real daemon, started for a benchmark.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every benchmark compiles this file and uses its own part of it"
)]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A daemon on a file of its own; gone, with the file, when dropped.
pub struct Daemon {
    process: Child,
    directory: tempfile::TempDir,
}

impl Daemon {
    /// Starts one whose screen has `size`, and waits until it answers.
    pub fn start(size: &str, arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut process = Command::new(env!("CARGO_BIN_EXE_fbdrawd"));
        process
            .arg("--file")
            .arg(directory.path().join("screen.raw"))
            .args(["--size", size, "--log", "error"]);
        process
            .arg("--socket")
            .arg(directory.path().join("fbdraw.sock"))
            .args(arguments)
            .stdout(Stdio::null());
        let daemon = Self { process: process.spawn().expect("fbdrawd starts"), directory };
        connect(&daemon.socket());
        daemon
    }

    pub fn socket(&self) -> PathBuf {
        self.directory.path().join("fbdraw.sock")
    }

    pub fn file(&self) -> PathBuf {
        self.directory.path().join("screen.raw")
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Ends the benchmark with an error where the best of several measurements is beyond a bound that the project keeps to:
/// other programs on the machine make measurements worse, never better.
pub fn assert_best(what: &str, measured: &[f64], bound: f64, unit: &str) {
    let best = measured.iter().copied().fold(f64::INFINITY, f64::min);
    if best > bound {
        eprintln!("{what}: {best:.2} {unit}, the bound is {bound} {unit}");
        std::process::exit(1);
    }
}

/// Connects, waiting for the socket to appear.
pub fn connect(path: &Path) -> UnixStream {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match UnixStream::connect(path) {
            Ok(stream) => return stream,
            Err(error) if Instant::now() > deadline => {
                panic!("nobody answers on {}: {error}", path.display())
            }
            // Short, because the start itself is measured.
            Err(_) => std::thread::sleep(Duration::from_micros(50)),
        }
    }
}

/// Sends `request` and waits for one line back.
pub fn ask(stream: &mut UnixStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).expect("the daemon reads");
    let mut reply = String::new();
    BufReader::new(stream).read_line(&mut reply).expect("the daemon answers");
    reply
}
