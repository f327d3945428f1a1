//! Drawing commands as they stand on the wire.

use serde::Deserialize;
use vello_common::kurbo::PathEl;

use super::buffer::{Buffer, list};
use super::error::{Code, Fault};
use super::limits::Limits;
use super::path_data::path_data;
use super::region::Region;
use super::value::{Clip, Coord, Corners, Length, MiterLimit, Opacity, Whole, WholeLength};
use crate::color::Color;
use crate::geometry::Size;
use crate::raster::{Cap, FillRule, Join};

/// What any drawing command may carry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Common {
    /// How much of the paint's own opacity is left.
    pub opacity: Opacity,
    /// Nothing is drawn outside.
    pub clip: Option<Clip>,
    /// Whether edges between pixels are smoothed.
    pub antialias: bool,
}

/// How a shape is painted: first `fill`, then `stroke` over it. The names and defaults are SVG's.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// The paint of the inside.
    pub fill: Option<Color>,
    /// What counts as inside where the outline crosses itself.
    pub fill_rule: FillRule,
    /// The paint of the outline.
    pub stroke: Option<Color>,
    /// The outline's width in pixels.
    pub stroke_width: Length,
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

const fn yes() -> bool {
    true
}

const fn one_pixel() -> Length {
    Length(1.0)
}

const fn black() -> Color {
    Color::BLACK
}

/// Declares a command with the members that all commands share. They are written into each struct, because
/// serde's `flatten` would buffer every member and lose both speed and `deny_unknown_fields`.
macro_rules! command {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$attribute])* pub $member: $type,)*
            /// See [`Common::opacity`].
            #[serde(default)]
            pub opacity: Opacity,
            /// See [`Common::clip`].
            pub clip: Option<Clip>,
            /// See [`Common::antialias`].
            #[serde(default = "yes")]
            pub antialias: bool,
        }

        impl $name {
            /// The members that every command has.
            pub fn common(&self) -> Common {
                Common { opacity: self.opacity, clip: self.clip, antialias: self.antialias }
            }
        }
    };
}

/// Declares a command that is painted as a [`Style`] says.
macro_rules! shape {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* }) => {
        command! {
            $(#[$meta])*
            struct $name {
                $($(#[$attribute])* $member: $type,)*
                /// See [`Style::fill`].
                fill: Option<Color>,
                /// See [`Style::fill_rule`].
                #[serde(default)]
                fill_rule: FillRule,
                /// See [`Style::stroke`].
                stroke: Option<Color>,
                /// See [`Style::stroke_width`].
                #[serde(default = "one_pixel")]
                stroke_width: Length,
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
                    fill: self.fill,
                    fill_rule: self.fill_rule,
                    stroke: self.stroke,
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

shape! {
    /// A rectangle; pixel-exact where all four numbers are whole.
    ///
    /// ```json
    /// {"op":"rect","x":10,"y":10,"width":200,"height":80,"rx":12,"fill":"#ff8800","stroke":"white","stroke_width":2}
    /// ```
    struct Rect {
        /// Left edge.
        x: Coord,
        /// Top edge.
        y: Coord,
        /// Extent to the right.
        width: Length,
        /// Extent downwards.
        height: Length,
        /// Corner radii, cut down together where they do not fit.
        #[serde(default)]
        rx: Corners,
    }
}

command! {
    /// Many rectangles in one paint.
    ///
    /// ```json
    /// {"op":"rects","rects":[[0,0,10,10],[20,0,10,10]],"fill":"teal"}
    /// ```
    struct Rects {
        /// `[x, y, width, height]` each, painted one after another.
        #[serde(deserialize_with = "list::<(Coord, Coord, Length, Length), _, _>")]
        rects: Buffer<[f64; 4]>,
        /// The paint of them all.
        fill: Color,
    }
}

shape! {
    /// A straight line. It has no inside, so only `stroke` shows.
    ///
    /// ```json
    /// {"op":"line","x1":0,"y1":20,"x2":300,"y2":20,"stroke":"silver","stroke_width":3,"stroke_linecap":"round"}
    /// ```
    struct Line {
        /// Where it begins.
        x1: Coord,
        /// Where it begins.
        y1: Coord,
        /// Where it ends.
        x2: Coord,
        /// Where it ends.
        y2: Coord,
    }
}

shape! {
    /// Lines from point to point.
    ///
    /// ```json
    /// {"op":"polyline","points":[[0,40],[30,10],[60,25]],"stroke":"#0af","stroke_linejoin":"round"}
    /// ```
    struct Polyline {
        /// `[x, y]` each.
        #[serde(deserialize_with = "list::<(Coord, Coord), _, _>")]
        points: Buffer<[f64; 2]>,
    }
}

shape! {
    /// Lines from point to point and back to the first.
    ///
    /// ```json
    /// {"op":"polygon","points":[[50,0],[100,90],[0,90]],"fill":"gold","fill_rule":"evenodd"}
    /// ```
    struct Polygon {
        /// `[x, y]` each.
        #[serde(deserialize_with = "list::<(Coord, Coord), _, _>")]
        points: Buffer<[f64; 2]>,
    }
}

shape! {
    /// A circle.
    ///
    /// ```json
    /// {"op":"circle","cx":60,"cy":60,"r":40,"fill":[255,136,0,128]}
    /// ```
    struct Circle {
        /// Centre.
        cx: Coord,
        /// Centre.
        cy: Coord,
        /// Radius.
        r: Length,
    }
}

shape! {
    /// An ellipse with its axes along those of the screen.
    ///
    /// ```json
    /// {"op":"ellipse","cx":60,"cy":60,"rx":40,"ry":20,"stroke":"red"}
    /// ```
    struct Ellipse {
        /// Centre.
        cx: Coord,
        /// Centre.
        cy: Coord,
        /// Horizontal radius.
        rx: Length,
        /// Vertical radius.
        ry: Length,
    }
}

shape! {
    /// A part of a circle, clockwise from `start` to `end`. Stroked it is the arc alone, filled it is the pie.
    ///
    /// ```json
    /// {"op":"arc","cx":80,"cy":80,"r":50,"start":-90,"end":135,"stroke":"#2dd4bf","stroke_width":12}
    /// ```
    struct Arc {
        /// Centre.
        cx: Coord,
        /// Centre.
        cy: Coord,
        /// Radius.
        r: Length,
        /// Degrees from three o'clock.
        start: Coord,
        /// Degrees from three o'clock.
        end: Coord,
    }
}

shape! {
    /// SVG path data.
    ///
    /// ```json
    /// {"op":"path","d":"M10 80 C40 10 65 10 95 80 S150 150 180 80","stroke":"crimson","stroke_width":4}
    /// ```
    struct Path {
        /// The data: SVG 2's whole grammar.
        #[serde(deserialize_with = "path_data")]
        d: Buffer<PathEl>,
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

/// A drawing command that has been read.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is the struct of its name")]
pub enum Command {
    Clear(Clear),
    Rect(Rect),
    Rects(Rects),
    Line(Line),
    Polyline(Polyline),
    Polygon(Polygon),
    Circle(Circle),
    Ellipse(Ellipse),
    Arc(Arc),
    Path(Path),
    Pixels(Pixels),
    Copy(Copy),
}

/// The same expression for every command, `$command` being the struct of its own.
macro_rules! each {
    ($self:expr, $command:ident => $value:expr) => {
        match $self {
            Command::Clear($command) => $value,
            Command::Rect($command) => $value,
            Command::Rects($command) => $value,
            Command::Line($command) => $value,
            Command::Polyline($command) => $value,
            Command::Polygon($command) => $value,
            Command::Circle($command) => $value,
            Command::Ellipse($command) => $value,
            Command::Arc($command) => $value,
            Command::Path($command) => $value,
            Command::Pixels($command) => $value,
            Command::Copy($command) => $value,
        }
    };
}

impl Command {
    /// The members that every command has.
    #[inline]
    pub fn common(&self) -> Common {
        each!(self, command => command.common())
    }

    /// How it is painted, where it is a shape.
    #[inline]
    fn style(&self) -> Option<Style<'_>> {
        Some(match self {
            Self::Rect(shape) => shape.style(),
            Self::Line(shape) => shape.style(),
            Self::Polyline(shape) => shape.style(),
            Self::Polygon(shape) => shape.style(),
            Self::Circle(shape) => shape.style(),
            Self::Ellipse(shape) => shape.style(),
            Self::Arc(shape) => shape.style(),
            Self::Path(shape) => shape.style(),
            Self::Clear(_) | Self::Rects(_) | Self::Pixels(_) | Self::Copy(_) => return None,
        })
    }

    /// The member that is a list of any length, and its length.
    #[inline]
    fn list(&self) -> Option<(&'static str, usize)> {
        match self {
            Self::Rects(rects) => Some(("rects", rects.rects.len())),
            Self::Polyline(line) => Some(("points", line.points.len())),
            Self::Polygon(polygon) => Some(("points", polygon.points.len())),
            Self::Path(path) => Some(("d", path.d.len())),
            Self::Pixels(pixels) => Some(("points", pixels.points.len())),
            _ => None,
        }
    }

    /// Whatever cannot be seen while a single member is read. Drawing cannot fail after this.
    pub fn check(&self, limits: &Limits, screen: Size) -> Result<(), Fault> {
        if let Some((member, count)) = self.list() {
            check_count(member, count, limits)?;
        }
        if let Some(style) = self.style() {
            check_count("stroke_dasharray", style.stroke_dasharray.len(), limits)?;
            if style.fill.is_none() && style.stroke.is_none() {
                let text = "missing field `fill` or `stroke`: nothing would be drawn";
                return Err(Fault::new(Code::MissingField, text).inside("fill"));
            }
        }
        if let Self::Copy(copy) = self {
            copy.region().within(screen)?;
        }
        Ok(())
    }
}

#[inline]
fn check_count(member: &str, count: usize, limits: &Limits) -> Result<(), Fault> {
    if count <= limits.command_points {
        return Ok(());
    }
    let text = format!(
        "has {count} elements, the limit is {} (limits.command_points); send them as several commands",
        limits.command_points
    );
    Err(Fault::of_value(Code::TooLarge, text).inside(member))
}
