//! How long lines take: which may be drawn at all, and after how much others get their turn.

use super::display::Display;
use crate::draw::{load, load_of, repeats};
use crate::geometry::PixelRect;
use crate::protocol::{Body, Command, Fault};

/// The pixels that a client's lines may paint before it is looked at whose turn it is: about a millisecond's.
const LADEN: u64 = 1 << 20;

/// About as many pixels as a client's lines have painted since it was looked at whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Effort(u64);

impl Effort {
    /// Adds a request that has all it needs, of a client who draws in `region` only.
    ///
    /// # Errors
    ///
    /// `too_large` where it would keep everybody waiting.
    pub(super) fn add(
        &mut self,
        body: &Body,
        region: Option<PixelRect>,
        display: &mut Display,
    ) -> Result<(), Fault> {
        let canvas = canvas(region, display);
        let (painter, limit) = (&mut display.painter, display.limits.painted_pixels);
        let (pixels, weighed) = match body {
            Body::Command(command) => {
                let weighed = if repeats(command) { painter.weigh(command, canvas, limit) } else { Ok(()) };
                (load(command, canvas), weighed)
            }
            Body::Frame(frame) => {
                let commands = frame.commands.list();
                let weighed = painter.weigh_all(commands, canvas, limit);
                (load_of(commands, canvas), weighed.map_err(|fault| frame.place(fault)))
            }
            _ => return Ok(()),
        };
        // To find out that it is too much takes long as well.
        self.count(if weighed.is_ok() { pixels } else { LADEN });
        weighed
    }

    /// Adds a command that may be drawn, whatever it is.
    #[inline]
    pub(super) fn take_on(&mut self, command: &Command, region: Option<PixelRect>, display: &Display) {
        self.count(load(command, canvas(region, display)));
    }

    fn count(&mut self, pixels: u64) {
        self.0 = self.0.saturating_add(pixels);
    }

    /// Whether that is enough to look whose turn it is.
    pub(super) fn is_laden(&self) -> bool {
        self.0 >= LADEN
    }

    /// Says that it was looked at whose turn it is.
    pub(super) fn begin_anew(&mut self) {
        self.0 = 0;
    }
}

/// What a client draws on.
#[inline]
fn canvas(region: Option<PixelRect>, display: &Display) -> PixelRect {
    let screen = display.screen.size().rect();
    region.map_or(screen, |region| region.intersect(screen))
}
