//! Paths → straight pieces, bent parts only where they can be seen.

use vello_common::kurbo::{
    Affine, CubicBez, ParamCurve, ParamCurveArclen, ParamCurveDeriv, PathEl, Point, QuadBez, Rect, Vec2,
};

/// How far a straight piece may be from the curve it stands for, in pixels.
///
/// It is always on the same side: at 0.03, which nobody would see, edges of discs were 5/255 too light on average.
const TOLERANCE: f64 = 0.01;

/// What is shorter than this goes nowhere, in pixels. Numbers are rounded to less than that, and such a rest of a
/// piece has no direction worth the name.
pub(super) const TINY: f64 = 1e-6;

/// The pieces into which one curve may be cut without looking again at which of them are visible.
const MAX_PIECES: f64 = 16.0;

/// Where the path itself goes at both ends of a straight piece that stands for part of a curve: vectors of any
/// length. At an end where two pieces of a curve meet, theirs are the same.
pub(super) type Heading = [Vec2; 2];

/// The heading of a piece that stands for itself.
pub(super) const STRAIGHT: Heading = [Vec2::ZERO; 2];

/// How much of its size a curve's bend may be without being one. Up to 2⁵¹ pixels, less than ten.
const ROUNDING: f64 = 1.0 / (1_u64 << 48) as f64;

/// What straight pieces are drawn with.
pub(super) trait Pen {
    /// Begins a subpath.
    fn start(&mut self, point: Point);
    /// Goes straight on to `to`. `length` is that of the piece of path this stands for.
    fn line(&mut self, to: Point, length: f64, heading: Heading);
    /// Ends a subpath; where it is closed, the pen is back at its start.
    fn end(&mut self, closed: bool);
    /// Counts work; `false` where there has been enough of it.
    fn spend(&mut self, steps: u64) -> bool;
}

/// Draws `path`, transformed by `by`, with `pen`. Nothing outside `window` can be seen: curves there become straight
/// lines that keep to the same side of it. With `measured`, their true length is told nevertheless.
///
/// What comes before the first `MoveTo` is left out.
pub(super) fn flatten(path: &[PathEl], by: Affine, window: Rect, measured: bool, pen: &mut impl Pen) {
    let mut first = None;
    let mut last = Point::ZERO;
    let mut open = false;
    for element in path.iter().map(|&element| by * element) {
        if !pen.spend(1) {
            break;
        }
        if let PathEl::MoveTo(point) = element {
            if std::mem::take(&mut open) {
                pen.end(false);
            }
            (first, last) = (Some(point), point);
            continue;
        }
        let Some(start) = first else { continue };
        if !std::mem::replace(&mut open, true) {
            pen.start(last);
        }
        let mut curve = |curve| Curve { window, measured, pen: &mut *pen }.draw(curve, heading(&curve));
        match element {
            PathEl::MoveTo(_) => {}
            PathEl::LineTo(to) => pen.line(to, to.distance(last), STRAIGHT),
            PathEl::QuadTo(p, to) => curve(QuadBez::new(last, p, to).raise()),
            PathEl::CurveTo(p, q, to) => curve(CubicBez::new(last, p, q, to)),
            PathEl::ClosePath => {
                if last != start {
                    pen.line(start, start.distance(last), STRAIGHT);
                }
                pen.end(true);
                open = false;
            }
        }
        last = element.end_point().unwrap_or(start);
    }
    if open {
        pen.end(false);
    }
}

/// Whether all of `points` are on one side of `window`, and so is everything between them.
pub(super) fn beside(points: &[Point], window: Rect) -> bool {
    points.iter().all(|p| p.x < window.x0)
        || points.iter().all(|p| p.x > window.x1)
        || points.iter().all(|p| p.y < window.y0)
        || points.iter().all(|p| p.y > window.y1)
}

struct Curve<'a, P> {
    window: Rect,
    measured: bool,
    pen: &'a mut P,
}

impl<P: Pen> Curve<'_, P> {
    /// Cuts `curve` in halves until each is out of sight or needs few pieces. Each halving quarters the bend,
    /// so no curve within ±2²⁴ goes deeper than 12. Where points are so large that
    /// what is left of the bend is rounding, halving would not end.
    fn draw(&mut self, curve: CubicBez, heading: Heading) {
        let CubicBez { p0, p1, p2, p3 } = curve;
        if beside(&[p0, p1, p2, p3], self.window) {
            let length = if self.measured { self.length(&curve) } else { 0.0 };
            return self.pen.line(p3, length, heading);
        }
        // Wang's bound on the pieces that keep a cubic within the tolerance.
        let bend = |a: Point, b: Point, c: Point| (a.to_vec2() - 2.0 * b.to_vec2() + c.to_vec2()).hypot2();
        let bend = bend(p0, p1, p2).max(bend(p1, p2, p3)).sqrt();
        let pieces = (bend * (0.75 / TOLERANCE)).sqrt().ceil().max(1.0);
        if !self.pen.spend(1) {
            self.pen.line(p3, 0.0, heading);
        } else if pieces <= MAX_PIECES {
            self.pieces(&curve, pieces as u32, heading);
        } else if bend <= ROUNDING * farthest(&curve) {
            self.pieces(&curve, 1, heading);
        } else {
            let (near, far) = curve.subdivide();
            let middle = far.p1 - near.p2;
            self.draw(near, [heading[0], middle]);
            self.draw(far, [middle, heading[1]]);
        }
    }

    /// The length of a curve, which takes about a microsecond.
    fn length(&mut self, curve: &CubicBez) -> f64 {
        self.pen.spend(50);
        length(curve)
    }

    fn pieces(&mut self, curve: &CubicBez, count: u32, [start, end]: Heading) {
        let step = 1.0 / f64::from(count);
        let point = |i: u32| if i == count { curve.p3 } else { curve.eval(f64::from(i) * step) };
        let mut stretch = 1.0;
        if self.measured {
            let straight: f64 = (1..=count).map(|i| point(i - 1).distance(point(i))).sum();
            stretch = if straight > 0.0 { self.length(curve) / straight } else { 1.0 };
        }
        let slope = curve.deriv();
        let mut last = (curve.p0, start);
        for i in 1..=count {
            let along = if i == count { end } else { slope.eval(f64::from(i) * step).to_vec2() };
            let next = (point(i), along);
            self.pen.line(next.0, next.0.distance(last.0) * stretch, [last.1, next.1]);
            last = next;
        }
    }
}

/// Where a curve goes at its ends; control points that lie upon an end say nothing of that.
fn heading(&CubicBez { p0, p1, p2, p3 }: &CubicBez) -> Heading {
    let first = |ways: [Vec2; 3]| ways.into_iter().find(|way| way.hypot() > TINY).unwrap_or_default();
    [first([p1 - p0, p2 - p0, p3 - p0]), first([p3 - p2, p3 - p1, p3 - p0])]
}

/// How far from the origin any point of a curve can be, along an axis.
fn farthest(curve: &CubicBez) -> f64 {
    let points = [curve.p0, curve.p1, curve.p2, curve.p3];
    points.iter().fold(0.0, |far, point| far.max(point.x.abs()).max(point.y.abs()))
}

/// The length of a curve, to a thousandth of a pixel or, where it is enormous, a billionth of itself.
fn length(curve: &CubicBez) -> f64 {
    let around = curve.p0.distance(curve.p1) + curve.p1.distance(curve.p2) + curve.p2.distance(curve.p3);
    curve.arclen((around * 1e-9).max(1e-3))
}
