//! Rounded shapes seen lately, to be covered again at another place.
//!
//! Screens repeat their shapes: the dots of a chart, pills, cards. What a shape covers depends on where it lies
//! only by the fraction of its position, so all that is left to do for another one is to move whole pixels.

use vello_common::kurbo::{Rect, Vec2};

use super::coverage::Coverage;
use super::rounded::{Radius, RoundedRect, rounded};
use crate::geometry::PixelRect;

/// How many shapes are remembered; the oldest makes room.
const SHAPES: usize = 8;

/// The longest side of a remembered shape, in pixels. Larger ones cost so much to paint that finding their edges
/// does not matter, and their coverage would crowd the cache.
const MAX_SIDE: f64 = 256.0;

/// The shapes remembered.
#[derive(Debug, Default)]
pub struct Stamps {
    shapes: [Stamp; SHAPES],
    next: usize,
}

#[derive(Debug, Default)]
struct Stamp {
    shape: Shape,
    coverage: Coverage,
}

/// What coverage depends on: size, corners, and the part of the position that is no whole pixel.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Shape {
    rect: Rect,
    radii: [Radius; 4],
}

impl Stamps {
    /// Covers a rounded rectangle, as [`rounded`] does.
    pub fn rounded(&mut self, shape: &RoundedRect, coverage: &mut Coverage) {
        let rect = shape.rect();
        let (x, y) = (rect.x0.floor(), rect.y0.floor());
        let around =
            PixelRect { x0: x as i32, y0: y as i32, x1: rect.x1.ceil() as i32, y1: rect.y1.ceil() as i32 };
        if rect.width().max(rect.height()) > MAX_SIDE || !coverage.clip().contains(around) {
            return rounded(shape, coverage);
        }
        let moved = Shape { rect: rect - Vec2::new(x, y), radii: shape.radii() };
        let known = self.shapes.iter().position(|stamp| stamp.shape == moved);
        let index = known.unwrap_or_else(|| self.remember(moved, around));
        coverage.stamp(&self.shapes[index].coverage, around.x0, around.y0);
    }

    fn remember(&mut self, shape: Shape, around: PixelRect) -> usize {
        let index = self.next;
        self.next = (index + 1) % SHAPES;
        let stamp = &mut self.shapes[index];
        stamp.shape = shape;
        stamp.coverage.start(around.shifted(-around.x0, -around.y0), true);
        rounded(&RoundedRect::new(shape.rect, shape.radii), &mut stamp.coverage);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vello_common::kurbo::Point;

    const CLIP: PixelRect = PixelRect { x0: 3, y0: 2, x1: 90, y1: 70 };

    fn alphas(coverage: &Coverage) -> Vec<(i32, i32, u8)> {
        let mut pixels: Vec<_> = coverage
            .runs()
            .flat_map(|run| {
                let PixelRect { x0, y0, x1, y1 } = run.bounds();
                let places = (y0..y1).flat_map(move |y| (x0..x1).map(move |x| (x, y)));
                places.map(|(x, y)| (x, y, run.alpha(x, y))).collect::<Vec<_>>()
            })
            .collect();
        pixels.sort_unstable();
        pixels
    }

    #[test]
    fn a_stamp_is_the_shape_itself() {
        let mut stamps = Stamps::default();
        let (mut direct, mut stamped) = (Coverage::default(), Coverage::default());
        for round in 0..3 {
            for (index, r) in [5.0, 7.25, 12.0, 1.0, 3.0, 20.0, 9.5, 2.5, 6.0, 5.0].into_iter().enumerate() {
                for antialias in [true, false] {
                    // Whole, half and odd positions, across the edges of the clip too.
                    let center = Point::new(5.0 + 9.0 * index as f64, 30.5 + f64::from(round) * 10.125);
                    let shape = RoundedRect::ellipse(center, Radius::circular(r));
                    direct.start(CLIP, antialias);
                    rounded(&shape, &mut direct);
                    stamped.start(CLIP, antialias);
                    stamps.rounded(&shape, &mut stamped);
                    assert_eq!(alphas(&stamped), alphas(&direct), "r {r} at {center:?}");
                }
            }
        }
    }
}
