//! A screen in a directory of its own, whose daemon may come and go.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fbdraw::client::Client;
use nix::sys::signal::{Signal, killpg};
use tempfile::TempDir;

use crate::common::process::{Ended, Running, run, wait_for};
use crate::common::{self, directory};
use crate::path;

/// 64x48 pixels that a daemon draws into a file.
pub(crate) struct Screen {
    daemon: Running,
    /// Below the daemon: it goes when that has ended.
    directory: TempDir,
}

impl Screen {
    /// A black one.
    pub(crate) fn start() -> Self {
        let directory = directory();
        Self { daemon: daemon(directory.path()), directory }
    }

    /// Ends the daemon as a crash would.
    pub(crate) fn crash(&mut self) {
        self.daemon.signal(Signal::SIGKILL);
        self.daemon.ended();
    }

    /// Starts a daemon after the one that has ended.
    pub(crate) fn start_again(&mut self) {
        self.daemon = daemon(self.directory());
    }

    /// Where the daemon and all scripts run.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Where the daemon listens.
    pub(crate) fn socket(&self) -> PathBuf {
        socket(self.directory())
    }

    /// Writes a file into the directory.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.directory().join(name), text).expect("the directory is ours");
    }

    /// Makes it all of a colour, past whoever else draws there.
    pub(crate) fn clear(&self, colour: &str) {
        let mut fbdraw = common::fbdraw(self.directory());
        let drawn = run(fbdraw.args(["--socket", "fbdraw.sock", "clear", colour]));
        assert_eq!(drawn.code, Some(0), "{drawn:?}");
    }

    /// Waits until it is all of a colour.
    pub(crate) fn wait_for(&self, colour: &str) {
        wait_for(&format!("the screen is {colour}"), || {
            let mut client = Client::connect(self.socket()).ok()?;
            let found = client.pixel(5, 5).ok()?.to_string();
            let _ = client.finish();
            (found == colour).then_some(())
        });
    }

    /// A script of a shell, about to run in the directory.
    pub(crate) fn script(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).env("PATH", path()).current_dir(self.directory()).stdin(Stdio::null());
        command
    }

    /// Runs a script to its end.
    pub(crate) fn run(&self, script: &str) -> Ended {
        run(&mut self.script(script))
    }

    /// Starts a script that draws here. The broker's clients find their files of options in the directory.
    pub(crate) fn start_pipeline(&self, script: &str) -> Pipeline {
        let log = File::create(self.directory().join("fbdraw.log")).expect("the directory is ours");
        let mut command = self.script(script);
        command.env("FBDRAW_SOCKET", self.socket()).env("XDG_CONFIG_HOME", self.directory()).process_group(0);
        Pipeline(Running::start(command.stdout(Stdio::null()).stderr(log)))
    }

    /// What the pipeline has complained about.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.directory().join("fbdraw.log")).expect("a pipeline has been started")
    }
}

fn daemon(directory: &Path) -> Running {
    let mut command = common::fbdrawd(directory);
    command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "fbdraw.sock"]);
    Running::serving(&mut command, &socket(directory))
}

fn socket(directory: &Path) -> PathBuf {
    directory.join("fbdraw.sock")
}

/// Several programs of a shell; killed when dropped, each of them, as a service manager does.
pub(crate) struct Pipeline(Running);

impl Pipeline {
    /// Whether the shell still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.0.child().try_wait().expect("it is our child").is_none()
    }

    /// Waits until the shell ends.
    pub(crate) fn ended(&mut self) {
        self.0.ended();
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        let _ = killpg(self.0.pid(), Signal::SIGKILL);
    }
}
