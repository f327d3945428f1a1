//! A process that gives a console back when the one that took it is gone.
//!
//! A console in graphics mode stays black when its program dies without a word: of SIGKILL, of a fault, of no memory.
//! Nothing inside that program can help then, and `ExecStopPost=` of a service file helps only where systemd runs it,
//! starts too late to know what the console was like before, and does nothing for whoever starts the daemon by hand.
//! So a second process waits at a pipe whose other end only the first holds: however that ends, the kernel closes it.
//! It is the same program, started anew rather than forked: nothing of the daemon's memory, descriptors or locks lives
//! on in it, and what it needs fits a command line.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{SigSet, Signal};

use super::terminal::{Before, Terminal};

/// What is written before the pipe is closed when there is nothing left to give back.
const DISMISSED: u8 = b'q';

/// The other end of the pipe.
#[derive(Debug)]
pub(super) struct Guard(Child);

impl Guard {
    /// Starts one with the program and the first arguments of `command`.
    pub(super) fn start(mut command: Command, before: &Before, terminal: &File) -> io::Result<Self> {
        command.arg(before.to_argument()).env_clear();
        // A group of its own: Ctrl-C at the terminal is meant for the daemon.
        command.process_group(0);
        command.stdin(Stdio::piped()).stdout(terminal.try_clone()?);
        command.spawn().map(Self)
    }

    /// Has it end without doing anything, and waits for that.
    pub(super) fn dismiss(self) {
        let Self(mut guard) = self;
        if let Some(mut pipe) = guard.stdin.take() {
            // One that is gone needs not be told.
            let _ = pipe.write_all(&[DISMISSED]);
        }
        let _ = guard.wait();
    }
}

/// The guard's own life: waits until whoever started it is gone, then gives the console at standard output back as
/// `argument` says.
///
/// # Errors
///
/// When the argument makes no sense or the console cannot be given back.
pub fn guard_console(argument: &str) -> io::Result<()> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "this is for fbdrawd itself to start");
    let before = Before::from_argument(argument).ok_or_else(invalid)?;
    // A service manager asks all of a service's processes to stop, with SIGABRT where a watchdog bites, and this one
    // must be the last.
    let patient =
        [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGABRT, Signal::SIGPIPE];
    patient.into_iter().collect::<SigSet>().thread_block()?;
    let mut last_words = Vec::new();
    io::stdin().lock().read_to_end(&mut last_words)?;
    if last_words == [DISMISSED] {
        return Ok(());
    }
    let terminal = Terminal::of(File::from(io::stdout().as_fd().try_clone_to_owned()?));
    Ok(before.restore(&terminal)?)
}
