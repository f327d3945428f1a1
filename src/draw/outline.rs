//! How long the outline of a shape is, and so what filling it and drawing a line along it may cost.

use vello_common::kurbo::{Affine, PathEl, Point, Rect, Vec2};

use super::shapes::stroke_style;
use crate::geometry::PixelRect;
use crate::protocol::Command;
use crate::protocol::command::Style;
use crate::raster::{Cap, MAX_STEPS, Placement};

/// The pixels that might be painted while an edge is led through one: a step of [`MAX_STEPS`] takes some 20 ns, a pixel
/// one to three.
pub(super) const EDGE: f64 = 8.0;

/// The steps that a dash takes besides those along its sides, and that its round ends take.
const DASH: f64 = 8.0;
const ROUND: f64 = 50.0;

/// The lines and curves of a letter; most have fewer.
const CURVES: f64 = 64.0;

/// Rows of pixels from which on a letter is drawn as a path.
const LARGE: usize = 64;

/// The part of a shape's outline that may be seen.
#[derive(Debug)]
pub(super) struct Outline {
    /// The pixels that the shape and its stroke may change.
    seen: PixelRect,
    /// In pixels.
    length: f64,
    /// The rows that it leads through, and a quarter of the columns: so many steps are its edges.
    rows: f64,
    /// How many lines and curves it has.
    pieces: f64,
    /// How far a stroke reaches from it, in pixels.
    reach: f64,
    /// Dashes of the stroke in a pixel of its length, and steps that the ends of each take.
    dashes: f64,
    ends: f64,
}

impl Outline {
    /// What filling `path` costs besides the pixels that it fills, which are among those `seen`.
    pub(super) fn edges_of(path: &[PathEl], placement: &Placement, seen: PixelRect) -> u64 {
        let mut outline = Self::new(None, placement, seen);
        outline.path(path, placement.affine());
        outline.inside() as u64
    }

    /// What painting a shape costs, which may change the pixels that are `seen`.
    pub(super) fn effort(shape: &Command, style: &Style<'_>, placement: &Placement, seen: PixelRect) -> u64 {
        let mut outline = Self::new(Some(style), placement, seen);
        let is_path = outline.trace(shape, placement.affine());
        let fills = style.fill.is_some() && !matches!(shape, Command::Line(_));
        let filled = if fills { seen.area() as f64 } else { 0.0 };
        let inside = if fills && is_path { outline.inside() } else { 0.0 };
        let along = if style.stroke.is_some() { outline.along() } else { 0.0 };
        (filled + inside + along) as u64
    }

    /// The same of a letter besides the pixels that it fills.
    pub(super) fn letter(style: &Style<'_>, placement: &Placement, seen: PixelRect) -> u64 {
        let mut outline = Self::new(Some(style), placement, seen);
        (outline.length, outline.rows, outline.pieces) = (2.0 * outline.span(), 2.0 * outline.span(), CURVES);
        // Smaller ones are stencils.
        let inside = if seen.height() >= LARGE { outline.inside() } else { 0.0 };
        let along = if style.stroke.is_some() { outline.along() } else { 0.0 };
        (inside + along) as u64
    }

    /// One without any length, along which lines of a style may lead.
    fn new(style: Option<&Style<'_>>, placement: &Placement, seen: PixelRect) -> Self {
        let (mut reach, mut dashes, mut ends) = (0.0, 0.0, 0.0);
        if let Some(style) = style.filter(|style| style.stroke.is_some()) {
            let ([a, b, c, d, ..], stroke) = (placement.affine().as_coeffs(), stroke_style(style));
            reach = stroke.reach() * a.hypot(c).max(b.hypot(d));
            dashes = stroke.dashes_per_pixel(a.hypot(b).min(c.hypot(d)));
            ends = if stroke.cap == Cap::Round { ROUND } else { DASH };
        }
        Self { seen, length: 0.0, rows: 0.0, pieces: 0.0, reach, dashes, ends }
    }

    /// Follows the outline of a shape. `false` where filling it leads no edges through every pixel of it.
    fn trace(&mut self, shape: &Command, affine: Affine) -> bool {
        match shape {
            Command::Line(line) => {
                let ends = [(line.x1.0, line.y1.0), (line.x2.0, line.y2.0)].map(Point::from);
                self.piece(&ends.map(|end| affine * end));
            }
            Command::Polyline(line) => self.lines(&line.points, false, affine),
            Command::Polygon(polygon) => self.lines(&polygon.points, true, affine),
            Command::Path(path) => self.path(&path.d, affine),
            // What is round or rectangular is no longer than the sides of what it lies in.
            _ => {
                (self.length, self.rows, self.pieces) = (self.span(), self.span(), 1.0);
                return false;
            }
        }
        true
    }

    /// What leading its edges through the pixels costs that it encloses.
    fn inside(&self) -> f64 {
        edges(self.rows + self.pieces)
    }

    /// What painting a line along it costs.
    fn along(&self) -> f64 {
        // The pixels that are touched by what is no farther off than that.
        let across = 2.0 * self.reach + 3.0;
        let around = self.length * across + self.pieces * across * across;
        let end = across.min(self.span());
        let sides = 2.0 * self.rows + 2.0 * self.pieces * end;
        let dashes = self.length * self.dashes * (self.ends + end);
        around.min(self.seen.area() as f64) + edges(sides + dashes)
    }

    /// The sides of what is seen.
    fn span(&self) -> f64 {
        2.0 * (self.seen.width() + self.seen.height()) as f64
    }

    /// Adds a line, or a curve that the points pull.
    fn piece(&mut self, points: &[Point]) {
        let PixelRect { x0, y0, x1, y1 } = self.seen;
        let seen = Rect::new(x0.into(), y0.into(), x1.into(), y1.into()).inflate(self.reach, self.reach);
        let first = Rect::from_points(points[0], points[0]);
        let around = points.iter().fold(first, |all, &point| all.union_pt(point));
        if !around.overlaps(seen) {
            return;
        }
        let ways = || points.windows(2).map(|pair| pair[1] - pair[0]);
        // Its dashes may be seen wherever the stroke reaches the pixels from, its edges only among them. A curve turns
        // back and forth as often as it has points.
        let [near, seen] =
            [self.span() + 8.0 * self.reach, self.span()].map(|span| span * points.len() as f64);
        self.length += ways().map(Vec2::hypot).sum::<f64>().min(near);
        self.rows += ways().map(|way| way.y.abs() + way.x.abs() * 0.25).sum::<f64>().min(seen);
        self.pieces += 1.0;
    }

    fn lines(&mut self, points: &[[f64; 2]], closed: bool, affine: Affine) {
        let place = |[x, y]: [f64; 2]| affine * Point::new(x, y);
        let last = points.last().filter(|_| closed).into_iter();
        last.chain(points).zip(points.iter().skip(usize::from(!closed))).for_each(|(&from, &to)| {
            self.piece(&[place(from), place(to)]);
        });
    }

    fn path(&mut self, path: &[PathEl], affine: Affine) {
        let (mut start, mut at) = (Point::ZERO, Point::ZERO);
        for &element in path {
            let from = at;
            let element = affine * element;
            at = element.end_point().unwrap_or(start);
            match element {
                PathEl::MoveTo(to) => start = to,
                PathEl::LineTo(_) | PathEl::ClosePath => self.piece(&[from, at]),
                PathEl::QuadTo(pull, to) => self.piece(&[from, pull, to]),
                PathEl::CurveTo(pull, other, to) => self.piece(&[from, pull, other, to]),
            }
        }
    }
}

/// What so many steps along edges cost; a shape takes no more of them than there may be.
fn edges(steps: f64) -> f64 {
    EDGE * steps.min(MAX_STEPS as f64)
}
