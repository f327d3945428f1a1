//! Values with a range of their own, refused at the place where they stand.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::context::context;
use crate::geometry::Size;

/// The largest magnitude of a coordinate, in pixels: 2^24, up to which an `f32` counts every whole pixel.
pub const MAX_COORDINATE: f64 = 16_777_216.0;

/// What a number may be written as besides a number.
trait Notation {
    /// What is expected, for errors.
    const EXPECTED: &'static str;
    /// The number that a text stands for, if it does.
    fn read(text: &str) -> Option<f64>;
}

/// Nothing but a number.
enum Plain {}

impl Notation for Plain {
    const EXPECTED: &'static str = "a number";

    fn read(_: &str) -> Option<f64> {
        None
    }
}

/// Accepts any JSON number as an `f64`, and whatever else `N` does.
struct NumberVisitor<N>(PhantomData<N>);

impl<N: Notation> Visitor<'_> for NumberVisitor<N> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(N::EXPECTED)
    }

    #[inline]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<f64, E> {
        N::read(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[inline]
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_f64(NumberVisitor::<Plain>(PhantomData))
}

#[inline]
fn coordinate<E: de::Error>(value: f64) -> Result<f64, E> {
    if value.abs() <= MAX_COORDINATE {
        Ok(value)
    } else {
        Err(E::custom(format_args!("must lie within ±{MAX_COORDINATE}, it is {value:e}")))
    }
}

/// A number that is no place: an angle in degrees, an offset along a line. Any fraction within
/// ±[`MAX_COORDINATE`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Coord(pub f64);

impl<'de> Deserialize<'de> for Coord {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        coordinate(number(deserializer)?).map(Self)
    }
}

/// An extent that is no part of the screen's, such as a dash: from 0 to [`MAX_COORDINATE`] pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Length(pub f64);

impl<'de> Deserialize<'de> for Length {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        not_negative(coordinate(number(deserializer)?)?).map(Self)
    }
}

#[inline]
fn not_negative<E: de::Error>(value: f64) -> Result<f64, E> {
    if value < 0.0 {
        return Err(E::custom(format_args!("must not be negative, it is {value}")));
    }
    Ok(value)
}

/// What a percentage is a part of.
trait Side {
    fn of(target: Size) -> f64;
}

impl<S: Side> Notation for S {
    const EXPECTED: &'static str = "a number or a percentage such as \"50%\"";

    fn read(text: &str) -> Option<f64> {
        let percent = text.strip_suffix('%').and_then(|number| number.parse::<f64>().ok());
        Some(percent.filter(|percent| percent.is_finite())? / 100.0 * S::of(context().target))
    }
}

/// Pixels, or a percentage of a side of the target.
#[inline(always)]
fn of_target<'de, S: Side, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    coordinate(deserializer.deserialize_any(NumberVisitor::<S>(PhantomData))?)
}

/// Declares places and extents that may be percentages of the target.
macro_rules! of_target {
    ($($(#[$meta:meta])* $name:ident = $check:expr, $side:expr;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name(pub f64);

        impl Side for $name {
            #[inline]
            fn of(target: Size) -> f64 {
                let side: fn(Size) -> f64 = $side;
                side(target)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $check(of_target::<Self, D>(deserializer)?).map(Self)
            }
        }
    )*};
}

of_target! {
    /// A position from the left: any fraction within ±[`MAX_COORDINATE`] pixels, or a percentage of the width.
    X = Ok, |target| f64::from(target.width);
    /// A position from the top, or a percentage of the height.
    Y = Ok, |target| f64::from(target.height);
    /// An extent to the right: from 0 to [`MAX_COORDINATE`] pixels, or a percentage of the width.
    Width = not_negative, |target| f64::from(target.width);
    /// An extent downwards, or a percentage of the height.
    Height = not_negative, |target| f64::from(target.height);
    /// An extent in no one direction, such as a circle's radius, or a percentage of what SVG takes for such:
    /// the root of the mean of the squares of width and height.
    Extent = not_negative, |target| f64::from(target.width).hypot(f64::from(target.height)) / f64::sqrt(2.0);
}

/// SVG's `matrix(a, b, c, d, e, f)`: x becomes a·x + c·y + e, y becomes b·x + d·y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl<'de> Deserialize<'de> for Matrix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[Coord; 6]>::deserialize(deserializer).map(|numbers| Self(numbers.map(|Coord(number)| number)))
    }
}

/// A coordinate without a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whole(pub i32);

impl<'de> Deserialize<'de> for Whole {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = coordinate(number(deserializer)?)?;
        if value.fract() != 0.0 {
            return Err(de::Error::custom(format_args!("must be a whole number, it is {value}")));
        }
        Ok(Self(value as i32))
    }
}

/// An extent without a fraction, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WholeLength(pub i32);

impl<'de> Deserialize<'de> for WholeLength {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Whole(value) = Whole::deserialize(deserializer)?;
        if value < 0 {
            return Err(de::Error::custom(format_args!("must not be negative, it is {value}")));
        }
        Ok(Self(value))
    }
}

/// Opacity: 0 is invisible, 1 (the default) leaves the paint as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opacity(pub f64);

impl Default for Opacity {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Opacity {
    /// `alpha` (0–255) made weaker by this opacity, rounded to the nearest.
    pub fn scale(self, alpha: u8) -> u8 {
        (f64::from(alpha) * self.0).round() as u8
    }
}

impl<'de> Deserialize<'de> for Opacity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = number(deserializer)?;
        if !(0.0..=1.0).contains(&value) {
            return Err(de::Error::custom(format_args!("must be from 0 to 1, it is {value}")));
        }
        Ok(Self(value))
    }
}

/// SVG's `stroke-miterlimit`: how many stroke widths a mitre may be long, at least 1. The default is 4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MiterLimit(pub f64);

impl Default for MiterLimit {
    fn default() -> Self {
        Self(4.0)
    }
}

impl<'de> Deserialize<'de> for MiterLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = coordinate(number(deserializer)?)?;
        if value < 1.0 {
            return Err(de::Error::custom(format_args!("must be at least 1, it is {value}")));
        }
        Ok(Self(value))
    }
}

/// Corner radii: one number for all, or four (top left, top right, bottom right, bottom left).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Corners(pub [f64; 4]);

impl<'de> Deserialize<'de> for Corners {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CornersVisitor;

        impl<'de> Visitor<'de> for CornersVisitor {
            type Value = Corners;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a radius or four of them (top left, top right, bottom right, bottom left)")
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Corners, E> {
                let Length(radius) = Length::deserialize(de::value::F64Deserializer::new(value))?;
                Ok(Corners([radius; 4]))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Corners, E> {
                self.visit_f64(value as f64)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Corners, E> {
                self.visit_f64(value as f64)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Corners, A::Error> {
                let radii = <[Length; 4]>::deserialize(de::value::SeqAccessDeserializer::new(seq))?;
                Ok(Corners(radii.map(|Length(radius)| radius)))
            }
        }

        deserializer.deserialize_any(CornersVisitor)
    }
}

#[cfg(test)]
mod tests;
