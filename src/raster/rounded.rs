//! Coverage of rectangles with elliptical corners; circles and ellipses are nothing but corners.
//!
//! A pixel's coverage is the mean over four lines through it, along each of which the covered length is exact.
//! The lines run across the edge: in rows where an edge is steep they are horizontal, where it is flat they are
//! vertical. Small radii bend more inside one pixel and get more lines. The error stays
//! below 3/255 against the exact area, at two square roots a pixel.

use std::ops::Range;

use vello_common::kurbo::{Point, Rect};

use super::circular::{circular, is_circular};
use super::coverage::Coverage;
use super::rect::{edge, rect};
use crate::geometry::PixelRect;

/// The horizontal and vertical radius of one corner, in pixels, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Radius {
    /// Along the horizontal edge.
    pub rx: f64,
    /// Along the vertical edge.
    pub ry: f64,
}

impl Radius {
    /// The radius of a circular corner.
    pub const fn circular(r: f64) -> Self {
        Self { rx: r, ry: r }
    }

    /// How far the edge has come in at `depth`, the distance from the corner's centre along the other axis.
    #[inline(always)]
    fn inset(depth: f64, along: f64, across: f64) -> f64 {
        let ratio = depth / across;
        along - along * (1.0 - ratio * ratio).max(0.0).sqrt()
    }

    /// The columns that the edge has come in by, `depth` pixels above or below the corner's centre.
    #[inline(always)]
    fn inset_x(self, depth: f64) -> f64 {
        if depth > 0.0 { Self::inset(depth, self.rx, self.ry) } else { 0.0 }
    }

    /// The rows that the edge has come in by, `depth` pixels left or right of the corner's centre.
    #[inline(always)]
    fn inset_y(self, depth: f64) -> f64 {
        if depth > 0.0 { Self::inset(depth, self.ry, self.rx) } else { 0.0 }
    }

    /// Whether the edge is nearer to horizontal than to vertical, `depth` pixels above or below the centre.
    fn is_flat(self, depth: f64) -> bool {
        let Self { rx, ry } = self;
        depth > 0.0 && depth * depth * (rx * rx + ry * ry) > ry * ry * ry * ry
    }
}

/// A rectangle with a radius at each corner.
///
/// # Guarantees
///
/// The radii of each edge's two corners fit on it; a corner with one radius zero has both zero.
#[derive(Debug, Clone, Copy)]
pub struct RoundedRect {
    rect: Rect,
    top_left: Radius,
    top_right: Radius,
    bottom_right: Radius,
    bottom_left: Radius,
}

impl RoundedRect {
    /// Corners in CSS's order: top left, top right, bottom right, bottom left. Radii too large for their
    /// edges are all scaled down by one factor, as CSS Backgrounds 3 §5.5 has it.
    pub fn new(rect: Rect, radii: [Radius; 4]) -> Self {
        let fits = |edge: f64, a: f64, b: f64| if a + b > edge { edge / (a + b) } else { 1.0 };
        let [tl, tr, br, bl] = radii;
        let (width, height) = (rect.width().max(0.0), rect.height().max(0.0));
        let scale = fits(width, tl.rx, tr.rx)
            .min(fits(width, bl.rx, br.rx))
            .min(fits(height, tl.ry, bl.ry))
            .min(fits(height, tr.ry, br.ry));
        let fit = |radius: Radius| {
            let scaled = Radius { rx: radius.rx * scale, ry: radius.ry * scale };
            if scaled.rx > 0.0 && scaled.ry > 0.0 { scaled } else { Radius::default() }
        };
        Self { rect, top_left: fit(tl), top_right: fit(tr), bottom_right: fit(br), bottom_left: fit(bl) }
    }

    /// The ellipse around `center`.
    pub fn ellipse(center: Point, radius: Radius) -> Self {
        let rect =
            Rect::new(center.x - radius.rx, center.y - radius.ry, center.x + radius.rx, center.y + radius.ry);
        Self { rect, top_left: radius, top_right: radius, bottom_right: radius, bottom_left: radius }
    }

    /// The same with its sides and its radii, which fit, elsewhere.
    pub(super) fn moved(
        &self,
        rect: Rect,
        [top_left, top_right, bottom_right, bottom_left]: [Radius; 4],
    ) -> Self {
        Self { rect, top_left, top_right, bottom_right, bottom_left }
    }

    /// Whether all corners are square.
    pub fn is_square(&self) -> bool {
        [self.top_left, self.top_right, self.bottom_right, self.bottom_left]
            .iter()
            .all(|radius| radius.rx == 0.0)
    }

    /// Corner radii in CSS's order, after fitting.
    pub fn radii(&self) -> [Radius; 4] {
        [self.top_left, self.top_right, self.bottom_right, self.bottom_left]
    }

    /// The rectangle around it.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// The columns between the left and the right edge on the line at height `y`.
    #[inline(always)]
    fn across(&self, y: f64) -> (f64, f64) {
        let up = |radius: Radius| self.rect.y0 + radius.ry - y;
        let down = |radius: Radius| y - (self.rect.y1 - radius.ry);
        let left =
            self.top_left.inset_x(up(self.top_left)).max(self.bottom_left.inset_x(down(self.bottom_left)));
        let right = self
            .top_right
            .inset_x(up(self.top_right))
            .max(self.bottom_right.inset_x(down(self.bottom_right)));
        (self.rect.x0 + left, self.rect.x1 - right)
    }

    /// The rows between the top and the bottom edge on the line at column `x`.
    #[inline(always)]
    fn down(&self, x: f64) -> (f64, f64) {
        let left = |radius: Radius| self.rect.x0 + radius.rx - x;
        let right = |radius: Radius| x - (self.rect.x1 - radius.rx);
        let top =
            self.top_left.inset_y(left(self.top_left)).max(self.top_right.inset_y(right(self.top_right)));
        let bottom = self
            .bottom_left
            .inset_y(left(self.bottom_left))
            .max(self.bottom_right.inset_y(right(self.bottom_right)));
        (self.rect.y0 + top, self.rect.y1 - bottom)
    }

    /// Whether the left and the right edge run flat somewhere between `y0` and `y1`.
    fn flat_sides(&self, y0: f64, y1: f64) -> (bool, bool) {
        let up = |radius: Radius| radius.is_flat(self.rect.y0 + radius.ry - y0);
        let down = |radius: Radius| radius.is_flat(y1 - (self.rect.y1 - radius.ry));
        (up(self.top_left) || down(self.bottom_left), up(self.top_right) || down(self.bottom_right))
    }

    /// The heights that lie below both upper and above both lower corners, where only straight edges are.
    fn straight_rows(&self) -> (f64, f64) {
        let top = self.rect.y0 + self.top_left.ry.max(self.top_right.ry);
        let bottom = self.rect.y1 - self.bottom_left.ry.max(self.bottom_right.ry);
        (top, bottom)
    }
}

/// Covers a rounded rectangle.
pub fn rounded(shape: &RoundedRect, coverage: &mut Coverage) {
    if shape.is_square() {
        return rect(shape.rect, coverage);
    }
    if is_circular(shape) {
        return circular(shape, coverage);
    }
    let clip = coverage.clip();
    let visible = |low: f64, high: f64| {
        let start = low.floor().max(f64::from(clip.y0)) as i32;
        start..(high.ceil().min(f64::from(clip.y1)) as i32).max(start)
    };
    let all = visible(shape.rect.y0, shape.rect.y1);
    let (top, bottom) = shape.straight_rows();
    let straight = visible(top.ceil(), bottom.floor());
    let smallest = shape.radii().iter().map(|radius| radius.rx.min(radius.ry)).fold(f64::INFINITY, f64::min);
    let row = if smallest >= 12.0 { row::<4> } else { row::<16> };
    for y in all.start..straight.start.min(all.end) {
        row(shape, y, coverage);
    }
    if !straight.is_empty() {
        let (y0, y1) = (f64::from(straight.start), f64::from(straight.end));
        rect(Rect { y0, y1, ..shape.rect }, coverage);
    }
    for y in straight.end.max(all.start)..all.end {
        row(shape, y, coverage);
    }
}

/// The middles of `LINES` equal parts of `low..high`.
#[inline(always)]
fn lines<const LINES: usize>(low: f64, high: f64) -> [f64; LINES] {
    let step = (high - low) / LINES as f64;
    std::array::from_fn(|index| low + (index as f64 + 0.5) * step)
}

/// Covers what a row of pixels shows of the corners, and the whole run between them.
fn row<const LINES: usize>(shape: &RoundedRect, y: i32, coverage: &mut Coverage) {
    let RoundedRect { rect, .. } = *shape;
    let (y0, y1) = (f64::from(y).max(rect.y0), f64::from(y + 1).min(rect.y1));
    if y0 >= y1 {
        return;
    }
    let across = lines::<LINES>(y0, y1).map(|y| shape.across(y));
    let along_rows = |x: i32| {
        let (start, end) = (f64::from(x), f64::from(x + 1));
        let covered: f64 =
            across.iter().map(|&(left, right)| (right.min(end) - left.max(start)).clamp(0.0, 1.0)).sum();
        (covered * (y1 - y0) * (255.0 / LINES as f64) + 0.5) as u8
    };
    let along_columns = |x: i32| {
        let (x0, x1) = (f64::from(x).max(rect.x0), f64::from(x + 1).min(rect.x1));
        if x0 >= x1 {
            return 0;
        }
        let covered: f64 = lines::<LINES>(x0, x1)
            .iter()
            .map(|&x| {
                let (top, bottom) = shape.down(x);
                (bottom.min(y1) - top.max(y0)).clamp(0.0, 1.0)
            })
            .sum();
        (covered * (x1 - x0) * (255.0 / LINES as f64) + 0.5) as u8
    };
    let (left, right) = edges(shape, y0, y1, coverage.clip());
    let (flat_left, flat_right) = shape.flat_sides(y0, y1);
    let whole = left.end..right.start.max(left.end);
    if flat_left {
        edge(left, y, along_columns, coverage);
    } else {
        edge(left, y, along_rows, coverage);
    }
    if y1 - y0 == 1.0 {
        coverage.solid(PixelRect { x0: whole.start, y0: y, x1: whole.end, y1: y + 1 });
    } else {
        edge(whole.clone(), y, |_| ((y1 - y0) * 255.0 + 0.5) as u8, coverage);
    }
    let right = whole.end..right.end;
    if flat_right { edge(right, y, along_columns, coverage) } else { edge(right, y, along_rows, coverage) }
}

/// The columns that the left edge and those that the right edge crosses between the heights `y0` and `y1`.
///
/// Each edge is monotonous above and below the straight rows, so its extremes are at the ends of the row or,
/// where a row holds both an upper and a lower corner, where they meet.
fn edges(shape: &RoundedRect, y0: f64, y1: f64, clip: PixelRect) -> (Range<i32>, Range<i32>) {
    let (top, bottom) = shape.straight_rows();
    let ends = [y0, y1, top.clamp(y0, y1), bottom.clamp(y0, y1)].map(|y| shape.across(y));
    let bound = |x: f64| x.clamp(f64::from(clip.x0 - 1), f64::from(clip.x1 + 1));
    let fold = |value: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64| {
        bound(ends.iter().map(value).reduce(pick).unwrap_or(0.0))
    };
    let left_start = fold(|ends| ends.0, f64::min).floor() as i32;
    let left_end = fold(|ends| ends.0, f64::max).ceil() as i32;
    let right_start = fold(|ends| ends.1, f64::min).floor() as i32;
    let right_end = fold(|ends| ends.1, f64::max).ceil() as i32;
    if left_end <= right_start {
        (left_start..left_end, right_start..right_end)
    } else {
        // Both edges cross one pixel: all of it is one run, which either method measures whole.
        (left_start..right_end.max(left_end), right_end..right_end)
    }
}
