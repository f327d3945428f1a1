//! The console that is shown, looked at and left alone.

use std::path::PathBuf;

use super::Device;
use super::console::{ConsoleError, open};
use super::vt_abi::*;

/// What the console that is shown is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleState {
    /// Its number, from 1.
    pub number: u32,
    /// Whether it is in graphics mode, in which the kernel writes nothing on the display.
    pub graphics: bool,
    /// Whether a process is asked before another console is shown: a graphical session, or `fbdrawd`.
    pub held: bool,
    /// Whether it is shown on the device; `None` where nobody can tell.
    pub shown_here: Option<bool>,
}

impl ConsoleState {
    /// Asks the kernel which console is shown, and what it is like.
    ///
    /// # Errors
    ///
    /// When there is no virtual terminal or it may not be opened.
    pub fn of(device: &Device) -> Result<Self, ConsoleError> {
        // It stands for the console that is shown, so one file answers both questions.
        let path = PathBuf::from("/dev/tty0");
        let (terminal, number) = open(&path)?;
        let refused = |request| {
            let path = path.clone();
            move |errno| ConsoleError::Refused { path, request, errno }
        };
        let graphics = terminal.kd_mode().map_err(refused("KDGETMODE"))? == KD_GRAPHICS;
        let held = terminal.vt_mode().map_err(refused("VT_GETMODE"))?.mode == VT_PROCESS;
        Ok(Self { number, graphics, held, shown_here: device.shows_console(number) })
    }
}
