//! A screen whose device changes, or that others look at for a while.

use super::{Buffering, Screen, Shadow};
use crate::color::Color;
use crate::damage::Damage;
use crate::device::{ControlError, Mode};
use crate::pixel::Palette;
use crate::raster::Coverage;

/// Drawing directly leaves nothing to present again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("pixels are drawn on the device itself, there is no copy to show again; use --buffer shadow")]
pub struct NothingKept;

impl Screen {
    /// Gives the indices of an indexed format other colours, or the standard ones, and shows the picture in them.
    ///
    /// # Errors
    ///
    /// When the device has no such palette; see [`Device::set_palette`](crate::device::Device::set_palette).
    pub fn set_palette(&mut self, palette: Option<Palette>) -> Result<(), ControlError> {
        self.device.set_palette(palette)?;
        self.damage_all();
        Ok(())
    }

    /// Has the display sleep or wake up. Drawing goes on meanwhile.
    ///
    /// # Errors
    ///
    /// When there is no display or its driver refuses.
    pub fn blank(&mut self, on: bool) -> Result<(), ControlError> {
        self.device.blank(on)?;
        if !on {
            // Panels with memory of their own may have lost it.
            self.damage_all();
        }
        Ok(())
    }

    /// Changes the mode of the display. The picture becomes black, unless the mode is the one that there was: at
    /// another size none of it would stand where it belongs.
    ///
    /// # Errors
    ///
    /// When the driver has no such mode; then everything stays as it was.
    pub fn set_mode(&mut self, mode: Mode) -> Result<(), ControlError> {
        let direct = self.buffering() == Buffering::Direct;
        let changed = self.device.set_mode(mode).inspect_err(|_| self.damage_all());
        if !changed? {
            return Ok(());
        }
        self.device.install_colors();
        let geometry = *self.device.geometry();
        // What cannot be drawn on directly has to be converted, whatever was chosen for the mode before.
        self.shadow = (!direct || !geometry.format().is_native()).then(|| Shadow::for_geometry(&geometry));
        self.damage = if self.shadow.is_some() { Damage::of(geometry.size()) } else { Damage::ignored() };
        let mut everything = Coverage::default();
        everything.start(geometry.size().rect(), true);
        everything.solid(geometry.size().rect());
        self.canvas().0.replace(&everything, Color::BLACK, 255);
        self.damage_all();
        Ok(())
    }

    /// Shows everything once more, whatever others have done to the device.
    ///
    /// # Errors
    ///
    /// When there is no copy of what was drawn.
    pub fn repaint(&mut self) -> Result<(), NothingKept> {
        if self.shadow.is_none() {
            return Err(NothingKept);
        }
        self.device.refresh_colors();
        self.damage_all();
        Ok(())
    }

    fn damage_all(&mut self) {
        let rect = self.size().rect();
        self.damage.add(|| rect);
    }
}
