//! Pixels copied with a quarter turn.
//!
//! Turned by 90° or 270°, rows become columns, and a plain loop would touch a cache line for each pixel: square blocks
//! are turned in registers instead, inside strips that the first cache holds. A 1080p picture takes 0.5 ms in 32 bits and
//! 0.24 ms in 16 where copying it takes 0.24 and 0.1 (all in the third cache of a Zen 3); plain loops over the same strips
//! take 1.3 and 0.6.

use std::array;

use fearless_simd::{Bytes, Level, Simd, SimdBase, SimdFrom, dispatch, u8x16};

use crate::geometry::Size;
use crate::rotation::Rotation;

/// Rows of the target in a strip: those that a cache line of one-byte pixels is cut into, and whole blocks of any size.
pub const STRIP_ROWS: usize = 16;
/// Columns of the target in a strip. Their lines of the source, 64 bytes each, fill half of a first cache of 32 KiB.
pub const STRIP_COLUMNS: usize = 256;

/// How far apart, in bytes of a source, the pixels lie that come to lie side by side in a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    start: usize,
    column: isize,
    row: isize,
}

impl Walk {
    /// The walk through a source of `size`, whose rows of pixels of `bytes` bytes are `stride` bytes apart, for the part
    /// of the turned picture that begins at its column `x` and row `y`.
    pub fn new(rotation: Rotation, size: Size, stride: usize, bytes: usize, (x, y): (usize, usize)) -> Self {
        let (right, below) = (size.width as usize - 1, size.height as usize - 1);
        let (pixel, line) = (bytes as isize, stride as isize);
        let walk = |from_x: usize, from_y: usize, column, row| Self {
            start: from_y * stride + from_x * bytes,
            column,
            row,
        };
        match rotation {
            Rotation::R0 => walk(x, y, pixel, line),
            Rotation::R90 => walk(y, below - x, -line, pixel),
            Rotation::R180 => walk(right - x, below - y, -pixel, -line),
            Rotation::R270 => walk(right - y, x, line, -pixel),
        }
    }

    /// The same, from another place of the target on.
    fn moved(self, columns: usize, rows: usize) -> Self {
        Self { start: self.at(columns, rows), ..self }
    }

    /// The byte at which a pixel begins.
    #[inline(always)]
    fn at(self, column: usize, row: usize) -> usize {
        let column = (column as isize).wrapping_mul(self.column);
        self.start.wrapping_add_signed(column).wrapping_add_signed((row as isize).wrapping_mul(self.row))
    }
}

/// Copies pixels of `bytes` bytes from `source` to where `walk` leads: `height` rows of `width` pixels in `target`, which
/// begins with the first of them and whose rows are `stride` bytes apart. What lies between the rows stays.
///
/// # Panics
///
/// When the pixels are not all inside of both, or have more than four bytes.
pub fn turn(
    level: Level,
    source: &[u8],
    walk: Walk,
    bytes: usize,
    target: &mut [u8],
    stride: usize,
    size: (usize, usize),
) {
    match bytes {
        1 => turn_pixels::<1, 16, 16>(level, source, walk, target, stride, size),
        2 => turn_pixels::<2, 8, 16>(level, source, walk, target, stride, size),
        3 => turn_pixels::<3, 4, 12>(level, source, walk, target, stride, size),
        4 => turn_pixels::<4, 4, 16>(level, source, walk, target, stride, size),
        _ => unreachable!("no format has pixels of {bytes} bytes"),
    }
}

/// The same for pixels of `N` bytes, of which `K` are the side of a block and `B` the bytes of its rows.
fn turn_pixels<const N: usize, const K: usize, const B: usize>(
    level: Level,
    source: &[u8],
    walk: Walk,
    target: &mut [u8],
    stride: usize,
    (width, height): (usize, usize),
) {
    if walk.column.unsigned_abs() == N {
        let rows = target.chunks_mut(stride).take(height);
        for (y, row) in rows.enumerate() {
            let row = &mut row[..width * N];
            if walk.column > 0 {
                row.copy_from_slice(&source[walk.at(0, y)..][..width * N]);
            } else {
                let source = &source[walk.at(width - 1, y)..][..width * N];
                dispatch!(level, simd => simd.vectorize(#[inline(always)] || reverse::<N>(source, row)));
            }
        }
        return;
    }
    for y in in_order(walk, height, STRIP_ROWS) {
        for x in (0..width).step_by(STRIP_COLUMNS) {
            let size = ((width - x).min(STRIP_COLUMNS), (height - y).min(STRIP_ROWS));
            let (walk, target) = (walk.moved(x, y), &mut target[y * stride + x * N..]);
            dispatch!(level, simd => simd.vectorize(
                #[inline(always)]
                || strip::<_, N, K, B>(simd, source, walk, target, stride, size),
            ));
        }
    }
}

/// The rows of the target at which strips of `step` rows begin, in the order in which their pixels follow each other in
/// the source: memory is fetched ahead upwards only.
#[inline(always)]
fn in_order(walk: Walk, height: usize, step: usize) -> impl Iterator<Item = usize> {
    let count = height.div_ceil(step);
    (0..count).map(move |index| if walk.row < 0 { count - 1 - index } else { index } * step)
}

/// A row with its last pixel first.
#[inline(always)]
fn reverse<const N: usize>(source: &[u8], row: &mut [u8]) {
    let (pixels, _) = source.as_chunks::<N>();
    row.as_chunks_mut::<N>().0.iter_mut().zip(pixels.iter().rev()).for_each(|(to, from)| *to = *from);
}

/// Rows that become columns, as far as they lie in one strip.
#[inline(always)]
fn strip<S: Simd, const N: usize, const K: usize, const B: usize>(
    simd: S,
    source: &[u8],
    walk: Walk,
    target: &mut [u8],
    stride: usize,
    (width, height): (usize, usize),
) {
    let (columns, rows) = (width / K * K, height / K * K);
    for y in in_order(walk, rows, K) {
        let mut lines = target[y * stride..].chunks_mut(stride);
        let mut band: [&mut [[u8; B]]; K] =
            array::from_fn(|_| lines.next().unwrap_or_default()[..width * N].as_chunks_mut().0);
        // Pixels are read in the order of their bytes, which leads up the target where it does not lead down.
        let first = if walk.row < 0 { y + K - 1 } else { y };
        if walk.row < 0 {
            band.reverse();
        }
        blocks::<S, N, K, B>(simd, source, walk.moved(0, first), &mut band);
    }
    for (y, line) in target.chunks_mut(stride).take(height).enumerate() {
        let start = if y < rows { columns } else { 0 };
        for (x, pixel) in line[..width * N].as_chunks_mut::<N>().0.iter_mut().enumerate().skip(start) {
            let at = walk.at(x, y);
            pixel.copy_from_slice(&source[at..at + N]);
        }
    }
}

/// One block after the other, from left to right: `K` rows of `K` pixels, which become as many columns of `band`.
#[inline(always)]
fn blocks<S: Simd, const N: usize, const K: usize, const B: usize>(
    simd: S,
    source: &[u8],
    walk: Walk,
    band: &mut [&mut [[u8; B]]; K],
) {
    let mut at = walk.start;
    for index in 0..band[0].len() {
        let mut rows = [u8x16::splat(simd, 0); K];
        for row in &mut rows {
            *row = load::<S, N, B>(simd, &source[at..at + B]);
            at = at.wrapping_add_signed(walk.column);
        }
        let columns = transpose::<S, N, K>(simd, rows);
        for (column, line) in columns.into_iter().zip(&mut *band) {
            store::<S, N, B>(simd, column, &mut line[index]);
        }
    }
}

/// The pixels of a block's row; those of three bytes get four.
#[inline(always)]
fn load<S: Simd, const N: usize, const B: usize>(simd: S, pixels: &[u8]) -> u8x16<S> {
    if N != 3 {
        return u8x16::from_slice(simd, pixels);
    }
    let mut bytes = [0; 16];
    bytes[..B].copy_from_slice(pixels);
    let from: [u8; 16] = [0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11];
    u8x16::simd_from(simd, bytes).swizzle_dyn_within_blocks(u8x16::simd_from(simd, from))
}

/// Stores what [`load`] has read. A whole register is stored as one: by way of an array, LLVM keeps the sixteen of
/// one-byte pixels in memory, which takes ten times as long.
#[inline(always)]
fn store<S: Simd, const N: usize, const B: usize>(simd: S, column: u8x16<S>, pixels: &mut [u8; B]) {
    if N != 3 {
        return column.store_slice(pixels);
    }
    let from: [u8; 16] = [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 14, 14, 14, 14];
    let bytes: [u8; 16] = column.swizzle_dyn_within_blocks(u8x16::simd_from(simd, from)).into();
    pixels.copy_from_slice(&bytes[..B]);
}

/// Rows become columns: each round lays every row beside the one half the block away, pixel by pixel.
#[inline(always)]
fn transpose<S: Simd, const N: usize, const K: usize>(simd: S, mut rows: [u8x16<S>; K]) -> [u8x16<S>; K] {
    for _ in 0..K.ilog2() {
        let before = rows;
        for index in 0..K / 2 {
            let (left, right) = interleave::<S, N>(simd, before[index], before[index + K / 2]);
            (rows[2 * index], rows[2 * index + 1]) = (left, right);
        }
    }
    rows
}

/// The pixels of two rows in turn.
#[inline(always)]
fn interleave<S: Simd, const N: usize>(simd: S, a: u8x16<S>, b: u8x16<S>) -> (u8x16<S>, u8x16<S>) {
    match N {
        1 => simd.interleave_u8x16(a, b),
        2 => {
            let (left, right) = simd.interleave_u16x8(a.bitcast(), b.bitcast());
            (left.bitcast(), right.bitcast())
        }
        _ => {
            let (left, right) = simd.interleave_u32x4(a.bitcast(), b.bitcast());
            (left.bitcast(), right.bitcast())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one pixel of the source that a pixel of the target shows, said the other way round than by [`Walk`]: by
    /// where each of the source goes.
    fn naive(rotation: Rotation, source: &[u8], size: Size, stride: usize, bytes: usize) -> Vec<u8> {
        let turned = rotation.size(size);
        let mut target = vec![0; turned.width as usize * turned.height as usize * bytes];
        for (x, y) in (0..size.width as i32).flat_map(|x| (0..size.height as i32).map(move |y| (x, y))) {
            let to = rotation.rect(crate::geometry::PixelRect::pixel(x, y), size);
            let to = (to.y0 as usize * turned.width as usize + to.x0 as usize) * bytes;
            let from = y as usize * stride + x as usize * bytes;
            target[to..to + bytes].copy_from_slice(&source[from..from + bytes]);
        }
        target
    }

    fn check(level: Level, rotation: Rotation, bytes: usize, size: Size, padding: usize) {
        let stride = size.width as usize * bytes + padding;
        let length = stride * (size.height as usize - 1) + size.width as usize * bytes;
        let source: Vec<u8> = (0..length).map(|index| (index * 7 + index / 251) as u8).collect();
        let (expected, turned) = (naive(rotation, &source, size, stride, bytes), rotation.size(size));
        let (width, height) = (turned.width as usize, turned.height as usize);
        let name = format!("{rotation}° of {size}, {bytes} bytes, padding {padding}");
        // All of it, and a part in the middle.
        for (x, y) in [(0, 0), (width / 3, height / 4)] {
            let part = (width - x - x / 2, height - y - y / 2);
            let stride_out = part.0 * bytes + padding;
            let mut target = vec![0xa5; stride_out * (part.1 - 1) + part.0 * bytes];
            let walk = Walk::new(rotation, size, stride, bytes, (x, y));
            turn(level, &source, walk, bytes, &mut target, stride_out, part);
            for (row, line) in target.chunks(stride_out).enumerate() {
                let start = ((y + row) * width + x) * bytes;
                let (pixels, rest) = line.split_at(part.0 * bytes);
                assert!(pixels == &expected[start..start + part.0 * bytes], "{name}, row {row} from {x},{y}");
                assert!(rest.iter().all(|&byte| byte == 0xa5), "{name}: the padding of row {row}");
            }
        }
    }

    #[test]
    fn every_pixel_comes_to_lie_where_the_rotation_says() {
        let sizes =
            [(1, 1), (1, 40), (40, 1), (3, 5), (16, 16), (17, 33), (31, 64), (64, 48), (259, 37), (37, 530)];
        for (bytes, rotation) in (1..=4).flat_map(|bytes| Rotation::ALL.map(|rotation| (bytes, rotation))) {
            for ((width, height), padding) in sizes.into_iter().flat_map(|size| [(size, 0), (size, 13)]) {
                let size = Size { width, height };
                check(Level::new(), rotation, bytes, size, padding);
                check(Level::baseline(), rotation, bytes, size, padding);
            }
        }
    }
}
