//! Where shapes can cover anything, without drawing them.

use vello_common::kurbo::{Affine, PathEl, Point, Rect};

use super::placement::Placement;
use super::stroke::StrokeStyle;

/// How far round joins and ends, made of straight pieces, may be off their circles, in pixels.
const SLACK: f64 = 0.1;

/// A rectangle, in pixels, around all that `path` filled under `transform` covers. It holds the points that
/// curves are bent by too, so it may be larger than need be. Without any points, or under a transform that
/// leaves nothing, it is empty.
pub fn path_bounds(path: &[PathEl], transform: Affine) -> Rect {
    let placement = Placement::new(transform);
    if placement == Placement::Nothing {
        return Rect::ZERO;
    }
    let affine = placement.affine();
    let points = path.iter().flat_map(|element| match *element {
        PathEl::MoveTo(a) | PathEl::LineTo(a) => [a; 3],
        PathEl::QuadTo(a, b) => [a, b, b],
        PathEl::CurveTo(a, b, c) => [a, b, c],
        PathEl::ClosePath => [Point::new(f64::NAN, f64::NAN); 3],
    });
    // Minimum and maximum pass over what is not a number, so a closed path adds nothing.
    let start = Rect::new(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let (bounds, farthest) = points.fold((start, 0.0), |(bounds, farthest), point| {
        let at = affine * point;
        let bounds = Rect {
            x0: bounds.x0.min(at.x),
            y0: bounds.y0.min(at.y),
            x1: bounds.x1.max(at.x),
            y1: bounds.y1.max(at.y),
        };
        (bounds, f64::max(farthest, point.x.abs().max(point.y.abs())))
    });
    if bounds.x0 > bounds.x1 {
        return Rect::ZERO;
    }
    let rounding = rounding(&placement, farthest);
    bounds.inflate(rounding, rounding)
}

/// A rectangle, in pixels, around all that a line along a path covers. The path lies within `bounds` and, like
/// the style, is drawn under `transform`.
pub fn stroke_bounds(bounds: Rect, style: &StrokeStyle<'_>, transform: Affine) -> Rect {
    let placement = Placement::new(transform);
    if placement == Placement::Nothing || style.width <= 0.0 {
        return Rect::ZERO;
    }
    let affine = placement.affine();
    let [a, b, c, d, ..] = affine.as_coeffs();
    let (reach, farthest) =
        (style.reach(), bounds.x0.abs().max(bounds.x1.abs()).max(bounds.y0.abs()).max(bounds.y1.abs()));
    // A circle's ellipse reaches as far as the rows of the matrix are long.
    let rounding = rounding(&placement, farthest + reach) + SLACK;
    affine.transform_rect_bbox(bounds).inflate(reach * a.hypot(c) + rounding, reach * b.hypot(d) + rounding)
}

/// By how much a point within ±`farthest` may be placed differently by another order of the same arithmetic, in
/// pixels.
fn rounding(placement: &Placement, farthest: f64) -> f64 {
    match *placement {
        Placement::Identity | Placement::Translation(_) | Placement::Nothing => 0.0,
        Placement::AxisAligned(affine) | Placement::Similarity(affine) | Placement::General(affine) => {
            let [a, b, c, d, e, f] = affine.as_coeffs().map(f64::abs);
            ((a + b + c + d) * farthest + e + f) * (16.0 * f64::EPSILON)
        }
    }
}
