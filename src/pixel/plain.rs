//! The kernels as the plainest loops there are: never compiled for more than what every processor has.
//!
//! They do the short rows, and they are what the others are measured against.

use super::blend::{Blend, blend};
use super::dither::{Position, threshold};
use super::layout::{Pixel, Rgba, scale};

/// [`kernel::fill`](super::kernel::fill).
#[inline(never)]
pub fn fill<P: Pixel>(row: &mut [P::Bytes], value: P::Bytes) {
    for pixel in row {
        *pixel = value;
    }
}

/// [`kernel::mix`](super::kernel::mix) without dithering.
#[inline(never)]
pub fn mix<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8) {
    for pixel in row {
        *pixel = P::mix(*pixel, ink, alpha);
    }
}

/// [`kernel::mix`](super::kernel::mix), dithered.
#[inline(never)]
pub fn mix_dithered<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, (x, y): Position) {
    for (pixel, index) in row.iter_mut().zip(0_i32..) {
        *pixel = P::mix_dithered(*pixel, ink, alpha, threshold((x.wrapping_add(index), y)));
    }
}

/// [`kernel::mix_masked`](super::kernel::mix_masked).
#[inline(never)]
pub fn mix_masked<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, mask: &[u8]) {
    if alpha == 255 {
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, coverage);
        }
    } else {
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, scale(coverage, alpha));
        }
    }
}

/// [`rows::store_row`](super::rows::store_row).
#[inline(never)]
pub fn store_row<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba]) {
    for (pixel, &[r, g, b, _]) in row.iter_mut().zip(colors) {
        *pixel = P::pack([r, g, b, 255]);
    }
}

/// [`rows::store_row`](super::rows::store_row), dithered.
#[inline(never)]
pub fn store_row_dithered<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], (x, y): Position) {
    for ((pixel, &[r, g, b, _]), index) in row.iter_mut().zip(colors).zip(0_i32..) {
        *pixel = P::pack_dithered([r, g, b, 255], threshold((x.wrapping_add(index), y)));
    }
}

/// [`rows::mix_row`](super::rows::mix_row) without a mask and without dithering.
#[inline(never)]
pub fn mix_row<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], alpha: u8) {
    for (pixel, &[r, g, b, a]) in row.iter_mut().zip(colors) {
        *pixel = P::mix(*pixel, P::ink([r, g, b, 255]), scale(a, alpha));
    }
}

/// [`rows::mix_row`](super::rows::mix_row) with a mask, without dithering.
#[inline(never)]
pub fn mix_row_masked<P: Pixel>(row: &mut [P::Bytes], colors: &[Rgba], alpha: u8, mask: &[u8]) {
    for ((pixel, &[r, g, b, a]), &coverage) in row.iter_mut().zip(colors).zip(mask) {
        *pixel = P::mix(*pixel, P::ink([r, g, b, 255]), scale(a, scale(coverage, alpha)));
    }
}

/// [`rows::mix_row`](super::rows::mix_row) with a mask, dithered.
#[inline(never)]
pub fn mix_row_dithered<P: Pixel>(
    row: &mut [P::Bytes],
    colors: &[Rgba],
    alpha: u8,
    mask: &[u8],
    (x, y): Position,
) {
    for (((pixel, &[r, g, b, a]), &coverage), index) in row.iter_mut().zip(colors).zip(mask).zip(0_i32..) {
        let alpha = scale(a, scale(coverage, alpha));
        let threshold = threshold((x.wrapping_add(index), y));
        *pixel = P::mix_dithered(*pixel, P::ink([r, g, b, 255]), alpha, threshold);
    }
}

/// [`rows::blend_row`](super::rows::blend_row).
#[inline(never)]
pub fn blend_row<P: Pixel>(
    row: &mut [P::Bytes],
    colors: &[Rgba],
    alpha: u8,
    mask: Option<&[u8]>,
    mode: Blend,
    dither: Option<Position>,
) {
    for (index, (pixel, &color)) in row.iter_mut().zip(colors).enumerate() {
        let coverage = mask.map_or(alpha, |mask| scale(mask[index], alpha));
        let blended = blend(mode, P::shade(color), coverage, P::unpack(*pixel));
        *pixel = match dither {
            None => P::pack(blended),
            Some((x, y)) => P::pack_dithered(blended, threshold((x.wrapping_add(index as i32), y))),
        };
    }
}
