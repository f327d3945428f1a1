//! One virtual terminal of the kernel: what can be asked of it and told to it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::errno::Errno;

use super::vt_abi::*;

/// A terminal that is open, perhaps no virtual one.
#[derive(Debug)]
pub(super) struct Terminal {
    file: File,
}

impl Terminal {
    /// Opens a terminal. It does not become the controlling one of a daemon that has none.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        // A serial line would be waited for until somebody picks up.
        let flags = nix::libc::O_NOCTTY | nix::libc::O_NONBLOCK;
        // Never read from: the group `tty` may write to a terminal and nothing else (0620).
        Ok(Self { file: OpenOptions::new().write(true).custom_flags(flags).open(path)? })
    }

    /// One that is open already.
    pub(super) fn of(file: File) -> Self {
        Self { file }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Text or graphics.
    pub(super) fn kd_mode(&self) -> nix::Result<i32> {
        self.ask(kdgetmode)
    }

    pub(super) fn set_kd_mode(&self, mode: i32) -> nix::Result<()> {
        self.tell(kdsetmode, mode)
    }

    /// Who switches it.
    pub(super) fn vt_mode(&self) -> nix::Result<vt_mode> {
        self.ask(vt_getmode)
    }

    /// Has it switched by the kernel, or by this process where `mode` says so.
    pub(super) fn set_vt_mode(&self, mode: vt_mode) -> nix::Result<()> {
        #[expect(unsafe_code, reason = "an ioctl reads through a pointer")]
        // SAFETY: the request takes this struct, whose size is asserted in vt_abi.rs, and copies it; it outlives the
        // call.
        unsafe { vt_setmode(self.file.as_raw_fd(), &raw const mode) }?;
        Ok(())
    }

    /// The number, from 1, of the console that is shown.
    pub(super) fn active(&self) -> nix::Result<u32> {
        self.ask(vt_getstate).map(|state: vt_stat| state.v_active.into())
    }

    /// Asks for another console to be shown.
    pub(super) fn activate(&self, number: u32) -> nix::Result<()> {
        self.tell(vt_activate, i32::try_from(number).map_err(|_| Errno::ENXIO)?)
    }

    /// Answers the signal that asks for it or gives it back.
    pub(super) fn answer_switch(&self, answer: i32) -> nix::Result<()> {
        self.tell(vt_reldisp, answer)
    }

    fn ask<T: Default>(&self, ioctl: unsafe fn(RawFd, *mut T) -> nix::Result<i32>) -> nix::Result<T> {
        let mut answer = T::default();
        #[expect(unsafe_code, reason = "an ioctl writes through a pointer")]
        // SAFETY: `ioctl` is one of those in vt_abi.rs, which bind a request of the kernel to what it fills: integers,
        // or structs of them whose size is asserted there. `answer` outlives the call, and no pointer is kept.
        unsafe { ioctl(self.file.as_raw_fd(), &raw mut answer) }?;
        Ok(answer)
    }

    fn tell(&self, ioctl: unsafe fn(RawFd, i32) -> nix::Result<i32>, argument: i32) -> nix::Result<()> {
        #[expect(unsafe_code, reason = "an ioctl on a descriptor")]
        // SAFETY: `ioctl` is one of those in vt_abi.rs whose argument is a number; no memory is involved.
        unsafe { ioctl(self.file.as_raw_fd(), argument) }?;
        Ok(())
    }
}

/// What a console was like before it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) kd_mode: i32,
    /// The console that was shown, where that was another.
    pub(super) shown: Option<(u32, u32)>,
}

impl Before {
    /// Makes `terminal` like that again, as far as the kernel lets it.
    pub(super) fn restore(&self, terminal: &Terminal) -> nix::Result<()> {
        // First, so that nobody has to be asked for the switch below.
        let switching = terminal.set_vt_mode(vt_mode { mode: VT_AUTO, ..vt_mode::default() });
        let text = terminal.set_kd_mode(self.kd_mode);
        self.show_other(terminal)?;
        switching.and(text)
    }

    /// Has the console shown again that was shown before, unless somebody has switched meanwhile.
    pub(super) fn show_other(&self, terminal: &Terminal) -> nix::Result<()> {
        match self.shown {
            Some((own, before)) if terminal.active() == Ok(own) => terminal.activate(before),
            _ => Ok(()),
        }
    }

    /// As an argument of the program that keeps it.
    pub(super) fn to_argument(self) -> String {
        let (own, before) = self.shown.unwrap_or_default();
        format!("{},{own},{before}", self.kd_mode)
    }

    /// From such an argument.
    pub(super) fn from_argument(text: &str) -> Option<Self> {
        let mut numbers = text.split(',');
        let kd_mode = numbers.next()?.parse().ok()?;
        let mut number = || numbers.next()?.parse().ok();
        let shown = Some((number()?, number()?)).filter(|&(own, _)| own != 0);
        numbers.next().is_none().then_some(Self { kd_mode, shown })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KD_TEXT: i32 = 0;

    #[test]
    fn what_was_before_survives_a_command_line() {
        for before in
            [Before { kd_mode: KD_TEXT, shown: None }, Before { kd_mode: KD_GRAPHICS, shown: Some((7, 1)) }]
        {
            assert_eq!(Before::from_argument(&before.to_argument()), Some(before));
        }
        for text in ["", "1", "1,2", "1,2,3,4", "a,0,0", "0,0,-1"] {
            assert_eq!(Before::from_argument(text), None, "{text}");
        }
    }

    /// A pseudoterminal is a terminal, but no virtual one, just as a serial console.
    #[test]
    fn other_terminals_know_nothing_of_it() {
        let pty = nix::pty::openpty(None, None).unwrap();
        let terminal = Terminal::of(File::from(pty.slave));
        assert_eq!(terminal.kd_mode(), Err(Errno::ENOTTY));
        assert_eq!(terminal.active(), Err(Errno::ENOTTY));
        assert_eq!(terminal.set_kd_mode(KD_GRAPHICS), Err(Errno::ENOTTY));
        assert_eq!(Before { kd_mode: KD_TEXT, shown: None }.restore(&terminal), Err(Errno::ENOTTY));
    }
}
