//! Loops over rows of pixels: plain, once for every layout, made fast by whoever calls them under a SIMD level.

use super::dither::{PERIOD, Position, thresholds};
use super::layout::{Pixel, Rgba, div_255};

/// Pixels that long fills store at a time: 128 bytes of 32-bit pixels, four or more registers.
const BLOCK: usize = 32;

/// The boundary that long fills run along, in bytes: a store across two cache lines costs twice.
const LINE: usize = 64;

/// Up to how many pixels are mixed one by one: the edges of shapes, for which setting up a loop over many costs
/// more than the pixels (2.2 against 1.6 µs for a circle of 100 pixels).
const FEW: usize = 8;

/// Stores one value everywhere.
#[inline(always)]
pub fn fill<P: Pixel>(row: &mut [P::Bytes], value: P::Bytes) {
    if row.len() < 4 * BLOCK {
        return row.fill(value);
    }
    // Up to a cache line first, by whole pixels; where that cannot be (three bytes a pixel, say), as near as
    // may be.
    let ahead = (LINE - row.as_ptr() as usize % LINE) / P::SIZE;
    let (head, rest) = row.split_at_mut(ahead);
    head.fill(value);
    let (blocks, tail) = rest.as_chunks_mut::<BLOCK>();
    blocks.fill([value; BLOCK]);
    tail.fill(value);
}

/// Mixes the ink into every pixel with one alpha. `dither` is where the row begins.
#[inline(always)]
pub fn mix<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, dither: Option<Position>) {
    match dither.filter(|_| P::DITHERED) {
        None => {
            for pixel in row {
                *pixel = P::mix(*pixel, ink, alpha);
            }
        }
        Some(start) => {
            let thresholds = thresholds(start);
            for (index, pixel) in row.iter_mut().enumerate() {
                *pixel = P::mix_dithered(*pixel, ink, alpha, thresholds[index % PERIOD]);
            }
        }
    }
}

/// Mixes the ink into each pixel with `alpha` × its own coverage. The rows are equally long.
#[inline(always)]
pub fn mix_masked<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, mask: &[u8]) {
    if mask.len() <= FEW {
        let alpha = u32::from(alpha);
        let (mut row, mut mask) = (row, mask);
        // Taking the slices apart, because a plain loop is made one over many again.
        while let ([pixel, row_rest @ ..], [coverage, mask_rest @ ..]) = (row, mask) {
            *pixel = P::mix(*pixel, ink, div_255(u32::from(*coverage) * alpha));
            (row, mask) = (row_rest, mask_rest);
        }
    } else if alpha == 255 {
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, coverage);
        }
    } else {
        let alpha = u32::from(alpha);
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, div_255(u32::from(coverage) * alpha));
        }
    }
}

/// Appends each pixel's red, green and blue.
#[inline(always)]
pub fn read_rgb<P: Pixel>(row: &[P::Bytes], out: &mut Vec<u8>) {
    out.extend(row.iter().flat_map(|&pixel| {
        let [r, g, b, _]: Rgba = P::unpack(pixel);
        [r, g, b]
    }));
}
