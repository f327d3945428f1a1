//! Coverage of shapes with more edges than pixels: signed areas, added up in a cell for each pixel.
//!
//! The tiles of `vello_common` are sorted, which is best while most of them are empty. A shape whose edges touch
//! every tile is drawn here at a quarter of the cost. Both add up the same areas and differ by rounding only.
//! The method is that of font-rs: a pixel's coverage is the sum of all cells of its row up to it.

use vello_common::flatten::Line;

use super::coverage::Coverage;
use super::path::FillRule;
use crate::geometry::PixelRect;

/// Sums of signed areas.
#[derive(Debug, Default)]
pub(super) struct Dense {
    /// Zero but for the shape at work; two more a row than it has pixels, for what leaves it on the right.
    cells: Vec<f32>,
    /// The first and the last cell of each row that is not zero.
    spans: Vec<(u32, u32)>,
    stride: usize,
    alphas: Vec<u8>,
}

impl Dense {
    /// Takes edges for `width` by `height` pixels.
    pub(super) fn start(&mut self, width: usize, height: usize) {
        self.stride = width + 2;
        if self.cells.len() < self.stride * height {
            self.cells.resize(self.stride * height, 0.0);
        }
        self.spans.clear();
        self.spans.resize(height, (u32::MAX, 0));
    }

    /// Adds the edges, which lie inside.
    pub(super) fn add(&mut self, lines: &[Line]) {
        for line in lines {
            let (top, bottom, sign) = match line.p0.y < line.p1.y {
                true => (line.p0, line.p1, 1.0),
                false => (line.p1, line.p0, -1.0),
            };
            if top.y == bottom.y {
                continue;
            }
            let slope = (bottom.x - top.x) / (bottom.y - top.y);
            let (low, high) = (top.x.min(bottom.x), top.x.max(bottom.x));
            let rows = top.y as usize..ceil(bottom.y).min(self.spans.len());
            let mut from = top.x;
            for row in rows {
                let end = ((row + 1) as f32).min(bottom.y);
                let height = end - (row as f32).max(top.y);
                let to = (top.x + (end - top.y) * slope).clamp(low, high);
                self.piece(row, from, to, height * sign);
                from = to;
            }
        }
    }

    /// Adds a piece of an edge within one row. `height` carries the direction's sign.
    #[inline]
    fn piece(&mut self, row: usize, from: f32, to: f32, height: f32) {
        let (left, right) = if from < to { (from, to) } else { (to, from) };
        let first = left as i32 as usize;
        let last = ceil(right);
        let span = &mut self.spans[row];
        *span = (span.0.min(first as u32), span.1.max(last.max(first + 1) as u32));
        let cells = &mut self.cells[row * self.stride..(row + 1) * self.stride];
        let into = left - first as f32;
        if last <= first + 1 {
            let beyond = height * ((left + right) * 0.5 - first as f32);
            cells[first] += height - beyond;
            cells[first + 1] += beyond;
            return;
        }
        // The share of the height that falls to each column, and the triangles at both ends.
        let step = 1.0 / (right - left);
        let start = 0.5 * step * (1.0 - into) * (1.0 - into);
        let out = right - (last - 1) as f32;
        let end = 0.5 * step * out * out;
        cells[first] += height * start;
        if last == first + 2 {
            cells[first + 1] += height * (1.0 - start - end);
        } else {
            let second = step * (1.5 - into);
            cells[first + 1] += height * (second - start);
            let each = height * step;
            cells[first + 2..last - 1].iter_mut().for_each(|cell| *cell += each);
            cells[last - 1] += height * (1.0 - (second + (last - first - 3) as f32 * step) - end);
        }
        cells[last] += height * end;
    }

    /// Covers the shape, with its origin at that of `clip`, and forgets it.
    pub(super) fn cover(&mut self, clip: PixelRect, rule: FillRule, coverage: &mut Coverage) {
        let alpha: fn(f32) -> u8 = match rule {
            FillRule::NonZero => |sum| (sum.abs() * 255.0 + 0.5) as u8,
            FillRule::EvenOdd => |sum| {
                let sum = sum.abs();
                let even = (sum * 0.5 + 0.5) as i32 as f32 * 2.0;
                ((sum - even).abs() * 255.0 + 0.5) as u8
            },
        };
        for (row, &(first, last)) in self.spans.iter().enumerate() {
            if first > last {
                continue;
            }
            let cells = &mut self.cells[row * self.stride..][first as usize..=last as usize];
            let mut sum = 0.0;
            self.alphas.clear();
            self.alphas.extend(cells.iter_mut().map(|cell| {
                sum += std::mem::take(cell);
                alpha(sum)
            }));
            let y = clip.y0 + row as i32;
            coverage.mask(clip.x0 + first as i32, y, self.alphas.iter().copied());
            let rest = PixelRect { x0: clip.x0 + last as i32 + 1, y0: y, x1: clip.x1, y1: y + 1 };
            match alpha(sum) {
                0 => {}
                255 => coverage.solid(rest),
                alpha => coverage.mask(rest.x0, y, std::iter::repeat_n(alpha, rest.width())),
            }
        }
    }
}

/// Rounds a number that is not negative up; `f32::ceil` is a function call on a baseline x86-64.
#[inline(always)]
fn ceil(value: f32) -> usize {
    let whole = value as i32;
    (whole + i32::from(whole as f32 != value)) as usize
}

#[cfg(test)]
impl Dense {
    pub(super) fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<f32>() + self.spans.capacity() * 8 + self.alphas.capacity()
    }
}
