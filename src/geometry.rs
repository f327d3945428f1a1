//! Whole-pixel sizes and rectangles.
//!
//! Fractional geometry is `kurbo`'s; what is here has already been clipped to something that exists.

use std::fmt;
use std::str::FromStr;

/// The longest side a screen may have, in pixels.
///
/// fbdev has no limit of its own; this one keeps every pixel position in an `i32` product and in the 16 bits
/// that the path rasteriser uses, and is twice the largest mode any driver offers.
pub const MAX_SIDE: u32 = 32_767;

/// A width and a height in pixels, each from 1 to [`MAX_SIDE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Size {
    /// A size, or `None` where a side is zero or longer than [`MAX_SIDE`].
    pub const fn new(width: u32, height: u32) -> Option<Self> {
        if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
            return None;
        }
        Some(Self { width, height })
    }

    /// The rectangle from the origin that has this size.
    pub const fn rect(self) -> PixelRect {
        PixelRect { x0: 0, y0: 0, x1: self.width as i32, y1: self.height as i32 }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// The text was not a size such as `1280x720`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a size is WIDTHxHEIGHT in pixels with both sides from 1 to {MAX_SIDE}, such as 1280x720")]
pub struct SizeError;

impl FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        let (width, height) = text.split_once('x').ok_or(SizeError)?;
        let side = |text: &str| text.parse().map_err(|_| SizeError);
        Self::new(side(width)?, side(height)?).ok_or(SizeError)
    }
}

/// A rectangle of whole pixels; `x1` and `y1` are the first column and row outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PixelRect {
    /// First column inside.
    pub x0: i32,
    /// First row inside.
    pub y0: i32,
    /// First column to the right of it.
    pub x1: i32,
    /// First row below it.
    pub y1: i32,
}

impl PixelRect {
    /// The rectangle with no pixel in it.
    pub const EMPTY: Self = Self { x0: 0, y0: 0, x1: 0, y1: 0 };

    /// The pixel at `x`, `y`.
    pub const fn pixel(x: i32, y: i32) -> Self {
        Self { x0: x, y0: y, x1: x + 1, y1: y + 1 }
    }

    /// Whether no pixel is inside.
    pub const fn is_empty(self) -> bool {
        self.x1 <= self.x0 || self.y1 <= self.y0
    }

    /// Columns; 0 when empty.
    pub const fn width(self) -> usize {
        if self.is_empty() { 0 } else { (self.x1 - self.x0) as usize }
    }

    /// Rows; 0 when empty.
    pub const fn height(self) -> usize {
        if self.is_empty() { 0 } else { (self.y1 - self.y0) as usize }
    }

    /// Pixels inside.
    pub const fn area(self) -> u64 {
        self.width() as u64 * self.height() as u64
    }

    /// What is inside both.
    pub fn intersect(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// The smallest rectangle around both; an empty one adds nothing.
    pub fn union(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self {
                x0: self.x0.min(other.x0),
                y0: self.y0.min(other.y0),
                x1: self.x1.max(other.x1),
                y1: self.y1.max(other.y1),
            },
        }
    }

    /// Whether every pixel of `other` is inside; an empty one is inside anything.
    pub fn contains(self, other: Self) -> bool {
        other.is_empty()
            || (self.x0 <= other.x0 && self.y0 <= other.y0 && self.x1 >= other.x1 && self.y1 >= other.y1)
    }

    /// Moved right by `dx` and down by `dy`.
    pub fn shifted(self, dx: i32, dy: i32) -> Self {
        Self { x0: self.x0 + dx, y0: self.y0 + dy, x1: self.x1 + dx, y1: self.y1 + dy }
    }
}

/// The largest whole number not above `value`, kept within an `i32`.
///
/// `f64::floor` is a call into the C library where the processor's oldest instructions are all that may be used;
/// this is three of those.
#[inline(always)]
pub fn floor(value: f64) -> i32 {
    let toward_zero = value as i32;
    toward_zero.saturating_sub(i32::from(f64::from(toward_zero) > value))
}

/// The smallest whole number not below `value`, kept within an `i32`.
#[inline(always)]
pub fn ceil(value: f64) -> i32 {
    let toward_zero = value as i32;
    toward_zero.saturating_add(i32::from(f64::from(toward_zero) < value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_refused() {
        assert_eq!("1280x720".parse(), Ok(Size { width: 1280, height: 720 }));
        for text in ["", "x", "1280", "0x5", "5x0", "-1x5", "1280x720x2", "40000x2", "1280 x 720"] {
            assert_eq!(text.parse::<Size>(), Err(SizeError), "{text}");
        }
    }

    #[test]
    fn rounding_is_that_of_the_library() {
        for value in [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.999, -1.999, 33_554_432.5, -33_554_432.5] {
            assert_eq!((floor(value), ceil(value)), (value.floor() as i32, value.ceil() as i32), "{value}");
        }
        assert_eq!(
            (floor(1e30), ceil(1e30), floor(-1e30), ceil(-1e30)),
            (i32::MAX, i32::MAX, i32::MIN, i32::MIN)
        );
    }

    #[test]
    fn an_empty_rectangle_is_neutral() {
        let rect = PixelRect { x0: 3, y0: 4, x1: 10, y1: 12 };
        assert_eq!(rect.union(PixelRect::EMPTY), rect);
        assert_eq!(PixelRect::EMPTY.union(rect), rect);
        assert!(rect.contains(PixelRect::EMPTY));
        assert!(rect.intersect(rect.shifted(100, 0)).is_empty());
        assert_eq!(rect.intersect(rect.shifted(100, 0)).width(), 0);
    }
}
