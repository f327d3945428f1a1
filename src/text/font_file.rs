//! Whether a file holds fonts that texts can be set in, as far as its directory of tables tells.

use std::io;

/// The units to the em that OpenType's `head` table may have. Letters of a font with less would be thousands of ems
/// wide.
const UNITS_PER_EM: std::ops::RangeInclusive<u16> = 16..=16_384;

/// Tables without which nothing can be set.
const NEEDED: [&str; 6] = ["cmap", "head", "hhea", "hmtx", "maxp", "name"];

/// How many fonts a collection may hold.
const MAX_FONTS: u32 = 256;

/// Why a file's fonts cannot be used. Each message goes on from the name of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is something else.
    #[error("holds no font, TrueType or OpenType")]
    NoFont,
    /// A part of it is missing.
    #[error("is cut off: its table `{table}` ends at byte {end}, the file at byte {length}")]
    CutOff {
        /// The table's name.
        table: String,
        /// In bytes.
        end: u64,
        /// In bytes.
        length: u64,
    },
    /// A font lacks what every font has.
    #[error("holds a broken font: it has no table `{0}`")]
    Lacks(&'static str),
    /// A size that no font may have.
    #[error("holds a broken font: it has {0} units to the em, and from 16 to 16384 are allowed")]
    Units(u16),
    /// A collection of far too many.
    #[error("holds {0} fonts; more than {MAX_FONTS} are taken for a mistake")]
    TooMany(u32),
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(io::ErrorKind),
}

/// Looks at a file of `length` bytes, of which `read` yields some from a place on.
///
/// # Errors
///
/// The first thing that is wrong.
pub(super) fn inspect(
    length: u64,
    mut read: impl FnMut(u64, &mut [u8]) -> io::Result<()>,
) -> Result<(), Unfit> {
    let mut bytes = |place: u64, bytes: &mut [u8]| {
        if place.saturating_add(bytes.len() as u64) > length {
            return Err(Unfit::NoFont);
        }
        read(place, bytes).map_err(|error| Unfit::Unreadable(error.kind()))
    };
    let mut start = [0; 12];
    bytes(0, &mut start)?;
    if &start[..4] != b"ttcf" {
        return inspect_font(0, length, &mut bytes);
    }
    let count = number(&start, 8);
    if count > MAX_FONTS {
        return Err(Unfit::TooMany(count));
    }
    (0..count).try_for_each(|index| {
        let mut place = [0; 4];
        bytes(12 + 4 * u64::from(index), &mut place)?;
        inspect_font(u64::from(number(&place, 0)), length, &mut bytes)
    })
}

/// Looks at one font, whose directory lies at `start`.
fn inspect_font(
    start: u64,
    length: u64,
    bytes: &mut impl FnMut(u64, &mut [u8]) -> Result<(), Unfit>,
) -> Result<(), Unfit> {
    let mut header = [0; 6];
    bytes(start, &mut header)?;
    if ![&[0, 1, 0, 0], b"OTTO", b"true"].contains(&&header[..4].try_into().unwrap_or_default()) {
        return Err(Unfit::NoFont);
    }
    let mut records = vec![0; 16 * usize::from(u16::from_be_bytes([header[4], header[5]]))];
    bytes(start + 12, &mut records)?;
    let mut lacking = NEEDED.to_vec();
    for record in records.chunks_exact(16) {
        let end = u64::from(number(record, 8)) + u64::from(number(record, 12));
        if end > length {
            let table = record[..4].escape_ascii().to_string();
            return Err(Unfit::CutOff { table, end, length });
        }
        lacking.retain(|name| name.as_bytes() != &record[..4]);
        if &record[..4] == b"head" {
            let mut units = [0; 2];
            bytes(u64::from(number(record, 8)) + 18, &mut units)?;
            let units = u16::from_be_bytes(units);
            if !UNITS_PER_EM.contains(&units) {
                return Err(Unfit::Units(units));
            }
        }
    }
    lacking.first().map_or(Ok(()), |name| Err(Unfit::Lacks(name)))
}

/// The number that four bytes are, as fonts write it.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |&four| u32::from_be_bytes(four))
}

/// Looks at a file that is in memory.
///
/// # Errors
///
/// As [`inspect`].
pub(super) fn inspect_bytes(file: &[u8]) -> Result<(), Unfit> {
    inspect(file.len() as u64, |place, bytes| {
        let there = usize::try_from(place).ok().and_then(|place| file.get(place..place + bytes.len()));
        bytes.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the table of a font lies.
    fn table(font: &[u8], name: &[u8]) -> usize {
        let record = font[12..].chunks_exact(16).find(|record| &record[..4] == name).unwrap();
        number(record, 8) as usize
    }

    #[test]
    fn fonts_are_told_from_what_is_none() {
        let whole = dejavu::sans::regular();
        assert_eq!(inspect_bytes(whole), Ok(()));
        assert_eq!(inspect_bytes(b"no font"), Err(Unfit::NoFont));
        assert_eq!(inspect_bytes(b"twelve bytes"), Err(Unfit::NoFont));
        assert_eq!(inspect_bytes(&whole[..100]), Err(Unfit::NoFont));
        let text = inspect_bytes(&whole[..300_000]).unwrap_err().to_string();
        assert!(text.contains("is cut off") && text.contains("300000"), "{text}");
        let mut collection = b"ttcf\0\x01\0\0\0\0\0\x01\0\0\0\x20".to_vec();
        collection.resize(0x20, 0);
        collection.extend_from_slice(&whole[..12]);
        assert_eq!(inspect_bytes(&collection), Err(Unfit::NoFont), "its directory is not there");
        assert_eq!(inspect_bytes(b"ttcf\0\x01\0\0\x7f\xff\xff\xff"), Err(Unfit::TooMany(0x7fff_ffff)));
    }

    #[test]
    fn no_em_is_too_small_or_too_large() {
        for (units, is_allowed) in
            [(0_u16, false), (1, false), (15, false), (16, true), (16_384, true), (16_385, false)]
        {
            let mut font = dejavu::sans_mono::regular().to_vec();
            let head = table(&font, b"head");
            font[head + 18..head + 20].copy_from_slice(&units.to_be_bytes());
            assert_eq!(inspect_bytes(&font), if is_allowed { Ok(()) } else { Err(Unfit::Units(units)) });
        }
        let mut font = dejavu::sans_mono::regular().to_vec();
        let place = font[12..].chunks_exact(16).position(|record| &record[..4] == b"hmtx").unwrap();
        font[12 + 16 * place] = b'x';
        assert_eq!(inspect_bytes(&font), Err(Unfit::Lacks("hmtx")));
    }
}
