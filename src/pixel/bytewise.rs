//! Pixels of one byte a channel, in any order.

use super::layout::{Pixel, Rgba, mix_channel};

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

impl<const N: usize, const R: usize, const G: usize, const B: usize, const ALPHA: bool> Pixel
    for Bytewise<N, R, G, B, ALPHA>
{
    type Bytes = [u8; N];
    type Ink = [u8; N];

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
        let mut mixed = [0; N];
        for index in 0..N {
            mixed[index] = mix_channel(below[index], ink[index], alpha);
        }
        if N == 4 && !ALPHA {
            mixed[Self::REST] = 255;
        }
        mixed
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
