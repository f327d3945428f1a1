//! Loops over rows that get a colour of their own for each pixel: gradients, pictures, groups.

use fearless_simd::Level;

use super::blend::{Blend, blend_block};
use super::dither::{PERIOD, Position, thresholds};
use super::layout::{Pixel, Rgba, div_255};

/// Pixels that are blended at a time, away from the row: few enough for the nearest cache.
const BLOCK: usize = 64;

/// Stores opaque colours; their alpha is not looked at. `dither` is where the row begins.
#[inline(always)]
pub fn store_row<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], dither: Option<Position>) {
    let opaque = |[r, g, b, _]: Rgba| [r, g, b, 255];
    match dither.filter(|_| P::DITHERED) {
        None => {
            for (pixel, &color) in row.iter_mut().zip(colors) {
                *pixel = P::pack(opaque(color));
            }
        }
        Some(start) => {
            let thresholds = thresholds(start);
            for (index, (pixel, &color)) in row.iter_mut().zip(colors).enumerate() {
                *pixel = P::pack_dithered(opaque(color), thresholds[index % PERIOD]);
            }
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
    let mut coverages = [alpha; BLOCK];
    let dither = dither.filter(|_| P::DITHERED).map(thresholds);
    for (index, (row, colors)) in row.chunks_mut(BLOCK).zip(colors.chunks(BLOCK)).enumerate() {
        cover(&mut coverages[..row.len()], alpha, mask, index);
        let pixels = row.iter_mut().zip(colors).zip(&coverages);
        match dither {
            None => {
                for ((pixel, &[r, g, b, a]), &coverage) in pixels {
                    let alpha = div_255(u32::from(a) * u32::from(coverage));
                    *pixel = P::mix(*pixel, P::ink([r, g, b, 255]), alpha);
                }
            }
            Some(thresholds) => {
                for (index, ((pixel, &[r, g, b, a]), &coverage)) in pixels.enumerate() {
                    let alpha = div_255(u32::from(a) * u32::from(coverage));
                    let threshold = thresholds[index % PERIOD];
                    *pixel = P::mix_dithered(*pixel, P::ink([r, g, b, 255]), alpha, threshold);
                }
            }
        }
    }
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
    let mut coverages = [alpha; BLOCK];
    let mut sources = [[0; 4]; BLOCK];
    let mut pixels = [[0; 4]; BLOCK];
    let dither = dither.filter(|_| P::DITHERED).map(thresholds);
    for (index, (row, colors)) in row.chunks_mut(BLOCK).zip(colors.chunks(BLOCK)).enumerate() {
        let length = row.len();
        cover(&mut coverages[..length], alpha, mask, index);
        for ((pixel, source), (&stored, &color)) in
            pixels.iter_mut().zip(&mut sources).zip(row.iter().zip(colors))
        {
            (*pixel, *source) = (P::unpack(stored), P::shade(color));
        }
        blend_block(level, mode, &sources[..length], &coverages[..length], &mut pixels[..length]);
        match dither {
            None => {
                for (stored, &pixel) in row.iter_mut().zip(&pixels) {
                    *stored = P::pack(pixel);
                }
            }
            Some(thresholds) => {
                for (index, (stored, &pixel)) in row.iter_mut().zip(&pixels).enumerate() {
                    *stored = P::pack_dithered(pixel, thresholds[index % PERIOD]);
                }
            }
        }
    }
}

/// `alpha` × the coverage of the block's pixels. Without a mask they have it already.
#[inline(always)]
fn cover(coverages: &mut [u8], alpha: u8, mask: Option<&[u8]>, block: usize) {
    if let Some(mask) = mask {
        for (scaled, &coverage) in coverages.iter_mut().zip(&mask[block * BLOCK..]) {
            *scaled = div_255(u32::from(coverage) * u32::from(alpha));
        }
    }
}
