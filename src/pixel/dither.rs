//! Ordered dithering: where a pixel's position decides which way a colour between two levels is rounded.
//!
//! The same colour at the same position always becomes the same level, so what is drawn twice gets the same
//! bytes, and a flat area keeps its mean over each 8 × 8 pixels.

/// The column and row of a row's first pixel, on whatever grid the pattern is to lie: the screen's, so that
/// areas painted one by one fit together.
pub type Position = (i32, i32);

/// Bayer's ordered-dither matrix: each of 0–63 once, neighbours far apart (IEEE ICC 1973).
const BAYER: [[u8; 8]; 8] = [
    [0, 32, 8, 40, 2, 34, 10, 42],
    [48, 16, 56, 24, 50, 18, 58, 26],
    [12, 44, 4, 36, 14, 46, 6, 38],
    [60, 28, 52, 20, 62, 30, 54, 22],
    [3, 35, 11, 43, 1, 33, 9, 41],
    [51, 19, 59, 27, 49, 17, 57, 25],
    [15, 47, 7, 39, 13, 45, 5, 37],
    [63, 31, 55, 23, 61, 29, 53, 21],
];

/// Pixels that loops dither at a time: a multiple of the matrix's eight, and some registers.
pub const RUN: usize = 64;

/// The matrix's entry at a position, 0–63.
#[inline(always)]
pub fn threshold((x, y): Position) -> u8 {
    BAYER[(y & 7) as usize][(x & 7) as usize]
}

/// The entries from a position on to the right; they go on as they begin.
#[inline(always)]
pub fn thresholds((x, y): Position) -> [u8; RUN] {
    let row = u64::from_le_bytes(BAYER[(y & 7) as usize]);
    let mut run = [0; RUN];
    run.as_chunks_mut().0.fill(row.rotate_right(8 * (x & 7) as u32).to_le_bytes());
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_continue_the_pattern_at_any_position() {
        for position @ (x, y) in [(0, 0), (5, 3), (-3, -9), (1001, 77)] {
            let row = thresholds(position);
            for (index, entry) in (0..).zip(row) {
                assert_eq!(entry, threshold((x + index, y)), "{index} from {x},{y}");
            }
        }
    }

    #[test]
    fn every_entry_occurs_once() {
        let mut seen: Vec<u8> = (0..64).map(|index| threshold((index % 8, index / 8))).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..64).collect::<Vec<u8>>());
    }
}
