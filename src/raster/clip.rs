//! Clips whose edges run through pixels.

use vello_common::kurbo::Rect;

use super::coverage::Coverage;
use super::mask::Mask;
use super::run::Run;
use crate::geometry::PixelRect;

/// Cuts the coverage of a shape to a clip. Clips within clips are cut to one after another.
#[derive(Debug, Default)]
pub struct Cutter {
    cut: Coverage,
    clip: Coverage,
    mask: Mask,
}

impl Cutter {
    /// Weakens the covered pixels that an edge of `clip` runs through, and uncovers those outside.
    pub fn cut(&mut self, clip: Rect, coverage: &mut Coverage) {
        self.cut.start(coverage.clip(), true);
        let inner = PixelRect {
            x0: clip.x0.ceil() as i32,
            y0: clip.y0.ceil() as i32,
            x1: clip.x1.floor() as i32,
            y1: clip.y1.floor() as i32,
        };
        let weight = |low: f64, high: f64, index: i32| {
            (high.min(f64::from(index + 1)) - low.max(f64::from(index))).max(0.0)
        };
        for run in coverage.runs() {
            let bounds = run.bounds();
            let solid = matches!(run, Run::Solid(_));
            let whole = if solid { bounds.intersect(inner) } else { PixelRect::EMPTY };
            self.cut.solid(whole);
            for y in bounds.y0..bounds.y1 {
                let row = weight(clip.y0, clip.y1, y);
                let alpha =
                    |x: i32| (f64::from(run.alpha(x, y)) * row * weight(clip.x0, clip.x1, x)).round() as u8;
                // What `whole` has covered already stands between two margins.
                let (left, right) = if !whole.is_empty() && (whole.y0..whole.y1).contains(&y) {
                    (whole.x0, whole.x1)
                } else {
                    (bounds.x1, bounds.x1)
                };
                self.cut.mask(bounds.x0, y, (bounds.x0..left).map(alpha));
                self.cut.mask(right, y, (right..bounds.x1).map(alpha));
            }
        }
        self.finish(coverage);
    }

    /// Cuts to a clip of any shape, which `cover` covers. It is asked for what lies within the bounds of
    /// `coverage` only, which decide what the clip costs.
    pub fn cut_to(&mut self, coverage: &mut Coverage, cover: impl FnOnce(&mut Coverage)) {
        if coverage.is_empty() {
            return;
        }
        let mut clip = std::mem::take(&mut self.clip);
        clip.start(coverage.bounds(), !coverage.is_hard());
        cover(&mut clip);
        self.cut_both(&clip, coverage);
        self.clip = clip;
    }

    /// Leaves of each pixel's coverage the part that `clip`, the coverage of one shape, has of the same pixel:
    /// their product, rounded.
    pub fn cut_both(&mut self, clip: &Coverage, coverage: &mut Coverage) {
        self.cut.start(coverage.clip(), true);
        self.mask.read(clip);
        for run in coverage.runs() {
            let PixelRect { y0, y1, .. } = run.bounds();
            for y in y0..y1 {
                for (x, piece) in run.pieces() {
                    self.mask.cut(clip, (x, y), piece, &mut self.cut);
                }
            }
        }
        self.finish(coverage);
    }

    /// Hands over what has been cut.
    fn finish(&mut self, coverage: &mut Coverage) {
        self.cut.harden(coverage.is_hard());
        std::mem::swap(&mut self.cut, coverage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::rect;

    const CANVAS: PixelRect = PixelRect { x0: 0, y0: 0, x1: 12, y1: 10 };

    fn alphas(coverage: &Coverage) -> Vec<u8> {
        let mut picture = vec![0; 120];
        let mut put = |x: i32, y: i32, alpha: u8| {
            let pixel = &mut picture[(y * 12 + x) as usize];
            assert_eq!(*pixel, 0, "{x},{y} is covered twice");
            *pixel = alpha;
        };
        for run in coverage.runs() {
            let rect = run.bounds();
            (rect.y0..rect.y1).for_each(|y| (rect.x0..rect.x1).for_each(|x| put(x, y, run.alpha(x, y))));
        }
        picture
    }

    #[test]
    fn a_rectangle_cut_is_the_rectangle_inside_both() {
        for clip in [
            Rect::new(2.5, 1.25, 8.75, 7.5),
            Rect::new(3.0, 2.0, 7.0, 6.0),
            Rect::new(4.2, 4.3, 4.7, 4.6),
            Rect::new(0.0, 0.0, 5.5, 9.0),
        ] {
            let shape = Rect::new(1.0, 2.0, 11.0, 9.0);
            let mut coverage = Coverage::default();
            coverage.start(CANVAS, true);
            rect(shape, &mut coverage);
            Cutter::default().cut(clip, &mut coverage);
            let mut expected = Coverage::default();
            expected.start(CANVAS, true);
            rect(shape.intersect(clip), &mut expected);
            for (found, expected) in alphas(&coverage).into_iter().zip(alphas(&expected)) {
                assert!(found.abs_diff(expected) <= 1, "{found} for {expected} in {clip:?}");
            }
        }
    }
}
