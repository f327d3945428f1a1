//! The `progress` command.

use serde::Deserialize;

use super::buffer::Kept;
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::paint::Paint;
use super::value::{Corners, Height, Matrix, Opacity, Width, X, Y};
use crate::color::Color;
use crate::pixel::Blend;

/// A blue that stands out on white and on black.
const fn blue() -> Paint {
    Paint::Solid(Color::opaque(0x3b, 0x82, 0xf6))
}

/// A grey that darkens what is light and lightens what is dark.
const fn grey() -> Paint {
    Paint::Solid(Color { r: 0x80, g: 0x80, b: 0x80, a: 0x50 })
}

command! {
    /// A bar that is filled from the left, as far as `value` says. What is filled keeps inside the rounded track,
    /// however little it is; its end is upright.
    ///
    /// ```json
    /// {"op":"progress","x":20,"y":20,"width":300,"height":16,"rx":8,"value":0.42,"fill":"#22c55e"}
    /// ```
    struct Progress {
        /// Left edge.
        x: X,
        /// Top edge.
        y: Y,
        /// Extent to the right.
        width: Width,
        /// Extent downwards.
        height: Height,
        /// The part that is filled, from 0 to 1.
        value: Opacity,
        /// The paint of the part that is filled.
        #[serde(default = "blue")]
        fill: Paint,
        /// The paint of the whole bar below it; `"transparent"` for none.
        #[serde(default = "grey")]
        track: Paint,
        /// Corner radii of the track, cut down together where they do not fit.
        #[serde(default)]
        rx: Corners,
    }
}
