//! A picture as paint: what a group was drawn into, or one that was decoded.

use crate::geometry::PixelRect;
use crate::pixel::Rgba;

/// Pixels that lie at a place on the target: R G B A bytes, premultiplied, rows without padding.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    pixels: &'a [Rgba],
    bounds: PixelRect,
    is_opaque: bool,
}

impl<'a> Picture<'a> {
    /// A picture that covers `bounds`.
    ///
    /// # Panics
    ///
    /// When there are not as many pixels as `bounds` has.
    pub fn new(pixels: &'a [Rgba], bounds: PixelRect) -> Self {
        assert_eq!(pixels.len(), bounds.width() * bounds.height(), "{bounds:?}");
        Self { pixels, bounds, is_opaque: false }
    }

    /// The same, of which it is known whether every pixel hides what is below it.
    #[must_use]
    pub fn known_opaque(self, is_opaque: bool) -> Self {
        Self { is_opaque, ..self }
    }

    /// Whether every pixel is known to hide what is below it.
    pub(super) fn is_opaque(&self) -> bool {
        self.is_opaque
    }

    /// The colours from column `x` of row `y` on, which lie inside, with straight alpha.
    #[inline(always)]
    pub(super) fn row(&self, x: i32, y: i32, out: &mut [Rgba]) {
        let start = (y - self.bounds.y0) as usize * self.bounds.width() + (x - self.bounds.x0) as usize;
        for (color, &pixel) in out.iter_mut().zip(&self.pixels[start..]) {
            *color = straight(pixel);
        }
    }
}

/// A premultiplied colour with its alpha divided out again, rounded to the nearest. Multiplying it in again gives
/// the same premultiplied colour, because what the rounding takes, half a step, the alpha makes smaller.
#[inline(always)]
pub(super) fn straight([r, g, b, a]: Rgba) -> Rgba {
    match a {
        255 => [r, g, b, a],
        0 => [0; 4],
        _ => {
            let (alpha, half) = (u32::from(a), u32::from(a) / 2);
            let channel = |value: u8| ((u32::from(value) * 255 + half) / alpha).min(255) as u8;
            [channel(r), channel(g), channel(b), a]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixel::layout::div_255;

    #[test]
    fn straight_and_premultiplied_are_one_colour() {
        for a in 0..=255_u8 {
            for value in 0..=a {
                let [r, ..] = straight([value, 0, 0, a]);
                assert_eq!(div_255(u32::from(r) * u32::from(a)), value, "{value} of {a}");
            }
        }
    }
}
