//! What is believed instead of a framebuffer's driver.

use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::Source;
use super::fbdev::FbdevError;
use super::ioctl::*;
use super::layout::format_of;
use crate::geometry::Size;
use crate::pixel::Format;

/// What a person says of a framebuffer whose driver is wrong. What is `None` is as the driver says.
///
/// Two that are: the Adventurer 5M printer says 16 bits of pixels that have 32, and PocketBook readers say 8 bits of
/// pixels that have 24, in 4096 bytes of memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Visible width and height; otherwise `xres` and `yres`.
    pub size: Option<Size>,
    /// How a pixel is stored; otherwise what the bit fields or the FOURCC say.
    pub format: Option<Format>,
    /// Bytes from one row to the next; otherwise `line_length`.
    pub stride: Option<usize>,
    /// Bytes from the start of the memory to the first visible pixel; otherwise from `xoffset` and `yoffset`.
    pub offset: Option<u64>,
    /// Bytes of memory; otherwise `smem_len`. The kernel maps what it thinks there is, whatever is said here.
    pub memory: Option<u32>,
}

impl Overrides {
    /// Where settings say all that a framebuffer would have said of itself, the part of a character device that they
    /// mean: the display's memory seen through `/dev/mem`, say.
    pub(super) fn window(&self, path: &Path) -> Option<Source> {
        let size = self.size?;
        let is_device = std::fs::metadata(path).is_ok_and(|found| found.file_type().is_char_device());
        is_device.then(|| Source::File {
            path: path.to_owned(),
            size,
            format: self.format.unwrap_or(Format::Xrgb8888),
            stride: self.stride,
            offset: self.offset.unwrap_or(0),
        })
    }

    /// Says in the log what is not believed.
    pub(super) fn log(&self, path: &Path, fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) {
        for replaced in self.replaced(fix, var) {
            tracing::info!("{}: {replaced}", path.display());
        }
    }

    /// What is not believed, a sentence each.
    pub(super) fn replaced(&self, fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) -> Vec<String> {
        let size = self
            .size
            .map(|size| format!("size {size} as configured; its driver says {}x{}", var.xres, var.yres));
        let format = self.format.map(|format| {
            let said = format_of(fix, var, cfg!(target_endian = "big"));
            let said = said.map_or_else(|error| error.to_string(), |said| said.name().to_owned());
            format!("format {format} as configured; its driver says {said}")
        });
        let stride = self
            .stride
            .map(|stride| format!("stride {stride} as configured; its driver says {}", fix.line_length));
        let offset = self.offset.map(|offset| {
            let (x, y) = (var.xoffset, var.yoffset);
            format!("offset {offset} as configured; its driver shows what is at {x},{y}")
        });
        let memory = self.memory.map(|memory| {
            format!("{memory} bytes of memory as configured; its driver says {}", fix.smem_len)
        });
        [size, format, stride, offset, memory].into_iter().flatten().collect()
    }

    /// The format, said or told.
    pub(super) fn format(
        &self,
        fix: &fb_fix_screeninfo,
        var: &fb_var_screeninfo,
    ) -> Result<Format, FbdevError> {
        match self.format {
            Some(format) => Ok(format),
            None => format_of(fix, var, cfg!(target_endian = "big")),
        }
    }
}
