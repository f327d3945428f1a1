//! Coverage of rectangles: pixel-exact on whole numbers, exact area otherwise.

use vello_common::kurbo::Rect;

use super::coverage::Coverage;
use crate::geometry::{PixelRect, ceil, floor};

/// How a span on one axis falls onto whole pixels, after clipping.
struct Axis {
    /// First pixel touched.
    start: i32,
    /// First pixel covered whole.
    inner_start: i32,
    /// First pixel behind those covered whole.
    inner_end: i32,
    /// First pixel behind those touched.
    end: i32,
    low: f64,
    high: f64,
}

impl Axis {
    /// The span from `low` to `high`, looked at between the pixels `clip_start` and `clip_end`; `None` where none is touched.
    ///
    /// Clamping to one pixel outside the clip first keeps any finite number within an `i32` and changes nothing visible.
    fn new(low: f64, high: f64, clip_start: i32, clip_end: i32) -> Option<Self> {
        let low = low.max(f64::from(clip_start - 1));
        let high = high.min(f64::from(clip_end + 1));
        if low >= high || low.is_nan() || high.is_nan() {
            return None;
        }
        let (start, end) = (floor(low), ceil(high));
        let inner_start = ceil(low);
        let inner_end = floor(high).max(inner_start);
        Some(Self { start, inner_start, inner_end, end, low, high })
    }

    /// The part of pixel `index` inside the span, 0–1.
    fn weight(&self, index: i32) -> f64 {
        (self.high.min(f64::from(index + 1)) - self.low.max(f64::from(index))).max(0.0)
    }
}

/// Covers a rectangle by the exact area of each pixel inside it. A rectangle turned inside out covers nothing.
pub fn rect(rect: Rect, coverage: &mut Coverage) {
    let whole = PixelRect { x0: rect.x0 as i32, y0: rect.y0 as i32, x1: rect.x1 as i32, y1: rect.y1 as i32 };
    if whole_rect(whole) == rect {
        return coverage.solid(whole);
    }
    let clip = coverage.clip();
    let Some(across) = Axis::new(rect.x0, rect.x1, clip.x0, clip.x1) else { return };
    let Some(down) = Axis::new(rect.y0, rect.y1, clip.y0, clip.y1) else { return };
    coverage.solid(PixelRect {
        x0: across.inner_start,
        y0: down.inner_start,
        x1: across.inner_end,
        y1: down.inner_end,
    });
    if down.inner_start == down.start
        && down.inner_end == down.end
        && across.inner_start == across.start
        && across.inner_end == across.end
    {
        return;
    }
    for y in down.start.max(clip.y0)..down.end.min(clip.y1) {
        let weight = down.weight(y) * 255.0;
        let alpha = |x: i32| (weight * across.weight(x) + 0.5) as u8;
        if (down.inner_start..down.inner_end).contains(&y) {
            edge(across.start..across.inner_start, y, alpha, coverage);
            edge(across.inner_end..across.end, y, alpha, coverage);
        } else {
            edge(across.start..across.end, y, alpha, coverage);
        }
    }
}

/// Covers what is inside `outer` and not inside `inner`, which lies within it, by exact areas. An `inner` turned
/// inside out leaves no hole.
pub(super) fn frame(outer: Rect, inner: Rect, coverage: &mut Coverage) {
    let clip = coverage.clip();
    let hole =
        Axis::new(inner.x0, inner.x1, clip.x0, clip.x1).zip(Axis::new(inner.y0, inner.y1, clip.y0, clip.y1));
    let Some((hole_across, hole_down)) = hole else { return rect(outer, coverage) };
    let Some(across) = Axis::new(outer.x0, outer.x1, clip.x0, clip.x1) else { return };
    let Some(down) = Axis::new(outer.y0, outer.y1, clip.y0, clip.y1) else { return };
    // The rows that the hole touches; the rest are whole rectangles.
    let (y0, y1) = (f64::from(hole_down.start), f64::from(hole_down.end));
    rect(Rect { y1: outer.y1.min(y0), ..outer }, coverage);
    for y in hole_down.start.max(clip.y0)..hole_down.end.min(clip.y1) {
        let (weight, hole) = (down.weight(y), hole_down.weight(y));
        let alpha = |x: i32| {
            let area = weight * across.weight(x) - hole * hole_across.weight(x);
            (area * 255.0 + 0.5) as u8
        };
        if hole == 1.0 {
            edge(across.start..hole_across.inner_start, y, alpha, coverage);
            let rest = hole_across.inner_end.max(hole_across.inner_start);
            edge(rest..across.end, y, alpha, coverage);
        } else {
            edge(across.start..across.end, y, alpha, coverage);
        }
    }
    rect(Rect { y0: outer.y0.max(y1), ..outer }, coverage);
}

fn whole_rect(PixelRect { x0, y0, x1, y1 }: PixelRect) -> Rect {
    Rect { x0: x0.into(), y0: y0.into(), x1: x1.into(), y1: y1.into() }
}

/// Adds the pixels of row `y` in `columns` that the clip shows.
#[inline]
pub(super) fn edge(
    columns: std::ops::Range<i32>,
    y: i32,
    alpha: impl Fn(i32) -> u8,
    coverage: &mut Coverage,
) {
    let clip = coverage.clip();
    let (start, end) = (columns.start.max(clip.x0), columns.end.min(clip.x1));
    if start < end {
        coverage.mask(start, y, (start..end).map(alpha));
    }
}
