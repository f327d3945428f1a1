//! What a colour becomes with another over it: the blend modes, in exact integers.
//!
//! The formulas are those of W3C's *Compositing and Blending Level 1*
//! (<https://www.w3.org/TR/compositing-1/>), its general
//! `co = cs × αs × (1 − αb) + cb × αb × (1 − αs) + αs × αb × B(cb, cs)` with each mode's `B` put in and the
//! backdrop premultiplied, so that nothing is ever divided by an alpha. Below, `s` is the source premultiplied
//! (`cs × αs`), `d` the destination premultiplied, `α` and `da` their alphas, all of 0–1:
//!
//! | mode | colour | alpha | in the specification |
//! |---|---|---|---|
//! | over | `s + d × (1 − α)` | `α + da × (1 − α)` | 9.1.4 source over, 10.1.1 normal |
//! | multiply | `s × (1 − da) + d × (1 − α) + s × d` | as over | 10.1.2 |
//! | screen | `s + d − s × d` | as over | 10.1.3 |
//! | darken | `s + d − max(s × da, d × α)` | as over | 10.1.5 |
//! | lighten | `s + d − min(s × da, d × α)` | as over | 10.1.6 |
//! | difference | `s + d − 2 × min(s × da, d × α)` | as over | 10.1.11 |
//! | add | `min(1, s + d)` | `min(1, α + da)` | 9.1.14 plus lighter (Porter and Duff's *plus*) |
//! | src | `d × (1 − k) + s × k` | `da × (1 − k) + α × k` | 9.1.3 copy, where `k` of the shape covers |
//!
//! # Rounding
//!
//! Every formula is one integer over 255², rounded once to the nearest of 0–255. Only the source's alpha is
//! rounded before: coverage × opacity and then × the paint's alpha, each to the nearest of 0–255. A layout
//! stores the nearest value it has of that result, or a neighbour by [`dither`](super::dither). Gray takes the
//! source's luma first, and blends that.

use fearless_simd::{Level, Simd, dispatch};
use serde::{Deserialize, Serialize};

use super::dither::RUN;
use super::layout::{Rgba, div_255};

/// How a paint is put onto what is below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blend {
    /// The paint hides what is below as far as it is opaque.
    #[default]
    Over,
    /// The paint takes the place of what is below, its alpha included.
    Src,
    /// The product of both: never lighter than either.
    Multiply,
    /// The inverse of the product of the inverses: never darker than either.
    Screen,
    /// The smaller, channel by channel.
    Darken,
    /// The larger, channel by channel.
    Lighten,
    /// The sum, at most white.
    Add,
    /// How far the two are apart, channel by channel.
    Difference,
}

impl Blend {
    /// Every mode.
    pub const ALL: [Self; 8] = [
        Self::Over,
        Self::Src,
        Self::Multiply,
        Self::Screen,
        Self::Darken,
        Self::Lighten,
        Self::Add,
        Self::Difference,
    ];
}

/// The one rounding: `value / 255²` to the nearest, for results of 0–255; larger ones are 255.
///
/// Shifts stand for the division, as in [`div_255`], and a comparison for the bits they lose; a test tries every
/// value.
#[inline(always)]
const fn div_255_squared(value: u32) -> u8 {
    let value = if value > 255 * ONE { 255 * ONE } else { value };
    let biased = value + ONE / 2;
    let quotient = (biased + (biased >> 7)) >> 16;
    // Right or one too small. Its product with 255² is in shifts again.
    let product = (quotient << 16) - (quotient << 9) + quotient;
    (quotient + (biased - product >= ONE) as u32) as u8
}

/// 1 in the numerators below: 255².
const ONE: u32 = 255 * 255;

/// A channel of the result over 255², by four numbers of 0–255: the paint's colour `c` (straight) and its alpha
/// `a`, the destination's channel `d` and its alpha `da`. For white they give the alpha of the result.
///
/// No difference goes below zero, even where the destination's colour exceeds its alpha: that is no colour, yet
/// memory which others write may hold it.
#[inline(always)]
fn numerator(mode: Blend, c: u32, a: u32, d: u32, da: u32) -> u32 {
    let sum = 255 * c * a + ONE * d;
    match mode {
        Blend::Over => 255 * (d * (255 - a) + c * a),
        // Coverage and the paint's alpha are two things here. It comes in the place of the destination's alpha,
        // which has no part in it.
        Blend::Src => 255 * d * (255 - da) + c * a * da,
        Blend::Multiply => c * a * (255 - da) + 255 * d * (255 - a) + c * a * d,
        Blend::Screen => sum - c * a * d,
        Blend::Darken => sum - a * (c * da).max(255 * d),
        Blend::Lighten => sum - a * (c * da).min(255 * d),
        Blend::Add => sum,
        Blend::Difference => sum - 2 * a * (c * da).min(255 * d),
    }
}

/// The alpha of a difference: of the one mode in which white on white is not white, but as opaque as ever.
#[inline(always)]
const fn difference_alpha(a: u32, da: u32) -> u8 {
    div_255(da * (255 - a) + 255 * a)
}

/// One pixel: `coverage`/255 of the paint `source` (straight alpha) on `below` (premultiplied).
#[inline]
pub fn blend(mode: Blend, source: Rgba, coverage: u8, below: Rgba) -> Rgba {
    let [coverage, a, da] = [coverage, source[3], below[3]].map(u32::from);
    let covered = u32::from(div_255(a * coverage));
    let (a, da) = if mode == Blend::Src { (a, coverage) } else { (covered, da) };
    let channel = |c: u8, d: u8| div_255_squared(numerator(mode, u32::from(c), a, u32::from(d), da));
    let alpha = if mode == Blend::Difference { difference_alpha(a, da) } else { channel(255, below[3]) };
    [channel(source[0], below[0]), channel(source[1], below[1]), channel(source[2], below[2]), alpha]
}

/// [`blend`] for each of equally many pixels, paints and coverages, at most [`RUN`].
#[inline(always)]
fn blend_pixels(mode: Blend, sources: &[Rgba], coverages: &[u8], pixels: &mut [Rgba]) {
    let lanes = Lanes::new(mode, sources, coverages, pixels);
    // The mode is a constant in each, so that each becomes a loop of its own.
    match mode {
        Blend::Over => lanes.each(pixels, |c, a, d, da| numerator(Blend::Over, c, a, d, da)),
        Blend::Src => lanes.each(pixels, |c, a, d, da| numerator(Blend::Src, c, a, d, da)),
        Blend::Multiply => lanes.each(pixels, |c, a, d, da| numerator(Blend::Multiply, c, a, d, da)),
        Blend::Screen => lanes.each(pixels, |c, a, d, da| numerator(Blend::Screen, c, a, d, da)),
        Blend::Darken => lanes.each(pixels, |c, a, d, da| numerator(Blend::Darken, c, a, d, da)),
        Blend::Lighten => lanes.each(pixels, |c, a, d, da| numerator(Blend::Lighten, c, a, d, da)),
        Blend::Add => lanes.each(pixels, |c, a, d, da| numerator(Blend::Add, c, a, d, da)),
        Blend::Difference => {
            lanes.each(pixels, |c, a, d, da| numerator(Blend::Difference, c, a, d, da));
            for (pixel, (a, da)) in pixels.iter_mut().zip(lanes.alphas.iter().zip(&lanes.below)) {
                pixel[3] = difference_alpha(u32::from(a[0]), u32::from(da[0]));
            }
        }
    }
}

/// A value in each channel. By a multiplication, because an array of four is not made by many at a time.
#[inline(always)]
const fn four(value: u8) -> Rgba {
    (value as u32 * 0x0101_0101).to_le_bytes()
}

#[inline(always)]
const fn alpha(color: Rgba) -> u32 {
    u32::from_le_bytes(color) >> 24
}

/// What the formulas take, once for each channel: in a row of bytes without any structure every channel is a lane.
struct Lanes {
    colors: [Rgba; RUN],
    alphas: [Rgba; RUN],
    below: [Rgba; RUN],
}

impl Lanes {
    #[inline(always)]
    fn new(mode: Blend, sources: &[Rgba], coverages: &[u8], pixels: &[Rgba]) -> Self {
        let mut lanes = Self { colors: [[0; 4]; RUN], alphas: [[0; 4]; RUN], below: [[0; 4]; RUN] };
        for (colors, source) in lanes.colors.iter_mut().zip(sources) {
            *colors = (u32::from_le_bytes(*source) | 0xff00_0000).to_le_bytes();
        }
        if mode == Blend::Src {
            for (alphas, source) in lanes.alphas.iter_mut().zip(sources) {
                *alphas = four(alpha(*source) as u8);
            }
            for (below, &coverage) in lanes.below.iter_mut().zip(coverages) {
                *below = four(coverage);
            }
            return lanes;
        }
        for ((alphas, source), &coverage) in lanes.alphas.iter_mut().zip(sources).zip(coverages) {
            *alphas = four(div_255(alpha(*source) * u32::from(coverage)));
        }
        for (below, pixel) in lanes.below.iter_mut().zip(pixels) {
            *below = four(alpha(*pixel) as u8);
        }
        lanes
    }

    #[inline(always)]
    fn each(&self, pixels: &mut [Rgba], formula: impl Fn(u32, u32, u32, u32) -> u32) {
        let pixels = pixels.as_flattened_mut().iter_mut().zip(self.colors.as_flattened());
        let alphas = self.alphas.as_flattened().iter().zip(self.below.as_flattened());
        for ((pixel, &color), (&alpha, &below)) in pixels.zip(alphas) {
            let numerator = formula(u32::from(color), u32::from(alpha), u32::from(*pixel), u32::from(below));
            *pixel = div_255_squared(numerator);
        }
    }
}

/// [`blend_pixels`] under the instruction set of `level`.
///
/// Chosen here, for a block of pixels of any layout, and not around the loops over layouts: modes × layouts ×
/// levels would be half a thousand loops.
pub(super) fn blend_block(
    level: Level,
    mode: Blend,
    sources: &[Rgba],
    coverages: &[u8],
    pixels: &mut [Rgba],
) {
    dispatch!(level, simd => simd.vectorize(
        #[inline(always)]
        || blend_pixels(mode, sources, coverages, pixels),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rounding_is_exact() {
        for value in 0..=255 * ONE {
            assert_eq!(u32::from(div_255_squared(value)), (value + ONE / 2) / ONE, "{value} / 255²");
        }
        assert_eq!(div_255_squared(2 * 255 * ONE), 255, "a sum above white");
    }

    #[test]
    fn modes_have_the_names_of_the_protocol() {
        let names = ["over", "src", "multiply", "screen", "darken", "lighten", "add", "difference"];
        for (mode, name) in Blend::ALL.into_iter().zip(names) {
            assert_eq!(serde_json::from_str::<Blend>(&format!("\"{name}\"")).ok(), Some(mode));
        }
        assert_eq!(Blend::default(), Blend::Over);
    }
}
