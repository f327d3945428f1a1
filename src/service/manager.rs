//! The conversation with the service manager.

use std::env;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use sd_notify::NotifyState;

use super::label::Label;
use super::watch::Watch;
use crate::pulse::Pulse;

/// `FileDescriptorStoreMax=` of the units that come with fbdraw. A manager closes what is beyond it and does not say so.
pub const MOST_STORED: usize = 512;

/// How long the last messages may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// A service manager that wants to be told how the daemon does (`sd_notify(3)`).
///
/// A thread of its own talks to it: one that is slow to listen must not hold up drawing. What is said is said in order.
#[derive(Debug, Clone)]
pub struct Manager(Sender<Message>);

#[derive(Debug)]
enum Message {
    Tell(String),
    Watch(Watch),
    Store { label: Label, file: File, done: Sender<io::Result<()>> },
    Settle(Sender<()>),
}

impl Manager {
    /// The one that has started this process; `None` where nobody wants to be told (`$NOTIFY_SOCKET` is not set).
    ///
    /// # Errors
    ///
    /// When no thread can be started.
    pub fn of_this_process() -> io::Result<Option<Self>> {
        if env::var_os("NOTIFY_SOCKET").is_none_or(|path| path.is_empty()) {
            return Ok(None);
        }
        let (sender, receiver) = channel();
        thread::Builder::new().name("manager".to_owned()).spawn(move || talk(&receiver))?;
        Ok(Some(Self(sender)))
    }

    /// Says that clients are served, and how.
    pub fn ready(&self, status: &str) {
        self.tell(format!("READY=1\nSTATUS={}", line(status)));
    }

    /// Says how the daemon does, to people (`systemctl status`).
    pub fn status(&self, status: &str) {
        self.tell(format!("STATUS={}", line(status)));
    }

    /// Says that the daemon lives, from now on and as often as the manager wants to hear it: whenever the pulse has been
    /// beaten since. The time that a look and the next are apart is half of [`Manager::watchdog`].
    pub fn watch(&self, pulse: Pulse) {
        if let Some(time) = Self::watchdog() {
            let _ = self.0.send(Message::Watch(Watch::new(pulse, time / 2)));
        }
    }

    /// Says that the settings are being read again; [`Manager::ready`] says that they are read.
    pub fn reloading(&self) {
        // Without the time a manager that has asked for the reload (`Type=notify-reload`) takes it for an older one.
        let now = NotifyState::monotonic_usec_now().map(|now| now.to_string());
        self.tell(format!("RELOADING=1\n{}", now.unwrap_or_default()));
    }

    /// Says that the daemon is about to end.
    pub fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=stopping".to_owned());
    }

    /// Asks for more time to start than there is otherwise.
    pub fn extend_timeout(&self, time: Duration) {
        // The crate's own word for it ends at an hour.
        self.tell(format!("EXTEND_TIMEOUT_USEC={}", time.as_micros()));
    }

    /// Leaves a file with the manager, which passes it to the next daemon; returns when it is on its way.
    ///
    /// # Errors
    ///
    /// When it cannot be sent. Whether the manager has room for it is not known: it does not say.
    pub fn store(&self, label: Label, file: File) -> io::Result<()> {
        let lost = || io::Error::from(io::ErrorKind::BrokenPipe);
        let (done, outcome) = channel();
        self.0.send(Message::Store { label, file, done }).map_err(|_| lost())?;
        outcome.recv().map_err(|_| lost())?
    }

    /// Has the manager close a file that was left with it.
    pub fn remove(&self, label: Label) {
        self.tell(format!("FDSTOREREMOVE=1\nFDNAME={label}"));
    }

    /// Waits until everything has been said, unless that takes too long.
    pub fn settle(&self) {
        let (done, settled) = channel();
        if self.0.send(Message::Settle(done)).is_ok() {
            let _ = settled.recv_timeout(PATIENCE);
        }
    }

    /// How often the manager wants to know that the daemon lives; `None` where it does not.
    pub fn watchdog() -> Option<Duration> {
        sd_notify::watchdog_enabled().filter(|time| !time.is_zero())
    }

    /// How many files the manager keeps for this service: what it says (since systemd 254), else what our units say.
    pub fn most_stored() -> usize {
        most_stored(env::var("FDSTORE").ok().as_deref())
    }

    fn tell(&self, text: String) {
        // The thread lives as long as anybody can send.
        let _ = self.0.send(Message::Tell(text));
    }
}

fn most_stored(said: Option<&str>) -> usize {
    said.and_then(|said| said.parse().ok()).unwrap_or(MOST_STORED)
}

/// A status is one line of the message, whatever a driver calls itself.
fn line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

fn talk(messages: &Receiver<Message>) {
    let (mut failed, mut watch) = (false, None);
    while let Some(message) = next(messages, &mut watch) {
        let said = match message {
            Message::Tell(text) => sd_notify::notify(&[NotifyState::Custom(&text)]),
            Message::Watch(new) => {
                watch = Some(new);
                Ok(())
            }
            Message::Store { label, file, done } => {
                let _ = done.send(store(label, &file));
                Ok(())
            }
            Message::Settle(done) => {
                let _ = done.send(());
                Ok(())
            }
        };
        if let Err(error) = said
            && !std::mem::replace(&mut failed, true)
        {
            tracing::warn!("the service manager cannot be told how the daemon does: {error}");
        }
    }
}

/// What is to be said next, or nothing when nobody has anything to say any more.
fn next(messages: &Receiver<Message>, watch: &mut Option<Watch>) -> Option<Message> {
    loop {
        let Some(watch) = watch else { return messages.recv().ok() };
        if watch.finds_life(Instant::now()) {
            return Some(Message::Tell("WATCHDOG=1".to_owned()));
        }
        match messages.recv_timeout(watch.rest(Instant::now())) {
            Err(RecvTimeoutError::Timeout) => {}
            received => return received.ok(),
        }
    }
}

fn store(label: Label, file: &File) -> io::Result<()> {
    let name = label.to_string();
    // Nothing is ever to be read from it that would have to be waited for.
    let state = [NotifyState::FdStore, NotifyState::FdName(&name), NotifyState::Custom("FDPOLL=0")];
    sd_notify::notify_with_fds(&state, &[file.as_fd()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_that_does_not_say_how_much_it_keeps_keeps_what_the_units_say() {
        assert_eq!(
            [Some("7"), Some("0"), None, Some("many")].map(most_stored),
            [7, 0, MOST_STORED, MOST_STORED]
        );
    }
}
