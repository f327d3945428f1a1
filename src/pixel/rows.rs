//! Loops over rows that get a colour of their own for each pixel: gradients, pictures, groups.

use fearless_simd::Level;

use super::blend::{Blend, blend_block};
use super::dither::{Position, RUN, threshold, thresholds};
use super::kernel::{FEW, is_short};
use super::layout::{GROUP, Pixel, Rgba, scale};
use super::plain;

/// Up to how many pixels are blended one by one: the rest needs some to pay for the block they are blended in.
const BLEND_FEW: usize = 7;

/// Stores opaque colours; their alpha is not looked at. `dither` is where the row begins.
#[inline(always)]
pub fn store_row<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], dither: Option<Position>) {
    let opaque = |[r, g, b, _]: Rgba| [r, g, b, 255];
    let dither = dither.filter(|_| P::DITHERED);
    let Some(start) = dither else {
        if P::FLAT {
            return P::store_flat(row, colors);
        }
        for (pixel, &color) in row.iter_mut().zip(colors) {
            *pixel = P::pack(opaque(color));
        }
        return;
    };
    if row.len() <= FEW {
        return plain::store_row_dithered::<P>(row, colors, start);
    }
    let thresholds = thresholds(start);
    for (row, colors) in row.chunks_mut(RUN).zip(colors.chunks(RUN)) {
        for ((pixel, &color), &threshold) in row.iter_mut().zip(colors).zip(&thresholds) {
            *pixel = P::pack_dithered(opaque(color), threshold);
        }
    }
}

/// Paints a row of colours (straight alpha) over the pixels, with `alpha` × the pixel's coverage of each, where a
/// mask has one. All are equally long; `dither` is where the row begins.
#[inline(always)]
pub fn mix_row<P: Pixel>(
    row: &mut [P::Bytes],
    colors: &[Rgba],
    alpha: u8,
    mask: Option<&[u8]>,
    dither: Option<Position>,
) {
    let dither = dither.filter(|_| P::DITHERED);
    if row.len() <= FEW {
        return mix_few::<P>(row, colors, alpha, mask, dither);
    }
    if dither.is_none() && is_short::<P>(row.len()) {
        return match mask {
            None => plain::mix_row::<P>(row, colors, alpha),
            Some(mask) => plain::mix_row_masked::<P>(row, colors, alpha, mask),
        };
    }
    let mut coverages = [alpha; RUN];
    let dither = dither.map(thresholds);
    for (index, (row, colors)) in row.chunks_mut(RUN).zip(colors.chunks(RUN)).enumerate() {
        cover(&mut coverages[..row.len()], alpha, mask, index);
        match &dither {
            None => mix_each::<P>(row, colors, &coverages),
            Some(thresholds) => {
                let pixels = row.iter_mut().zip(colors).zip(&coverages).zip(thresholds);
                for (((pixel, &color), &coverage), &threshold) in pixels {
                    let (ink, alpha) = paint::<P>(color, coverage);
                    *pixel = P::mix_dithered(*pixel, ink, alpha, threshold);
                }
            }
        }
    }
}

/// Pixel by pixel, for the edges of shapes: what follows pays for its setting up from some pixels on.
#[inline(always)]
fn mix_few<P: Pixel>(
    mut row: &mut [P::Bytes],
    mut colors: &[Rgba],
    alpha: u8,
    mut mask: Option<&[u8]>,
    mut dither: Option<Position>,
) {
    while let ([pixel, row_rest @ ..], [color, colors_rest @ ..]) = (row, colors) {
        let coverage = match mask {
            Some([coverage, mask_rest @ ..]) => {
                mask = Some(mask_rest);
                scale(*coverage, alpha)
            }
            _ => alpha,
        };
        let (ink, alpha) = paint::<P>(*color, coverage);
        *pixel = match &mut dither {
            None => P::mix(*pixel, ink, alpha),
            Some(position) => {
                let threshold = threshold(*position);
                position.0 = position.0.wrapping_add(1);
                P::mix_dithered(*pixel, ink, alpha, threshold)
            }
        };
        (row, colors) = (row_rest, colors_rest);
    }
}

/// One run, at most [`RUN`] pixels.
#[inline(always)]
fn mix_each<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], coverages: &[u8; RUN]) {
    if P::FLAT {
        let mut inks = [P::ink([0; 4]); RUN];
        let mut alphas = [0; RUN];
        P::ink_flat(&mut inks[..colors.len()], colors);
        for ((alpha, &[.., a]), &coverage) in alphas.iter_mut().zip(colors).zip(coverages) {
            *alpha = scale(a, coverage);
        }
        let inks = inks.chunks(GROUP).zip(alphas.chunks(GROUP));
        for (group, (inks, alphas)) in row.chunks_mut(GROUP).zip(inks) {
            P::mix_flat(group, inks, alphas);
        }
        return;
    }
    for ((pixel, &color), &coverage) in row.iter_mut().zip(colors).zip(coverages) {
        let (ink, alpha) = paint::<P>(color, coverage);
        *pixel = P::mix(*pixel, ink, alpha);
    }
}

/// What [`Pixel::mix`] takes for a paint's colour of which `coverage`/255 is to be seen.
#[inline(always)]
fn paint<P: Pixel>([r, g, b, a]: Rgba, coverage: u8) -> (P::Ink, u8) {
    (P::ink([r, g, b, 255]), scale(a, coverage))
}

/// Blends a row of colours (straight alpha) with the pixels in any mode; otherwise as [`mix_row`], which does
/// [`Blend::Over`] faster and to the same bytes.
#[inline(always)]
pub fn blend_row<P: Pixel>(
    level: Level,
    row: &mut [P::Bytes],
    colors: &[Rgba],
    alpha: u8,
    mask: Option<&[u8]>,
    mode: Blend,
    dither: Option<Position>,
) {
    if row.len() <= BLEND_FEW {
        return plain::blend_row::<P>(row, colors, alpha, mask, mode, dither);
    }
    let mut coverages = [alpha; RUN];
    let mut sources = [[0; 4]; RUN];
    let mut pixels = [[0; 4]; RUN];
    for (index, (row, colors)) in row.chunks_mut(RUN).zip(colors.chunks(RUN)).enumerate() {
        let length = row.len();
        cover(&mut coverages[..length], alpha, mask, index);
        for (source, &color) in sources.iter_mut().zip(colors) {
            *source = P::shade(color);
        }
        for (pixel, &stored) in pixels.iter_mut().zip(&*row) {
            *pixel = P::unpack(stored);
        }
        blend_block(level, mode, &sources[..length], &coverages[..length], &mut pixels[..length]);
        if let Some(start) = dither.filter(|_| P::DITHERED) {
            for ((stored, &pixel), threshold) in row.iter_mut().zip(&pixels).zip(thresholds(start)) {
                *stored = P::pack_dithered(pixel, threshold);
            }
        } else {
            for (stored, &pixel) in row.iter_mut().zip(&pixels) {
                *stored = P::pack(pixel);
            }
        }
    }
}

/// `alpha` × the coverage of the run's pixels. Without a mask they have it already.
#[inline(always)]
fn cover(coverages: &mut [u8], alpha: u8, mask: Option<&[u8]>, run: usize) {
    if let Some(mask) = mask {
        for (scaled, &coverage) in coverages.iter_mut().zip(&mask[run * RUN..]) {
            *scaled = scale(coverage, alpha);
        }
    }
}
