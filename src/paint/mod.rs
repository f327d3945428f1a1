//! Paints: what colour is at a place. Knows coordinates and colours; knows no shapes and no pixel formats.

pub mod gradient;
pub mod picture;

pub use gradient::{Gradient, Place, Shader, Shades, Spread, Stop};
pub use picture::Picture;

use crate::color::Color;
use crate::pixel::Rgba;

/// Where the colours of a shape come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// One colour everywhere.
    Solid(Color),
    /// A gradient.
    Shader(Shader<'a>),
    /// A picture that lies at a place on the target.
    Picture(Picture<'a>),
}

/// Along which directions the colours of a [`Source`] change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nowhere in a row: each row has one colour.
    Down,
    /// Nowhere in a column: all rows are the same.
    Across,
    /// In both directions, as far as is known.
    Both,
}

impl Source<'_> {
    /// The colours of the pixels from column `x` of row `y` on, with straight alpha.
    #[inline(always)]
    pub fn row(&self, x: i32, y: i32, out: &mut [Rgba]) {
        match self {
            Self::Solid(color) => out.fill(color.rgba()),
            Self::Shader(shader) => shader.row(x, y, out),
            Self::Picture(picture) => picture.row(x, y, out),
        }
    }

    /// The direction in which colours change.
    pub fn change(&self) -> Change {
        match self {
            Self::Solid(_) => Change::Down,
            Self::Shader(shader) => shader.change(),
            Self::Picture(_) => Change::Both,
        }
    }

    /// Whether every colour hides what is below it.
    pub fn is_opaque(&self) -> bool {
        match self {
            Self::Solid(color) => color.a == 255,
            Self::Shader(shader) => shader.is_opaque(),
            Self::Picture(picture) => picture.is_opaque(),
        }
    }
}

#[cfg(test)]
mod tests;
