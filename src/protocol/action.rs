//! Actions: what changes something that the daemon keeps, or the display, and draws nothing by itself.

use super::control::{Blank, Mode, Repaint, SetPalette, WaitVsync};
use super::error::Fault;
use super::limits::Limits;
use super::load::{Drop, Load};
use super::register::Poke;
use super::rotate::Rotate;

/// An action that has been read.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is the struct of its name")]
pub enum Action {
    Load(Load),
    Drop(Drop),
    Blank(Blank),
    WaitVsync(WaitVsync),
    Mode(Mode),
    Palette(SetPalette),
    Repaint(Repaint),
    Poke(Poke),
    Rotate(Rotate),
}

impl Action {
    /// Whatever cannot be seen while a single member is read.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Fault> {
        match self {
            Self::Load(load) => load.check(limits),
            Self::Drop(action) => action.check(),
            Self::Mode(mode) => mode.check(),
            Self::Palette(palette) => palette.check(),
            Self::Poke(_) | Self::Rotate(_) | Self::Blank(_) | Self::WaitVsync(_) | Self::Repaint(_) => {
                Ok(())
            }
        }
    }
}
