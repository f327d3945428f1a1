//! Rows between `xrgb8888`, which the canvas draws, and the formats it does not draw itself.
//!
//! Going down to few levels a colour is dithered by its position, so a flat area keeps its mean and a region
//! presented again gets the same bytes. A colour that the format can hold is never dithered.

use super::dither::{Levels, spread, threshold};
use super::layout::{Pixel, Rgba, Xrgb8888, luma};
use super::{Format, Palette};

/// The levels of channels of one to four bits.
static LEVELS: [Levels; 4] = [Levels::of(1), Levels::of(3), Levels::of(7), Levels::of(15)];

/// The stored bits of one colour at one position.
fn encode(format: Format, color: Rgba, x: usize, y: usize) -> u32 {
    let threshold = threshold((x as i32, y as i32));
    let level = |bits: usize, value| LEVELS[bits - 1].level(value, threshold);
    let gray = |bits| level(bits, luma(color));
    match format {
        Format::Gray4 => gray(4),
        Format::Gray2 => gray(2),
        Format::Gray1 | Format::Mono10 => gray(1),
        Format::Mono01 => 1 - gray(1),
        Format::Rgb332 => level(3, color[0]) << 5 | level(3, color[1]) << 2 | level(2, color[2]),
        Format::Xrgb2101010 => {
            let ten = |channel: u8| u32::from(channel) << 2 | u32::from(channel) >> 6;
            3 << 30 | ten(color[0]) << 20 | ten(color[1]) << 10 | ten(color[2])
        }
        Format::C8 | Format::C4 | Format::C2 | Format::C1 => {
            u32::from(Palette::standard(format).index(color, threshold))
        }
        native => unreachable!("{native} needs no conversion"),
    }
}

/// The colour that stored bits show.
fn decode(format: Format, bits: u32) -> Rgba {
    let gray = |max| [spread(bits, max); 3];
    let [r, g, b] = match format {
        Format::Gray4 => gray(15),
        Format::Gray2 => gray(3),
        Format::Gray1 | Format::Mono10 => gray(1),
        Format::Mono01 => [spread(1 - bits, 1); 3],
        Format::Rgb332 => [spread(bits >> 5 & 7, 7), spread(bits >> 2 & 7, 7), spread(bits & 3, 3)],
        Format::Xrgb2101010 => {
            let eight = |shift: u32| (bits >> (shift + 2)) as u8;
            [eight(20), eight(10), eight(0)]
        }
        Format::C8 | Format::C4 | Format::C2 | Format::C1 => Palette::standard(format).color(bits as u8),
        native => unreachable!("{native} needs no conversion"),
    };
    [r, g, b, 255]
}

/// How many neighbouring pixels share bytes: damage is widened to a multiple of this.
pub const fn pixels_per_byte(format: Format) -> usize {
    let bits = format.bits_per_pixel();
    if bits < 8 { 8 / bits as usize } else { 1 }
}

/// How many bits of its byte stand below a pixel of less than 8 bits, which is `bit` bits from the row's start.
const fn shift(format: Format, bit: usize) -> usize {
    if format.is_low_bit_first() { bit % 8 } else { 8 - format.bits_per_pixel() as usize - bit % 8 }
}

/// Writes `pixels`, a part of row `y` that begins at column `x`, as the bytes of `format`. Indices are those of the
/// [standard palette](Palette::standard).
///
/// `x` is a multiple of [`pixels_per_byte`]. Bits of the last byte that belong to no pixel stay as they are.
pub fn store(format: Format, pixels: &[<Xrgb8888 as Pixel>::Bytes], x: usize, y: usize, row: &mut [u8]) {
    store_as(format, pixels, x, row, |color, x| encode(format, color, x, y));
}

/// The same for a format of indices into `palette`.
pub fn store_indexed(
    palette: &Palette,
    format: Format,
    pixels: &[<Xrgb8888 as Pixel>::Bytes],
    x: usize,
    y: usize,
    row: &mut [u8],
) {
    let index = |color, x| u32::from(palette.index(color, threshold((x as i32, y as i32))));
    store_as(format, pixels, x, row, index);
}

fn store_as(
    format: Format,
    pixels: &[<Xrgb8888 as Pixel>::Bytes],
    x: usize,
    row: &mut [u8],
    encode: impl Fn(Rgba, usize) -> u32,
) {
    let bits_per_pixel = format.bits_per_pixel() as usize;
    let colors = pixels.iter().enumerate().map(|(index, &pixel)| (x + index, Xrgb8888::unpack(pixel)));
    if bits_per_pixel < 8 {
        let mask = (1_u8 << bits_per_pixel) - 1;
        for (x, color) in colors {
            let bit = x * bits_per_pixel;
            let shift = shift(format, bit);
            let byte = &mut row[bit / 8];
            *byte = *byte & !(mask << shift) | (encode(color, x) as u8) << shift;
        }
    } else {
        let bytes_per_pixel = bits_per_pixel / 8;
        for (x, color) in colors {
            let word = encode(color, x).to_le_bytes();
            row[x * bytes_per_pixel..(x + 1) * bytes_per_pixel].copy_from_slice(&word[..bytes_per_pixel]);
        }
    }
}

/// Reads a whole row of `format` into `pixels`; indices are those of the standard palette.
pub fn load(format: Format, row: &[u8], pixels: &mut [<Xrgb8888 as Pixel>::Bytes]) {
    load_as(format, row, pixels, |bits| decode(format, bits));
}

/// The same for a format of indices into `palette`.
pub fn load_indexed(
    palette: &Palette,
    format: Format,
    row: &[u8],
    pixels: &mut [<Xrgb8888 as Pixel>::Bytes],
) {
    load_as(format, row, pixels, |bits| {
        let [r, g, b] = palette.color(bits as u8);
        [r, g, b, 255]
    });
}

fn load_as(
    format: Format,
    row: &[u8],
    pixels: &mut [<Xrgb8888 as Pixel>::Bytes],
    decode: impl Fn(u32) -> Rgba,
) {
    let bits_per_pixel = format.bits_per_pixel() as usize;
    for (x, pixel) in pixels.iter_mut().enumerate() {
        let bits = if bits_per_pixel < 8 {
            let bit = x * bits_per_pixel;
            u32::from(row[bit / 8] >> shift(format, bit)) & ((1 << bits_per_pixel) - 1)
        } else {
            let mut word = [0; 4];
            let bytes_per_pixel = bits_per_pixel / 8;
            word[..bytes_per_pixel].copy_from_slice(&row[x * bytes_per_pixel..(x + 1) * bytes_per_pixel]);
            u32::from_le_bytes(word)
        };
        *pixel = Xrgb8888::pack(decode(bits));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted() -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(|format| !format.is_native())
    }

    #[test]
    fn colours_a_format_holds_are_never_dithered() {
        for format in converted() {
            let colors = match format.bits_per_pixel() {
                32 => (0..1024)
                    .map(|bits| (3 << 30) | (bits << 20) | ((1023 - bits) << 10) | (bits / 2))
                    .collect(),
                bits => (0..1_u32 << bits).collect::<Vec<_>>(),
            };
            for bits in colors {
                for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
                    let color = decode(format, bits);
                    assert_eq!(
                        decode(format, encode(format, color, x, y)),
                        color,
                        "{format} {bits:#x} at {x},{y}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_dithered_area_keeps_its_mean() {
        for value in 0..=255_u8 {
            let white = (0..64).filter(|i| encode(Format::Gray1, [value; 4], i % 8, i / 8) == 1).count();
            let mean = white as f64 / 64.0 * 255.0;
            assert!((mean - f64::from(value)).abs() <= 2.0, "{value} became {mean}");
        }
    }

    #[test]
    fn rows_read_back_and_neighbours_stay() {
        for format in converted() {
            let width = 19;
            let white = Xrgb8888::pack([255; 4]);
            let black = Xrgb8888::pack([0, 0, 0, 255]);
            let pixels: Vec<_> = (0..width).map(|x| if x % 3 == 0 { white } else { black }).collect();
            let mut row = vec![0xa5; format.row_bytes(width as u32) + 1];
            store(format, &pixels, 0, 3, &mut row);
            let mut read = vec![black; width];
            load(format, &row, &mut read);
            assert_eq!(read, pixels, "{format}");
            let used = width * format.bits_per_pixel() as usize;
            if !used.is_multiple_of(8) {
                let spare: u8 = match format.is_low_bit_first() {
                    true => 0xff << (used % 8),
                    false => 0xff >> (used % 8),
                };
                assert_eq!(row[used / 8] & spare, 0xa5 & spare, "{format}: spare bits");
            }
            assert_eq!(row[row.len() - 1], 0xa5, "{format}: the byte behind");
            let start = pixels_per_byte(format) * 2;
            store(format, &[white], start, 3, &mut row);
            load(format, &row, &mut read);
            assert_eq!(read[start], white, "{format}");
            assert_eq!(read[start + 1..], pixels[start + 1..], "{format}");
        }
    }

    #[test]
    fn the_leftmost_pixel_is_the_high_bit_but_the_low_one_in_mono() {
        let pixels = [[255; 4], [0, 0, 0, 255]].map(Xrgb8888::pack);
        for (format, expected) in [
            (Format::Gray1, 0x80),
            (Format::Mono10, 0x01),
            (Format::Mono01, 0x02),
            (Format::Gray2, 0xc0),
            (Format::Gray4, 0xf0),
        ] {
            let mut row = [0];
            store(format, &pixels, 0, 0, &mut row);
            assert_eq!(row[0], expected, "{format}");
        }
    }
}
