//! A stand-in for the service manager.

use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use tempfile::TempDir;

use crate::common::process::Running;
use crate::common::wire::Wire;
use crate::common::{PATIENCE, directory, fbdrawd};

/// A service: its directory, its socket, what it has said and what is kept for it.
pub(crate) struct Service {
    directory: TempDir,
    listener: UnixListener,
    notify: UnixDatagram,
    /// Every message so far, with when it came.
    pub(crate) messages: Vec<(Instant, String)>,
    /// What is kept, by name.
    pub(crate) kept: Vec<(String, OwnedFd)>,
    /// What is drawn on.
    pub(crate) file: &'static str,
    /// Variables besides those that every service has.
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Service {
    /// One that has not been started.
    pub(crate) fn new() -> Self {
        let directory = directory();
        let listener = UnixListener::bind(directory.path().join("s")).expect("it is ours");
        let notify = UnixDatagram::bind(directory.path().join("notify")).expect("it is ours");
        let (messages, kept, environment) = Default::default();
        Self { file: "screen.raw", directory, listener, notify, messages, kept, environment }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// A connection, which waits in the socket's queue where nobody serves it yet.
    pub(crate) fn wire(&self) -> Wire {
        Wire::connect(&self.path("s")).expect("the socket is there, daemon or not")
    }

    /// The listening socket, to be passed.
    pub(crate) fn socket(&self) -> OwnedFd {
        self.listener.try_clone().expect("a socket can").into()
    }

    /// The command that starts the daemon with its socket and everything that is kept, on a file of 320 × 240 pixels.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        // Descriptors are passed by a shell: it can give them their numbers and knows its own process.
        let mut script = "exec 3<&0 </dev/null".to_owned();
        let mut names = "fbdrawd.socket".to_owned();
        for (number, (name, file)) in self.kept.iter().enumerate() {
            let own = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
            script += &format!(" {}<{own}", number + 4);
            names += &format!(":{name}");
        }
        assert!(self.kept.len() <= 6, "a shell redirects descriptors up to 9");
        script += "; LISTEN_PID=$$ WATCHDOG_PID=$$ exec \"$@\"";
        let program = fbdrawd(self.directory());
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh"]).arg(program.get_program());
        command.args(["--file", self.file, "--size", "320x240"]).args(arguments);
        command.current_dir(self.directory()).env_clear();
        command.env("LISTEN_FDS", (1 + self.kept.len()).to_string()).env("LISTEN_FDNAMES", names);
        command.env("NOTIFY_SOCKET", self.path("notify"));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(self.socket());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Starts it and waits until it says that it is ready.
    pub(crate) fn start(&mut self, arguments: &[&str]) -> Running {
        let mut running = Running::start(&mut self.command(arguments));
        let deadline = Instant::now() + PATIENCE;
        while !self.next(Duration::from_millis(50)).is_some_and(|said| said.contains("READY=1\n")) {
            if let Some(status) = running.child().try_wait().expect("it is our child") {
                panic!("the daemon has ended, {status}: {}", running.ended().stderr);
            }
            assert!(Instant::now() < deadline, "the daemon is not ready");
        }
        running
    }

    /// The next message, if one comes in time. What it asks for is done.
    pub(crate) fn next(&mut self, patience: Duration) -> Option<String> {
        self.notify.set_read_timeout(Some(patience)).expect("it is a socket");
        let mut bytes = [0; 4096];
        let mut space = nix::cmsg_space!([i32; 4]);
        let mut parts = [IoSliceMut::new(&mut bytes)];
        let received =
            recvmsg::<()>(self.notify.as_raw_fd(), &mut parts, Some(&mut space), MsgFlags::MSG_CMSG_CLOEXEC)
                .ok()?;
        let length = received.bytes;
        let mut files = Vec::new();
        for message in received.cmsgs().expect("there is room for all") {
            if let ControlMessageOwned::ScmRights(numbers) = message {
                #[expect(unsafe_code, reason = "descriptors come as numbers")]
                // SAFETY: the kernel has just opened them for this process, and nobody else knows of them.
                files.extend(numbers.into_iter().map(|number| unsafe { OwnedFd::from_raw_fd(number) }));
            }
        }
        let text = String::from_utf8(bytes[..length].to_vec()).expect("messages are text");
        let name = text.lines().find_map(|line| line.strip_prefix("FDNAME=")).map(str::to_owned);
        if text.contains("FDSTORE=1\n") {
            assert!(text.contains("FDPOLL=0\n"), "{text}");
            let name = name.clone().expect("it has a name");
            self.kept.extend(files.into_iter().map(|file| (name.clone(), file)));
        } else if text.contains("FDSTOREREMOVE=1\n") {
            self.kept.retain(|(kept, _)| Some(kept) != name.as_ref());
        }
        self.messages.push((Instant::now(), text.clone()));
        Some(text)
    }

    /// Reads messages until one holds a text.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.next(Duration::from_millis(50)) {
                Some(said) if said.contains(text) => return said,
                _ => assert!(Instant::now() < deadline, "no {text:?} in {:#?}", self.messages),
            }
        }
    }

    /// Reads messages for as long.
    pub(crate) fn listen(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            self.next(Duration::from_millis(20));
        }
    }
}
