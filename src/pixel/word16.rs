//! Pixels of 16 bits: five for red and blue, five or six for green.

use super::layout::{Pixel, Rgba, mix_channel};

/// A 16-bit little-endian word: red and blue of five bits at their shifts, green of `G_BITS` at bit 5.
/// A bit that no channel uses is kept at 1, as the fourth byte of [`Bytewise`](super::bytewise::Bytewise) is.
#[derive(Debug, Clone, Copy)]
pub struct Word16<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32>;

impl<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32> Word16<R_SHIFT, G_BITS, B_SHIFT> {
    const UNUSED: u32 = if G_BITS == 5 { 0x8000 } else { 0 };
}

/// Five or six bits stretched to eight by repeating the high ones: 0 stays 0, the largest becomes 255.
#[inline(always)]
const fn widen<const BITS: u32>(value: u32) -> u8 {
    let value = value & ((1 << BITS) - 1);
    (value << (8 - BITS) | value >> (2 * BITS - 8)) as u8
}

/// Eight bits rounded to the nearest of five or six. The factors replace a division by 255 and are exact.
#[inline(always)]
const fn narrow<const BITS: u32>(value: u8) -> u32 {
    let value = value as u32;
    if BITS == 5 { (value * 249 + 1014) >> 11 } else { (value * 253 + 505) >> 10 }
}

/// Eight bits as one of the two levels of five or six next to them, by a threshold of 0–63.
///
/// Taking its high bits from a value undoes what [`widen`] adds and leaves the level in whole steps and the
/// way to the next one in 8ths or 4ths of a step: a value that is a level leaves nothing, and stays it.
#[inline(always)]
const fn narrow_dithered<const BITS: u32>(value: u8, threshold: u8) -> u32 {
    ((value - (value >> BITS) + (threshold >> (BITS - 2))) >> (8 - BITS)) as u32
}

impl<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32> Word16<R_SHIFT, G_BITS, B_SHIFT> {
    /// The stored bytes of three levels.
    #[inline(always)]
    fn store(r: u32, g: u32, b: u32) -> [u8; 2] {
        let word = r << R_SHIFT | g << 5 | b << B_SHIFT | Self::UNUSED;
        (word as u16).to_le_bytes()
    }

    #[inline(always)]
    fn mixed(below: [u8; 2], ink: Rgba, alpha: u8) -> Rgba {
        let [r, g, b, _] = Self::unpack(below);
        [mix_channel(r, ink[0], alpha), mix_channel(g, ink[1], alpha), mix_channel(b, ink[2], alpha), 255]
    }
}

impl<const R_SHIFT: u32, const G_BITS: u32, const B_SHIFT: u32> Pixel for Word16<R_SHIFT, G_BITS, B_SHIFT> {
    type Bytes = [u8; 2];
    type Ink = Rgba;

    const DITHERED: bool = true;

    #[inline(always)]
    fn pack([r, g, b, _]: Rgba) -> [u8; 2] {
        Self::store(narrow::<5>(r), narrow::<G_BITS>(g), narrow::<5>(b))
    }

    #[inline(always)]
    fn pack_dithered([r, g, b, _]: Rgba, threshold: u8) -> [u8; 2] {
        Self::store(
            narrow_dithered::<5>(r, threshold),
            narrow_dithered::<G_BITS>(g, threshold),
            narrow_dithered::<5>(b, threshold),
        )
    }

    #[inline(always)]
    fn unpack(bytes: [u8; 2]) -> Rgba {
        let word = u32::from(u16::from_le_bytes(bytes));
        [widen::<5>(word >> R_SHIFT), widen::<G_BITS>(word >> 5), widen::<5>(word >> B_SHIFT), 255]
    }

    #[inline(always)]
    fn ink(color: Rgba) -> Rgba {
        color
    }

    #[inline(always)]
    fn mix(below: [u8; 2], ink: Rgba, alpha: u8) -> [u8; 2] {
        Self::pack(Self::mixed(below, ink, alpha))
    }

    #[inline(always)]
    fn mix_dithered(below: [u8; 2], ink: Rgba, alpha: u8, threshold: u8) -> [u8; 2] {
        Self::pack_dithered(Self::mixed(below, ink, alpha), threshold)
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
    fn narrowing_takes_the_nearest_level() {
        for value in 0..=255_u8 {
            for (narrowed, max) in [(narrow::<5>(value), 31), (narrow::<6>(value), 63)] {
                assert_eq!(narrowed, (2 * u32::from(value) * max + 255) / 510, "{value} in 0..={max}");
            }
        }
    }

    fn dithering_keeps_levels_and_means<const BITS: u32>() {
        for value in 0..=255_u8 {
            let shown: Vec<u8> = (0..64).map(|t| widen::<BITS>(narrow_dithered::<BITS>(value, t))).collect();
            let (&low, &high) = (shown.iter().min().unwrap(), shown.iter().max().unwrap());
            let mean = shown.iter().map(|&level| f64::from(level)).sum::<f64>() / 64.0;
            assert!(low <= value && value <= high, "{value} between {low} and {high}");
            assert!(high - low <= 9, "{low} and {high} are neighbours");
            assert!((mean - f64::from(value)).abs() <= 1.0, "{value} became {mean}");
            if widen::<BITS>(narrow::<BITS>(value)) == value {
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
