//! How a shape is painted.

use super::paint::Paint;
use super::value::{Coord, Extent, MiterLimit};
use crate::raster::{Cap, FillRule, Join};

/// How a shape is painted: first `fill`, then `stroke` over it. The names and defaults are SVG's.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// The paint of the inside.
    pub fill: Option<&'a Paint>,
    /// What counts as inside where the outline crosses itself.
    pub fill_rule: FillRule,
    /// The paint of the outline.
    pub stroke: Option<&'a Paint>,
    /// The outline's width in pixels.
    pub stroke_width: Extent,
    /// The ends of open outlines.
    pub stroke_linecap: Cap,
    /// The corners of outlines.
    pub stroke_linejoin: Join,
    /// How long a mitre may be before it is bevelled.
    pub stroke_miterlimit: MiterLimit,
    /// Lengths of dashes and gaps in turn; none is a solid outline.
    pub stroke_dasharray: &'a [f64],
    /// Where in the dashes the outline begins.
    pub stroke_dashoffset: Coord,
}

pub(super) const fn one_pixel() -> Extent {
    Extent(1.0)
}

/// Declares a command that is painted as a [`Style`] says.
macro_rules! shape {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* }) => {
        command! {
            $(#[$meta])*
            struct $name {
                $($(#[$attribute])* $member: $type,)*
                /// See [`Style::fill`].
                fill: Option<Paint>,
                /// See [`Style::fill_rule`].
                #[serde(default)]
                fill_rule: FillRule,
                /// See [`Style::stroke`].
                stroke: Option<Paint>,
                /// See [`Style::stroke_width`].
                #[serde(default = "one_pixel")]
                stroke_width: Extent,
                /// See [`Style::stroke_linecap`].
                #[serde(default)]
                stroke_linecap: Cap,
                /// See [`Style::stroke_linejoin`].
                #[serde(default)]
                stroke_linejoin: Join,
                /// See [`Style::stroke_miterlimit`].
                #[serde(default)]
                stroke_miterlimit: MiterLimit,
                /// See [`Style::stroke_dasharray`].
                #[serde(default, deserialize_with = "list::<Length, _, _>")]
                stroke_dasharray: Buffer<f64>,
                /// See [`Style::stroke_dashoffset`].
                #[serde(default)]
                stroke_dashoffset: Coord,
            }
        }

        impl $name {
            /// How it is painted.
            pub fn style(&self) -> Style<'_> {
                Style {
                    fill: self.fill.as_ref(),
                    fill_rule: self.fill_rule,
                    stroke: self.stroke.as_ref(),
                    stroke_width: self.stroke_width,
                    stroke_linecap: self.stroke_linecap,
                    stroke_linejoin: self.stroke_linejoin,
                    stroke_miterlimit: self.stroke_miterlimit,
                    stroke_dasharray: &self.stroke_dasharray,
                    stroke_dashoffset: self.stroke_dashoffset,
                }
            }
        }
    };
}

pub(super) use shape;
