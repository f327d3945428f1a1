//! Drawing commands as they stand on the wire.

use std::cell::Cell;

use serde::Deserialize;
use vello_common::kurbo::PathEl;

use super::buffer::{Buffer, Kept, list};
use super::clip::Clip;
use super::commands::{Commands, nested};
use super::error::{Code, Fault};
pub use super::image::Image;
use super::limits::Limits;
use super::paint::Paint;
use super::path_data::path_data;
pub use super::progress::Progress;
pub use super::qr::Qr;
use super::region::Region;
use super::text::Text;
use super::value::{
    Coord, Corners, Extent, Height, Length, Matrix, MiterLimit, Opacity, Whole, WholeLength, Width, X, Y,
};
use crate::color::Color;
use crate::geometry::Size;
use crate::pixel::Blend;
use crate::raster::{Cap, FillRule, Join};

/// What any drawing command may carry.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    /// How much of what the command draws, taken as one picture, is left.
    pub opacity: Opacity,
    /// How that picture is put together with what is below.
    pub blend: Blend,
    /// Nothing is drawn outside. It lies in the command's own coordinates, as everything does.
    pub clip: Option<&'a Clip>,
    /// Where the command's coordinates lie on the screen, or in the group around it.
    pub transform: Option<Matrix>,
    /// Whether edges between pixels are smoothed.
    pub antialias: bool,
}

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

pub(super) const fn yes() -> bool {
    true
}

pub(super) const fn one_pixel() -> Extent {
    Extent(1.0)
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
            /// See [`Common::blend`].
            #[serde(default)]
            pub blend: Blend,
            /// See [`Common::clip`].
            pub clip: Option<Kept<Clip>>,
            /// See [`Common::transform`].
            pub transform: Option<Kept<Matrix>>,
            /// See [`Common::antialias`].
            #[serde(default = "yes")]
            pub antialias: bool,
        }

        impl $name {
            /// The members that every command has.
            pub fn common(&self) -> Common<'_> {
                Common {
                    opacity: self.opacity,
                    blend: self.blend,
                    clip: self.clip.as_deref(),
                    transform: self.transform.as_deref().copied(),
                    antialias: self.antialias,
                }
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

pub(super) use {command, shape};

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
        x: X,
        /// Top edge.
        y: Y,
        /// Extent to the right.
        width: Width,
        /// Extent downwards.
        height: Height,
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
        #[serde(deserialize_with = "list::<(X, Y, Width, Height), _, _>")]
        rects: Buffer<[f64; 4]>,
        /// The paint of them all.
        fill: Paint,
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
        x1: X,
        /// Where it begins.
        y1: Y,
        /// Where it ends.
        x2: X,
        /// Where it ends.
        y2: Y,
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
        #[serde(deserialize_with = "list::<(X, Y), _, _>")]
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
        #[serde(deserialize_with = "list::<(X, Y), _, _>")]
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
        cx: X,
        /// Centre.
        cy: Y,
        /// Radius.
        r: Extent,
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
        cx: X,
        /// Centre.
        cy: Y,
        /// Horizontal radius.
        rx: Width,
        /// Vertical radius.
        ry: Height,
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
        cx: X,
        /// Centre.
        cy: Y,
        /// Radius.
        r: Extent,
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

command! {
    /// Commands that are drawn into a picture of their own, which opacity, blend and clip then apply to as a whole.
    /// Its transform applies to all that is inside. A group with none of the first three is no picture of its own:
    /// its commands are drawn as if they stood alone, as SVG has it. The blend `src` is `over` for a group.
    ///
    /// ```json
    /// {"op":"group","opacity":0.5,"commands":[{"op":"circle","cx":40,"cy":40,"r":30,"fill":"red"},{"op":"circle","cx":70,"cy":40,"r":30,"fill":"blue"}]}
    /// ```
    struct Group {
        /// What is drawn.
        #[serde(deserialize_with = "nested")]
        commands: Commands,
    }
}

impl Copy {
    /// What is copied.
    pub fn region(&self) -> Region {
        Region { x: self.x, y: self.y, width: self.width, height: self.height }
    }
}

/// What is known when a command is checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    pub limits: &'a Limits,
    pub screen: Size,
    /// How many pictures the commands checked so far draw.
    pub images: &'a Cell<usize>,
}

/// Pixels are copied whole, so all that a transform may do to a copy is move it by whole pixels.
fn moves_whole(transform: Option<Matrix>) -> bool {
    match transform {
        None => true,
        Some(Matrix([a, b, c, d, e, f])) => {
            [a, b, c, d] == [1.0, 0.0, 0.0, 1.0] && e.fract() == 0.0 && f.fract() == 0.0
        }
    }
}

fn moves_by_parts() -> Fault {
    let text = "must move by whole pixels only, as [1,0,0,1,e,f], where it applies to `copy`";
    Fault::of_value(Code::Invalid, text).inside("transform")
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
    Text(Kept<Text>),
    Copy(Copy),
    Group(Group),
    Qr(Qr),
    Progress(Progress),
    Image(Kept<Image>),
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
            Command::Text($command) => $value,
            Command::Copy($command) => $value,
            Command::Group($command) => $value,
            Command::Qr($command) => $value,
            Command::Progress($command) => $value,
            Command::Image($command) => $value,
        }
    };
}

impl Command {
    /// The members that every command has.
    #[inline]
    pub fn common(&self) -> Common<'_> {
        each!(self, command => command.common())
    }

    /// How it is painted, where it is a shape.
    #[inline]
    pub fn style(&self) -> Option<Style<'_>> {
        Some(match self {
            Self::Rect(shape) => shape.style(),
            Self::Line(shape) => shape.style(),
            Self::Polyline(shape) => shape.style(),
            Self::Polygon(shape) => shape.style(),
            Self::Circle(shape) => shape.style(),
            Self::Ellipse(shape) => shape.style(),
            Self::Arc(shape) => shape.style(),
            Self::Path(shape) => shape.style(),
            Self::Text(text) => text.painted(),
            _ => return None,
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
    pub(super) fn check(&self, rules: &Rules<'_>) -> Result<(), Fault> {
        let limits = rules.limits;
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
        self.check_paint(limits)?;
        match self {
            Self::Copy(copy) => {
                copy.region().within(rules.screen)?;
                if moves_whole(copy.common().transform) { Ok(()) } else { Err(moves_by_parts()) }
            }
            Self::Group(group) => {
                group.commands.check(rules).map_err(|fault| fault.inside("commands"))?;
                // The groups inside have been looked at, so this one is to blame.
                let may = moves_whole(group.common().transform) || !self.copies();
                if may { Ok(()) } else { Err(moves_by_parts()) }
            }
            Self::Text(text) => text.check_place().and_then(|()| text.check(limits)),
            Self::Qr(qr) => qr.check(),
            Self::Image(image) => {
                rules.images.set(rules.images.get() + 1);
                image.origin().map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// The members that are paints.
    #[inline]
    fn paints(&self) -> [(&'static str, Option<&Paint>); 3] {
        match self {
            Self::Rects(rects) => [("fill", Some(&rects.fill)), ("stroke", None), ("", None)],
            Self::Qr(qr) => [("fill", Some(&qr.fill)), ("background", Some(&qr.background)), ("", None)],
            Self::Progress(bar) => [("fill", Some(&bar.fill)), ("track", Some(&bar.track)), ("", None)],
            _ => {
                let style = self.style();
                let (fill, stroke) =
                    (style.and_then(|style| style.fill), style.and_then(|style| style.stroke));
                let background = if let Self::Text(text) = self { text.background.as_ref() } else { None };
                [("fill", fill), ("stroke", stroke), ("background", background)]
            }
        }
    }

    /// Whether it is `copy` or a group with one in it.
    fn copies(&self) -> bool {
        match self {
            Self::Copy(_) => true,
            Self::Group(group) => group.commands.list().iter().any(Self::copies),
            _ => false,
        }
    }

    /// The lists inside the common members and the paints.
    fn check_paint(&self, limits: &Limits) -> Result<(), Fault> {
        if let Some(Clip::Path(path)) = self.common().clip {
            check_count("d", path.d.len(), limits).map_err(|fault| fault.inside("clip"))?;
        }
        for (member, paint) in self.paints() {
            if let Some(Paint::Gradient(gradient)) = paint {
                check_count("stops", gradient.stops.len(), limits).map_err(|fault| fault.inside(member))?;
            }
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
        "has more elements than the limit of {} (limits.command_points); send them as several commands",
        limits.command_points
    );
    Err(Fault::of_value(Code::TooLarge, text).inside(member))
}
