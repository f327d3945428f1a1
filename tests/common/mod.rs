//! The real daemon in a directory of its own, for tests that talk to it.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test program compiles this file and uses its own part of it"
)]

pub mod process;
pub mod wire;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use fbdraw::client::Client;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// How long a daemon may take to answer, or to stop, on a machine that has other things to do.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running `fbdrawd`, drawing into a plain file. It is killed when dropped; if a test has failed by then, its log
/// is shown.
pub struct Daemon {
    directory: TempDir,
    child: Child,
}

/// A daemon to be started.
pub struct Setup {
    directory: TempDir,
    size: String,
    arguments: Vec<String>,
}

impl Daemon {
    /// A daemon with a file of `size`, such as `320x240`.
    pub fn start(size: &str) -> Self {
        Self::on(size).start()
    }

    /// The same, to be started with more arguments: `Daemon::on("64x48").with_args(&["--format", "rgb565"]).start()`.
    pub fn on(size: &str) -> Setup {
        Setup { directory: directory(), size: size.to_owned(), arguments: Vec::new() }
    }

    /// The test's own directory, gone with the daemon.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The file that is drawn into.
    pub fn file(&self) -> PathBuf {
        self.directory().join("screen.raw")
    }

    /// The bytes of that file now.
    pub fn bytes(&self) -> Vec<u8> {
        fs::read(self.file()).expect("the daemon has created its file")
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.directory().join("fbdraw.sock")
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        log(self.directory())
    }

    /// The process, for signals and `/proc`.
    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id() as i32)
    }

    /// How it has ended, if it has.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the daemon is our child")
    }

    /// A new connection.
    pub fn client(&self) -> Client {
        Client::connect(self.socket()).unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// The program `fbdraw`, about to talk to this daemon from its directory.
    pub fn fbdraw(&self, arguments: &[&str]) -> Command {
        let mut command = fbdraw(self.directory());
        command.env("FBDRAW_SOCKET", self.socket()).args(arguments);
        command
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        kill(self.pid(), Signal::SIGTERM).expect("the daemon runs");
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the daemon is our child") {
                return status;
            }
            assert!(Instant::now() < deadline, "the daemon does not stop");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Setup {
    /// Adds arguments of `fbdrawd`.
    #[must_use]
    pub fn with_args(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|&argument| argument.to_owned()));
        self
    }

    /// The directory that the daemon will have, for a configuration file, say.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Starts it and waits until it answers.
    pub fn start(self) -> Daemon {
        let path = self.directory.path();
        let log = File::create(path.join("fbdrawd.log")).expect("the directory is ours");
        let mut command = clean(Command::new(env!("CARGO_BIN_EXE_fbdrawd")), path);
        command.args(["--file", "screen.raw", "--size", &self.size, "--socket", "fbdraw.sock"]);
        command.args(&self.arguments).stderr(log);
        let child = command.spawn().expect("cargo has built fbdrawd");
        let mut daemon = Daemon { directory: self.directory, child };
        daemon.wait_until_it_answers();
        daemon
    }
}

impl Daemon {
    /// Connecting alone proves nothing: the socket exists before the daemon answers.
    fn wait_until_it_answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // Finished, so that the daemon counts no client any more.
            match Client::connect(self.socket()).and_then(|mut client| client.ping().and(client.finish())) {
                Ok(()) => return,
                Err(error) => {
                    let ended = self.child.try_wait().expect("the daemon is our child");
                    assert!(ended.is_none(), "the daemon ended, {}", ended.unwrap_or_default());
                    assert!(Instant::now() < deadline, "the daemon does not answer: {error}");
                }
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- log of fbdrawd ---\n{}----------------------", self.log());
        }
    }
}

/// A new directory, gone when dropped.
pub fn directory() -> TempDir {
    tempfile::Builder::new().prefix("fbdraw-test-").tempdir().expect("a directory can be made")
}

/// The program `fbdraw`, about to run in `directory` with nobody to talk to.
pub fn fbdraw(directory: &Path) -> Command {
    clean(Command::new(env!("CARGO_BIN_EXE_fbdraw")), directory)
}

/// The program `fbdrawd`, about to run in `directory` with nothing said yet.
pub fn fbdrawd(directory: &Path) -> Command {
    clean(Command::new(env!("CARGO_BIN_EXE_fbdrawd")), directory)
}

/// Without the settings of whoever runs the tests.
fn clean(mut command: Command, directory: &Path) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FBDRAW_") {
            command.env_remove(name);
        }
    }
    for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "FDSTORE"] {
        command.env_remove(name);
    }
    command.env_remove("RUNTIME_DIRECTORY").env("XDG_RUNTIME_DIR", directory).current_dir(directory);
    command
}

fn log(directory: &Path) -> String {
    fs::read_to_string(directory.join("fbdrawd.log")).unwrap_or_default()
}

/// What a thread of another user does; only root's can become one.
pub fn as_user<T: Send>(uid: u32, act: impl FnOnce() -> T + Send) -> T {
    let become_user = || {
        let uid = rustix::thread::Uid::from_raw(uid);
        rustix::thread::set_thread_res_uid(uid, uid, uid).expect("this is root's");
        act()
    };
    thread::scope(|scope| scope.spawn(become_user).join().expect("it says what went wrong"))
}

/// Says that something was not tested for want of what a machine may lack, past the harness, which shows nothing of a
/// test that does not fail.
///
/// # Panics
///
/// Where the variable `CI` is set: there everything is installed.
pub fn skipped(what: &str) {
    use std::io::Write;

    assert!(std::env::var_os("CI").is_none(), "not tested: {what}");
    let _ = writeln!(std::io::stderr(), "\nSKIPPED: {what}");
}
