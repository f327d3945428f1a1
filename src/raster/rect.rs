//! Coverage of rectangles: pixel-exact on whole numbers, exact area otherwise.

use vello_common::kurbo::Rect;

use super::coverage::Coverage;
use crate::geometry::PixelRect;

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
        let (start, end) = (low.floor() as i32, high.ceil() as i32);
        let inner_start = low.ceil() as i32;
        let inner_end = (high.floor() as i32).max(inner_start);
        Some(Self { start, inner_start, inner_end, end, low, high })
    }

    /// The part of pixel `index` inside the span, 0–1.
    fn weight(&self, index: i32) -> f64 {
        (self.high.min(f64::from(index + 1)) - self.low.max(f64::from(index))).max(0.0)
    }
}

/// Covers a rectangle by the exact area of each pixel inside it. A rectangle turned inside out covers nothing.
pub fn rect(rect: Rect, coverage: &mut Coverage) {
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
