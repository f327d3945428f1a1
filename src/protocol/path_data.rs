//! SVG path data as path elements, with every point in range.
//!
//! `svgtypes` reads the grammar. What its segments mean is worked out here: its own way of doing so recurses once for
//! each `z` after a `z` and collects all pieces of an arc, however many, before it hands out the first.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};
use svgtypes::{PathParser, PathSegment};
use vello_common::kurbo::{Arc, PathEl, Point, SvgArc, Vec2};

use super::buffer::Buffer;
use super::context::context;
use super::value::MAX_COORDINATE;

/// How far a curve may be from the arc that it stands for, in pixels before any transform.
const ARC_TOLERANCE: f64 = 0.01;

/// An arc between ends closer than this, in pixels, is a line: the squares of smaller numbers are 0 to the library.
const SHORTEST_ARC: f64 = 1e-9;

/// Reads path data: for `#[serde(deserialize_with = …)]`.
///
/// It stops where there are more elements than `limits.command_points`, which is for the command's check to refuse.
pub(super) fn path_data<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Buffer<PathEl>, D::Error> {
    deserializer.deserialize_str(PathVisitor)
}

struct PathVisitor;

impl Visitor<'_> for PathVisitor {
    type Value = Buffer<PathEl>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SVG path data such as \"M10 10 H90 V90 Z\"")
    }

    fn visit_str<E: Error>(self, data: &str) -> Result<Buffer<PathEl>, E> {
        let limit = context().limits.command_points;
        let mut pen = Pen::new();
        for (index, segment) in PathParser::from(data).enumerate() {
            let segment =
                segment.map_err(|error| E::custom(format_args!("must be SVG path data: {error}")))?;
            if pen.draw(segment).is_none() {
                return Err(E::custom(format_args!(
                    "must keep every point and radius within ±{MAX_COORDINATE}, segment {index} (from 0) does not"
                )));
            }
            if pen.path.len() > limit {
                break;
            }
        }
        Ok(pen.path)
    }
}

/// What is drawn while segments are read.
struct Pen {
    path: Buffer<PathEl>,
    /// Where the subpath began.
    start: Point,
    /// Where the last segment ended.
    at: Point,
    control: Control,
}

/// The control point that a smooth segment mirrors: that of the segment before, if it was of the same kind.
#[derive(Clone, Copy)]
enum Control {
    None,
    Quadratic(Point),
    Cubic(Point),
}

/// A segment drawn, or `None` where it leaves the range. Relative segments add up, so a point can be out of range
/// though no number in the data is.
type Drawn = Option<()>;

impl Pen {
    fn new() -> Self {
        Self { path: Buffer::new(), start: Point::ZERO, at: Point::ZERO, control: Control::None }
    }

    fn draw(&mut self, segment: PathSegment) -> Drawn {
        let origin = if segment.is_abs() { Vec2::ZERO } else { self.at.to_vec2() };
        let place = |x, y| Point::new(x, y) + origin;
        match segment {
            PathSegment::MoveTo { x, y, .. } => self.move_to(place(x, y)),
            PathSegment::LineTo { x, y, .. } => self.line_to(place(x, y)),
            PathSegment::HorizontalLineTo { x, .. } => self.line_to(Point::new(x + origin.x, self.at.y)),
            PathSegment::VerticalLineTo { y, .. } => self.line_to(Point::new(self.at.x, y + origin.y)),
            PathSegment::Quadratic { x1, y1, x, y, .. } => self.quad_to(place(x1, y1), place(x, y)),
            PathSegment::SmoothQuadratic { x, y, .. } => self.quad_to(self.mirrored_quadratic(), place(x, y)),
            PathSegment::CurveTo { x1, y1, x2, y2, x, y, .. } => {
                self.curve_to(place(x1, y1), place(x2, y2), place(x, y))
            }
            PathSegment::SmoothCurveTo { x2, y2, x, y, .. } => {
                self.curve_to(self.mirrored_cubic(), place(x2, y2), place(x, y))
            }
            PathSegment::EllipticalArc { rx, ry, x_axis_rotation, large_arc, sweep, x, y, .. } => {
                let radii = near(Point::new(rx, ry))?.to_vec2();
                let x_rotation = x_axis_rotation.to_radians();
                self.arc_to(SvgArc { from: self.at, to: place(x, y), radii, x_rotation, large_arc, sweep })
            }
            PathSegment::ClosePath { .. } => self.close(),
        }
    }

    fn move_to(&mut self, to: Point) -> Drawn {
        self.path.push(PathEl::MoveTo(near(to)?));
        (self.start, self.at, self.control) = (to, to, Control::None);
        Some(())
    }

    fn line_to(&mut self, to: Point) -> Drawn {
        self.add(PathEl::LineTo(near(to)?), to, Control::None)
    }

    fn quad_to(&mut self, control: Point, to: Point) -> Drawn {
        self.add(PathEl::QuadTo(near(control)?, near(to)?), to, Control::Quadratic(control))
    }

    fn curve_to(&mut self, first: Point, second: Point, to: Point) -> Drawn {
        self.add(PathEl::CurveTo(near(first)?, near(second)?, near(to)?), to, Control::Cubic(second))
    }

    /// SVG: an arc that ends where it begins is left out, one without radii is a line.
    fn arc_to(&mut self, arc: SvgArc) -> Drawn {
        let to = near(arc.to)?;
        if arc.from == to {
            self.control = Control::None;
            return Some(());
        }
        if arc.from.distance(to) > SHORTEST_ARC
            && let Some(arc) = Arc::from_svg_arc(&arc)
        {
            for piece in arc.append_iter(ARC_TOLERANCE) {
                if let PathEl::CurveTo(first, second, to) = piece {
                    self.curve_to(first, second, to)?;
                }
            }
        }
        // What rounding has left of the way, or, where the arc is a line, all of it.
        match self.path.last_mut() {
            Some(PathEl::CurveTo(_, _, end)) if end.distance(to) <= ARC_TOLERANCE => *end = to,
            _ => self.line_to(to)?,
        }
        (self.at, self.control) = (to, Control::None);
        Some(())
    }

    /// SVG: what follows a closed subpath without a move begins where that one began.
    fn add(&mut self, element: PathEl, to: Point, control: Control) -> Drawn {
        if let Some(PathEl::ClosePath) = self.path.last() {
            self.path.push(PathEl::MoveTo(self.start));
        }
        self.path.push(element);
        (self.at, self.control) = (to, control);
        Some(())
    }

    fn close(&mut self) -> Drawn {
        if !matches!(self.path.last(), Some(PathEl::ClosePath)) {
            self.path.push(PathEl::ClosePath);
        }
        (self.at, self.control) = (self.start, Control::None);
        Some(())
    }

    fn mirrored_quadratic(&self) -> Point {
        if let Control::Quadratic(control) = self.control { mirrored(control, self.at) } else { self.at }
    }

    fn mirrored_cubic(&self) -> Point {
        if let Control::Cubic(control) = self.control { mirrored(control, self.at) } else { self.at }
    }
}

fn mirrored(control: Point, at: Point) -> Point {
    Point::new(at.x * 2.0 - control.x, at.y * 2.0 - control.y)
}

/// The point, if it is in range.
fn near(point: Point) -> Option<Point> {
    (point.x.abs() <= MAX_COORDINATE && point.y.abs() <= MAX_COORDINATE).then_some(point)
}

#[cfg(test)]
mod tests;
