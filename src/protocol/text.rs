//! Text as it stands on the wire.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::buffer::{Buffer, Kept, list};
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::error::{Code, Fault};
use super::limits::Limits;
use super::name::Name;
use super::paint::Paint;
use super::style::{Style, one_pixel, shape};
use super::value::{Coord, Extent, Length, Matrix, MiterLimit, Opacity, Width, X, Y};
use crate::color::Color;
use crate::pixel::Blend;
use crate::raster::{Cap, FillRule, Join};
use crate::text::{self, Align, Direction, Overflow, Setting};

/// The largest letters, in pixels to the em.
const MAX_SIZE: f64 = 65_536.0;

/// The highest lines, in parts of the size.
const MAX_LINE_HEIGHT: f64 = 100.0;

/// CSS's `font-weight`: from 1 to 1000, or `"normal"` (400) or `"bold"` (700).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight(pub u16);

impl Default for Weight {
    fn default() -> Self {
        Self(400)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WeightVisitor;

        impl Visitor<'_> for WeightVisitor {
            type Value = Weight;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 to 1000, \"normal\" or \"bold\"")
            }

            fn visit_u64<E: Error>(self, weight: u64) -> Result<Weight, E> {
                match u16::try_from(weight) {
                    Ok(weight @ 1..=1000) => Ok(Weight(weight)),
                    _ => Err(E::invalid_value(Unexpected::Unsigned(weight), &self)),
                }
            }

            fn visit_i64<E: Error>(self, weight: i64) -> Result<Weight, E> {
                u64::try_from(weight)
                    .map_err(|_| E::invalid_value(Unexpected::Signed(weight), &self))
                    .and_then(|weight| self.visit_u64(weight))
            }

            fn visit_f64<E: Error>(self, weight: f64) -> Result<Weight, E> {
                if weight.fract() == 0.0 && (1.0..=1000.0).contains(&weight) {
                    return Ok(Weight(weight as u16));
                }
                Err(E::invalid_value(Unexpected::Float(weight), &self))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Weight, E> {
                match name {
                    "normal" => Ok(Weight(400)),
                    "bold" => Ok(Weight(700)),
                    _ => Err(E::invalid_value(Unexpected::Str(name), &self)),
                }
            }
        }

        deserializer.deserialize_any(WeightVisitor)
    }
}

/// How many lines there may be: at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines(pub u32);

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LinesVisitor;

        fn wrong<E: Error>(lines: impl fmt::Display) -> E {
            E::custom(format_args!("must be a whole number and at least 1, it is {lines}"))
        }

        impl Visitor<'_> for LinesVisitor {
            type Value = Lines;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of at least 1")
            }

            fn visit_u64<E: Error>(self, lines: u64) -> Result<Lines, E> {
                // No text has more than fit.
                if lines > 0 {
                    Ok(Lines(u32::try_from(lines).unwrap_or(u32::MAX)))
                } else {
                    Err(wrong(lines))
                }
            }

            fn visit_i64<E: Error>(self, lines: i64) -> Result<Lines, E> {
                u64::try_from(lines).map_err(|_| wrong(lines)).and_then(|lines| self.visit_u64(lines))
            }

            fn visit_f64<E: Error>(self, lines: f64) -> Result<Lines, E> {
                if lines.fract() == 0.0 && lines >= 1.0 { Ok(Lines(lines as u32)) } else { Err(wrong(lines)) }
            }
        }

        deserializer.deserialize_any(LinesVisitor)
    }
}

/// What of a text stands at its `y`. The names are HTML canvas's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Baseline {
    /// The first line's baseline.
    #[default]
    Alphabetic,
    /// The top of the first line.
    Top,
    /// Halfway from the top of the first line to the bottom of the last.
    Middle,
    /// The bottom of the last line.
    Bottom,
}

const fn sixteen() -> Extent {
    Extent(16.0)
}

const fn one_weight() -> Weight {
    Weight(400)
}

shape! {
    /// Words. `fill` is white where it is left out; `stroke` follows the letters' outlines.
    ///
    /// `measure` takes the same members, of which only `text` must be there, and answers where they would stand.
    ///
    /// ```json
    /// {"op":"text","x":40,"y":60,"text":"Now serving","size":32,"weight":700,"fill":"#f8fafc","max_width":400,"max_lines":2,"overflow":"ellipsis"}
    /// {"op":"measure","text":"Now serving","size":32,"id":1}
    /// ```
    struct Text {
        /// Where each line's left end, middle or right end stands, as `align` says.
        x: Option<X>,
        /// Where the lines stand, as `baseline` says.
        y: Option<Y>,
        /// The words. A line feed, or whatever else Unicode ends lines with, ends a line; tabs are set as spaces.
        text: Name,
        /// Pixels to the em.
        #[serde(default = "sixteen")]
        size: Extent,
        /// Font families, best first, separated by commas; CSS's generic names such as `monospace` are known.
        #[serde(default)]
        font: Name,
        /// How bold the letters are.
        #[serde(default = "one_weight")]
        weight: Weight,
        /// Whether the letters slant.
        #[serde(default)]
        italic: bool,
        /// What of each line stands at `x`.
        #[serde(default)]
        align: Align,
        /// What of the text stands at `y`.
        #[serde(default)]
        baseline: Baseline,
        /// How wide lines may be; longer ones are broken where Unicode's rules (UAX #14) allow it, and words that
        /// are too long for a line of their own anywhere.
        max_width: Option<Width>,
        /// How many lines there may be.
        max_lines: Option<Lines>,
        /// What becomes of lines beyond those.
        #[serde(default)]
        overflow: Overflow,
        /// From one baseline to the next, in parts of `size`; as the font has it where it is left out.
        line_height: Option<Length>,
        /// Pixels added behind each letter; may be negative.
        #[serde(default)]
        letter_spacing: Coord,
        /// Which way lines run: `auto` is, for each paragraph, as its first letter that has a direction.
        #[serde(default)]
        direction: Direction,
        /// The paint of the rectangle around the lines.
        background: Option<Paint>,
    }
}

static WHITE: Paint = Paint::Solid(Color::WHITE);

impl Text {
    /// What its layout depends on.
    pub fn setting(&self) -> Setting<'_> {
        Setting {
            text: self.text.as_str(),
            families: self.font.as_str(),
            style: text::TextStyle {
                size: self.size.0 as f32,
                weight: self.weight.0,
                italic: self.italic,
                align: self.align,
                max_width: self.max_width.map(|width| width.0 as f32),
                max_lines: self.max_lines.map(|lines| lines.0),
                overflow: self.overflow,
                line_height: self.line_height.map(|height| height.0 as f32),
                letter_spacing: self.letter_spacing.0 as f32,
                direction: self.direction,
            },
        }
    }

    /// How its letters are painted.
    pub fn painted(&self) -> Style<'_> {
        let style = self.style();
        Style { fill: Some(style.fill.unwrap_or(&WHITE)), ..style }
    }

    /// What cannot be seen while a member is read, wherever it stands.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Fault> {
        let (bytes, limit) = (self.text.as_str().len(), limits.text_bytes);
        if bytes > limit {
            let text = format!(
                "is {bytes} bytes long, the limit is {limit} (limits.text_bytes); send it as several texts"
            );
            return Err(Fault::of_value(Code::TooLarge, text).inside("text"));
        }
        let (bytes, limit) = (self.font.as_str().len(), limits.font_name_bytes);
        if bytes > limit {
            let text = format!("is {bytes} bytes long, the limit is {limit} (limits.font_name_bytes)");
            return Err(Fault::of_value(Code::TooLarge, text).inside("font"));
        }
        if self.size.0 > MAX_SIZE {
            let text = format!("must be at most {MAX_SIZE}, it is {}", self.size.0);
            return Err(Fault::of_value(Code::Invalid, text).inside("size"));
        }
        if self.line_height.is_some_and(|height| height.0 > MAX_LINE_HEIGHT) {
            let text = format!("is in parts of the size and must be at most {MAX_LINE_HEIGHT}");
            return Err(Fault::of_value(Code::Invalid, text).inside("line_height"));
        }
        Ok(())
    }

    /// That it says where it stands, which a text that is drawn must.
    pub(super) fn check_place(&self) -> Result<(), Fault> {
        for (member, is_there) in [("x", self.x.is_some()), ("y", self.y.is_some())] {
            if !is_there {
                let text = format!("missing field `{member}`: where the text stands");
                return Err(Fault::new(Code::MissingField, text).inside(member));
            }
        }
        Ok(())
    }
}
