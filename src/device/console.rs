//! The console that a display belongs to, kept from drawing on it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::Signal;

use super::Device;
use super::console_guard::Guard;
use super::terminal::{Before, Terminal};
use super::vt::Vt;
use super::vt_abi::*;

/// The signal by which the kernel asks for the display, because another console is to be shown.
pub const RELEASE_SIGNAL: Signal = Signal::SIGUSR1;
/// The signal by which the kernel gives the display back.
pub const ACQUIRE_SIGNAL: Signal = Signal::SIGUSR2;

/// How long a console may take to be shown: whoever has the one before is asked first.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why a console was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// There is no such terminal, or it may not be opened.
    #[error("cannot open {}: {}; {}", .path.display(), reason(.source), open_advice(.source))]
    Open {
        /// The terminal.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A terminal, but none of the kernel's own: a serial console, say.
    #[error("{} is no virtual terminal", .0.display())]
    NotVirtual(PathBuf),
    /// The kernel refused.
    #[error("cannot take {} ({request}): {}; {}", .path.display(), .errno.desc(), advice(.errno))]
    Refused {
        /// The terminal.
        path: PathBuf,
        /// The kernel's name of the request.
        request: &'static str,
        /// Why.
        errno: Errno,
    },
    /// Somebody else switches it.
    #[error("tty{0} belongs to another program, which switches it (VT_PROCESS): a graphical session, say")]
    Taken(u32),
    /// It is shown elsewhere.
    #[error("tty{number} is not shown on {device}")]
    OtherDisplay {
        /// The console.
        number: u32,
        /// What is drawn on.
        device: String,
    },
}

fn reason(error: &io::Error) -> String {
    error.raw_os_error().map_or_else(|| error.to_string(), |code| Errno::from_raw(code).desc().to_owned())
}

fn open_advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "this machine has no such virtual terminal",
        io::ErrorKind::PermissionDenied => advice(&Errno::EPERM),
        _ => "--vt none does without",
    }
}

fn advice(errno: &Errno) -> &'static str {
    match errno {
        Errno::EPERM | Errno::EACCES => {
            "run as root, or in the terminal's group and with CAP_SYS_TTY_CONFIG, or say --vt none"
        }
        _ => "--vt none does without",
    }
}

/// A console in graphics mode, which the kernel neither writes on nor switches without asking.
///
/// # Guarantees
///
/// It is what it was before once this is dropped, and also when the process ends in any other way: a guard, a process of
/// its own, sees to that (see the module `console_guard`).
#[derive(Debug)]
pub struct Console {
    terminal: Terminal,
    number: u32,
    before: Before,
    guard: Option<Guard>,
}

impl Console {
    /// Takes the console that `vt` names for `device`. `guard` is how to start the program that gives it back after a
    /// crash, without its last arguments.
    ///
    /// [`RELEASE_SIGNAL`] and [`ACQUIRE_SIGNAL`] come to this process from here on and must be answered, so they must
    /// be handled already: what they do otherwise is end a process.
    ///
    /// Without a console, with a serial one, or where it may not be had, [`Vt::Auto`] is no console, which is logged.
    ///
    /// # Errors
    ///
    /// When a console that was asked for by its number cannot be had.
    pub fn take(vt: Vt, device: &Device, guard: Command) -> Result<Option<Self>, ConsoleError> {
        match vt {
            Vt::None => Ok(None),
            Vt::Auto if !device.is_framebuffer() => Ok(None),
            Vt::Auto => match Self::take_shown(device, guard) {
                Ok(console) => Ok(Some(console)),
                Err(reason) => {
                    tracing::info!("no console is taken: {reason}");
                    Ok(None)
                }
            },
            Vt::Number(number) => {
                let path = PathBuf::from(format!("/dev/tty{number}"));
                let (terminal, active) = open(&path)?;
                Self::hold(terminal, path, number, active, guard).map(Some)
            }
        }
    }

    fn take_shown(device: &Device, guard: Command) -> Result<Self, ConsoleError> {
        let (_, number) = open(Path::new("/dev/tty0"))?;
        if device.shows_console(number) == Some(false) {
            return Err(ConsoleError::OtherDisplay { number, device: device.name().to_owned() });
        }
        // What tty0 is changes with every switch; what this is does not.
        let path = PathBuf::from(format!("/dev/tty{number}"));
        let (terminal, active) = open(&path)?;
        Self::hold(terminal, path, number, active, guard)
    }

    fn hold(
        terminal: Terminal,
        path: PathBuf,
        number: u32,
        active: u32,
        guard: Command,
    ) -> Result<Self, ConsoleError> {
        let refused = |request| {
            let path = path.clone();
            move |errno| ConsoleError::Refused { path, request, errno }
        };
        let kd_mode = terminal.kd_mode().map_err(refused("KDGETMODE"))?;
        if terminal.vt_mode().map_err(refused("VT_GETMODE"))?.mode != VT_AUTO {
            return Err(ConsoleError::Taken(number));
        }
        let shown = (active != number).then_some((number, active));
        // From here on it gives back what it has taken, however this ends.
        let mut console = Self { terminal, number, before: Before { kd_mode, shown }, guard: None };
        match Guard::start(guard, &console.before, console.terminal.file()) {
            Ok(guard) => console.guard = Some(guard),
            Err(error) => {
                tracing::warn!("no guard: a crash would leave tty{number} without its text: {error}");
            }
        }
        let mode = vt_mode {
            mode: VT_PROCESS,
            relsig: RELEASE_SIGNAL as i16,
            acqsig: ACQUIRE_SIGNAL as i16,
            ..vt_mode::default()
        };
        console.terminal.set_vt_mode(mode).map_err(refused("VT_SETMODE"))?;
        console.terminal.set_kd_mode(KD_GRAPHICS).map_err(refused("KDSETMODE"))?;
        if shown.is_some() {
            console.terminal.activate(number).map_err(refused("VT_ACTIVATE"))?;
            console.wait_until_shown();
        }
        tracing::info!("tty{number} is in graphics mode until the end, and may be switched from");
        Ok(console)
    }

    fn wait_until_shown(&self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.is_shown() {
            if Instant::now() >= deadline {
                return tracing::warn!(
                    "tty{} is not shown yet: another program holds the display",
                    self.number
                );
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether it is the console that is shown.
    pub fn is_shown(&self) -> bool {
        self.terminal.active() == Ok(self.number)
    }

    /// Lets another console be shown. Nothing may be drawn on the display from before this until
    /// [`Console::acquire`]. Returns whether one is shown; there may have been no such request.
    pub fn release(&self) -> bool {
        let released = self.terminal.answer_switch(VT_RELEASE);
        if let Err(errno) = released {
            tracing::warn!("no other console is shown (VT_RELDISP): {}", errno.desc());
        }
        released.is_ok()
    }

    /// Takes note of being shown again. Returns whether that is so.
    pub fn acquire(&self) -> bool {
        if let Err(errno) = self.terminal.answer_switch(VT_ACKACQ) {
            tracing::warn!("the console has not come back (VT_RELDISP): {}", errno.desc());
        }
        self.is_shown()
    }
}

impl fmt::Display for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tty{}", self.number)
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        match self.before.restore(&self.terminal) {
            Ok(()) => {
                if let Some(guard) = self.guard.take() {
                    guard.dismiss();
                }
            }
            // The guard tries once more.
            Err(errno) => tracing::warn!("cannot give tty{} back: {}", self.number, errno.desc()),
        }
    }
}

/// Opens a virtual terminal and asks which is shown.
pub(super) fn open(path: &Path) -> Result<(Terminal, u32), ConsoleError> {
    let terminal =
        Terminal::open(path).map_err(|source| ConsoleError::Open { path: path.to_owned(), source })?;
    match terminal.active() {
        Ok(active) => Ok((terminal, active)),
        Err(Errno::ENOTTY | Errno::EINVAL) => Err(ConsoleError::NotVirtual(path.to_owned())),
        Err(errno) => Err(ConsoleError::Refused { path: path.to_owned(), request: "VT_GETSTATE", errno }),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_serial_console_is_told_apart_from_none() {
        let pty = nix::pty::openpty(None, None).unwrap();
        let name = nix::unistd::ttyname(&pty.slave).unwrap();
        let error = open(&name).unwrap_err();
        assert!(matches!(error, ConsoleError::NotVirtual(_)), "{error}");
        let directory = tempfile::tempdir().unwrap();
        let missing = open(&directory.path().join("tty9")).unwrap_err();
        assert!(missing.to_string().ends_with("this machine has no such virtual terminal"), "{missing}");
        let link = directory.path().join("tty1");
        symlink("/dev/null", &link).unwrap();
        let error = open(&link).unwrap_err();
        assert!(matches!(error, ConsoleError::NotVirtual(_)), "{error}");
    }

    #[test]
    fn permissions_are_explained() {
        let refused =
            ConsoleError::Refused { path: "/dev/tty1".into(), request: "KDSETMODE", errno: Errno::EPERM };
        assert_eq!(
            refused.to_string(),
            "cannot take /dev/tty1 (KDSETMODE): Operation not permitted; run as root, or in the terminal's group and \
             with CAP_SYS_TTY_CONFIG, or say --vt none"
        );
    }
}
