//! The modules of one QR code.

use std::ops::RangeInclusive;

use qrcode::bits::Bits;
use qrcode::optimize::{Optimizer, Parser, Segment};
use qrcode::types::Mode;
use qrcode::{Color, EcLevel, QrCode, Version};
use serde::Deserialize;

/// How much of a code may be dirty or hidden and still be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Ecc {
    /// About 7 %.
    L,
    /// About 15 %.
    #[default]
    M,
    /// About 25 %.
    Q,
    /// About 30 %: enough for a small picture in the middle.
    H,
}

/// What the largest code holds (ISO/IEC 18004, table 7, version 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Bytes of any text.
    pub bytes: usize,
    /// Characters where all are `0–9 A–Z $%*+-./:` or spaces.
    pub capitals: usize,
    /// Digits where there is nothing else.
    pub digits: usize,
}

impl Ecc {
    /// The letter it has on the wire.
    pub fn name(self) -> &'static str {
        ["L", "M", "Q", "H"][self as usize]
    }

    /// What a code of this level holds at most.
    pub fn capacity(self) -> Capacity {
        let (bytes, capitals, digits) =
            [(2953, 4296, 7089), (2331, 3391, 5596), (1663, 2420, 3993), (1273, 1852, 3057)][self as usize];
        Capacity { bytes, capitals, digits }
    }

    /// Whether one code can hold `data`. Where it is short enough for any text, that costs nothing.
    pub fn holds(self, data: &[u8]) -> bool {
        let Capacity { bytes, digits, .. } = self.capacity();
        data.len() <= bytes || data.len() <= digits && fit(data, self.level()).is_some()
    }

    fn level(self) -> EcLevel {
        [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][self as usize]
    }
}

/// The modules of a code without its quiet zone.
#[derive(Debug)]
pub struct Matrix {
    width: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// The smallest code that holds `data`; `None` where it is too long for any, as [`Ecc::holds`] says.
    ///
    /// Text is stored as the UTF-8 that it is. Left to itself the encoder would take some pairs of bytes for
    /// Japanese in Shift-JIS, and readers would show other characters than were meant.
    pub fn new(data: &[u8], ecc: Ecc) -> Option<Self> {
        let level = ecc.level();
        let (version, mixed) = fit(data, level)?;
        let mut bits = Bits::new(version);
        if mixed {
            bits.push_segments(data, segments(data, version)).ok()?;
        } else {
            bits.push_byte_data(data).ok()?;
        }
        bits.push_terminator(level).ok()?;
        let code = QrCode::with_bits(bits, level).ok()?;
        let width = code.width();
        let dark = code.into_colors().into_iter().map(|module| module == Color::Dark).collect();
        Some(Self { width, dark })
    }

    /// Modules on a side: 21 to 177.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Dark modules side by side: row, first column, column after the last.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.dark.chunks_exact(self.width).enumerate().flat_map(|(y, row)| {
            let mut x = 0;
            row.chunk_by(|a, b| a == b).filter_map(move |same| {
                let start = x;
                x += same.len();
                same[0].then_some((y, start, x))
            })
        })
    }
}

/// The versions in which lengths have the same number of bits.
const CLASSES: [RangeInclusive<i16>; 3] = [1..=9, 10..=26, 27..=40];

/// The smallest version that holds `data`, and whether in several segments rather than as bytes throughout.
fn fit(data: &[u8], level: EcLevel) -> Option<(Version, bool)> {
    CLASSES.into_iter().find_map(|mut versions| {
        let largest = Version::Normal(*versions.end());
        let plain = Segment { mode: Mode::Byte, begin: 0, end: data.len() }.encoded_len(largest);
        // The segments are found by looking one ahead, so they can be the longer way.
        let mixed: usize = segments(data, largest).map(|segment| segment.encoded_len(largest)).sum();
        let holds = |version| Bits::new(version).max_len(level).is_ok_and(|most| plain.min(mixed) <= most);
        versions.find(|&version| holds(Version::Normal(version))).map(|v| (Version::Normal(v), mixed < plain))
    })
}

/// `data` in segments of digits, capitals and bytes, each in fewer bits than it would take together with the next.
fn segments(data: &[u8], version: Version) -> impl Iterator<Item = Segment> {
    let parsed = Parser::new(data).map(|segment| match segment.mode {
        Mode::Kanji => Segment { mode: Mode::Byte, ..segment },
        _ => segment,
    });
    Optimizer::new(parsed, version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Ecc; 4] = [Ecc::L, Ecc::M, Ecc::Q, Ecc::H];

    #[test]
    fn codes_are_as_full_as_the_standard_has_them() {
        for ecc in LEVELS {
            let Capacity { bytes, capitals, digits } = ecc.capacity();
            for (character, most) in [(b'x', bytes), (b'X', capitals), (b'7', digits)] {
                let full = vec![character; most];
                assert!(ecc.holds(&full), "{ecc:?} {most}");
                assert_eq!(Matrix::new(&full, ecc).map(|matrix| matrix.width()), Some(177), "{ecc:?} {most}");
                let over = vec![character; most + 1];
                assert!(!ecc.holds(&over) && Matrix::new(&over, ecc).is_none(), "{ecc:?} {most}");
            }
        }
    }

    #[test]
    fn the_smallest_version_is_taken() {
        for (data, ecc, width) in [
            ("", Ecc::M, 21),
            ("HELLO WORLD", Ecc::Q, 21),
            ("HELLO WORLD", Ecc::H, 25),
            // Table 7: version 1 holds 14 bytes at M.
            ("hello, reader!", Ecc::M, 21),
            ("hello, reader!!", Ecc::M, 25),
        ] {
            assert_eq!(Matrix::new(data.as_bytes(), ecc).map(|matrix| matrix.width()), Some(width), "{data}");
        }
    }

    /// Segments that are cut badly never make a code longer than its bytes would be.
    #[test]
    fn whatever_fits_as_bytes_fits() {
        for ecc in LEVELS {
            let most = ecc.capacity().bytes;
            for unit in ["a1", "A1b22C333d4444", "日本語12", "ÄÖ7"] {
                let text = unit.as_bytes().iter().copied().cycle().take(most).collect::<Vec<_>>();
                assert!(Matrix::new(&text, ecc).is_some(), "{ecc:?} {unit}");
            }
        }
    }

    #[test]
    fn runs_are_the_dark_modules() {
        let matrix = Matrix::new(b"runs", Ecc::M).expect("it fits");
        let mut dark = vec![false; matrix.dark.len()];
        for (y, start, end) in matrix.runs() {
            assert!(start < end, "an empty run");
            dark[y * matrix.width + start..y * matrix.width + end].fill(true);
        }
        assert_eq!(dark, matrix.dark);
        assert_eq!(matrix.runs().next(), Some((0, 0, 7)));
    }
}
