//! What a native pixel is in memory, as types.

use crate::color::Color;

use super::bytewise::Bytewise;
use super::word16::Word16;
use super::{kernel, plain};

/// Red, green, blue and alpha, 0–255: what all layouts convert to and from.
///
/// As a pixel's value the colours are premultiplied with alpha; as a paint's they are straight. Each function
/// says which it takes.
pub type Rgba = [u8; 4];

/// Pixels that are mixed at a time as a row of bytes: 96 bytes of three-byte pixels, which are whole registers
/// again.
pub const GROUP: usize = 32;

/// A pixel of whole bytes.
///
/// The storage is a byte array, so a row of pixels needs no alignment and no `unsafe`, and nothing depends on
/// the machine's byte order.
pub trait Pixel: Copy + 'static {
    /// The stored bytes: `[u8; 1]` to `[u8; 4]`.
    type Bytes: Copy + PartialEq + Send + Sync + 'static;
    /// A colour made ready for [`Pixel::mix`].
    type Ink: Copy;

    /// Bytes of a pixel.
    const SIZE: usize = size_of::<Self::Bytes>();
    /// Whether colours are dithered: where a channel has fewer than eight bits.
    const DITHERED: bool = false;

    /// The nearest stored value of a premultiplied colour.
    fn pack(color: Rgba) -> Self::Bytes;
    /// One of the stored values next to the colour, the upper one where the colour is above the `threshold` of
    /// 0–63 that [`dither`](super::dither) has for the position. A colour which can be stored is: it is never
    /// dithered.
    #[inline(always)]
    fn pack_dithered(color: Rgba, _threshold: u8) -> Self::Bytes {
        Self::pack(color)
    }
    /// The colour that a stored value shows, premultiplied.
    fn unpack(bytes: Self::Bytes) -> Rgba;
    /// The colour as far as the layout tells colours apart: what is blended.
    #[inline(always)]
    fn shade(color: Rgba) -> Rgba {
        color
    }
    /// Does once what every [`Pixel::mix`] with this premultiplied colour needs.
    fn ink(color: Rgba) -> Self::Ink;
    /// `below` with `alpha`/255 of its way to the ink, each channel rounded to the nearest.
    fn mix(below: Self::Bytes, ink: Self::Ink, alpha: u8) -> Self::Bytes;
    /// [`Pixel::mix`], stored as [`Pixel::pack_dithered`] does.
    #[inline(always)]
    fn mix_dithered(below: Self::Bytes, ink: Self::Ink, alpha: u8, _threshold: u8) -> Self::Bytes {
        Self::mix(below, ink, alpha)
    }

    /// Stores one value everywhere.
    #[inline(always)]
    fn fill(row: &mut [Self::Bytes], value: Self::Bytes) {
        kernel::fill_blocks::<Self>(row, value);
    }

    /// Whether long rows are faster mixed as rows of bytes, by [`Pixel::mix_flat`]: where a pixel is no lane of any
    /// register.
    const FLAT: bool = false;

    /// [`Pixel::pack`] for each of a row.
    #[inline(always)]
    fn store_flat(row: &mut [Self::Bytes], colors: &[Rgba]) {
        for (pixel, &color) in row.iter_mut().zip(colors) {
            *pixel = Self::pack(color);
        }
    }
    /// [`Pixel::ink`] for each of a row.
    #[inline(always)]
    fn ink_flat(inks: &mut [Self::Ink], colors: &[Rgba]) {
        for (ink, &color) in inks.iter_mut().zip(colors) {
            *ink = Self::ink(color);
        }
    }
    /// [`Pixel::mix`] for each of at most [`GROUP`] pixels, with an ink and an alpha each.
    #[inline(always)]
    fn mix_flat(group: &mut [Self::Bytes], inks: &[Self::Ink], alphas: &[u8]) {
        for ((pixel, &ink), &alpha) in group.iter_mut().zip(inks).zip(alphas) {
            *pixel = Self::mix(*pixel, ink, alpha);
        }
    }
    /// [`Pixel::mix_flat`] with one alpha.
    #[inline(always)]
    fn mix_flat_evenly(group: &mut [Self::Bytes], inks: &[Self::Ink], alpha: u8) {
        for (pixel, &ink) in group.iter_mut().zip(inks) {
            *pixel = Self::mix(*pixel, ink, alpha);
        }
    }

    /// A row of bytes as pixels; a remainder that is no whole pixel is left out.
    fn row(bytes: &[u8]) -> &[Self::Bytes];
    /// A row of bytes as pixels to write.
    fn row_mut(bytes: &mut [u8]) -> &mut [Self::Bytes];
}

/// The ink for painting *over*: the paint's alpha goes into [`Pixel::mix`], so its colours stay as they are.
pub const fn ink_over(color: Color) -> Rgba {
    [color.r, color.g, color.b, 255]
}

/// The value that *replaces* a pixel: premultiplied, so that every format shows the same colours for it.
pub const fn premultiplied(color: Color) -> Rgba {
    let Color { r, g, b, a } = color;
    [div_255(r as u32 * a as u32), div_255(g as u32 * a as u32), div_255(b as u32 * a as u32), a]
}

/// `value / 255` rounded to the nearest, for values up to 255 × 255. Exact, by Blinn's
/// "Three Wrongs Make a Right" (IEEE CG&A, 1995).
#[inline(always)]
pub const fn div_255(value: u32) -> u8 {
    let biased = value + 128;
    ((biased + (biased >> 8)) >> 8) as u8
}

/// `value` × `factor` / 255, both of 0–255, rounded to the nearest: [`div_255`] in 16 bits, which all of it just
/// fits and of which a register holds twice as many as of 32.
#[inline(always)]
pub const fn scale(value: u8, factor: u8) -> u8 {
    mix_channel(0, value, factor) as u8
}

/// A channel with `alpha`/255 of its way to `above`, all of 0–255, in 16 bits as well.
#[inline(always)]
pub(super) const fn mix_channel(below: u16, above: u8, alpha: u8) -> u16 {
    let biased = below * (255 - alpha as u16) + above as u16 * alpha as u16 + 128;
    (biased + (biased >> 8)) >> 8
}

/// One byte of luma.
#[derive(Debug, Clone, Copy)]
pub struct Gray8;

/// The luma of ITU-R BT.601 in 256ths, rounded; a grey's luma is the grey itself.
#[inline(always)]
pub const fn luma([r, g, b, _]: Rgba) -> u8 {
    ((77 * r as u32 + 150 * g as u32 + 29 * b as u32 + 128) >> 8) as u8
}

impl Pixel for Gray8 {
    type Bytes = [u8; 1];
    type Ink = u8;

    #[inline(always)]
    fn pack(color: Rgba) -> [u8; 1] {
        [luma(color)]
    }

    #[inline(always)]
    fn unpack([gray]: [u8; 1]) -> Rgba {
        [gray, gray, gray, 255]
    }

    #[inline(always)]
    fn shade(color: Rgba) -> Rgba {
        let gray = luma(color);
        [gray, gray, gray, color[3]]
    }

    #[inline(always)]
    fn ink(color: Rgba) -> u8 {
        luma(color)
    }

    #[inline(always)]
    fn fill(row: &mut [[u8; 1]], [value]: [u8; 1]) {
        // The library's, at any length: a loop here would be made one over the widest registers.
        plain::fill::<Self>(row, [value]);
    }

    #[inline(always)]
    fn mix([below]: [u8; 1], ink: u8, alpha: u8) -> [u8; 1] {
        [mix_channel(u16::from(below), ink, alpha) as u8]
    }

    #[inline(always)]
    fn row(bytes: &[u8]) -> &[[u8; 1]] {
        bytes.as_chunks().0
    }

    #[inline(always)]
    fn row_mut(bytes: &mut [u8]) -> &mut [[u8; 1]] {
        bytes.as_chunks_mut().0
    }
}

/// Bytes B G R X.
pub type Xrgb8888 = Bytewise<4, 2, 1, 0, false>;
/// Bytes B G R A.
pub type Argb8888 = Bytewise<4, 2, 1, 0, true>;
/// Bytes R G B X.
pub type Xbgr8888 = Bytewise<4, 0, 1, 2, false>;
/// Bytes R G B A.
pub type Abgr8888 = Bytewise<4, 0, 1, 2, true>;
/// Bytes X B G R.
pub type Rgbx8888 = Bytewise<4, 3, 2, 1, false>;
/// Bytes X R G B.
pub type Bgrx8888 = Bytewise<4, 1, 2, 3, false>;
/// Bytes B G R.
pub type Rgb888 = Bytewise<3, 2, 1, 0, false>;
/// Bytes R G B.
pub type Bgr888 = Bytewise<3, 0, 1, 2, false>;
/// Red in the high five bits.
pub type Rgb565 = Word16<11, 6, 0>;
/// Blue in the high five bits.
pub type Bgr565 = Word16<0, 6, 11>;
/// Red in bits 10 to 14.
pub type Xrgb1555 = Word16<10, 5, 0>;
/// Blue in bits 10 to 14.
pub type Xbgr1555 = Word16<0, 5, 10>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixel::{Format, with_pixel};

    fn native() -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(|format| format.is_native())
    }

    #[test]
    fn rounding_is_exact() {
        for value in 0..=255 * 255_u32 {
            assert_eq!(u32::from(div_255(value)), (2 * value + 255) / 510, "{value} / 255");
        }
    }

    /// The bytes of a known colour, from the formats' documented order and not from the code's constants.
    #[test]
    fn orange_is_orange_everywhere() {
        let orange = [0xff, 0x88, 0x11, 0xff];
        let expected: [(Format, &[u8]); 13] = [
            (Format::Xrgb8888, &[0x11, 0x88, 0xff, 0xff]),
            (Format::Argb8888, &[0x11, 0x88, 0xff, 0xff]),
            (Format::Xbgr8888, &[0xff, 0x88, 0x11, 0xff]),
            (Format::Abgr8888, &[0xff, 0x88, 0x11, 0xff]),
            (Format::Rgbx8888, &[0xff, 0x11, 0x88, 0xff]),
            (Format::Bgrx8888, &[0xff, 0xff, 0x88, 0x11]),
            (Format::Rgb888, &[0x11, 0x88, 0xff]),
            (Format::Bgr888, &[0xff, 0x88, 0x11]),
            (Format::Rgb565, &0xfc42_u16.to_le_bytes()),
            (Format::Bgr565, &0x145f_u16.to_le_bytes()),
            (Format::Xrgb1555, &0xfe22_u16.to_le_bytes()),
            (Format::Xbgr1555, &0x8a3f_u16.to_le_bytes()),
            (Format::Gray8, &[158]),
        ];
        for (format, bytes) in expected {
            with_pixel!(format, P => assert_eq!(P::pack(orange).as_slice(), bytes, "{format}"));
        }
    }

    #[test]
    fn what_is_stored_reads_back_and_stays() {
        for format in native() {
            with_pixel!(format, P => for value in 0..=255 {
                let stored = P::pack([value, value / 2, 255 - value, 255]);
                assert_eq!(P::pack(P::unpack(stored)), stored, "{format} {value}");
                assert_eq!(P::mix(stored, P::ink([9, 99, 199, 255]), 0), stored, "{format} {value}");
                assert_eq!(P::mix(stored, P::ink([9, 99, 199, 255]), 255), P::pack([9, 99, 199, 255]));
            });
            with_pixel!(format, P => {
                assert_eq!(P::unpack(P::pack([255; 4])), [255; 4], "white in {format}");
                assert_eq!(P::unpack(P::pack([0, 0, 0, 255])), [0, 0, 0, 255], "black in {format}");
            });
        }
    }
}
