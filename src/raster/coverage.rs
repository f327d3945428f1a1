//! Which pixels a shape covers, and how much of each.

use std::iter::repeat_n;

use super::run::Run;
use crate::geometry::PixelRect;
use crate::pixel::kernel::EDGE;

/// Runs of covered pixels, in the order in which they are to be painted.
///
/// A run is a block that is covered whole, or one row with a coverage (0–255) of its own for each pixel, or for
/// each outside a whole middle.
/// The shapes write it, the canvas reads it, and neither knows the other. It is filled again for
/// each shape and keeps its memory, so drawing allocates nothing once it has grown.
///
/// # Guarantees
///
/// Every run lies inside the clip that [`Coverage::start`] was given, and none is empty.
#[derive(Debug, Default)]
pub struct Coverage {
    runs: Vec<Packed>,
    alphas: Vec<u8>,
    clip: PixelRect,
    hard: bool,
}

#[derive(Debug, Clone, Copy)]
struct Packed {
    x: u16,
    y: u16,
    width: u16,
    /// Rows of a solid block; 0 for a row.
    height: u16,
    /// Pixels at either end of a row that have an alpha each.
    left: u16,
    right: u16,
    /// Where their alphas begin.
    alphas: u32,
}

impl Coverage {
    /// Forgets the last shape. Runs are cut to `clip`; without `antialias` a pixel is covered whole when at
    /// least half of it is, and not at all otherwise.
    pub fn start(&mut self, clip: PixelRect, antialias: bool) {
        self.runs.clear();
        self.alphas.clear();
        self.clip = clip;
        self.hard = !antialias;
    }

    /// What the runs are cut to.
    pub fn clip(&self) -> PixelRect {
        self.clip
    }

    /// Covers the part of `rect` inside the clip whole.
    #[inline]
    pub fn solid(&mut self, rect: PixelRect) {
        let rect = rect.intersect(self.clip);
        if rect.is_empty() {
            return;
        }
        self.runs.push(Packed {
            x: rect.x0 as u16,
            y: rect.y0 as u16,
            width: (rect.x1 - rect.x0) as u16,
            height: (rect.y1 - rect.y0) as u16,
            left: 0,
            right: 0,
            alphas: 0,
        });
    }

    /// Covers the part of one row inside the clip whole. Where it continues the block above, it becomes part of it.
    #[inline]
    pub(super) fn solid_below(&mut self, row: PixelRect) {
        let row = row.intersect(self.clip);
        match self.runs.last_mut() {
            Some(last)
                if last.height > 0
                    && (i32::from(last.x), usize::from(last.width)) == (row.x0, row.width())
                    && i32::from(last.y) + i32::from(last.height) == row.y0 =>
            {
                last.height += 1;
            }
            _ => self.solid(row),
        }
    }

    /// Covers pixels of row `y` from column `x` on, as `alphas` says for each; what is outside the clip is dropped.
    #[inline]
    pub fn mask(&mut self, x: i32, y: i32, alphas: impl ExactSizeIterator<Item = u8>) {
        if y < self.clip.y0 || y >= self.clip.y1 {
            return;
        }
        let end = x.saturating_add(alphas.len() as i32);
        let (x0, x1) = (x.max(self.clip.x0), end.min(self.clip.x1));
        if x0 >= x1 {
            return;
        }
        let start = self.alphas.len();
        self.keep(alphas.skip((x0 - x) as usize).take((x1 - x0) as usize));
        let width = (x1 - x0) as u16;
        self.runs.push(Packed {
            x: x0 as u16,
            y: y as u16,
            width,
            height: 0,
            left: width,
            right: 0,
            alphas: start as u32,
        });
    }

    /// Covers `left.len() + whole + right.len()` pixels of row `y` from column `x` on, the `whole` ones between
    /// the two edges entirely. All of them lie inside the clip.
    #[inline]
    pub(super) fn span(
        &mut self,
        x: i32,
        y: i32,
        left: impl ExactSizeIterator<Item = u8>,
        whole: usize,
        right: impl ExactSizeIterator<Item = u8>,
    ) {
        let width = left.len() + whole + right.len();
        debug_assert!(self.clip.contains(PixelRect { x0: x, y0: y, x1: x + width as i32, y1: y + 1 }));
        if width == 0 {
            return;
        }
        // Edges are painted several pixels at a time: whole pixels fill them up to that many.
        let [mut padded_left, mut padded_right] =
            [left.len(), right.len()].map(|length| length.next_multiple_of(EDGE));
        if padded_left + padded_right > width {
            [padded_left, padded_right] = [left.len(), right.len()];
        }
        let start = self.alphas.len();
        let (more_left, more_right) = (padded_left - left.len(), padded_right - right.len());
        self.keep(left);
        self.alphas.extend(repeat_n(255, more_left + more_right));
        self.keep(right);
        self.runs.push(Packed {
            x: x as u16,
            y: y as u16,
            width: width as u16,
            height: 0,
            left: padded_left as u16,
            right: padded_right as u16,
            alphas: start as u32,
        });
    }

    /// Covers what `other` covers, moved right by `x` and down by `y` pixels, which lies inside the clip whole.
    pub(super) fn stamp(&mut self, other: &Self, x: i32, y: i32) {
        let start = self.alphas.len() as u32;
        self.keep(other.alphas.iter().copied());
        self.runs.extend(other.runs.iter().map(|run| Packed {
            x: (i32::from(run.x) + x) as u16,
            y: (i32::from(run.y) + y) as u16,
            alphas: run.alphas + start,
            ..*run
        }));
        debug_assert!(self.clip.contains(self.bounds()));
    }

    #[inline]
    fn keep(&mut self, alphas: impl Iterator<Item = u8>) {
        if self.hard {
            self.alphas.extend(alphas.map(|alpha| if alpha >= 128 { 255 } else { 0 }));
        } else {
            self.alphas.extend(alphas);
        }
    }

    /// The runs in painting order.
    #[inline]
    pub fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.runs.iter().map(|run| {
            let (x, y, width) = (i32::from(run.x), i32::from(run.y), i32::from(run.width));
            if run.height > 0 {
                return Run::Solid(PixelRect { x0: x, y0: y, x1: x + width, y1: y + i32::from(run.height) });
            }
            let (length, right) = (usize::from(run.left), usize::from(run.right));
            let alphas = &self.alphas[run.alphas as usize..run.alphas as usize + length + right];
            if run.left == run.width {
                return Run::Mask { x, y, alphas };
            }
            let (left, right) = alphas.split_at(length);
            let whole = usize::from(run.width) - alphas.len();
            Run::Span { x, y, left, whole, right }
        })
    }

    /// Rectangles of pixels that are covered whole, and parts of rows with the place of their alphas.
    pub(super) fn parts(&self) -> impl Iterator<Item = (PixelRect, Option<u32>)> {
        let parts = self.runs.iter().flat_map(|run| {
            let [left, right] = [run.left, run.right].map(i32::from);
            let (x0, y0) = (i32::from(run.x), i32::from(run.y));
            let (x1, y1) = (x0 + i32::from(run.width), y0 + i32::from(run.height.max(1)));
            let part = |x0: i32, x1: i32| PixelRect { x0, y0, x1, y1 };
            [
                (part(x0, x0 + left), Some(run.alphas)),
                (part(x0 + left, x1 - right), None),
                (part(x1 - right, x1), Some(run.alphas + left as u32)),
            ]
        });
        parts.filter(|(rect, _)| !rect.is_empty())
    }

    /// The alphas from `start` on.
    pub(super) fn alphas(&self, start: u32) -> &[u8] {
        &self.alphas[start as usize..]
    }

    /// Whether a pixel is covered whole or not at all.
    pub(super) fn is_hard(&self) -> bool {
        self.hard
    }

    /// Says whether a pixel that is added from here on is covered whole or not at all.
    pub(super) fn harden(&mut self, hard: bool) {
        self.hard = hard;
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The smallest rectangle around all runs.
    pub fn bounds(&self) -> PixelRect {
        self.runs().fold(PixelRect::EMPTY, |bounds, run| bounds.union(run.bounds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIP: PixelRect = PixelRect { x0: 2, y0: 2, x1: 6, y1: 5 };

    #[test]
    fn runs_are_cut_to_the_clip() {
        let mut coverage = Coverage::default();
        coverage.start(CLIP, true);
        coverage.solid(PixelRect { x0: -100, y0: 3, x1: 4, y1: 100 });
        coverage.solid(PixelRect { x0: 6, y0: 0, x1: 9, y1: 9 });
        coverage.mask(0, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9].into_iter());
        coverage.mask(0, 5, [9; 9].into_iter());
        coverage.mask(i32::MAX - 1, 4, [9; 9].into_iter());
        let runs: Vec<_> = coverage.runs().collect();
        assert_eq!(
            runs,
            [
                Run::Solid(PixelRect { x0: 2, y0: 3, x1: 4, y1: 5 }),
                Run::Mask { x: 2, y: 4, alphas: &[3, 4, 5, 6] }
            ]
        );
        assert_eq!(coverage.bounds(), PixelRect { x0: 2, y0: 3, x1: 6, y1: 5 });
    }

    #[test]
    fn without_antialiasing_half_a_pixel_decides() {
        let mut coverage = Coverage::default();
        coverage.start(CLIP, false);
        coverage.mask(2, 2, [0, 127, 128, 255].into_iter());
        assert_eq!(coverage.runs().next(), Some(Run::Mask { x: 2, y: 2, alphas: &[0, 0, 255, 255] }));
    }
}
