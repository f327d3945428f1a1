//! Lines that take long: those that may not be drawn at all, and those after which others get their turn.

use super::display::Display;
use crate::draw::repeats;
use crate::geometry::PixelRect;
use crate::protocol::{Body, Fault};

/// The pixels that a client's lines may paint before it is looked at whose turn it is: about a millisecond's.
const LADEN: u64 = 1 << 20;

/// The pixels that those of a client's lines may paint that may paint many.
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
        let (painter, limit) = (&mut display.painter, display.limits.painted_pixels);
        let screen = display.screen.size().rect();
        let canvas = region.map_or(screen, |region| region.intersect(screen));
        let pixels = match body {
            Body::Command(command) if repeats(command) => painter.weigh(command, canvas, limit)?,
            Body::Frame(frame) => {
                let weighed = painter.weigh_all(frame.commands.list(), canvas, limit);
                weighed.map_err(|fault| frame.place(fault))?
            }
            _ => 0,
        };
        self.0 = self.0.saturating_add(pixels);
        Ok(())
    }

    /// Whether that is enough to see whose turn it is. It begins anew when this is asked.
    pub(super) fn is_laden(&mut self) -> bool {
        std::mem::take(&mut self.0) >= LADEN
    }
}
