//! Pixels of all formats, decoded as the formats' documentation says and by none of the code under test.

use fbdraw::pixel::Format;

/// What the bytes or bits of a pixel are.
enum Layout {
    /// One byte each, in the order of the letters.
    Bytes(&'static [u8]),
    /// Fields of a little-endian word of some bytes: letters and their widths from the highest bit.
    Fields(usize, &'static [(u8, u32)]),
    /// So many bits of grey, leftmost pixel in the highest bits, 0 black.
    Gray(usize),
    /// One bit, leftmost pixel in the lowest, with the value of white.
    LowBitFirst { white: u8 },
    /// So many bits of an index into the standard palette.
    Index(usize),
}

const fn layout(format: Format) -> Layout {
    match format {
        Format::Xrgb8888 => Layout::Bytes(b"bgrx"),
        Format::Argb8888 => Layout::Bytes(b"bgra"),
        Format::Xbgr8888 => Layout::Bytes(b"rgbx"),
        Format::Abgr8888 => Layout::Bytes(b"rgba"),
        Format::Rgbx8888 => Layout::Bytes(b"xbgr"),
        Format::Bgrx8888 => Layout::Bytes(b"xrgb"),
        Format::Rgb888 => Layout::Bytes(b"bgr"),
        Format::Bgr888 => Layout::Bytes(b"rgb"),
        Format::Rgb565 => Layout::Fields(2, &[(b'r', 5), (b'g', 6), (b'b', 5)]),
        Format::Bgr565 => Layout::Fields(2, &[(b'b', 5), (b'g', 6), (b'r', 5)]),
        Format::Xrgb1555 => Layout::Fields(2, &[(b'x', 1), (b'r', 5), (b'g', 5), (b'b', 5)]),
        Format::Xbgr1555 => Layout::Fields(2, &[(b'x', 1), (b'b', 5), (b'g', 5), (b'r', 5)]),
        Format::Rgb332 => Layout::Fields(1, &[(b'r', 3), (b'g', 3), (b'b', 2)]),
        Format::Xrgb2101010 => Layout::Fields(4, &[(b'x', 2), (b'r', 10), (b'g', 10), (b'b', 10)]),
        Format::Gray8 => Layout::Gray(8),
        Format::Gray4 => Layout::Gray(4),
        Format::Gray2 => Layout::Gray(2),
        Format::Gray1 => Layout::Gray(1),
        Format::Mono10 => Layout::LowBitFirst { white: 1 },
        Format::Mono01 => Layout::LowBitFirst { white: 0 },
        Format::C8 => Layout::Index(8),
        Format::C4 => Layout::Index(4),
        Format::C2 => Layout::Index(2),
        Format::C1 => Layout::Index(1),
    }
}

/// Bits from one pixel to the next.
pub(crate) fn bits_per_pixel(format: Format) -> usize {
    match layout(format) {
        Layout::Bytes(letters) => letters.len() * 8,
        Layout::Fields(bytes, _) => bytes * 8,
        Layout::Gray(bits) | Layout::Index(bits) => bits,
        Layout::LowBitFirst { .. } => 1,
    }
}

/// The bits of a byte that the leftmost pixels in it have, so many bits in all.
pub(crate) fn first_bits(format: Format, count: usize) -> u8 {
    match layout(format) {
        Layout::LowBitFirst { .. } => !(0xff << count),
        _ => !(0xff >> count),
    }
}

/// The colour of pixel `x` of a row.
pub(crate) fn rgb(format: Format, row: &[u8], x: usize) -> [u8; 3] {
    match layout(format) {
        Layout::Bytes(_) | Layout::Fields(..) => [b'r', b'g', b'b'].map(|letter| {
            let (value, bits) = channel(format, row, x, letter).expect("a colour has all three");
            eight_bits(value, bits)
        }),
        Layout::Gray(bits) => [eight_bits(packed(row, x, bits), bits as u32); 3],
        Layout::LowBitFirst { white } => [if row[x / 8] >> (x % 8) & 1 == white { 255 } else { 0 }; 3],
        Layout::Index(bits) => palette(bits, packed(row, x, bits)),
    }
}

/// What is stored for the channel called `letter` (`r`, `g`, `b`, `a` or, where nothing is kept, `x`), and how many
/// bits it has.
pub(crate) fn channel(format: Format, row: &[u8], x: usize, letter: u8) -> Option<(u32, u32)> {
    match layout(format) {
        Layout::Bytes(letters) => {
            let index = letters.iter().position(|&other| other == letter)?;
            Some((row[x * letters.len() + index].into(), 8))
        }
        Layout::Fields(bytes, fields) => {
            let word =
                row[x * bytes..][..bytes].iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
            let index = fields.iter().position(|&(other, _)| other == letter)?;
            let below: u32 = fields[index + 1..].iter().map(|&(_, bits)| bits).sum();
            let bits = fields[index].1;
            Some((word >> below & ((1 << bits) - 1), bits))
        }
        Layout::Gray(_) | Layout::LowBitFirst { .. } | Layout::Index(_) => None,
    }
}

/// The standard palettes as the README has them: 6 × 7 × 6 colours, then greys; 2 × 4 × 2; greys.
fn palette(bits: usize, index: u32) -> [u8; 3] {
    let level = |level: u32, levels: u32| (f64::from(level * 255) / f64::from(levels - 1)).round() as u8;
    match bits {
        8 if index < 252 => [level(index / 42, 6), level(index / 6 % 7, 7), level(index % 6, 6)],
        8 => [level(index - 251, 6); 3],
        4 => [level(index >> 3, 2), level(index >> 1 & 3, 4), level(index & 1, 2)],
        bits => [eight_bits(index, bits as u32); 3],
    }
}

/// The `bits` of pixel `x` in bytes that are filled from their highest bit on.
fn packed(row: &[u8], x: usize, bits: usize) -> u32 {
    (0..bits).fold(0, |value, index| {
        let bit = x * bits + index;
        value << 1 | u32::from(row[bit / 8] >> (7 - bit % 8) & 1)
    })
}

/// A value stretched, or cut down, to eight bits by repeating its own from the highest on: what display hardware
/// does, and how zero stays black and the largest value becomes 255.
pub(crate) fn eight_bits(value: u32, bits: u32) -> u8 {
    (0..8).fold(0, |byte, index| byte << 1 | (value >> (bits - 1 - index % bits) & 1) as u8)
}

/// CRC-32/ISO-HDLC, a bit at a time, in the protocol's eight digits.
pub(crate) fn crc32(rgb: &[[u8; 3]]) -> String {
    let crc = rgb.as_flattened().iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    });
    format!("{:08x}", !crc)
}
