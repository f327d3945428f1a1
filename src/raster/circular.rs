//! Coverage of rectangles with circular corners, from the distance of each pixel to the edge.
//!
//! Inside one pixel the edge is taken for a straight line, whose area has a closed form; what the bend takes away
//! is subtracted on average. Nothing is sampled: a pixel of the edge costs one division, a row one square root.

use vello_common::kurbo::Rect;

use super::coverage::Coverage;
use super::rounded::RoundedRect;
use crate::geometry::{ceil, floor};

/// The smallest radius that bends little enough inside a pixel: there the error is below 4/255, and 5/255 at 2.5.
const MIN_RADIUS: f64 = 4.0;

/// The smallest side: no pixel meets two opposite edges.
const MIN_SIDE: f64 = 2.0;

/// Whether [`circular`] may cover the shape.
pub(super) fn is_circular(shape: &RoundedRect) -> bool {
    let rect = shape.rect();
    rect.width() >= MIN_SIDE
        && rect.height() >= MIN_SIDE
        && shape
            .radii()
            .iter()
            .all(|radius| radius.rx == radius.ry && (radius.rx == 0.0 || radius.rx >= MIN_RADIUS))
}

/// One corner, mirrored so that its centre lies right of and below its edge.
#[derive(Debug, Clone, Copy)]
struct Corner {
    r: f64,
    r2: f64,
    inverse: f64,
}

impl Corner {
    fn new(r: f64) -> Self {
        Self { r, r2: r * r, inverse: if r > 0.0 { 1.0 / r } else { 0.0 } }
    }

    /// How far the edge has come in at `dy` above the centre.
    #[inline(always)]
    fn inset(self, dy: f64) -> f64 {
        if dy > 0.0 { self.r - (self.r2 - dy * dy).max(0.0).sqrt() } else { 0.0 }
    }

    /// The covered part of the pixel whose middle lies `dx` left of and `dy` above the centre, both positive.
    #[inline(always)]
    fn alpha(self, dx: f64, dy: f64) -> u8 {
        let (nx, ny) = (dx * self.inverse, dy * self.inverse);
        // The circle's equation, scaled to pixels near the edge; (nx, ny) is its gradient in the same scale.
        let level = (self.r2 - dx * dx - dy * dy) * (0.5 * self.inverse);
        let bend = (level * level + 1.0 / 12.0) * (0.5 * self.inverse);
        (half_plane(level - bend, nx, ny) * 255.0 + 0.5) as u8
    }
}

/// The part of a unit square on the positive side of the line at signed distance `level` from its middle, for
/// a gradient (`nx`, `ny`) that is not negative and need not have length 1.
#[inline(always)]
fn half_plane(level: f64, nx: f64, ny: f64) -> f64 {
    let (steep, shallow) = (nx.max(ny), nx.min(ny));
    let beyond = level.abs();
    // The smaller part: a trapezoid while the line meets two opposite sides, then a triangle.
    let smaller = if beyond + beyond <= steep - shallow {
        0.5 - beyond / steep
    } else {
        let leg = (0.5 * (steep + shallow) - beyond).max(0.0);
        leg * leg / (2.0 * steep * shallow).max(f64::MIN_POSITIVE)
    };
    if level > 0.0 { 1.0 - smaller } else { smaller }
}

/// The left edge, or the right one mirrored: an upper and a lower corner with a straight piece between.
#[derive(Debug, Clone, Copy)]
struct Side {
    upper: Corner,
    lower: Corner,
    /// The heights of the corners' centres, between which the edge is straight.
    straight: (f64, f64),
}

impl Side {
    fn new(rect: Rect, upper: f64, lower: f64) -> Self {
        let straight = (rect.y0 + upper, rect.y1 - lower);
        Self { upper: Corner::new(upper), lower: Corner::new(lower), straight }
    }

    /// How far the edge has come in at height `y`.
    #[inline(always)]
    fn inset(&self, y: f64) -> f64 {
        let above = self.straight.0 - y;
        if above > 0.0 { self.upper.inset(above) } else { self.lower.inset(y - self.straight.1) }
    }

    /// From where the edge begins to where all of the row is inside it, given the insets at the row's ends.
    #[inline(always)]
    fn span(&self, (top, bottom): (f64, f64), (at_top, at_bottom): (f64, f64)) -> (f64, f64) {
        let bulges = bottom > self.straight.0 && top < self.straight.1;
        (if bulges { 0.0 } else { at_top.min(at_bottom) }, at_top.max(at_bottom))
    }

    /// The covered part of the pixel whose middle lies `x` inside the rectangle's side, in the row whose middle
    /// is at `y` and of which `height` lies inside the rectangle.
    #[inline(always)]
    fn alpha(&self, x: f64, y: f64, height: f64) -> u8 {
        let above = self.straight.0 - y;
        let (corner, dy) =
            if above > 0.0 { (&self.upper, above) } else { (&self.lower, y - self.straight.1) };
        let dx = corner.r - x;
        // A row or a column through the very centre of a circle bends as well.
        if corner.r > 0.0 && dx >= 0.0 && dy >= 0.0 {
            corner.alpha(dx, dy)
        } else {
            (height * (x + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
        }
    }
}

/// Covers a shape that [`is_circular`].
pub(super) fn circular(shape: &RoundedRect, coverage: &mut Coverage) {
    let (rect, clip) = (shape.rect(), coverage.clip());
    let [tl, tr, br, bl] = shape.radii().map(|radius| radius.rx);
    let (left, right) = (Side::new(rect, tl, bl), Side::new(rect, tr, br));
    let same = tl == tr && bl == br;
    let first = rect.y0.floor().max(f64::from(clip.y0)) as i32;
    let last = rect.y1.ceil().min(f64::from(clip.y1)) as i32;
    let straight_start = left.straight.0.max(right.straight.0).ceil().max(f64::from(first)) as i32;
    let straight_end = left.straight.1.min(right.straight.1).floor().min(f64::from(last)) as i32;
    let insets = |y: f64| {
        let at_left = left.inset(y);
        (at_left, if same { at_left } else { right.inset(y) })
    };
    let mut y = first;
    let mut at_top = insets(f64::from(y).max(rect.y0));
    while y < last {
        if y == straight_start && y < straight_end {
            let rows = Rect { y0: f64::from(y), y1: f64::from(straight_end), ..rect };
            super::rect(rows, coverage);
            (y, at_top) = (straight_end, (0.0, 0.0));
            continue;
        }
        let ends = (f64::from(y).max(rect.y0), f64::from(y + 1).min(rect.y1));
        let at_bottom = insets(ends.1);
        let spans = (left.span(ends, (at_top.0, at_bottom.0)), right.span(ends, (at_top.1, at_bottom.1)));
        row(rect, y, ends.1 - ends.0, [(left, spans.0), (right, spans.1)], coverage);
        at_top = at_bottom;
        y += 1;
    }
}

/// Covers one row: the pixels of the left edge, the whole ones between, those of the right edge.
#[inline(always)]
fn row(
    rect: Rect,
    y: i32,
    height: f64,
    [(left, (left_outer, left_inner)), (right, (right_outer, right_inner))]: [(Side, (f64, f64)); 2],
    coverage: &mut Coverage,
) {
    let clip = coverage.clip();
    let bound = |x: i32| x.clamp(clip.x0, clip.x1);
    let (start, end) = (bound(floor(rect.x0 + left_outer)), bound(ceil(rect.x1 - right_outer)));
    let mut whole = bound(ceil(rect.x0 + left_inner))..bound(floor(rect.x1 - right_inner));
    if whole.start > whole.end {
        // The edges meet in one pixel, which belongs to the side that its middle is on.
        let meeting = floor(0.5 * (rect.x0 + left_inner + rect.x1 - right_inner) + 0.5).clamp(start, end);
        whole = meeting..meeting;
    }
    let middle = f64::from(y) + 0.5;
    let inside = |x: i32| f64::from(x) + 0.5 - rect.x0;
    let width = rect.width();
    let left = (start..whole.start).map(|x| left.alpha(inside(x), middle, height));
    let right = (whole.end..end).map(|x| right.alpha(width - inside(x), middle, height));
    if height == 1.0 {
        coverage.span(start, y, left, whole.len(), right);
    } else {
        let alpha = (height * 255.0 + 0.5) as u8;
        coverage.mask(start, y, left);
        coverage.mask(whole.start, y, whole.clone().map(|_| alpha));
        coverage.mask(whole.end, y, right);
    }
}
