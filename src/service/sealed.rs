//! A picture in a sealed memfd, as it outlives the daemon.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};

use crate::geometry::Size;
use crate::picture::{Bitmap, PictureError, Purse};
use crate::pixel::Rgba;

/// The first bytes.
const MAGIC: [u8; 8] = *b"fbdraw:P";

/// Raised with every change of what follows; what another version has written is not read.
const VERSION: u32 = 1;

/// Magic, version, length of the name, width, height; the numbers little-endian wherever it is written. The name
/// follows, then R G B A bytes, premultiplied, rows from top to bottom without padding.
const HEADER: usize = 24;

/// Nothing may change any more, nor may that.
const SEALS: SealFlag = SealFlag::F_SEAL_SHRINK
    .union(SealFlag::F_SEAL_GROW)
    .union(SealFlag::F_SEAL_WRITE)
    .union(SealFlag::F_SEAL_SEAL);

/// What makes a name and a picture of a file, or keeps one from it.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The kernel refused.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Somebody could still change it.
    #[error("it is not sealed")]
    NotSealed,
    /// It was written by another version of the daemon, or by something else.
    #[error("it is no picture of this version")]
    Other,
    /// Its header promises something else than it holds.
    #[error("its {0} makes no sense")]
    Broken(&'static str),
    /// It is beyond a limit.
    #[error("{0}")]
    Limit(#[from] PictureError),
}

impl From<Errno> for SealedError {
    fn from(errno: Errno) -> Self {
        Self::Io(errno.into())
    }
}

/// A name and its picture, out of a file that is trusted no more than a client's.
#[derive(Debug)]
pub struct Sealed {
    /// The picture's name.
    pub name: String,
    /// The picture.
    pub bitmap: Bitmap,
}

/// Bytes of the file that a picture is written to.
pub(super) fn length(name: &str, bitmap: &Bitmap) -> usize {
    HEADER + name.len() + size_of_val(bitmap.pixels())
}

/// Writes a picture into a new memfd, and seals it.
///
/// # Errors
///
/// When there is no memory left, or too many files are open.
pub(super) fn write(name: &str, bitmap: &Bitmap) -> Result<File, SealedError> {
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let mut file = File::from(memfd_create(c"fbdraw-picture", flags)?);
    let Size { width, height } = bitmap.size();
    let name_length = u32::try_from(name.len()).map_err(|_| SealedError::Broken("name"))?;
    let mut header = MAGIC.to_vec();
    for number in [VERSION, name_length, width, height] {
        header.extend(number.to_le_bytes());
    }
    header.extend(name.as_bytes());
    file.write_all(&header)?;
    file.write_all(bitmap.pixels().as_flattened())?;
    fcntl(&file, FcntlArg::F_ADD_SEALS(SEALS))?;
    Ok(file)
}

impl Sealed {
    /// Reads what [`write`] has written: a picture of at most `pixels` pixels, paid from `purse`.
    ///
    /// # Errors
    ///
    /// When it is anything else, or beyond what may be had.
    pub fn read(file: &File, pixels: usize, purse: &Purse) -> Result<Self, SealedError> {
        let seals = fcntl(file, FcntlArg::F_GET_SEALS).map(SealFlag::from_bits_truncate);
        if !seals.is_ok_and(|seals| seals.contains(SEALS)) {
            return Err(SealedError::NotSealed);
        }
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(|_| SealedError::Other)?;
        let number =
            |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        if header[..8] != MAGIC || number(8) != VERSION {
            return Err(SealedError::Other);
        }
        let (name_length, size) = (number(12), Size { width: number(16), height: number(20) });
        let length = area(size).and_then(|area| area.checked_mul(4)).ok_or(SealedError::Broken("size"))?;
        if size.width == 0 || size.height == 0 {
            return Err(SealedError::Broken("size"));
        }
        let all = (HEADER as u64 + u64::from(name_length)).checked_add(length as u64);
        // Checked before memory is taken for what the header promises.
        if all != Some(file.metadata()?.len()) {
            return Err(SealedError::Broken("length"));
        }
        if length / 4 > pixels {
            return Err(PictureError::TooManyPixels {
                width: size.width,
                height: size.height,
                limit: pixels,
            }
            .into());
        }
        let paid = purse.reserve(length)?;
        let mut name = vec![0; name_length as usize];
        file.read_exact_at(&mut name, HEADER as u64)?;
        let name = String::from_utf8(name).map_err(|_| SealedError::Broken("name"))?;
        let mut bytes = vec![0; length];
        file.read_exact_at(&mut bytes, HEADER as u64 + u64::from(name_length))?;
        if !bytes.as_chunks().0.iter().all(is_premultiplied) {
            return Err(SealedError::Broken("colours"));
        }
        Ok(Self { name, bitmap: Bitmap::premultiplied(bytes, size, paid) })
    }
}

fn area(size: Size) -> Option<usize> {
    usize::try_from(size.width).ok()?.checked_mul(usize::try_from(size.height).ok()?)
}

fn is_premultiplied(&[r, g, b, a]: &Rgba) -> bool {
    r <= a && g <= a && b <= a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Budget;

    fn purse(bytes: usize) -> Purse {
        Purse { client: Budget::new(bytes, "limits.a"), all: Budget::new(bytes, "limits.b") }
    }

    fn bitmap() -> Bitmap {
        let bytes = (0..24).map(|byte| byte * 10).collect();
        Bitmap::new(bytes, Size { width: 3, height: 2 }, purse(100).reserve(24).unwrap())
    }

    fn memfd(bytes: &[u8], seals: SealFlag) -> File {
        let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
        let mut file = File::from(memfd_create(c"test", flags).unwrap());
        file.write_all(bytes).unwrap();
        fcntl(&file, FcntlArg::F_ADD_SEALS(seals)).unwrap();
        file
    }

    fn contents(file: &File) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(file.metadata().unwrap().len()).unwrap()];
        file.read_exact_at(&mut bytes, 0).unwrap();
        bytes
    }

    #[test]
    fn a_picture_comes_back_as_it_was() {
        let before = bitmap();
        let file = write("Überschrift: 1", &before).unwrap();
        assert_eq!(contents(&file).len(), length("Überschrift: 1", &before));
        assert!(file.write_at(&[0], 0).is_err() && file.set_len(1).is_err(), "it is sealed");
        let purse = purse(24);
        let sealed = Sealed::read(&file, 6, &purse).unwrap();
        assert_eq!(sealed.name, "Überschrift: 1");
        assert_eq!((sealed.bitmap.size(), sealed.bitmap.pixels()), (before.size(), before.pixels()));
        assert_eq!(sealed.bitmap.is_opaque(), before.is_opaque());
        assert_eq!(purse.all.used(), 24, "it is paid for");
    }

    /// The same bytes on every machine.
    #[test]
    fn the_format_is_written_down() {
        let file = write("ab", &bitmap()).unwrap();
        let expected = b"fbdraw:P\x01\0\0\0\x02\0\0\0\x03\0\0\0\x02\0\0\0ab";
        assert_eq!(contents(&file)[..expected.len()], *expected);
    }

    /// Each byte of the header and the name changed, and each length there is: never a panic, never a picture that is
    /// another size than its bytes.
    #[test]
    fn a_file_is_trusted_in_nothing() {
        let good = contents(&write("ab", &bitmap()).unwrap());
        let read = |bytes: &[u8], seals| Sealed::read(&memfd(bytes, seals), 6, &purse(1 << 20));
        assert!(read(&good, SEALS).is_ok());
        for missing in SEALS.iter() {
            let error = read(&good, SEALS.difference(missing)).unwrap_err();
            assert!(matches!(error, SealedError::NotSealed), "{missing:?}: {error}");
        }
        for length in 0..good.len() {
            assert!(read(&good[..length], SEALS).is_err(), "{length} bytes");
        }
        assert!(read(&[&good[..], &[0]].concat(), SEALS).is_err(), "a byte too many");
        for at in 0..HEADER {
            for value in [0, 1, 4, 0x7f, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[at] = value;
                assert_eq!(read(&bad, SEALS).is_ok(), bad == good, "byte {at} is {value}");
            }
        }
        let mut bad = good.clone();
        bad[HEADER] = 0xff;
        assert!(matches!(read(&bad, SEALS), Err(SealedError::Broken("name"))));
        let mut bad = good.clone();
        (bad[HEADER + 2], bad[HEADER + 5]) = (200, 100);
        assert!(matches!(read(&bad, SEALS), Err(SealedError::Broken("colours"))));
        let file = memfd(&good, SEALS);
        assert!(matches!(Sealed::read(&file, 5, &purse(100)), Err(SealedError::Limit(_))), "pixels");
        assert!(matches!(Sealed::read(&file, 6, &purse(23)), Err(SealedError::Limit(_))), "memory");
        let plain = tempfile::tempfile().unwrap();
        assert!(matches!(Sealed::read(&plain, 6, &purse(100)), Err(SealedError::NotSealed)), "a plain file");
    }
}
