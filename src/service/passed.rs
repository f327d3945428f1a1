//! What the service manager has passed: open descriptors, told apart by what they are and how they are called.

use std::fs::File;
use std::io;
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::net::UnixListener;

use rustix::net::sockopt;
use rustix::net::{AddressFamily, SocketType};

use super::label::Label;

/// The descriptors that came with this process.
#[derive(Debug, Default)]
pub struct Passed {
    /// Listening sockets, of a socket unit.
    pub sockets: Vec<UnixListener>,
    /// What a daemon before this one has left with the service manager; nothing of it has been looked at.
    pub stored: Vec<(Label, File)>,
}

/// What was passed makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum PassedError {
    /// The variables contradict each other, or what they tell of is not open.
    #[error("what the service manager passes (LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES) makes no sense: {0}")]
    Variables(io::Error),
    /// Clients cannot connect to it.
    #[error(
        "the service manager passes descriptor {number} ({name}), which is no listening Unix stream socket; a socket \
         unit of fbdrawd says ListenStream=/run/fbdraw/fbdraw.sock"
    )]
    NoListener {
        /// The descriptor.
        number: i32,
        /// What the service manager calls it.
        name: String,
    },
}

impl Passed {
    /// Takes what was passed, which no child process inherits from here on, and clears the variables that tell of it.
    ///
    /// # Errors
    ///
    /// When what was passed cannot be used.
    ///
    /// # Safety
    ///
    /// No other thread may run: the environment changes. And nothing may own the descriptors from 3 on that the
    /// variables tell of, which is so as long as this is called once and before the process opens any.
    #[expect(unsafe_code, reason = "the environment is everybody's, and descriptors are passed by number")]
    pub unsafe fn take() -> Result<Self, PassedError> {
        // SAFETY: the caller guarantees that no other thread runs.
        let found = unsafe { sd_notify::listen_fds_with_names_and_unset_env() };
        let mut passed = Self::default();
        for (number, name) in found.map_err(PassedError::Variables)? {
            // SAFETY: the service manager has opened it for this process, `listen_fds` has found it open, and the
            // caller guarantees that nobody else owns it.
            let descriptor = unsafe { OwnedFd::from_raw_fd(number) };
            match Label::parse(&name) {
                Some(label) => passed.stored.push((label, descriptor.into())),
                None if listens(&descriptor) => passed.sockets.push(descriptor.into()),
                None => return Err(PassedError::NoListener { number, name }),
            }
        }
        Ok(passed)
    }
}

/// Whether it is a Unix stream socket that clients may connect to.
fn listens(descriptor: &OwnedFd) -> bool {
    sockopt::socket_domain(descriptor).is_ok_and(|domain| domain == AddressFamily::UNIX)
        && sockopt::socket_type(descriptor).is_ok_and(|kind| kind == SocketType::STREAM)
        && sockopt::socket_acceptconn(descriptor).unwrap_or(false)
}
