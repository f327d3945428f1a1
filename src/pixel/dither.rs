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

/// Thresholds, of the 64, below which a value that is `above`/`span` of the way between two levels takes the upper.
pub(super) const fn share(above: u32, span: u32) -> u8 {
    ((above * 128).div_ceil(span) / 2) as u8
}

/// Which levels of a channel lie next to each value of 0–255, and when the upper is taken.
pub(super) struct Levels([(u8, u8); 256]);

impl Levels {
    /// The levels 0–`max`, `max` being below 256. The 8-bit value of a level is that level everywhere.
    pub(super) const fn of(max: u32) -> Self {
        let mut levels = [(0, 0); 256];
        let mut value = 0;
        while value < 256 {
            let scaled = value * max;
            let nearest = (scaled + 127) / 255;
            levels[value as usize] = if spread(nearest, max) as u32 == value {
                (nearest as u8, 0)
            } else {
                ((scaled / 255) as u8, share(scaled % 255, 255))
            };
            value += 1;
        }
        Self(levels)
    }

    /// The level of `value` at a position.
    #[inline(always)]
    pub(super) fn level(&self, value: u8, threshold: u8) -> u32 {
        let (below, share) = self.0[value as usize];
        u32::from(below) + u32::from(threshold < share)
    }
}

/// `value` of 0–`max` on a scale of 0–255, rounded to the nearest.
pub(super) const fn spread(value: u32, max: u32) -> u8 {
    ((value * 255 + max / 2) / max) as u8
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
