//! What a command is cut to: a rectangle, or the inside of a path.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor, value};
use serde::{Deserialize, Deserializer};
use vello_common::kurbo::PathEl;

use super::buffer::Buffer;
use super::path_data::path_data;
use super::value::{Height, Width, X, Y};
use crate::raster::FillRule;

/// What a command draws into, in its own coordinates.
///
/// ```json
/// {"op":"clear","color":"teal","clip":[10,10,100,50]}
/// ```
#[derive(Debug)]
pub enum Clip {
    /// `[x, y, width, height]`.
    Rect {
        /// Left edge.
        x: f64,
        /// Top edge.
        y: f64,
        /// Extent to the right.
        width: f64,
        /// Extent downwards.
        height: f64,
    },
    /// `{"d": "…", "fill_rule": "…"}`.
    Path(ClipPath),
}

/// The inside of a path.
///
/// ```json
/// {"op":"clear","color":"teal","clip":{"d":"M50 0 L100 90 H0 Z"}}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipPath {
    /// SVG path data.
    #[serde(deserialize_with = "path_data")]
    pub d: Buffer<PathEl>,
    /// What counts as inside where it crosses itself.
    #[serde(default)]
    pub fill_rule: FillRule,
}

impl<'de> Deserialize<'de> for Clip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ClipVisitor;

        impl<'de> Visitor<'de> for ClipVisitor {
            type Value = Clip;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rectangle [x,y,width,height] or a path {\"d\":…}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Clip, A::Error> {
                let rect = Deserialize::deserialize(value::SeqAccessDeserializer::new(seq))?;
                let (X(x), Y(y), Width(width), Height(height)) = rect;
                Ok(Clip::Rect { x, y, width, height })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Clip, A::Error> {
                ClipPath::deserialize(value::MapAccessDeserializer::new(map)).map(Clip::Path)
            }
        }

        deserializer.deserialize_any(ClipVisitor)
    }
}
