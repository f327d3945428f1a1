//! A framebuffer of the kernel: what it says about itself, as a geometry.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::path::Path;

use nix::errno::Errno;

use super::error::DeviceError;
use super::geometry::{Geometry, GeometryError};
use super::ioctl::*;
use super::layout::format_of;
use super::mapping::page_size;
use crate::geometry::Size;
use crate::pixel::{BitField, Channels};

/// A framebuffer that is open, with what it said.
pub(super) struct Framebuffer {
    pub(super) file: File,
    pub(super) geometry: Geometry,
    /// Bytes from the start of the mapping to the start of the framebuffer's memory; less than a page.
    pub(super) lead: usize,
    /// The driver's name for itself; `None` where it has none.
    pub(super) driver: Option<String>,
}

/// Opens a framebuffer and asks for its geometry.
///
/// # Errors
///
/// When it cannot be opened or asked, is no framebuffer, or shows something that cannot be drawn on.
pub(super) fn open(path: &Path) -> Result<Framebuffer, DeviceError> {
    // The standard library adds O_CLOEXEC. Nothing is created: a typing error in /dev would stay there.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|source| DeviceError::OpenFramebuffer { path: path.to_owned(), source })?;
    let fix = ask(&file, path, "FBIOGET_FSCREENINFO", fbioget_fscreeninfo)?;
    let var = ask(&file, path, "FBIOGET_VSCREENINFO", fbioget_vscreeninfo)?;
    let geometry = geometry_of(&fix, &var)
        .map_err(|reason| DeviceError::Framebuffer { path: path.to_owned(), reason })?;
    Ok(Framebuffer { file, geometry, lead: lead(&fix, page_size()), driver: driver(&fix) })
}

/// One of the two questions.
fn ask<T: Default>(
    file: &File,
    path: &Path,
    request: &'static str,
    ioctl: unsafe fn(RawFd, *mut T) -> nix::Result<i32>,
) -> Result<T, DeviceError> {
    let mut answer = T::default();
    #[expect(unsafe_code, reason = "an ioctl writes through a pointer")]
    // SAFETY: `ioctl` is one of the two in ioctl.rs, which bind a request of the kernel to the struct that it fills;
    // their sizes are asserted there, and their fields are integers, valid whatever a driver writes. The kernel
    // keeps nothing of the pointer, and `answer` outlives the call.
    let result = unsafe { ioctl(file.as_raw_fd(), &raw mut answer) };
    match result {
        Ok(_) => Ok(answer),
        // Devices answer requests that they do not know with one of these.
        Err(errno @ (Errno::ENOTTY | Errno::EINVAL)) => {
            Err(DeviceError::NotFramebuffer { path: path.to_owned(), source: io::Error::from(errno) })
        }
        Err(errno) => {
            Err(DeviceError::Ask { path: path.to_owned(), request, source: io::Error::from(errno) })
        }
    }
}

/// The geometry that a driver describes. It may be wrong, so everything is checked that can be; where two of its
/// numbers tell different stories and both are possible, the one it computed itself (`line_length`) is believed.
///
/// # Errors
///
/// When the numbers contradict each other or the pixels are of an unknown kind, with the numbers.
pub(super) fn geometry_of(fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) -> Result<Geometry, FbdevError> {
    let format = format_of(fix, var, cfg!(target_endian = "big"))?;
    let (width, height) = (var.xres, var.yres);
    let size = Size::new(width, height).ok_or(GeometryError::Size { width, height })?;
    let inside =
        |offset: u32, visible: u32, whole: u32| u64::from(offset) + u64::from(visible) <= u64::from(whole);
    if !inside(var.xoffset, width, var.xres_virtual) || !inside(var.yoffset, height, var.yres_virtual) {
        return Err(FbdevError::Window {
            visible: size,
            x: var.xoffset,
            y: var.yoffset,
            width: var.xres_virtual,
            height: var.yres_virtual,
        });
    }
    let bits_per_pixel = u64::from(format.bits_per_pixel());
    let bits = |pixels: u32| u64::from(pixels) * bits_per_pixel;
    if !bits(var.xoffset).is_multiple_of(8) {
        return Err(FbdevError::PartOfByte { xoffset: var.xoffset, bits_per_pixel: format.bits_per_pixel() });
    }
    // Some drivers leave the line's length at 0; X's fbdev server computes it as well.
    let line = match fix.line_length {
        0 => bits(var.xres_virtual).div_ceil(8),
        length => u64::from(length),
    };
    let needed = bits(var.xoffset) / 8 + format.row_bytes(width) as u64;
    let stride = usize::try_from(line).ok().filter(|_| needed <= line);
    let stride = stride.ok_or(FbdevError::Line { line, needed })?;
    // Where this leaves a `u64` it ends at a number that the geometry refuses.
    let start = u64::from(var.yoffset).saturating_mul(line).saturating_add(bits(var.xoffset) / 8);
    let geometry = Geometry::new(size, Some(stride), format, start)?;
    let needed = start + geometry.length() as u64;
    if needed > u64::from(fix.smem_len) {
        return Err(FbdevError::Memory { smem_len: fix.smem_len, needed });
    }
    Ok(geometry)
}

/// The kernel maps whole pages, so the memory begins somewhere inside the first where `smem_start` does.
fn lead(fix: &fb_fix_screeninfo, page: usize) -> usize {
    // The low bits of a physical address survive in a 32-bit `c_ulong` too.
    fix.smem_start as usize & (page - 1)
}

fn driver(fix: &fb_fix_screeninfo) -> Option<String> {
    let id = fix.id.split(|&byte| byte == 0).next().unwrap_or_default();
    let name = String::from_utf8_lossy(id).trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// Why a framebuffer cannot be drawn on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FbdevError {
    /// The memory is no row of pixels after the other.
    #[error("its memory is {kind} (FB_TYPE {0}); only packed pixels are supported", kind = type_name(*.0))]
    Type(u32),
    /// A way of showing pixels that the kernel had not when this was written.
    #[error("its visual is unknown (FB_VISUAL {0}); only true colour, grey and monochrome are supported")]
    Visual(u32),
    /// The pixels are indices.
    #[error(
        "its {bits_per_pixel}-bit pixels are indices, and palettes are not supported yet; try a true-colour mode (fbset -depth 32)"
    )]
    Palette {
        /// Bits of an index.
        bits_per_pixel: u32,
    },
    /// Black and white in more than one bit.
    #[error("its monochrome pixels take {bits_per_pixel} bits; only 1 bit is supported")]
    Monochrome {
        /// Bits of a pixel.
        bits_per_pixel: u32,
    },
    /// Monochrome of a big-endian machine, inverted.
    #[error("its monochrome pixels begin at the high bit with white as 0, which is not supported")]
    HighBitFirst,
    /// `nonstd` is set.
    #[error("it has a non-standard pixel format (nonstd {0}); try another mode (fbset -depth 32)")]
    Nonstandard(u32),
    /// A channel has its bits in reverse.
    #[error("its channels have the most significant bit on the right (msb_right), which is not supported")]
    MsbRight,
    /// A FOURCC that is no known format.
    #[error("its pixel format is FOURCC {name}, which is not supported", name = fourcc_name(*.0))]
    Fourcc(u32),
    /// True colour in an order of its own; on a big-endian machine also words of it that are cut in pieces
    /// when read as little-endian ones.
    #[error("its pixel format is unknown: {bits_per_pixel} bits per pixel with {} (offset:length)", fields(.channels))]
    Layout {
        /// What the driver said.
        bits_per_pixel: u32,
        /// What the driver said.
        channels: Channels,
    },
    /// The visible pixels are not all inside the virtual screen.
    #[error("its visible {visible} at {x},{y} are outside its virtual {width}x{height}")]
    Window {
        /// Visible width and height.
        visible: Size,
        /// `xoffset`.
        x: u32,
        /// `yoffset`.
        y: u32,
        /// `xres_virtual`.
        width: u32,
        /// `yres_virtual`.
        height: u32,
    },
    /// The first visible pixel has no byte of its own.
    #[error("its xoffset of {xoffset} begins inside a byte at {bits_per_pixel} bits per pixel")]
    PartOfByte {
        /// Pixels left of the first visible one.
        xoffset: u32,
        /// Bits of a pixel.
        bits_per_pixel: u32,
    },
    /// The visible part of a row reaches into the next.
    #[error("its lines are {line} bytes long and its visible pixels need {needed}")]
    Line {
        /// Bytes of a line.
        line: u64,
        /// Bytes from the start of a line to the end of the last visible pixel.
        needed: u64,
    },
    /// There is less memory than the visible pixels take.
    #[error("it has {smem_len} bytes of memory and its visible pixels need {needed}")]
    Memory {
        /// Bytes there are.
        smem_len: u32,
        /// Bytes from the start of the memory to the end of the last visible pixel.
        needed: u64,
    },
    /// The numbers are impossible for any screen.
    #[error(transparent)]
    Geometry(#[from] GeometryError),
}

fn type_name(r#type: u32) -> &'static str {
    match r#type {
        1 => "planes",
        2 => "interleaved planes",
        3 => "text",
        4 => "VGA planes",
        FB_TYPE_FOURCC => "named by a FOURCC that is missing",
        _ => "of an unknown kind",
    }
}

fn fourcc_name(fourcc: u32) -> String {
    let bytes = fourcc.to_le_bytes();
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return bytes.map(char::from).iter().collect::<String>().trim_end().to_owned();
    }
    format!("{fourcc:#010x}")
}

fn fields(channels: &Channels) -> String {
    let Channels { red, green, blue, alpha } = *channels;
    let text = |name: &str, BitField { offset, length }: BitField| format!("{name} {offset}:{length}");
    [text("red", red), text("green", green), text("blue", blue), text("alpha", alpha)].join(" ")
}

#[cfg(test)]
mod tests;
