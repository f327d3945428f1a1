//! A screen whose device changes, or that others look at for a while.

use super::{Buffering, Screen, Shadow, damage};
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
        let (direct, flips) = (self.shadow.is_none(), self.flip.is_some());
        self.leave_pages();
        let changed = self.device.set_mode(mode).inspect_err(|_| self.damage_all());
        if let Ok(true) = changed {
            self.begin_anew(direct);
        }
        if flips {
            self.use_pages();
        }
        changed.map(|_| ())
    }

    /// Draws on what the device has become.
    fn begin_anew(&mut self, direct: bool) {
        self.device.install_colors();
        let geometry = *self.device.geometry();
        let direct = direct && self.setup.can_be_direct(&self.device);
        // What cannot be drawn on directly has to be converted, whatever was chosen for the mode before.
        self.shadow = (!direct).then(|| Shadow::empty(&geometry, self.setup.rotation, self.level));
        self.damage = damage(self.shadow.as_ref(), self.setup.rotation);
        let mut everything = Coverage::default();
        everything.start(self.size().rect(), true);
        everything.solid(self.size().rect());
        self.canvas().0.replace(&everything, Color::BLACK, 255);
        self.damage_all();
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

    /// Leaves the display to others. What is drawn from here on appears with [`Screen::show`]; also where it is drawn
    /// directly otherwise, for which memory is found meanwhile.
    pub fn hide(&mut self) {
        if self.hidden.is_some() {
            return;
        }
        self.hidden = Some(self.buffering());
        // Whoever has the display now finds its virtual size and offset as they were.
        self.leave_pages();
        if self.shadow.is_none() {
            self.shadow = Some(Shadow::of(&self.device, self.setup.rotation, self.level));
            self.damage = damage(self.shadow.as_ref(), self.setup.rotation);
        }
    }

    /// Has the display again: shows everything that was drawn, also where others have changed the mode meanwhile (see
    /// [`Screen::reopen`]).
    pub fn show(&mut self) {
        let Some(buffering) = self.hidden.take() else { return };
        if self.check().is_some() && !self.reopen() {
            return;
        }
        self.device.refresh_colors();
        self.damage_all();
        self.present();
        if buffering == Buffering::Flip && self.flip.is_none() {
            self.use_pages();
        }
        if buffering == Buffering::Direct && self.setup.can_be_direct(&self.device) {
            self.shadow = None;
            self.damage = Damage::ignored();
        }
    }

    /// Whether the display is left to others.
    pub fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, Source};
    use crate::geometry::{PixelRect, Size};
    use crate::pixel::Format;

    const SIZE: Size = Size { width: 4, height: 2 };

    fn screen(format: Format, buffering: Buffering) -> (tempfile::TempDir, Screen) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let source = Source::File { path, size: SIZE, format, stride: None, offset: 0 };
        let screen = Screen::new(Device::open(&source).unwrap(), Some(buffering)).unwrap();
        (directory, screen)
    }

    fn fill(screen: &mut Screen, color: Color) {
        let rect = SIZE.rect();
        let mut everything = Coverage::default();
        everything.start(rect, true);
        everything.solid(rect);
        let (mut canvas, damage) = screen.canvas();
        canvas.replace(&everything, color, 255);
        damage.add(|| rect);
        screen.present();
    }

    /// Another console writes on the same memory: nothing may be drawn over it, and it is drawn over in the end.
    #[test]
    fn while_others_have_the_display_nothing_is_drawn_on_it() {
        for (format, buffering) in [
            (Format::Rgb565, Buffering::Direct),
            (Format::Rgb565, Buffering::Shadow),
            (Format::Gray4, Buffering::Shadow),
        ] {
            let (_directory, mut screen) = screen(format, buffering);
            fill(&mut screen, Color::WHITE);
            screen.hide();
            screen.hide();
            let text = vec![0x5a; screen.device().bytes().len()];
            screen.device.bytes_mut().copy_from_slice(&text);
            assert_eq!(screen.read_rgb(PixelRect::pixel(1, 1)), [255; 3], "what was drawn before is kept");
            fill(&mut screen, Color::BLACK);
            screen.repaint().unwrap();
            screen.present();
            assert!(screen.device().bytes() == text, "{format} {buffering:?}");
            assert_eq!(screen.buffering(), buffering);
            screen.show();
            assert!(screen.device().bytes().iter().all(|&byte| byte == 0), "{format} {buffering:?}");
            assert_eq!(screen.buffering(), buffering);
            fill(&mut screen, Color::WHITE);
            assert!(screen.device().bytes().iter().all(|&byte| byte == 0xff), "{format} {buffering:?}");
        }
    }

    #[test]
    fn a_device_that_became_another_is_begun_anew() {
        for (buffering, format) in [(Buffering::Direct, Format::Argb8888), (Buffering::Shadow, Format::C8)] {
            let (_directory, mut screen) = screen(format, Buffering::Shadow);
            fill(&mut screen, Color::WHITE);
            screen.begin_anew(buffering == Buffering::Direct);
            screen.present();
            assert_eq!(screen.buffering(), buffering);
            assert_eq!(screen.read_rgb(SIZE.rect()), [0; 3 * 8]);
            let black = if format == Format::C8 { [0; 4] } else { [0, 0, 0, 255] };
            assert!(screen.device().bytes().chunks(4).all(|bytes| bytes == black), "{format}");
        }
    }
}
