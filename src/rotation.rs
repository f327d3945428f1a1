//! Quarter turns between the picture that is drawn and the device that shows it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use crate::geometry::{PixelRect, Size};

/// By how much the picture is turned on the device, clockwise as a viewer sees it.
///
/// It makes up for how the display is mounted: one turned 90° counter-clockwise wants a picture turned 90° clockwise.
/// The kernel's console counts the same way (`fbcon=rotate:1` is [`Rotation::R90`], `fbcon_cw.c`); Wayland's
/// `wl_output.transform` counts the other way round, its 90 is our 270.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rotation {
    /// Not at all.
    #[default]
    R0,
    /// The picture's top is the device's right side.
    R90,
    /// Upside down.
    R180,
    /// The picture's top is the device's left side.
    R270,
}

/// The number of degrees was not that of quarter turns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 0, 90, 180 or 270, clockwise, it is {0}")]
pub struct RotationError(String);

impl Rotation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::R0, Self::R90, Self::R180, Self::R270];

    /// 0, 90, 180 or 270.
    pub const fn degrees(self) -> u32 {
        match self {
            Self::R0 => 0,
            Self::R90 => 90,
            Self::R180 => 180,
            Self::R270 => 270,
        }
    }

    /// The turn of so many degrees.
    ///
    /// # Errors
    ///
    /// When it is not one of [`Rotation::ALL`].
    pub fn from_degrees(degrees: i64) -> Result<Self, RotationError> {
        let found = Self::ALL.into_iter().find(|rotation| i64::from(rotation.degrees()) == degrees);
        found.ok_or_else(|| RotationError(degrees.to_string()))
    }

    /// The turn that undoes this one.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::R90 => Self::R270,
            Self::R270 => Self::R90,
            half => half,
        }
    }

    /// Whether width becomes height.
    pub const fn swaps(self) -> bool {
        matches!(self, Self::R90 | Self::R270)
    }

    /// The size of a picture of `size` after the turn, and before it too.
    #[must_use]
    pub const fn size(self, Size { width, height }: Size) -> Size {
        if self.swaps() { Size { width: height, height: width } } else { Size { width, height } }
    }

    /// Where a rectangle of a picture of `size` comes to lie.
    #[must_use]
    pub const fn rect(self, PixelRect { x0, y0, x1, y1 }: PixelRect, size: Size) -> PixelRect {
        let (width, height) = (size.width as i32, size.height as i32);
        match self {
            Self::R0 => PixelRect { x0, y0, x1, y1 },
            Self::R90 => PixelRect { x0: height - y1, y0: x0, x1: height - y0, y1: x1 },
            Self::R180 => PixelRect { x0: width - x1, y0: height - y1, x1: width - x0, y1: height - y0 },
            Self::R270 => PixelRect { x0: y0, y0: width - x1, x1: y1, y1: width - x0 },
        }
    }
}

impl fmt::Display for Rotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.degrees())
    }
}

impl FromStr for Rotation {
    type Err = RotationError;

    fn from_str(text: &str) -> Result<Self, RotationError> {
        let degrees = text.parse().map_err(|_| RotationError(text.to_owned()))?;
        Self::from_degrees(degrees)
    }
}

/// From a number of degrees.
impl<'de> Deserialize<'de> for Rotation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_degrees(i64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 5, height: 3 };

    #[test]
    fn clockwise_is_where_a_corner_goes() {
        let corner = PixelRect::pixel(0, 0);
        let at = Rotation::ALL.map(|rotation| rotation.rect(corner, SIZE));
        assert_eq!(at, [(0, 0), (2, 0), (4, 2), (0, 4)].map(|(x, y)| PixelRect::pixel(x, y)));
    }

    #[test]
    fn four_quarters_are_a_whole_and_the_inverse_undoes() {
        let rect = PixelRect { x0: 1, y0: 0, x1: 4, y1: 2 };
        let (mut turned, mut size) = (rect, SIZE);
        for _ in 0..4 {
            turned = Rotation::R90.rect(turned, size);
            size = Rotation::R90.size(size);
            assert!(size.rect().contains(turned), "{turned:?}");
        }
        assert_eq!((turned, size), (rect, SIZE));
        for rotation in Rotation::ALL {
            let there = rotation.rect(rect, SIZE);
            assert_eq!((there.width() * there.height(), rotation.size(rotation.size(SIZE))), (6, SIZE));
            assert_eq!(rotation.inverse().rect(there, rotation.size(SIZE)), rect, "{rotation}");
        }
    }

    #[test]
    fn degrees_are_read_and_refused() {
        for rotation in Rotation::ALL {
            assert_eq!(rotation.to_string().parse(), Ok(rotation));
        }
        for text in ["45", "-90", "360", "90.0", "left", ""] {
            let error = text.parse::<Rotation>().unwrap_err().to_string();
            assert_eq!(error, format!("must be 0, 90, 180 or 270, clockwise, it is {text}"));
        }
    }
}
