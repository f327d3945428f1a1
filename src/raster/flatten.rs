//! Paths → straight pieces, bent parts only where they can be seen.

use vello_common::kurbo::{Affine, CubicBez, ParamCurve, ParamCurveArclen, PathEl, Point, QuadBez, Rect};

/// How far a straight piece may be from the curve it stands for, in pixels.
const TOLERANCE: f64 = 0.03;

/// The pieces into which one curve may be cut without looking again at which of them are visible.
const MAX_PIECES: f64 = 16.0;

/// How much of its size a curve's bend may be without being one. Up to 2⁵¹ pixels, less than ten.
const ROUNDING: f64 = 1.0 / (1_u64 << 48) as f64;

/// What straight pieces are drawn with.
pub(super) trait Pen {
    /// Begins a subpath.
    fn start(&mut self, point: Point);
    /// Goes straight on to `to`. `length` is that of the piece of path this stands for; `smooth` says that
    /// there is no corner where it begins.
    fn line(&mut self, to: Point, length: f64, smooth: bool);
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
        let mut curve = |curve| Curve { window, measured, pen: &mut *pen }.draw(curve, false);
        match element {
            PathEl::MoveTo(_) => {}
            PathEl::LineTo(to) => pen.line(to, to.distance(last), false),
            PathEl::QuadTo(p, to) => curve(QuadBez::new(last, p, to).raise()),
            PathEl::CurveTo(p, q, to) => curve(CubicBez::new(last, p, q, to)),
            PathEl::ClosePath => {
                if last != start {
                    pen.line(start, start.distance(last), false);
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
    fn draw(&mut self, curve: CubicBez, smooth: bool) {
        let CubicBez { p0, p1, p2, p3 } = curve;
        if beside(&[p0, p1, p2, p3], self.window) {
            let length = if self.measured { self.length(&curve) } else { 0.0 };
            return self.pen.line(p3, length, smooth);
        }
        // Wang's bound on the pieces that keep a cubic within the tolerance.
        let bend = |a: Point, b: Point, c: Point| (a.to_vec2() - 2.0 * b.to_vec2() + c.to_vec2()).hypot2();
        let bend = bend(p0, p1, p2).max(bend(p1, p2, p3)).sqrt();
        let pieces = (bend * (0.75 / TOLERANCE)).sqrt().ceil().max(1.0);
        if !self.pen.spend(1) {
            self.pen.line(p3, 0.0, smooth);
        } else if pieces <= MAX_PIECES {
            self.pieces(&curve, pieces as u32, smooth);
        } else if bend <= ROUNDING * farthest(&curve) {
            self.pieces(&curve, 1, smooth);
        } else {
            let (near, far) = curve.subdivide();
            self.draw(near, smooth);
            self.draw(far, true);
        }
    }

    /// The length of a curve, which takes about a microsecond.
    fn length(&mut self, curve: &CubicBez) -> f64 {
        self.pen.spend(50);
        length(curve)
    }

    fn pieces(&mut self, curve: &CubicBez, count: u32, smooth: bool) {
        let step = 1.0 / f64::from(count);
        let point = |i: u32| if i == count { curve.p3 } else { curve.eval(f64::from(i) * step) };
        let mut stretch = 1.0;
        if self.measured {
            let straight: f64 = (1..=count).map(|i| point(i - 1).distance(point(i))).sum();
            stretch = if straight > 0.0 { self.length(curve) / straight } else { 1.0 };
        }
        let mut last = curve.p0;
        for i in 1..=count {
            let next = point(i);
            self.pen.line(next, next.distance(last) * stretch, smooth || i > 1);
            last = next;
        }
    }
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
