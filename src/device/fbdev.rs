//! A framebuffer of the kernel: what it says about itself, as a geometry.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::path::Path;

use nix::errno::Errno;

use super::cmap::Mapped;
use super::error::DeviceError;
use super::geometry::{Geometry, GeometryError};
use super::ioctl::*;
use super::mapping::page_size;
use super::overrides::Overrides;
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
    /// What it does with its colour map.
    pub(super) mapped: Mapped,
}

/// Opens a framebuffer and asks for its geometry.
///
/// # Errors
///
/// When it cannot be opened or asked, is no framebuffer, or shows something that cannot be drawn on.
pub(super) fn open(path: &Path, said: &Overrides) -> Result<Framebuffer, DeviceError> {
    // The standard library adds O_CLOEXEC. Nothing is created: a typing error in /dev would stay there.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|source| DeviceError::OpenFramebuffer { path: path.to_owned(), source })?;
    let (fix, var) = state(&file, path)?;
    said.log(path, &fix, &var);
    described(file, path, (&fix, &var), said)
}

/// What a framebuffer says of itself now.
pub(super) fn state(file: &File, path: &Path) -> Result<(fb_fix_screeninfo, fb_var_screeninfo), DeviceError> {
    let fix = ask(file, path, "FBIOGET_FSCREENINFO", fbioget_fscreeninfo)?;
    let var = ask(file, path, "FBIOGET_VSCREENINFO", fbioget_vscreeninfo)?;
    Ok((fix, var))
}

/// A framebuffer that gave these two answers.
fn described(
    file: File,
    path: &Path,
    (fix, var): (&fb_fix_screeninfo, &fb_var_screeninfo),
    said: &Overrides,
) -> Result<Framebuffer, DeviceError> {
    let geometry = geometry_of(fix, var, said)
        .map_err(|reason| DeviceError::Framebuffer { path: path.to_owned(), reason })?;
    let lead = lead(fix, page_size());
    Ok(Framebuffer { file, geometry, lead, driver: driver(fix), mapped: Mapped::of(fix, var) })
}

/// Whether a framebuffer is still what it was when it said `geometry`. Where it is panned to does not matter.
///
/// # Errors
///
/// Where it does not answer any more. Once its driver has gone, the kernel answers for it with ENODEV, even where
/// another driver has taken its number (`file_fb_info` in `fb_chrdev.c`).
pub(super) fn is_same(file: &File, geometry: &Geometry, said: &Overrides) -> io::Result<bool> {
    let (fix, var) = (raw(file, fbioget_fscreeninfo)?, raw(file, fbioget_vscreeninfo)?);
    Ok(geometry_of(&fix, &var, said).is_ok_and(|now| now.is_like(geometry)))
}

/// One of the two questions.
fn ask<T: Default>(
    file: &File,
    path: &Path,
    request: &'static str,
    ioctl: unsafe fn(RawFd, *mut T) -> nix::Result<i32>,
) -> Result<T, DeviceError> {
    raw(file, ioctl).map_err(|errno| match errno {
        // Devices answer requests that they do not know with one of these.
        Errno::ENOTTY | Errno::EINVAL => {
            DeviceError::NotFramebuffer { path: path.to_owned(), source: io::Error::from(errno) }
        }
        _ => DeviceError::Ask { path: path.to_owned(), request, source: io::Error::from(errno) },
    })
}

fn raw<T: Default>(file: &File, ioctl: unsafe fn(RawFd, *mut T) -> nix::Result<i32>) -> nix::Result<T> {
    let mut answer = T::default();
    #[expect(unsafe_code, reason = "an ioctl writes through a pointer")]
    // SAFETY: `ioctl` is one of the two in ioctl.rs, which bind a request of the kernel to the struct that it fills;
    // their sizes are asserted there, and their fields are integers, valid whatever a driver writes. The kernel
    // keeps nothing of the pointer, and `answer` outlives the call.
    let result = unsafe { ioctl(file.as_raw_fd(), &raw mut answer) };
    result.map(|_| answer)
}

/// The geometry that a driver describes, but for what is said to be otherwise. It may be wrong, so everything is checked
/// that can be; where two of its numbers tell different stories and both are possible, the one it computed itself
/// (`line_length`) is believed.
///
/// # Errors
///
/// When the numbers contradict each other or the pixels are of an unknown kind, with the numbers.
pub(super) fn geometry_of(
    fix: &fb_fix_screeninfo,
    var: &fb_var_screeninfo,
    said: &Overrides,
) -> Result<Geometry, FbdevError> {
    let format = said.format(fix, var)?;
    let (width, height) = said.size.map_or((var.xres, var.yres), |size| (size.width, size.height));
    let size = Size::new(width, height).ok_or(GeometryError::Size { width, height })?;
    if said.size.is_none() && said.offset.is_none() {
        check_window(var, size)?;
    }
    let bits_per_pixel = u64::from(format.bits_per_pixel());
    let bits = |pixels: u32| u64::from(pixels) * bits_per_pixel;
    let left = if said.offset.is_some() { 0 } else { bits(var.xoffset) };
    if !left.is_multiple_of(8) {
        return Err(FbdevError::PartOfByte { xoffset: var.xoffset, bits_per_pixel: format.bits_per_pixel() });
    }
    // Some drivers leave the line's length at 0; X's fbdev server computes it as well.
    let line = match (said.stride, fix.line_length) {
        (Some(stride), _) if stride != 0 => stride as u64,
        (None, length) if length != 0 => u64::from(length),
        _ => bits(var.xres_virtual.max(width)).div_ceil(8),
    };
    let needed = left / 8 + format.row_bytes(width) as u64;
    let stride = usize::try_from(line).ok().filter(|_| needed <= line);
    let stride = stride.ok_or(FbdevError::Line { line, needed })?;
    // Where this leaves a `u64` it ends at a number that the geometry refuses.
    let shown = u64::from(var.yoffset).saturating_mul(line).saturating_add(left / 8);
    let geometry = Geometry::new(size, Some(stride), format, said.offset.unwrap_or(shown))?;
    let needed = geometry.start() + geometry.length() as u64;
    let smem_len = said.memory.unwrap_or(fix.smem_len);
    if needed > u64::from(smem_len) {
        return Err(FbdevError::Memory { smem_len, needed });
    }
    Ok(geometry)
}

/// Sees to it that what is visible lies inside the virtual screen.
fn check_window(var: &fb_var_screeninfo, visible: Size) -> Result<(), FbdevError> {
    let inside =
        |offset: u32, visible: u32, whole: u32| u64::from(offset) + u64::from(visible) <= u64::from(whole);
    if inside(var.xoffset, visible.width, var.xres_virtual)
        && inside(var.yoffset, visible.height, var.yres_virtual)
    {
        return Ok(());
    }
    Err(FbdevError::Window {
        visible,
        x: var.xoffset,
        y: var.yoffset,
        width: var.xres_virtual,
        height: var.yres_virtual,
    })
}

/// The kernel maps whole pages, so the memory begins somewhere inside the first where `smem_start` does.
pub(super) fn lead(fix: &fb_fix_screeninfo, page: usize) -> usize {
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
    /// The pixels are indices, of a size that no palette has.
    #[error(
        "its {bits_per_pixel}-bit pixels are indices; palettes of 1, 2, 4 and 8 bits are supported; try a true-colour mode (fbset -depth 32)"
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
#[cfg(test)]
mod replay;
