//! What a framebuffer's driver says of itself, and where it is not taken at its word.

use super::cmap::Mapped;
use super::fbdev::{lead, state};
use super::ioctl::*;
use super::mapping::page_size;
use super::{Device, DeviceError, Overrides, Source};

/// A framebuffer by its driver's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Width and height, in pixels, of the memory that the visible part is a window of.
    pub virtual_size: (u32, u32),
    /// Pixels from the top left of that to the top left of what is visible.
    pub panned_to: (u32, u32),
    /// Bytes of memory.
    pub memory: u32,
    /// What is believed or done otherwise than the driver says, a sentence each.
    pub quirks: Vec<String>,
}

impl Device {
    /// Asks the driver; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub fn account(&self) -> Result<Option<Account>, DeviceError> {
        let Source::Framebuffer { path, overrides } = &self.source else { return Ok(None) };
        let (fix, var) = state(&self.file, path)?;
        Ok(Some(Account::of(&fix, &var, overrides)))
    }
}

impl Account {
    fn of(fix: &fb_fix_screeninfo, var: &fb_var_screeninfo, overrides: &Overrides) -> Self {
        let mut quirks = overrides.replaced(fix, var);
        quirks.extend(corrections(fix, var, overrides));
        Self {
            virtual_size: (var.xres_virtual, var.yres_virtual),
            panned_to: (var.xoffset, var.yoffset),
            memory: fix.smem_len,
            quirks,
        }
    }
}

/// What is put right without being told, in the order in which `fbdev`, `layout`, `cmap` and `pages` do it.
fn corrections(fix: &fb_fix_screeninfo, var: &fb_var_screeninfo, said: &Overrides) -> Vec<String> {
    let of_driver = said.format.is_none();
    let stride = (said.stride.is_none() && fix.line_length == 0)
        .then(|| "its driver gives no line length; rows follow each other without padding".to_owned());
    let bits = (of_driver && var.grayscale <= 1 && var.bits_per_pixel == 15)
        .then(|| "its driver counts 15 bits a pixel; 16 are stored".to_owned());
    let lead = lead(fix, page_size());
    let lead = (lead != 0).then(|| {
        format!("its memory begins {lead} bytes into the first page that is mapped, which are left alone")
    });
    let colors = match Mapped::of(fix, var) {
        Mapped::Not => None,
        Mapped::Palette(entries) => {
            Some(format!("its {entries} colours become the standard palette while fbdrawd draws"))
        }
        Mapped::StaticPalette(entries) => {
            Some(format!("its {entries} colours cannot be changed; what is drawn is matched to the nearest"))
        }
        Mapped::Ramps(_) => Some("its colour ramps become straight lines while fbdrawd draws".to_owned()),
    };
    let emulated = is_emulated(fix).then(|| {
        "its driver is DRM's emulation of a framebuffer: no second page and no other mode is asked of it"
            .to_owned()
    });
    [stride, bits, lead, colors, emulated].into_iter().flatten().collect()
}

/// Whether the framebuffer is one that DRM emulates: the id of each ends like this (`drm_fb_helper_fill_info`), as far
/// as it fits 16 bytes.
pub(super) fn is_emulated(fix: &fb_fix_screeninfo) -> bool {
    fix.id.windows(4).any(|part| part == b"drmf")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::fake::sane;
    use crate::pixel::Format;

    #[test]
    fn a_driver_without_quirks_has_none() {
        let (fix, var) = sane();
        let account = Account::of(&fix, &var, &Overrides::default());
        assert_eq!(
            account,
            Account { virtual_size: (640, 960), panned_to: (0, 480), memory: 2560 * 960, quirks: Vec::new() }
        );
    }

    #[test]
    fn everything_that_is_put_right_is_told() {
        let (fix, var) = sane();
        let fix =
            fb_fix_screeninfo { line_length: 0, smem_start: 0x640, visual: FB_VISUAL_DIRECTCOLOR, ..fix };
        let var = fb_var_screeninfo { bits_per_pixel: 15, ..var };
        let fix = {
            let mut fix = fix;
            fix.id[..12].copy_from_slice(b"simpledrmfb\0");
            fix
        };
        let quirks = Account::of(&fix, &var, &Overrides::default()).quirks;
        let told = ["no line length", "counts 15 bits", "1600 bytes into", "ramps", "DRM's emulation"];
        assert_eq!(quirks.len(), told.len(), "{quirks:?}");
        for (quirk, told) in quirks.iter().zip(told) {
            assert!(quirk.contains(told), "{quirk:?} does not say {told:?}");
        }
        let said = Overrides { format: Some(Format::Rgb565), stride: Some(1280), ..Overrides::default() };
        let quirks = Account::of(&fix, &var, &said).quirks;
        assert!(quirks[0].starts_with("format rgb565 as configured; its driver says "), "{quirks:?}");
        assert_eq!(quirks[1], "stride 1280 as configured; its driver says 0");
        assert!(
            !quirks.iter().any(|quirk| quirk.contains("counts 15") || quirk.contains("no line")),
            "{quirks:?}"
        );
    }
}
