//! Loops over rows of pixels: plain, once for every layout, made fast by whoever calls them under a SIMD level.

use super::dither::{Position, RUN, thresholds};
use super::layout::{GROUP, Pixel, Rgba, scale};
use super::plain;

/// From how many bytes on a fill is worth aligning.
const ALIGNED: usize = 512;

/// Pixels that long fills store at a time: 128 bytes of 32-bit pixels, four or more registers.
const BLOCK: usize = 32;

/// The boundary that long fills run along, in bytes: a store across two cache lines costs twice.
const LINE: usize = 64;

/// Up to how many pixels are mixed one by one: the edges of shapes, for which setting up a loop over many costs
/// more than the pixels (2.2 against 1.6 µs for a circle of 100 pixels).
pub(super) const FEW: usize = 3;

/// How many pixels the edges of shapes are made of where there are as many: what wide registers do at once.
pub const EDGE: usize = 8;

/// Up to how many bytes of a row are left to the narrow registers that every processor has: the loops of
/// [`plain`], because loops over wide ones do so much at a time that nearly all of a short row is their remainder.
const SHORT: usize = 64;

/// Whether a row is short.
#[inline(always)]
pub(super) fn is_short<P: Pixel>(length: usize) -> bool {
    length * P::SIZE <= SHORT
}

/// Stores one value everywhere.
#[inline(always)]
pub fn fill<P: Pixel>(row: &mut [P::Bytes], value: P::Bytes) {
    P::fill(row, value);
}

/// [`fill`] in blocks of pixels, where nothing else is known of them.
#[inline(always)]
pub(super) fn fill_blocks<P: Pixel>(row: &mut [P::Bytes], value: P::Bytes) {
    if row.len() * P::SIZE < ALIGNED {
        // Pixels of three bytes are no lane of any register, and fill faster one after the other.
        let filled = P::SIZE != 3
            && (overlap::<P, 32>(row, value) || overlap::<P, 8>(row, value) || overlap::<P, 4>(row, value));
        if !filled {
            row.fill(value);
        }
        return;
    }
    // Up to a cache line first, by whole pixels; where that cannot be, as near as may be.
    let ahead = (LINE - row.as_ptr() as usize % LINE) / P::SIZE;
    let (head, rest) = row.split_at_mut(ahead);
    head.fill(value);
    let (blocks, tail) = rest.as_chunks_mut::<BLOCK>();
    blocks.fill([value; BLOCK]);
    tail.fill(value);
}

/// Stores blocks of `N` pixels, where there are so many at all. The last block lies over the one before it: some
/// pixels twice cost less than a remainder one by one.
#[inline(always)]
fn overlap<P: Pixel, const N: usize>(row: &mut [P::Bytes], value: P::Bytes) -> bool {
    let Some(last) = row.last_chunk_mut::<N>() else { return false };
    *last = [value; N];
    row.as_chunks_mut::<N>().0.fill([value; N]);
    true
}

/// Mixes the ink into every pixel with one alpha. `dither` is where the row begins.
#[inline(always)]
pub fn mix<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, dither: Option<Position>) {
    if let Some(start) = dither.filter(|_| P::DITHERED) {
        mix_dithered::<P>(row, ink, alpha, start);
    } else if is_short::<P>(row.len()) {
        plain::mix::<P>(row, ink, alpha);
    } else if P::FLAT {
        let inks = [ink; GROUP];
        let (groups, rest) = row.as_chunks_mut::<GROUP>();
        groups.iter_mut().for_each(|group| P::mix_flat_evenly(group, &inks, alpha));
        P::mix_flat_evenly(rest, &inks, alpha);
    } else {
        for pixel in row {
            *pixel = P::mix(*pixel, ink, alpha);
        }
    }
}

#[inline(always)]
fn mix_dithered<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, start: Position) {
    if row.len() <= FEW {
        return plain::mix_dithered::<P>(row, ink, alpha, start);
    }
    let thresholds = thresholds(start);
    for run in row.chunks_mut(RUN) {
        for (pixel, &threshold) in run.iter_mut().zip(&thresholds) {
            *pixel = P::mix_dithered(*pixel, ink, alpha, threshold);
        }
    }
}

/// Mixes the ink into each pixel with `alpha` × its own coverage. The rows are equally long.
#[inline(always)]
pub fn mix_masked<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, mask: &[u8]) {
    if let (Ok(row), Ok(mask)) = (<&mut [_; EDGE]>::try_from(&mut *row), <&[_; EDGE]>::try_from(mask)) {
        mix_edge::<P, EDGE>(row, ink, alpha, mask);
    } else if mask.len() <= FEW {
        mix_few::<P>(row, ink, alpha, mask);
    } else if P::SIZE == 2 && mask.len() < EDGE {
        mix_ends::<P, { EDGE / 2 }>(row, ink, alpha, mask);
    } else if P::SIZE == 2 && (EDGE + 2..2 * EDGE).contains(&mask.len()) {
        mix_ends::<P, EDGE>(row, ink, alpha, mask);
    } else if is_short::<P>(mask.len()) {
        plain::mix_masked::<P>(row, ink, alpha, mask);
    } else if alpha == 255 {
        mix_each::<P>(row, ink, mask);
    } else if P::SIZE == 4 {
        // Pixels of 32 bits have the room to do it in fewer steps: `scale` with the second one multiplied in.
        let factor = u32::from(alpha) * 257;
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, ((u32::from(coverage) * factor + 128 * 257) >> 16) as u8);
        }
    } else if !P::FLAT {
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = P::mix(*pixel, ink, scale(coverage, alpha));
        }
    } else {
        let mut alphas = [0; RUN];
        for (row, mask) in row.chunks_mut(RUN).zip(mask.chunks(RUN)) {
            for (scaled, &coverage) in alphas.iter_mut().zip(mask) {
                *scaled = scale(coverage, alpha);
            }
            mix_each::<P>(row, ink, &alphas[..mask.len()]);
        }
    }
}

/// A row of `N` to 2 × `N` pixels, as its first and its last `N`. Both are read before either is written, so that
/// those in the middle come out the same from both. Some pixels twice cost less than a remainder one by one, where
/// one by one is as slow as with pixels of 16 bits: 16 against 44 ns for seven.
#[inline(always)]
fn mix_ends<P: Pixel, const N: usize>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, mask: &[u8]) {
    let (Some(&(mut last)), Some(last_mask)) = (row.last_chunk::<N>(), mask.last_chunk::<N>()) else {
        return;
    };
    let (Some(first), Some(first_mask)) = (row.first_chunk_mut::<N>(), mask.first_chunk::<N>()) else {
        return;
    };
    mix_edge::<P, N>(first, ink, alpha, first_mask);
    mix_edge::<P, N>(&mut last, ink, alpha, last_mask);
    if let Some(place) = row.last_chunk_mut::<N>() {
        *place = last;
    }
}

/// A loop whose length is known is no loop any more, but the registers it fills.
#[inline(always)]
fn mix_edge<P: Pixel, const N: usize>(row: &mut [P::Bytes; N], ink: P::Ink, alpha: u8, mask: &[u8; N]) {
    let mut alphas = *mask;
    if alpha != 255 {
        alphas.iter_mut().for_each(|coverage| *coverage = scale(*coverage, alpha));
    }
    if P::FLAT {
        P::mix_flat(row, &[ink; N], &alphas);
    } else {
        for (pixel, &alpha) in row.iter_mut().zip(&alphas) {
            *pixel = P::mix(*pixel, ink, alpha);
        }
    }
}

#[inline(always)]
fn mix_few<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alpha: u8, mask: &[u8]) {
    let one = |pixel: &mut P::Bytes, coverage: u8| {
        let coverage = if alpha == 255 { coverage } else { scale(coverage, alpha) };
        *pixel = P::mix(*pixel, ink, coverage);
    };
    // Written out, because any loop is made one over many pixels again.
    if let ([pixel, row @ ..], [coverage, mask @ ..]) = (row, mask) {
        one(pixel, *coverage);
        if let ([pixel, row @ ..], [coverage, mask @ ..]) = (row, mask) {
            one(pixel, *coverage);
            if let ([pixel, ..], [coverage, ..]) = (row, mask) {
                one(pixel, *coverage);
            }
        }
    }
}

#[inline(always)]
fn mix_each<P: Pixel>(row: &mut [P::Bytes], ink: P::Ink, alphas: &[u8]) {
    if P::FLAT {
        let inks = [ink; GROUP];
        let ((groups, rest), (masks, mask)) = (row.as_chunks_mut::<GROUP>(), alphas.as_chunks::<GROUP>());
        for (group, mask) in groups.iter_mut().zip(masks) {
            P::mix_flat(group, &inks, mask);
        }
        P::mix_flat(rest, &inks, mask);
    } else {
        for (pixel, &alpha) in row.iter_mut().zip(alphas) {
            *pixel = P::mix(*pixel, ink, alpha);
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
