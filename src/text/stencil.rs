//! What of each pixel glyphs cover, kept to be covered again.

use vello_common::kurbo::{Affine, PathEl, Point, Rect};

use crate::geometry::{PixelRect, ceil, floor};
use crate::raster::{Cap, Coverage, FillRule, Join, PathRaster, StrokeStyle, path_bounds};

/// Coverages of a rectangle of pixels, 0–255, row after row.
#[derive(Debug, Default)]
pub(super) struct Stencil {
    /// Where the pixels lie, from where the baseline begins.
    bounds: PixelRect,
    alphas: Box<[u8]>,
}

/// What draws glyphs' outlines; it keeps its memory from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub path: Vec<PathEl>,
    coverage: Coverage,
    paths: PathRaster,
}

impl Scratch {
    /// What the scratch's path covers at most, where its strokes become `bolder` by so many pixels.
    pub(super) fn bounds(&self, bolder: Option<f64>) -> PixelRect {
        let around = path_bounds(&self.path, Affine::IDENTITY);
        pixels(around.inflate(bolder.unwrap_or(0.0), bolder.unwrap_or(0.0)))
    }

    /// The stencil of the scratch's path inside `bounds`, where its strokes become `bolder` by so many pixels.
    pub(super) fn stencil(&mut self, bolder: Option<f64>, bounds: PixelRect) -> Stencil {
        let Self { path, coverage, paths } = self;
        if path.is_empty() || bounds.is_empty() {
            return Stencil::default();
        }
        // Coverage counts from 0.
        let (dx, dy) = (-f64::from(bounds.x0), -f64::from(bounds.y0));
        let moved = Affine::translate((dx, dy));
        path.iter_mut().for_each(|element| *element = moved * *element);
        let clip = bounds.shifted(-bounds.x0, -bounds.y0);
        let mut alphas = vec![0; bounds.width() * bounds.height()].into_boxed_slice();
        let mut take = |coverage: &Coverage| {
            for run in coverage.runs() {
                let PixelRect { x0, y0, x1, y1 } = run.bounds();
                for (x, y) in (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))) {
                    let alpha = &mut alphas[y as usize * bounds.width() + x as usize];
                    *alpha = union(*alpha, run.alpha(x, y));
                }
            }
        };
        coverage.start(clip, true);
        paths.fill(path, FillRule::NonZero, coverage);
        take(coverage);
        if let Some(width) = bolder {
            let style = StrokeStyle { width, cap: Cap::Round, join: Join::Round, ..StrokeStyle::default() };
            coverage.start(clip, true);
            paths.stroke(path, &style, coverage);
            take(coverage);
        }
        Stencil { bounds, alphas }
    }
}

impl Stencil {
    /// One that covers nothing yet of `bounds`.
    pub(super) fn empty(bounds: PixelRect) -> Self {
        Self { bounds, alphas: vec![0; bounds.width() * bounds.height()].into_boxed_slice() }
    }

    /// Covers also what another covers, moved by whole pixels, as far as it lies inside the bounds. Returns which
    /// pixels that may be.
    pub(super) fn unite(&mut self, other: &Self, x: i32, y: i32) -> PixelRect {
        let place = other.bounds.shifted(x, y);
        let seen = place.intersect(self.bounds);
        if seen.is_empty() {
            return PixelRect::EMPTY;
        }
        let width = self.bounds.width();
        let rows = other.alphas.chunks_exact(place.width()).skip((seen.y0 - place.y0) as usize);
        for (y, row) in (seen.y0..seen.y1).zip(rows) {
            let row = &row[(seen.x0 - place.x0) as usize..][..seen.width()];
            let start = (y - self.bounds.y0) as usize * width + (seen.x0 - self.bounds.x0) as usize;
            for (alpha, &other) in self.alphas[start..start + seen.width()].iter_mut().zip(row) {
                *alpha = union(*alpha, other);
            }
        }
        seen
    }

    /// Without what lies outside `bounds`, which lie inside its own.
    pub(super) fn cropped(&self, bounds: PixelRect) -> Self {
        let mut cropped = Self::empty(bounds);
        cropped.unite(self, 0, 0);
        cropped
    }

    /// Covers what it covers with its baseline's beginning at `x`, `y`.
    pub(super) fn cover(&self, x: i32, y: i32, coverage: &mut Coverage) {
        let place = self.bounds.shifted(x, y);
        if place.is_empty() || place.intersect(coverage.clip()).is_empty() {
            return;
        }
        for (y, row) in (place.y0..place.y1).zip(self.alphas.chunks_exact(place.width())) {
            // Between its letters and around them a line is mostly empty.
            let Some(first) = row.iter().position(|&alpha| alpha != 0) else { continue };
            let last = row.iter().rposition(|&alpha| alpha != 0).unwrap_or(first);
            coverage.mask(place.x0 + first as i32, y, row[first..=last].iter().copied());
        }
    }

    /// What it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.alphas.len()
    }
}

/// What two shapes cover of a pixel that know nothing of each other.
#[inline(always)]
fn union(a: u8, b: u8) -> u8 {
    let left = u16::from(255 - a) * u16::from(255 - b) + 127;
    255 - (left / 255) as u8
}

/// The pixels that a rectangle touches.
pub(super) fn pixels(rect: Rect) -> PixelRect {
    PixelRect { x0: floor(rect.x0), y0: floor(rect.y0), x1: ceil(rect.x1), y1: ceil(rect.y1) }
}

/// The whole pixel at or left of a place, and the quarter of it that the place is nearest to.
pub(super) fn quarters(place: f64) -> (i32, u8) {
    let quarters = (place * 4.0).round().clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
    (quarters.div_euclid(4), quarters.rem_euclid(4) as u8)
}

/// The place that a glyph's outline begins at for such quarters.
pub(super) fn quarter_point(x: u8, y: u8) -> Point {
    Point::new(f64::from(x) / 4.0, f64::from(y) / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_union_of_coverages_is_neither_more_nor_less() {
        for a in 0..=255 {
            assert_eq!(union(a, 0), a);
            assert_eq!(union(0, a), a);
            assert_eq!(union(a, 255), 255);
            for b in 0..=255 {
                let exact = 1.0 - (1.0 - f64::from(a) / 255.0) * (1.0 - f64::from(b) / 255.0);
                assert!((f64::from(union(a, b)) - exact * 255.0).abs() <= 0.5001, "{a} {b}");
            }
        }
    }

    #[test]
    fn places_are_kept_to_an_eighth_of_a_pixel() {
        for place in [-3.0, -2.9, -0.13, -0.12, 0.0, 0.12, 0.13, 0.9, 7.62, 1e12] {
            let (pixel, quarter) = quarters(place);
            if place < 1e6 {
                assert!((f64::from(pixel) + quarter_point(quarter, 0).x - place).abs() <= 0.125, "{place}");
            }
        }
    }
}
