//! What is changed about a framebuffer while it is drawn on, and put back in the end.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::linux::fs::MetadataExt;

use super::cmap::{ColorMap, Mapped};
use super::ioctl::*;
use super::mode::{Mode, asked};
use super::refusal::ControlError;
use crate::pixel::Palette;

/// The kernel's major number of framebuffers.
const FB_MAJOR: u64 = 29;

/// The changeable side of a framebuffer that is open.
///
/// # Guarantees
///
/// When it is dropped the display is awake, in the mode and with the colour map that it had when this was made, as
/// far as the driver lets it.
#[derive(Debug)]
pub(super) struct Control {
    file: File,
    mapped: Mapped,
    /// The map to be shown with; `None` where the driver's own stays.
    wanted: Option<ColorMap>,
    map_before: Option<ColorMap>,
    mode_before: Option<fb_var_screeninfo>,
    asleep: bool,
}

impl Control {
    /// For a framebuffer that said `fix` and `var`.
    ///
    /// # Errors
    ///
    /// When there is no descriptor left.
    pub(super) fn new(file: &File, mapped: Mapped) -> io::Result<Self> {
        let mut control = Self::watching(file, mapped)?;
        control.map_before = control.read_map();
        Ok(control)
    }

    /// The same for who only looks: as long as nothing is changed, nothing is put back either.
    ///
    /// # Errors
    ///
    /// When there is no descriptor left.
    pub(super) fn watching(file: &File, mapped: Mapped) -> io::Result<Self> {
        let file = file.try_clone()?;
        Ok(Self { file, mapped, wanted: None, map_before: None, mode_before: None, asleep: false })
    }

    fn read_map(&self) -> Option<ColorMap> {
        if self.mapped == Mapped::Not {
            return None;
        }
        let map = ColorMap::read(&self.file, self.mapped.entries());
        map.inspect_err(|errno| tracing::warn!("cannot read the colour map (FBIOGETCMAP): {}", errno.desc()))
            .ok()
    }

    /// The palette that the framebuffer has now, where pixels are indices and the driver tells.
    pub(super) fn palette(&self) -> Option<Palette> {
        match self.mapped {
            Mapped::Palette(_) | Mapped::StaticPalette(_) => {
                self.read_map().map(|map| Palette::new(&map.colors()))
            }
            Mapped::Not | Mapped::Ramps(_) => None,
        }
    }

    /// Puts straight lines into the ramps of DIRECTCOLOR, or `palette` where pixels are indices that may be given
    /// another. Returns whether `palette` is shown with now.
    pub(super) fn install(&mut self, palette: Option<&Palette>) -> bool {
        self.wanted = match (self.mapped, palette) {
            (Mapped::Ramps(bits), _) => Some(ColorMap::ramps(bits)),
            (Mapped::Palette(entries), Some(palette)) => Some(ColorMap::palette(palette.colors(), entries)),
            _ => None,
        };
        let Err(errno) = self.reinstall() else { return self.wanted.is_some() };
        let reason = errno.desc();
        tracing::warn!(
            "cannot change the colour map (FBIOPUTCMAP): {reason}; colours are matched to what it has"
        );
        self.wanted = None;
        false
    }

    /// Writes the wanted map once more: whoever else uses the display may have changed it.
    pub(super) fn reinstall(&mut self) -> nix::Result<()> {
        self.wanted.as_mut().map_or(Ok(()), |map| map.write(&self.file))
    }

    /// Gives the indices other colours.
    pub(super) fn set_palette(&mut self, palette: &Palette) -> Result<(), ControlError> {
        let Mapped::Palette(entries) = self.mapped else { return Err(ControlError::StaticPalette) };
        let mut map = ColorMap::palette(palette.colors(), entries);
        map.write(&self.file).map_err(|errno| ControlError::Refused { request: "FBIOPUTCMAP", errno })?;
        self.wanted = Some(map);
        Ok(())
    }

    /// Has the display sleep, or wake up.
    pub(super) fn blank(&mut self, on: bool) -> Result<(), ControlError> {
        let result = if on {
            // Some drivers can be black but not save power.
            self.ask_blank(FB_BLANK_POWERDOWN).or_else(|_| self.ask_blank(FB_BLANK_NORMAL))
        } else {
            self.ask_blank(FB_BLANK_UNBLANK)
        };
        result.map_err(|errno| ControlError::Refused { request: "FBIOBLANK", errno })?;
        self.asleep = on;
        Ok(())
    }

    fn ask_blank(&self, level: i32) -> nix::Result<()> {
        #[expect(unsafe_code, reason = "an ioctl on a descriptor")]
        // SAFETY: the argument is a number; no memory is involved.
        unsafe { fbioblank(self.file.as_raw_fd(), level) }?;
        Ok(())
    }

    /// Asks for another mode; what becomes of it must be read again. `before` is the mode now.
    pub(super) fn set_mode(&mut self, before: &fb_var_screeninfo, mode: Mode) -> Result<(), ControlError> {
        let put = self.put_mode(asked(before, mode), FB_ACTIVATE_NOW);
        put.map_err(|errno| ControlError::Refused { request: "FBIOPUT_VSCREENINFO", errno })?;
        self.mode_before.get_or_insert(*before);
        Ok(())
    }

    /// Goes back to a mode that there was.
    pub(super) fn reset_mode(&mut self, before: &fb_var_screeninfo) {
        if let Err(errno) = self.put_mode(*before, FB_ACTIVATE_NOW) {
            tracing::error!("cannot go back to the mode before (FBIOPUT_VSCREENINFO): {}", errno.desc());
        }
    }

    /// Lets go of a device that has gone or is somebody else's now: its mode is not ours to put back. The colour map
    /// is, where there still is one: it is what the next to open the device finds.
    pub(super) fn abandon(mut self) {
        self.mode_before = None;
        self.asleep = false;
        self.wanted = None;
    }

    /// Sets the mode that there is, also where the driver takes that for done.
    pub(super) fn force_mode(&self, now: &fb_var_screeninfo) -> nix::Result<()> {
        self.put_mode(*now, FB_ACTIVATE_NOW | FB_ACTIVATE_FORCE)
    }

    fn put_mode(&self, mut var: fb_var_screeninfo, activate: u32) -> nix::Result<()> {
        var.activate = activate;
        #[expect(unsafe_code, reason = "an ioctl reads and writes through a pointer")]
        // SAFETY: the request takes this struct, whose size is asserted in ioctl.rs, and writes back what the driver
        // made of it; any value is valid. `var` outlives the call.
        unsafe { fbioput_vscreeninfo(self.file.as_raw_fd(), &raw mut var) }?;
        Ok(())
    }

    /// The mode has changed, and with it perhaps what pixels are.
    pub(super) fn mode_changed(&mut self, mapped: Mapped) {
        self.mapped = mapped;
        self.wanted = None;
    }

    /// Whether the console with this number, from 1, is shown on this framebuffer; `None` where nobody can tell.
    pub(super) fn shows_console(&self, console: u32) -> Option<bool> {
        let device = self.file.metadata().ok()?.st_rdev();
        let number = nix::sys::stat::minor(device) as u32;
        if nix::sys::stat::major(device) != FB_MAJOR {
            return None;
        }
        // A kernel without consoles on framebuffers answers nothing, and the number stays.
        let mut map = fb_con2fbmap { console, framebuffer: number };
        #[expect(unsafe_code, reason = "an ioctl reads and writes through a pointer")]
        // SAFETY: the request takes this struct, whose size is asserted in ioctl.rs, and fills in its second member.
        // `map` outlives the call.
        unsafe { fbioget_con2fbmap(self.file.as_raw_fd(), &raw mut map) }.ok()?;
        Some(map.framebuffer == number)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if self.asleep {
            let _ = self.blank(false);
        }
        if let Some(mode) = self.mode_before.take() {
            self.reset_mode(&mode);
        }
        if let Some(map) = &mut self.map_before
            && let Err(errno) = map.write(&self.file)
            && self.wanted.is_some()
        {
            tracing::warn!("cannot put the colour map back (FBIOPUTCMAP): {}", errno.desc());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::fake::sane;
    use crate::geometry::Size;
    use crate::pixel::Format;

    #[test]
    fn what_is_no_framebuffer_refuses_and_says_what() {
        let file = tempfile::tempfile().unwrap();
        let mut control = Control::new(&file, Mapped::Palette(256)).unwrap();
        let error = control.blank(true).unwrap_err();
        assert!(error.is_unsupported());
        assert_eq!(error.to_string(), "the driver refuses FBIOBLANK: it knows no such request");
        let wide = Mode { size: Size { width: 1024, height: 600 }, bits_per_pixel: None };
        assert!(control.set_mode(&sane().1, wide).unwrap_err().is_unsupported());
        assert!(control.set_palette(Palette::standard(Format::C8)).is_err());
        assert_eq!((control.palette(), control.shows_console(1)), (None, None));
        assert!(!control.install(Some(Palette::standard(Format::C8))), "and it stays matched");
    }
}
