//! Where the visible pixels of a device lie.

use crate::geometry::{MAX_SIDE, Size};
use crate::pixel::Format;

/// The most bytes that the visible rows of one device may span: 1 GiB, a screen of 16384x16384 in 32 bits.
///
/// It keeps every byte position inside an `isize` on 32-bit targets too, where a slice cannot be longer.
pub const MAX_BYTES: u64 = 1 << 30;

/// Size, format and place of the visible pixels in a file or a framebuffer's memory.
///
/// # Guarantees
///
/// Both sides are from 1 to [`MAX_SIDE`]; each row of `stride` bytes holds `size.width` pixels; all rows together
/// take at most [`MAX_BYTES`]; and `start` plus all rows fits the signed 64-bit offsets of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    size: Size,
    stride: usize,
    format: Format,
    start: u64,
}

impl Geometry {
    /// A geometry whose rows are `stride` bytes apart and whose first visible pixel is at byte `start`.
    /// A `stride` of `None` or 0 means rows without padding.
    ///
    /// # Errors
    ///
    /// When one of the type's guarantees would not hold.
    pub fn new(size: Size, stride: Option<usize>, format: Format, start: u64) -> Result<Self, GeometryError> {
        let Size { width, height } = size;
        if Size::new(width, height).is_none() {
            return Err(GeometryError::Size { width, height });
        }
        let row = format.row_bytes(width);
        let stride = stride.filter(|&stride| stride != 0).unwrap_or(row);
        if stride < row {
            return Err(GeometryError::Stride { stride, row, width, format });
        }
        let rows = (stride as u64).checked_mul(u64::from(height)).filter(|&bytes| bytes <= MAX_BYTES);
        let Some(rows) = rows else {
            return Err(GeometryError::Long { stride, height });
        };
        if start > i64::MAX as u64 - rows {
            return Err(GeometryError::Start { start });
        }
        Ok(Self { size, stride, format, start })
    }

    /// Width and height of what is visible.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Bytes from one row to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// How a pixel is stored.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The byte of the file, or of the framebuffer's memory, at which the first visible pixel begins.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Whether it differs from another in nothing but its place.
    pub fn is_like(&self, other: &Self) -> bool {
        Self { start: other.start, ..*self } == *other
    }

    /// Bytes from the first visible pixel to the end of the last; the padding of the last row, which need not
    /// exist, is not counted. From 1 to [`MAX_BYTES`].
    pub fn length(&self) -> usize {
        self.stride * (self.size.height as usize - 1) + self.format.row_bytes(self.size.width)
    }
}

/// Numbers that cannot be the geometry of a screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeometryError {
    /// A side is zero or too long.
    #[error("a screen of {width}x{height} is not possible: both sides are from 1 to {MAX_SIDE} pixels")]
    Size {
        /// The width asked for, in pixels.
        width: u32,
        /// The height asked for, in pixels.
        height: u32,
    },
    /// A row does not fit between its start and the next row's.
    #[error("a stride of {stride} bytes is too short: {width} pixels in {format} take {row}")]
    Stride {
        /// Bytes from one row to the next.
        stride: usize,
        /// Bytes that the pixels of a row take.
        row: usize,
        /// Pixels of a row.
        width: u32,
        /// Their format.
        format: Format,
    },
    /// The rows take more than [`MAX_BYTES`].
    #[error("{height} rows of {stride} bytes are too much: a screen may take {MAX_BYTES} bytes")]
    Long {
        /// Bytes from one row to the next.
        stride: usize,
        /// Rows.
        height: u32,
    },
    /// The rows would end behind the last offset the kernel can name.
    #[error("an offset of {start} bytes is behind the end of any file")]
    Start {
        /// The offset asked for, in bytes.
        start: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 100, height: 10 };

    #[test]
    fn strides_are_computed_kept_or_refused() {
        let stride =
            |stride| Geometry::new(SIZE, stride, Format::Rgb565, 0).map(|geometry| geometry.stride());
        assert_eq!(stride(None), Ok(200));
        assert_eq!(stride(Some(0)), Ok(200));
        assert_eq!(stride(Some(211)), Ok(211));
        assert_eq!(
            stride(Some(199)).unwrap_err().to_string(),
            "a stride of 199 bytes is too short: 100 pixels in rgb565 take 200"
        );
    }

    #[test]
    fn the_last_row_ends_with_its_last_pixel() {
        let geometry = Geometry::new(SIZE, Some(256), Format::Rgb565, 7).unwrap();
        assert_eq!(geometry.length(), 9 * 256 + 200);
        assert_eq!(geometry.start(), 7);
    }

    #[test]
    fn a_screen_is_panned_and_still_the_same() {
        let at = |size, stride, start| Geometry::new(size, Some(stride), Format::Rgb565, start).unwrap();
        let geometry = at(SIZE, 256, 7);
        assert!(geometry.is_like(&at(SIZE, 256, 70_000)));
        assert!(!geometry.is_like(&at(SIZE, 258, 7)));
        assert!(!geometry.is_like(&at(Size { height: 11, ..SIZE }, 256, 7)));
    }

    #[test]
    fn absurd_numbers_are_refused() {
        let new = |width, height, stride, start| {
            Geometry::new(Size { width, height }, stride, Format::Xrgb8888, start).unwrap_err().to_string()
        };
        for (width, height) in [(0, 1), (1, 0), (MAX_SIDE + 1, 1), (1, u32::MAX)] {
            assert!(new(width, height, None, 0).contains("from 1 to 32767 pixels"));
        }
        assert!(new(MAX_SIDE, MAX_SIDE, None, 0).contains("1073741824 bytes"));
        assert!(new(1, MAX_SIDE, Some(usize::MAX), 0).contains("too much"));
        assert!(new(1, 1, None, u64::MAX).contains("behind the end of any file"));
        assert!(new(1, 1, None, i64::MAX as u64 - 3).contains("behind the end of any file"));
        let largest = Size { width: 16384, height: 16384 };
        assert_eq!(
            Geometry::new(largest, None, Format::Xrgb8888, 0).map(|geometry| geometry.length() as u64),
            Ok(MAX_BYTES)
        );
    }
}
