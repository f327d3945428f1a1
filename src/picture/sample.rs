//! A picture seen through any transform: the colour at the middle of each pixel of the target.

use vello_common::kurbo::{Affine, Point};

use super::scale::Filter;
use crate::geometry::{PixelRect, Size};
use crate::pixel::Rgba;

/// How far beside a border between two pixels a middle may lie and count as beyond it: more than rounding moves it.
const ON_BORDER: f64 = 1e-9;

/// Premultiplied pixels to look colours up in.
#[derive(Debug, Clone, Copy)]
pub struct Texture<'a> {
    /// Rows without padding.
    pub pixels: &'a [Rgba],
    /// How many there are.
    pub size: Size,
    /// The part that may be seen; what lies beyond looks as its edge does. Not empty, and inside.
    pub part: PixelRect,
}

impl Texture<'_> {
    /// Fills `out` with the colours of `bounds`, row after row. `inverse` leads from the target into the picture.
    ///
    /// # Panics
    ///
    /// When `out` has not as many pixels as `bounds`.
    pub fn sample(&self, inverse: Affine, filter: Filter, bounds: PixelRect, out: &mut [Rgba]) {
        assert_eq!(out.len(), bounds.width() * bounds.height(), "{bounds:?}");
        let rows = out.chunks_exact_mut(bounds.width().max(1));
        for (y, row) in (bounds.y0..bounds.y1).zip(rows) {
            for (x, color) in (bounds.x0..bounds.x1).zip(row) {
                let at = inverse * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                *color = match filter {
                    Filter::Nearest => self.nearest(at),
                    Filter::Bilinear | Filter::Lanczos => self.bilinear(at),
                };
            }
        }
    }

    fn nearest(&self, at: Point) -> Rgba {
        let index = |value: f64| (value + ON_BORDER).floor() as i32;
        self.pixel(index(at.x), index(at.y))
    }

    fn bilinear(&self, at: Point) -> Rgba {
        let (left, top) = ((at.x - 0.5).floor(), (at.y - 0.5).floor());
        // Of 256 parts; all of them where rounding has put a middle just below one.
        let right_part = ((at.x - 0.5 - left) * 256.0).round() as u32;
        let low_part = ((at.y - 0.5 - top) * 256.0).round() as u32;
        let (x, y) = (left as i32, top as i32);
        let (x1, y1) = (x.saturating_add(1), y.saturating_add(1));
        let (a, b) = (self.pixel(x, y), self.pixel(x1, y));
        let (c, d) = (self.pixel(x, y1), self.pixel(x1, y1));
        std::array::from_fn(|i| {
            let above = u32::from(a[i]) * (256 - right_part) + u32::from(b[i]) * right_part;
            let below = u32::from(c[i]) * (256 - right_part) + u32::from(d[i]) * right_part;
            ((above * (256 - low_part) + below * low_part + (1 << 15)) >> 16) as u8
        })
    }

    fn pixel(&self, x: i32, y: i32) -> Rgba {
        let PixelRect { x0, y0, x1, y1 } = self.part;
        let (x, y) = (x.clamp(x0, x1 - 1) as usize, y.clamp(y0, y1 - 1) as usize);
        self.pixels[y * self.size.width as usize + x]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAY: [Rgba; 4] = [[0, 0, 0, 255], [100, 100, 100, 255], [200, 200, 200, 255], [40, 40, 40, 255]];

    fn sampled(inverse: Affine, filter: Filter, part: PixelRect) -> Vec<u8> {
        let texture = Texture { pixels: &GRAY, size: Size { width: 2, height: 2 }, part };
        let bounds = PixelRect { x0: 0, y0: 0, x1: 4, y1: 1 };
        let mut out = [[0; 4]; 4];
        texture.sample(inverse, filter, bounds, &mut out);
        out.iter().map(|color| color[0]).collect()
    }

    #[test]
    fn middles_are_looked_up() {
        let whole = PixelRect { x0: 0, y0: 0, x1: 2, y1: 2 };
        let halved = Affine::scale(0.5);
        assert_eq!(sampled(halved, Filter::Nearest, whole), [0, 0, 100, 100]);
        assert_eq!(sampled(halved, Filter::Bilinear, whole), [0, 25, 75, 100]);
        let below = Affine::translate((0.0, 1.0));
        assert_eq!(sampled(below, Filter::Bilinear, whole), [200, 40, 40, 40], "the edge goes on");
        let column = PixelRect { x0: 0, ..PixelRect { x0: 0, y0: 0, x1: 1, y1: 2 } };
        assert_eq!(sampled(halved, Filter::Bilinear, column), [0; 4], "nothing of beside the part is seen");
    }
}
