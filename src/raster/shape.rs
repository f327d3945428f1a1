//! Shapes → paths, and lines along shapes that are exact without one.

use vello_common::kurbo::{Arc, PathEl, Point, Rect, Vec2};

use super::coverage::Coverage;
use super::path::{PathRaster, Placed};
use super::placement::Placement;
use super::rect::{frame, rect};
use super::rounded::{Radius, RoundedRect};
use super::stroke::{Cap, Join, StrokeStyle};

/// The finest tolerance that a curve is made for, in parts of its radius: some hundred pieces to a circle.
const FINEST: f64 = 1e-12;

/// Part of a circle. Angles are in degrees, clockwise on the screen, from three o'clock.
///
/// It goes clockwise from `start` to `end`: from 350 to 10 are 20 degrees. Angles 360 degrees or more apart make
/// the whole circle; equal ones make nothing of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sector {
    /// In pixels.
    pub center: Point,
    /// In pixels, not negative.
    pub radius: f64,
    /// In degrees.
    pub start: f64,
    /// In degrees.
    pub end: f64,
}

impl Sector {
    /// How far it goes, from 0 to 360 degrees.
    pub fn sweep(&self) -> f64 {
        let way = self.end - self.start;
        if way.abs() >= 360.0 { 360.0 } else { way.rem_euclid(360.0) }
    }

    /// Appends the curve alone: open, or closed where it is the whole circle.
    pub fn arc(&self, path: &mut Vec<PathEl>) {
        self.arc_within(Placement::Identity.tolerance(), path);
    }

    /// The same with no point farther than `tolerance` from the circle; see [`Placement::tolerance`].
    pub fn arc_within(&self, tolerance: f64, path: &mut Vec<PathEl>) {
        let Self { center, radius, .. } = *self;
        // Whole turns do not matter, and near them a sine is most exact.
        let start = self.start.rem_euclid(360.0).to_radians();
        let sweep = self.sweep();
        let arc = Arc::new(center, Vec2::new(radius, radius), start, sweep.to_radians(), 0.0);
        path.push(PathEl::MoveTo(center + Vec2::from_angle(start) * radius));
        path.extend(arc.append_iter(tolerance.max(radius * FINEST)));
        path.extend((sweep == 360.0).then_some(PathEl::ClosePath));
    }

    /// Appends the curve with both its ends joined to the centre; the whole circle has no such edges.
    pub fn pie(&self, path: &mut Vec<PathEl>) {
        self.pie_within(Placement::Identity.tolerance(), path);
    }

    /// The same with no point of the curve farther than `tolerance` from the circle.
    pub fn pie_within(&self, tolerance: f64, path: &mut Vec<PathEl>) {
        if self.sweep() == 360.0 {
            return self.arc_within(tolerance, path);
        }
        let first = path.len();
        self.arc_within(tolerance, path);
        if let PathEl::MoveTo(start) = path[first] {
            path[first] = PathEl::LineTo(start);
            path.insert(first, PathEl::MoveTo(self.center));
        }
        path.push(PathEl::ClosePath);
    }
}

/// Appends straight lines from point to point and, with `closed`, back to the first.
pub fn lines(points: impl IntoIterator<Item = Point>, closed: bool, path: &mut Vec<PathEl>) {
    let first = path.len();
    path.extend(points.into_iter().map(PathEl::LineTo));
    if let Some(PathEl::LineTo(start)) = path.get(first).copied() {
        path[first] = PathEl::MoveTo(start);
        path.extend(closed.then_some(PathEl::ClosePath));
    }
}

/// Appends a rectangle, clockwise from the top left.
pub fn rectangle(rect: Rect, path: &mut Vec<PathEl>) {
    let Rect { x0, y0, x1, y1 } = rect;
    lines([(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(Point::from), true, path);
}

/// Appends an ellipse, clockwise from three o'clock. SVG has outlines begin there, which dashes show.
pub fn ellipse(center: Point, radius: Radius, path: &mut Vec<PathEl>) {
    ellipse_within(center, radius, Placement::Identity.tolerance(), path);
}

/// The same with no point farther than `tolerance` from the ellipse; see [`Placement::tolerance`].
pub fn ellipse_within(center: Point, radius: Radius, tolerance: f64, path: &mut Vec<PathEl>) {
    let radii = Vec2::new(radius.rx, radius.ry);
    let tolerance = tolerance.max(radius.rx.max(radius.ry) * FINEST);
    path.push(PathEl::MoveTo(center + Vec2::new(radius.rx, 0.0)));
    path.extend(Arc::new(center, radii, 0.0, std::f64::consts::TAU, 0.0).append_iter(tolerance));
    path.push(PathEl::ClosePath);
}

/// Appends a rounded rectangle, clockwise from the end of the top left corner.
pub fn outline(shape: &RoundedRect, path: &mut Vec<PathEl>) {
    outline_within(shape, Placement::Identity.tolerance(), path);
}

/// The same with no point farther than `tolerance` from the shape; see [`Placement::tolerance`].
pub fn outline_within(shape: &RoundedRect, tolerance: f64, path: &mut Vec<PathEl>) {
    let Rect { x0, y0, x1, y1 } = shape.rect();
    let [tl, tr, br, bl] = shape.radii();
    let first = path.len();
    let line = |x: f64, y: f64, path: &mut Vec<PathEl>| {
        let to = Point::new(x, y);
        let is_there = path[first..].last().and_then(PathEl::end_point) == Some(to);
        if path.len() == first {
            path.push(PathEl::MoveTo(to));
        } else if !is_there {
            path.push(PathEl::LineTo(to));
        }
    };
    let corner = |x: f64, y: f64, radius: Radius, quarter: f64, path: &mut Vec<PathEl>| {
        if radius.rx > 0.0 {
            let right = std::f64::consts::FRAC_PI_2;
            let arc = Arc::new((x, y), (radius.rx, radius.ry), quarter * right, right, 0.0);
            path.extend(arc.append_iter(tolerance.max(radius.rx.max(radius.ry) * FINEST)));
        }
    };
    line(x0 + tl.rx, y0, path);
    line(x1 - tr.rx, y0, path);
    corner(x1 - tr.rx, y0 + tr.ry, tr, -1.0, path);
    line(x1, y1 - br.ry, path);
    corner(x1 - br.rx, y1 - br.ry, br, 0.0, path);
    line(x0 + bl.rx, y1, path);
    corner(x0 + bl.rx, y1 - bl.ry, bl, 1.0, path);
    line(x0, y0 + tl.ry, path);
    corner(x0 + tl.rx, y0 + tl.ry, tl, 2.0, path);
    path.push(PathEl::ClosePath);
}

impl PathRaster {
    /// Covers a line along a rectangle's edges. With pointed corners and without dashes, which is what a user
    /// interface is made of, it is exact and needs no path. `scratch` is emptied.
    pub fn stroke_rect(
        &mut self,
        shape: Rect,
        style: &StrokeStyle<'_>,
        scratch: &mut Vec<PathEl>,
        coverage: &mut Coverage,
    ) {
        self.under(Placement::Identity).stroke_rect(shape, style, scratch, coverage);
    }

    /// Covers a straight line. Level and upright ones without dashes or round ends are exact and need no path.
    pub fn stroke_line(&mut self, from: Point, to: Point, style: &StrokeStyle<'_>, coverage: &mut Coverage) {
        self.under(Placement::Identity).stroke_line(from, to, style, coverage);
    }
}

impl Placed<'_> {
    /// Covers a line along a rectangle's edges, as [`PathRaster::stroke_rect`] does. It is exact where the
    /// rectangle stays one.
    pub fn stroke_rect(
        &mut self,
        shape: Rect,
        style: &StrokeStyle<'_>,
        scratch: &mut Vec<PathEl>,
        coverage: &mut Coverage,
    ) {
        let shape = shape.abs();
        let pointed = style.join == Join::Miter && style.miter_limit * style.miter_limit >= 2.0;
        let is_flat = shape.width() == 0.0 || shape.height() == 0.0;
        if pointed && style.is_solid() && style.width > 0.0 && !is_flat {
            let half = style.width * 0.5;
            let sides = [half, -half].map(|by| self.placement.rect(shape.inflate(by, by)));
            if let [Some(outer), Some(inner)] = sides {
                return frame(outer, inner, coverage);
            }
        }
        scratch.clear();
        rectangle(shape, scratch);
        self.stroke(scratch, style, coverage);
    }

    /// Covers a straight line, as [`PathRaster::stroke_line`] does.
    pub fn stroke_line(&mut self, from: Point, to: Point, style: &StrokeStyle<'_>, coverage: &mut Coverage) {
        let (level, upright) = (from.y == to.y, from.x == to.x);
        if level != upright && style.cap != Cap::Round && style.is_solid() && style.width > 0.0 {
            let half = style.width * 0.5;
            let end = if style.cap == Cap::Square { half } else { 0.0 };
            let (x, y) = if level { (end, half) } else { (half, end) };
            if let Some(line) = self.placement.rect(Rect::from_points(from, to).inflate(x, y)) {
                return rect(line, coverage);
            }
        }
        self.stroke(&[PathEl::MoveTo(from), PathEl::LineTo(to)], style, coverage);
    }
}
