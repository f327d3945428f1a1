//! A device that changes while it is drawn on: its colours, its mode, whether it shows.

use std::io;
use std::path::Path;

use super::cmap::Mapped;
use super::fbdev::{geometry_of, lead, state};
use super::ioctl::{fb_fix_screeninfo, fb_var_screeninfo};
use super::mapping::page_size;
use super::memory::memory_of;
use super::mode::{Mode, asked_name, is_mode, mode_name};
use super::refusal::ControlError;
use super::{Control, Device, Overrides, Source, Vsync};
use crate::pixel::{Format, Palette};

impl Device {
    /// What indices stand for, where pixels are indices.
    pub fn palette(&self) -> Option<&Palette> {
        self.palette.as_ref()
    }

    /// The visible pixels to be written, and what indices in them stand for.
    pub fn pixels_mut(&mut self) -> (&mut [u8], Option<&Palette>) {
        (self.memory.bytes_mut(), self.palette.as_ref())
    }

    /// Whether it is a framebuffer of the kernel, with a display that can be asked for things.
    pub fn is_framebuffer(&self) -> bool {
        self.control.is_some()
    }

    /// What waits for its vertical blanks. Whether it has any shows at the first wait.
    ///
    /// # Errors
    ///
    /// When there is no descriptor left.
    pub fn vsync(&self) -> io::Result<Vsync> {
        Ok(Vsync::new(self.file.try_clone()?))
    }

    /// Has colours shown as they are meant: the standard palette where pixels are indices that may be given another,
    /// straight lines in the ramps of DIRECTCOLOR. What was there is put back when the device is dropped.
    ///
    /// Pixels that are indices show other colours from here on; returns whether that is so.
    pub fn install_colors(&mut self) -> bool {
        let Some(control) = &mut self.control else { return false };
        let standard = standard_palette(self.geometry.format());
        let installed = control.install(standard.as_ref());
        if installed && standard.is_some() {
            self.palette = standard;
            return true;
        }
        false
    }

    /// Has the colour map that is wanted written once more: whoever else uses the display may have changed it.
    pub fn refresh_colors(&mut self) {
        if let Some(Err(errno)) = self.control.as_mut().map(Control::reinstall) {
            tracing::warn!("cannot write the colour map again (FBIOPUTCMAP): {}", errno.desc());
        }
    }

    /// Has the display show a framebuffer that has just come to be. The kernel leaves that to its console, which does
    /// not while the terminal is in graphics mode: the display would stay as the driver before left it.
    pub fn light_up(&self) {
        let Some(control) = &self.control else { return };
        match state(&self.file, self.source.path()).map(|(_, var)| control.force_mode(&var)) {
            Ok(Ok(())) => {}
            Ok(Err(errno)) => tracing::debug!("cannot set the mode again: {}", errno.desc()),
            Err(error) => tracing::debug!("{error}"),
        }
    }

    /// Gives the indices other colours, or the standard ones. In a plain file they mean these colours to this
    /// process only: where a framebuffer has a palette, files have none.
    ///
    /// # Errors
    ///
    /// When pixels are no indices, or their colours cannot be changed.
    pub fn set_palette(&mut self, palette: Option<Palette>) -> Result<(), ControlError> {
        let format = self.geometry.format();
        let Some(standard) = standard_palette(format) else { return Err(ControlError::NoPalette(format)) };
        let palette = palette.unwrap_or(standard);
        if let Some(control) = &mut self.control {
            control.set_palette(&palette)?;
        }
        self.palette = Some(palette);
        Ok(())
    }

    /// Has the display sleep or wake up.
    ///
    /// # Errors
    ///
    /// When there is no display or its driver refuses.
    pub fn blank(&mut self, on: bool) -> Result<(), ControlError> {
        self.control("there is no display that could be blanked")?.blank(on)
    }

    /// Changes the mode of the display. The driver has the last word on everything, so all is read anew and what does
    /// not fit is mapped anew: size, format and everything borrowed of the device may be others afterwards. Returns
    /// whether anything has changed.
    ///
    /// # Errors
    ///
    /// When the driver has no such mode; then the one before stays, or returns.
    pub fn set_mode(&mut self, mode: Mode) -> Result<bool, ControlError> {
        self.control("its size and format are settings")?;
        if let Source::Framebuffer { overrides, .. } = &self.source
            && *overrides != Overrides::default()
        {
            return Err(ControlError::Overruled);
        }
        let (_, before) = state(&self.file, Path::new(&self.name))?;
        if is_mode(&before, mode) {
            return Ok(false);
        }
        // "Changes struct fb_var_screeninfo are currently not pushed back to KMS" (`drm_fb_helper_check_var`), and the
        // id of every framebuffer of DRM ends like this (`drm_fb_helper_fill_info`), as far as it fits 16 bytes.
        if self.driver.as_ref().is_some_and(|driver| driver.contains("drmf")) {
            return Err(ControlError::FixedMode);
        }
        self.control("")?.set_mode(&before, mode)?;
        let adopted = self.adopt(&before, mode);
        if adopted.is_err() {
            self.go_back(&before)?;
        }
        adopted.map(|()| true)
    }

    /// Takes the mode again that there was before one that is of no use.
    fn go_back(&mut self, before: &fb_var_screeninfo) -> Result<(), ControlError> {
        self.control("")?.reset_mode(before);
        let palette = self.palette.take();
        // The driver may have moved its memory twice.
        let (fix, var) = state(&self.file, Path::new(&self.name))?;
        self.remap(&fix, &var)?;
        if palette.is_none() || self.set_palette(palette).is_err() {
            self.install_colors();
        }
        Ok(())
    }

    /// Takes over what the driver has made of a request for `mode`.
    fn adopt(&mut self, before: &fb_var_screeninfo, mode: Mode) -> Result<(), ControlError> {
        let (fix, var) = state(&self.file, Path::new(&self.name))?;
        if !is_mode(&var, mode) {
            let (asked, got) = (asked_name(before, mode), mode_name(&var));
            return Err(ControlError::OtherMode { asked, got });
        }
        self.remap(&fix, &var)
    }

    fn remap(&mut self, fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) -> Result<(), ControlError> {
        let geometry = geometry_of(fix, var, &Overrides::default()).map_err(ControlError::Undrawable)?;
        self.memory = memory_of(&self.source, &self.file, &geometry, lead(fix, page_size()))?;
        self.geometry = geometry;
        self.palette = standard_palette(geometry.format());
        if let Some(control) = &mut self.control {
            control.mode_changed(Mapped::of(fix, var));
            self.palette = self.palette.take().map(|standard| control.palette().unwrap_or(standard));
        }
        Ok(())
    }

    /// Whether the console with this number, from 1, is shown on this device; `None` where nobody can tell.
    pub fn shows_console(&self, console: u32) -> Option<bool> {
        self.control.as_ref()?.shows_console(console)
    }

    /// What only a framebuffer of the kernel has; `task` says why that is needed.
    fn control(&mut self, task: &'static str) -> Result<&mut Control, ControlError> {
        let device = &self.name;
        self.control.as_mut().ok_or_else(|| ControlError::NotFramebuffer { device: device.clone(), task })
    }
}

/// What indices stand for as long as nobody says otherwise.
pub(super) fn standard_palette(format: Format) -> Option<Palette> {
    format.is_indexed().then(|| Palette::standard(format).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    const SIZE: Size = Size { width: 8, height: 4 };

    fn device(format: Format) -> (tempfile::TempDir, Device) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let device =
            Device::open(&Source::File { path, size: SIZE, format, stride: None, offset: 0 }).unwrap();
        (directory, device)
    }

    #[test]
    fn a_file_is_no_display() {
        let (_directory, mut device) = device(Format::Rgb565);
        let refused = [
            device.blank(true).unwrap_err(),
            device.set_mode(Mode { size: SIZE, bits_per_pixel: None }).unwrap_err(),
            device.set_palette(None).unwrap_err(),
        ];
        for error in &refused {
            assert!(error.is_unsupported(), "{error}");
        }
        assert!(
            refused[0].to_string().contains("screen.raw is no framebuffer of the kernel"),
            "{}",
            refused[0]
        );
        assert_eq!(refused[2].to_string(), "pixels in rgb565 are colours, not indices into a palette");
        assert!(!device.install_colors());
        assert_eq!(device.shows_console(1), None);
    }

    #[test]
    fn indices_of_a_file_mean_what_they_are_told_to() {
        let (_directory, mut device) = device(Format::C4);
        assert_eq!(device.palette(), Some(Palette::standard(Format::C4)));
        let palette = Palette::new(&[[1, 2, 3], [4, 5, 6]]);
        device.set_palette(Some(palette.clone())).unwrap();
        assert_eq!(device.pixels_mut().1, Some(&palette));
        device.set_palette(None).unwrap();
        assert_eq!(device.palette(), Some(Palette::standard(Format::C4)));
    }
}
