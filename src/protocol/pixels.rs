//! Commands that replace pixels, whatever these were, as they stand on the wire.

use serde::Deserialize;

use super::buffer::{Buffer, Kept, list};
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::region::Region;
use super::value::{Matrix, Opacity, Whole, WholeLength};
use crate::color::Color;
use crate::pixel::Blend;

const fn black() -> Color {
    Color::BLACK
}

command! {
    /// Replaces the whole target.
    ///
    /// ```json
    /// {"op":"clear","color":"#102030"}
    /// ```
    struct Clear {
        /// The colour that everything becomes.
        #[serde(default = "black")]
        color: Color,
    }
}

command! {
    /// Replaces single pixels.
    ///
    /// ```json
    /// {"op":"pixels","points":[[0,0],[1,1],[2,2]],"color":"lime"}
    /// ```
    struct Pixels {
        /// `[x, y]` each, whole numbers.
        #[serde(deserialize_with = "list::<(Whole, Whole), _, _>")]
        points: Buffer<[i32; 2]>,
        /// What they become.
        color: Color,
    }
}

command! {
    /// Copies a region to another place; the two may overlap.
    ///
    /// ```json
    /// {"op":"copy","x":0,"y":20,"width":320,"height":220,"to_x":0,"to_y":0}
    /// ```
    struct Copy {
        /// Left edge of the region.
        #[serde(default)]
        x: Whole,
        /// Top edge of the region.
        #[serde(default)]
        y: Whole,
        /// Extent to the right; up to the screen's edge where it is left out.
        width: Option<WholeLength>,
        /// Extent downwards; up to the screen's edge where it is left out.
        height: Option<WholeLength>,
        /// Left edge of the copy.
        to_x: Whole,
        /// Top edge of the copy.
        to_y: Whole,
    }
}

impl Copy {
    /// What is copied.
    pub fn region(&self) -> Region {
        Region { x: self.x, y: self.y, width: self.width, height: self.height }
    }
}
