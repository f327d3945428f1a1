//! Pixels of one byte a channel, in any order.

use super::kernel;
use super::layout::{GROUP, Pixel, Rgba, mix_channel};

/// `N` bytes, red at index `R` and so on. A fourth byte is alpha or, where there is none, kept at 255 so that
/// hardware which takes it for alpha shows the picture.
#[derive(Debug, Clone, Copy)]
pub struct Bytewise<const N: usize, const R: usize, const G: usize, const B: usize, const ALPHA: bool>;

impl<const N: usize, const R: usize, const G: usize, const B: usize, const ALPHA: bool>
    Bytewise<N, R, G, B, ALPHA>
{
    /// Where the fourth byte stands: the index that the colours leave free.
    const REST: usize = 6 - R - G - B;
}

/// The boundary that long fills run along, in bytes: a store across two cache lines costs twice.
const FILL_LINE: usize = 64;

/// Bytes that long fills store at a time: whole lines and whole pixels of three bytes.
const FILL_BLOCK: usize = 3 * FILL_LINE;

/// From how many pixels of three bytes on they are filled as bytes.
const FILL_FLAT: usize = 112;

/// The bytes as the low ones of a word.
#[inline(always)]
fn word<const N: usize>(bytes: [u8; N]) -> u32 {
    let mut word = [0; 4];
    word[..N].copy_from_slice(&bytes);
    u32::from_le_bytes(word)
}

/// Four channels at once, `alpha`/255 of their way to the ink: two in each of two words, with eight bits of room
/// above each. [`div_255`](super::layout::div_255) says why it is exact.
#[inline(always)]
const fn mix_word(below: u32, ink: u32, alpha: u32) -> u32 {
    const EVEN: u32 = 0x00ff_00ff;
    const HALF: u32 = 0x0080_0080;
    let left = 255 - alpha;
    let even = (below & EVEN) * left + (ink & EVEN) * alpha + HALF;
    let odd = (below >> 8 & EVEN) * left + (ink >> 8 & EVEN) * alpha + HALF;
    let even = (even + (even >> 8 & EVEN)) >> 8 & EVEN;
    let odd = (odd + (odd >> 8 & EVEN)) & !EVEN;
    even | odd
}

impl<const N: usize, const R: usize, const G: usize, const B: usize, const ALPHA: bool> Pixel
    for Bytewise<N, R, G, B, ALPHA>
{
    type Bytes = [u8; N];
    type Ink = [u8; N];

    const FLAT: bool = N == 3;

    #[inline(always)]
    fn pack([r, g, b, a]: Rgba) -> [u8; N] {
        let mut bytes = [255; N];
        bytes[R] = r;
        bytes[G] = g;
        bytes[B] = b;
        if ALPHA {
            bytes[Self::REST] = a;
        }
        bytes
    }

    #[inline(always)]
    fn unpack(bytes: [u8; N]) -> Rgba {
        [bytes[R], bytes[G], bytes[B], if ALPHA { bytes[Self::REST] } else { 255 }]
    }

    #[inline(always)]
    fn ink(color: Rgba) -> [u8; N] {
        Self::pack(color)
    }

    #[inline(always)]
    fn mix(below: [u8; N], ink: [u8; N], alpha: u8) -> [u8; N] {
        let mixed = mix_word(word(below), word(ink), u32::from(alpha));
        let mut bytes = [0; N];
        bytes.copy_from_slice(&mixed.to_le_bytes()[..N]);
        if N == 4 && !ALPHA {
            bytes[Self::REST] = 255;
        }
        bytes
    }

    #[inline(always)]
    fn fill(row: &mut [[u8; N]], value: [u8; N]) {
        if N != 3 || row.len() < FILL_FLAT {
            return kernel::fill_blocks::<Self>(row, value);
        }
        let mut source = [0; FILL_BLOCK + FILL_LINE];
        source.as_chunks_mut().0.fill(value);
        let bytes = row.as_flattened_mut();
        let ahead = (FILL_LINE - bytes.as_ptr() as usize % FILL_LINE).min(bytes.len());
        let (head, rest) = bytes.split_at_mut(ahead);
        head.copy_from_slice(&source[..ahead]);
        let source = &source[ahead % N..];
        let (blocks, tail) = rest.as_chunks_mut::<FILL_BLOCK>();
        for block in blocks {
            block.copy_from_slice(&source[..FILL_BLOCK]);
        }
        tail.copy_from_slice(&source[..tail.len()]);
    }

    #[inline(always)]
    fn store_flat(row: &mut [[u8; N]], colors: &[Rgba]) {
        let ((quads, rest), (colors, colors_rest)) = (row.as_chunks_mut::<4>(), colors.as_chunks::<4>());
        for (quad, colors) in quads.iter_mut().zip(colors) {
            // Four pixels are three words, put together from four.
            let [a, b, c, d] = colors.map(|color| word(Self::pack(color)));
            let words = [a | b << 24, b >> 8 | c << 16, c >> 16 | d << 8].map(u32::to_le_bytes);
            quad.as_flattened_mut().copy_from_slice(words.as_flattened());
        }
        for (pixel, &color) in rest.iter_mut().zip(colors_rest) {
            *pixel = Self::pack(color);
        }
    }

    #[inline(always)]
    fn ink_flat(inks: &mut [[u8; N]], colors: &[Rgba]) {
        Self::store_flat(inks, colors);
    }

    #[inline(always)]
    fn mix_flat(group: &mut [[u8; N]], inks: &[[u8; N]], alphas: &[u8]) {
        // Written out as loops: `map` over an array is taken apart into single bytes.
        let mut spread = [[0; N]; GROUP];
        for (spread, &alpha) in spread.iter_mut().zip(alphas) {
            *spread = [alpha; N];
        }
        let below = group.as_flattened_mut().iter_mut();
        for ((below, &above), &alpha) in below.zip(inks.as_flattened()).zip(spread.as_flattened()) {
            *below = mix_channel(u16::from(*below), above, alpha) as u8;
        }
    }

    #[inline(always)]
    fn mix_flat_evenly(group: &mut [[u8; N]], inks: &[[u8; N]], alpha: u8) {
        for (below, &above) in group.as_flattened_mut().iter_mut().zip(inks.as_flattened()) {
            *below = mix_channel(u16::from(*below), above, alpha) as u8;
        }
    }

    #[inline(always)]
    fn row(bytes: &[u8]) -> &[[u8; N]] {
        bytes.as_chunks().0
    }

    #[inline(always)]
    fn row_mut(bytes: &mut [u8]) -> &mut [[u8; N]] {
        bytes.as_chunks_mut().0
    }
}
