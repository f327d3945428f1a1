//! Frames shown by flipping pages.

use super::shadow::Shadow;
use crate::damage::Damage;
use crate::device::{Device, NoPages};
use crate::geometry::{PixelRect, Size};

/// What each page lacks of the picture. A page is written every other frame, so that is what the last two have changed.
#[derive(Debug)]
pub(super) struct Flip {
    stale: [Damage; 2],
}

impl Flip {
    /// Pages of a device of `size` which both hold nothing of the picture.
    pub(super) fn of(size: Size) -> Self {
        let mut flip = Self { stale: [Damage::of(size), Damage::of(size)] };
        flip.add(size.rect());
        flip
    }

    /// Notes that a rectangle of the device shows something else now.
    pub(super) fn add(&mut self, rect: PixelRect) {
        self.stale.iter_mut().for_each(|page| page.add(|| rect));
    }

    /// Completes the hidden page and shows it.
    ///
    /// # Errors
    ///
    /// When the driver does not show it. The device is drawn on where it is seen then, and what it lacks is unknown.
    pub(super) fn show(&mut self, shadow: &Shadow, device: &mut Device) -> Result<(), NoPages> {
        let geometry = *device.geometry();
        let Some(page) = device.hidden_page() else { return Ok(()) };
        for rect in self.stale[page].take() {
            let (bytes, palette) = device.pixels_mut();
            shadow.show(rect, &geometry, palette, bytes);
        }
        device.flip()
    }
}
