//! Pixels of 16 bits: five for red and blue, five or six for green.

use super::layout::{Pixel, Rgba, mix_channel};

/// A 16-bit little-endian word: red and blue of five bits at their shifts, green of `G_BITS` at bit 5.
/// A bit that no channel uses is kept at 1, as the fourth byte of [`Bytewise`](super::bytewise::Bytewise) is.
#[derive(Debug, Clone, Copy)]
pub struct Word16<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32>;

/// The field of `BITS` (five or six) at `SHIFT` of a word, stretched to eight bits by repeating the high ones:
/// 0 stays 0, the largest becomes 255.
///
/// A product with 2⁵ + 1 or 2⁶ + 1 holds the bits twice. Where the field stands high enough, one multiplication
/// that keeps the high half does that and both shifts: an instruction of its own on every vector unit.
#[inline(always)]
const fn widen<const BITS: u32, const SHIFT: u32>(word: u16) -> u16 {
    let field = word & ((1 << BITS) - 1) << SHIFT;
    let twice = (1 << BITS) + 1;
    let excess = 2 * BITS - 8;
    if SHIFT + excess >= BITS {
        ((field as u32 * (twice << (16 - SHIFT - excess))) >> 16) as u16
    } else {
        (((field >> SHIFT) as u32 * twice) >> excess) as u16
    }
}

/// Eight bits rounded to the nearest of five or six. The factors replace a division by 255 and are exact.
#[inline(always)]
const fn narrow<const BITS: u32>(value: u16) -> u16 {
    if BITS == 5 { (value * 249 + 1014) >> 11 } else { (value * 253 + 505) >> 10 }
}

/// Eight bits as one of the two levels of five or six next to them, by a threshold of 0–63.
///
/// Taking its high bits from a value undoes what [`widen`] adds and leaves the level in whole steps and the
/// way to the next one in 8ths or 4ths of a step: a value that is a level leaves nothing, and stays it.
#[inline(always)]
const fn narrow_dithered<const BITS: u32>(value: u16, threshold: u8) -> u16 {
    (value - (value >> BITS) + (threshold >> (BITS - 2)) as u16) >> (8 - BITS)
}

impl<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32> Word16<R_SHIFT, G_BITS, B_SHIFT> {
    const UNUSED: u16 = if G_BITS == 5 { 0x8000 } else { 0 };

    /// Red, green and blue of 0–255.
    #[inline(always)]
    fn channels(bytes: [u8; 2]) -> [u16; 3] {
        let word = u16::from_le_bytes(bytes);
        [widen::<5, R_SHIFT>(word), widen::<G_BITS, 5>(word), widen::<5, B_SHIFT>(word)]
    }

    #[inline(always)]
    fn nearest([r, g, b]: [u16; 3]) -> [u8; 2] {
        Self::store(narrow::<5>(r), narrow::<G_BITS>(g), narrow::<5>(b))
    }

    #[inline(always)]
    fn dithered([r, g, b]: [u16; 3], threshold: u8) -> [u8; 2] {
        Self::store(
            narrow_dithered::<5>(r, threshold),
            narrow_dithered::<G_BITS>(g, threshold),
            narrow_dithered::<5>(b, threshold),
        )
    }

    /// The stored bytes of three levels.
    #[inline(always)]
    fn store(r: u16, g: u16, b: u16) -> [u8; 2] {
        (r << R_SHIFT | g << 5 | b << B_SHIFT | Self::UNUSED).to_le_bytes()
    }

    #[inline(always)]
    fn mixed(below: [u8; 2], ink: Rgba, alpha: u8) -> [u16; 3] {
        let [r, g, b] = Self::channels(below);
        [mix_channel(r, ink[0], alpha), mix_channel(g, ink[1], alpha), mix_channel(b, ink[2], alpha)]
    }
}

impl<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32> Pixel for Word16<R_SHIFT, G_BITS, B_SHIFT> {
    type Bytes = [u8; 2];
    type Ink = Rgba;

    const DITHERED: bool = true;

    #[inline(always)]
    fn pack([r, g, b, _]: Rgba) -> [u8; 2] {
        Self::nearest([r, g, b].map(u16::from))
    }

    #[inline(always)]
    fn pack_dithered([r, g, b, _]: Rgba, threshold: u8) -> [u8; 2] {
        Self::dithered([r, g, b].map(u16::from), threshold)
    }

    #[inline(always)]
    fn unpack(bytes: [u8; 2]) -> Rgba {
        let [r, g, b] = Self::channels(bytes);
        [r as u8, g as u8, b as u8, 255]
    }

    #[inline(always)]
    fn ink(color: Rgba) -> Rgba {
        color
    }

    #[inline(always)]
    fn mix(below: [u8; 2], ink: Rgba, alpha: u8) -> [u8; 2] {
        Self::nearest(Self::mixed(below, ink, alpha))
    }

    #[inline(always)]
    fn mix_dithered(below: [u8; 2], ink: Rgba, alpha: u8, threshold: u8) -> [u8; 2] {
        Self::dithered(Self::mixed(below, ink, alpha), threshold)
    }

    #[inline(always)]
    fn row(bytes: &[u8]) -> &[[u8; 2]] {
        bytes.as_chunks().0
    }

    #[inline(always)]
    fn row_mut(bytes: &mut [u8]) -> &mut [[u8; 2]] {
        bytes.as_chunks_mut().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_repeats_the_high_bits_wherever_the_field_stands() {
        for level in 0..64_u16 {
            let (five, six) = (level % 32, level);
            let five_wide = five << 3 | five >> 2;
            let noise = 0xffff;
            assert_eq!(widen::<5, 0>(five | noise << 5), five_wide);
            assert_eq!(widen::<5, 5>(five << 5 | noise << 10 | 31), five_wide);
            assert_eq!(widen::<5, 10>(five << 10 | noise << 15 | 1023), five_wide);
            assert_eq!(widen::<5, 11>(five << 11 | 2047), five_wide);
            assert_eq!(widen::<6, 5>(six << 5 | noise << 11 | 31), six << 2 | six >> 4);
        }
    }

    #[test]
    fn narrowing_takes_the_nearest_level() {
        for value in 0..=255_u16 {
            for (narrowed, max) in [(narrow::<5>(value), 31), (narrow::<6>(value), 63)] {
                assert_eq!(narrowed, (2 * value * max + 255) / 510, "{value} in 0..={max}");
            }
        }
    }

    fn dithering_keeps_levels_and_means<const BITS: u32>() {
        for value in 0..=255_u16 {
            let shown: Vec<u16> =
                (0..64).map(|t| widen::<BITS, 0>(narrow_dithered::<BITS>(value, t))).collect();
            let (&low, &high) = (shown.iter().min().unwrap(), shown.iter().max().unwrap());
            let mean = f64::from(shown.iter().sum::<u16>()) / 64.0;
            assert!(low <= value && value <= high, "{value} between {low} and {high}");
            assert!(high - low <= 9, "{low} and {high} are neighbours");
            assert!((mean - f64::from(value)).abs() <= 1.0, "{value} became {mean}");
            if widen::<BITS, 0>(narrow::<BITS>(value)) == value {
                assert_eq!((low, high), (value, value), "a level is never dithered");
            }
        }
    }

    #[test]
    fn dithering_keeps_levels_and_means_of_both_widths() {
        dithering_keeps_levels_and_means::<5>();
        dithering_keeps_levels_and_means::<6>();
    }
}
