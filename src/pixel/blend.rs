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

/// One mode, as numerators over 255² of the channels of 0–255.
///
/// Each is a function of exactly these: the paint's colour (straight), its alpha, the destination's channel
/// (premultiplied) and the destination's alpha.
trait Mode {
    /// A colour channel of the result.
    fn color(color: u32, alpha: u32, below: u32, below_alpha: u32) -> u32;

    /// The alpha of the result.
    #[inline(always)]
    fn alpha(alpha: u32, below_alpha: u32) -> u32 {
        255 * (below_alpha * (255 - alpha) + 255 * alpha)
    }

    /// One pixel: `coverage`/255 of the paint over `below`.
    #[inline(always)]
    fn pixel([r, g, b, a]: Rgba, coverage: u8, below: Rgba) -> Rgba {
        let alpha = u32::from(div_255(u32::from(a) * u32::from(coverage)));
        let below = below.map(u32::from);
        let channel = |color: u8, below_color| {
            div_255_squared(Self::color(u32::from(color), alpha, below_color, below[3]))
        };
        [
            channel(r, below[0]),
            channel(g, below[1]),
            channel(b, below[2]),
            div_255_squared(Self::alpha(alpha, below[3])),
        ]
    }
}

/// Declares a mode as a type, so that a loop over pixels is compiled for each.
macro_rules! mode {
    ($name:ident, $color:expr $(, $alpha:expr)?) => {
        struct $name;

        impl Mode for $name {
            #[inline(always)]
            fn color(color: u32, alpha: u32, below: u32, below_alpha: u32) -> u32 {
                $color(color, alpha, below, below_alpha)
            }
            $(
                #[inline(always)]
                fn alpha(alpha: u32, below_alpha: u32) -> u32 {
                    $alpha(alpha, below_alpha)
                }
            )?
        }
    };
}

// No difference goes below zero, even on a destination whose colour exceeds its alpha: that is no colour, yet
// memory which others write may hold it.
mode!(Over, |c, a, d, _| 255 * (d * (255 - a) + c * a));
mode!(Multiply, |c, a, d, da| c * a * (255 - da) + 255 * d * (255 - a) + c * a * d);
mode!(Screen, |c, a, d, _| 255 * c * a + (ONE - c * a) * d);
mode!(Darken, |c, a, d, da| 255 * c * a + ONE * d - u32::max(c * a * da, 255 * d * a));
mode!(Lighten, |c, a, d, da| 255 * c * a + ONE * d - u32::min(c * a * da, 255 * d * a));
mode!(Difference, |c, a, d, da| 255 * c * a + ONE * d - 2 * u32::min(c * a * da, 255 * d * a));
mode!(Add, |c, a, d, _| 255 * (c * a + 255 * d), |a, da| ONE * (a + da));

/// Not a [`Mode`], because coverage and the paint's alpha are two things to it.
#[inline(always)]
fn replace([r, g, b, a]: Rgba, coverage: u8, below: Rgba) -> Rgba {
    let [a, coverage] = [a, coverage].map(u32::from);
    let channel = |color: u8, below: u8| {
        div_255_squared(255 * u32::from(below) * (255 - coverage) + u32::from(color) * a * coverage)
    };
    [
        channel(r, below[0]),
        channel(g, below[1]),
        channel(b, below[2]),
        div_255(u32::from(below[3]) * (255 - coverage) + a * coverage),
    ]
}

/// One pixel: `coverage`/255 of the paint `source` (straight alpha) on `below` (premultiplied).
pub fn blend(mode: Blend, source: Rgba, coverage: u8, below: Rgba) -> Rgba {
    let mut pixels = [below];
    blend_pixels(mode, &[source], &[coverage], &mut pixels);
    pixels[0]
}

/// [`blend`] for each of equally many pixels, paints and coverages.
#[inline(always)]
pub fn blend_pixels(mode: Blend, sources: &[Rgba], coverages: &[u8], pixels: &mut [Rgba]) {
    #[inline(always)]
    fn each(sources: &[Rgba], coverages: &[u8], pixels: &mut [Rgba], one: impl Fn(Rgba, u8, Rgba) -> Rgba) {
        for ((pixel, &source), &coverage) in pixels.iter_mut().zip(sources).zip(coverages) {
            *pixel = one(source, coverage, *pixel);
        }
    }
    match mode {
        Blend::Over => each(sources, coverages, pixels, Over::pixel),
        Blend::Src => each(sources, coverages, pixels, replace),
        Blend::Multiply => each(sources, coverages, pixels, Multiply::pixel),
        Blend::Screen => each(sources, coverages, pixels, Screen::pixel),
        Blend::Darken => each(sources, coverages, pixels, Darken::pixel),
        Blend::Lighten => each(sources, coverages, pixels, Lighten::pixel),
        Blend::Add => each(sources, coverages, pixels, Add::pixel),
        Blend::Difference => each(sources, coverages, pixels, Difference::pixel),
    }
}

/// [`blend_pixels`] under the instruction set of `level`.
///
/// Chosen here, for a block of pixels of any layout, and not around the loops over layouts: modes × layouts ×
/// levels would be half a thousand loops.
pub fn blend_block(level: Level, mode: Blend, sources: &[Rgba], coverages: &[u8], pixels: &mut [Rgba]) {
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
