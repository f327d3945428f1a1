//! A broker, which may come and go.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use tempfile::TempDir;

use crate::common::directory;
use crate::common::process::{Running, run, wait_for};
use crate::screen::Screen;
use crate::{free_port, has, path};

/// A broker that keeps what is retained, through restarts.
pub(crate) struct Broker {
    running: Running,
    port: u16,
    /// Below the broker: it goes when that has ended.
    directory: TempDir,
}

impl Broker {
    /// One without messages; `None` where the programs are not installed.
    pub(crate) fn start() -> Option<Self> {
        if !has("mosquitto") || !has("mosquitto_sub") {
            return None;
        }
        let (directory, port) = (directory(), free_port());
        Some(Self { running: broker(directory.path(), port), port, directory })
    }

    /// Stops it as a service manager does.
    pub(crate) fn stop(&mut self) {
        self.running.signal(Signal::SIGTERM);
        assert_eq!(self.running.ended().code, Some(0));
    }

    /// Starts it after it was stopped.
    pub(crate) fn start_again(&mut self) {
        self.running = broker(self.directory.path(), self.port);
    }

    /// Publishes for the screen 7; the broker has taken it when this returns.
    pub(crate) fn publish(&self, message: &str) {
        self.publish_with(&[], message);
    }

    /// The same for those too who subscribe later.
    pub(crate) fn retain(&self, message: &str) {
        self.publish_with(&["-r"], message);
    }

    fn publish_with(&self, flags: &[&str], message: &str) {
        let mut command = self.client("mosquitto_pub");
        let ended = run(command.args(["-t", "kiosk/7", "-q", "1", "-m", message]).args(flags));
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }

    /// A program that talks to it.
    pub(crate) fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]).env("PATH", path());
        command
    }

    /// Files of options, by which its clients on a screen find it.
    pub(crate) fn write_options(&self, screen: &Screen) {
        for client in ["mosquitto_sub", "mosquitto_pub"] {
            screen.write(client, &format!("-h 127.0.0.1\n-p {}\n", self.port));
        }
    }

    /// A recipe with this broker in place of somebody's.
    pub(crate) fn in_place(&self, recipe: &str) -> String {
        recipe.replace("-h broker.example.org", &format!("-h 127.0.0.1 -p {}", self.port))
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("mosquitto.log")).expect("it has been started")
    }
}

fn broker(directory: &Path, port: u16) -> Running {
    let data = directory.join("broker");
    fs::create_dir_all(&data).expect("the directory is ours");
    // Started by root it would become a user of its own, who may not write there.
    let settings = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {}/\nuser root\n",
        data.display()
    );
    let file = directory.join("mosquitto.conf");
    fs::write(&file, settings).expect("the directory is ours");
    let log = File::create(directory.join("mosquitto.log")).expect("the directory is ours");
    let mut command = Command::new("mosquitto");
    let running =
        Running::start(command.env("PATH", path()).arg("-c").arg(file).stderr(log).stdout(Stdio::null()));
    wait_for("the broker listens", || TcpStream::connect(("127.0.0.1", port)).ok());
    running
}
