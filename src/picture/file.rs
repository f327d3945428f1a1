//! Where encoded bytes are read from: text, a descriptor, or a file beneath a directory that is open to clients.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use nix::errno::Errno;
use nix::fcntl::{OFlag, OpenHow, ResolveFlag, openat2};

use super::error::PictureError;

/// The usual alphabet, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that base64 stands for.
///
/// # Errors
///
/// When it is not base64, or stands for more than `limit` bytes.
pub fn from_base64(text: &str, limit: usize) -> Result<Vec<u8>, PictureError> {
    if text.len() / 4 * 3 > limit.saturating_add(3) {
        return Err(PictureError::TooLong { limit });
    }
    let bytes = BASE64.decode(text).map_err(PictureError::NotBase64)?;
    if bytes.len() > limit { Err(PictureError::TooLong { limit }) } else { Ok(bytes) }
}

/// A regular file that is about to be read, and its length in bytes.
#[derive(Debug)]
pub struct Encoded {
    file: File,
    length: usize,
}

impl Encoded {
    /// Looks at an open file, a memfd for one, without reading.
    ///
    /// # Errors
    ///
    /// When it is longer than `limit` bytes, or no regular file: a pipe has no length that could be looked at, and
    /// reading one may take as long as its other end likes.
    pub fn new(descriptor: OwnedFd, limit: usize) -> Result<Self, PictureError> {
        let file = File::from(descriptor);
        let metadata = file.metadata().map_err(PictureError::Unreadable)?;
        if !metadata.is_file() {
            return Err(PictureError::NotAFile);
        }
        match usize::try_from(metadata.len()) {
            Ok(length) if length <= limit => Ok(Self { file, length }),
            _ => Err(PictureError::TooLong { limit }),
        }
    }

    /// Its length in bytes, when it was looked at.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Reads it from its beginning, wherever the client's own position in it is, and no further than it was long.
    ///
    /// # Errors
    ///
    /// When the kernel refuses.
    pub fn read(self) -> Result<Vec<u8>, PictureError> {
        let mut bytes = Vec::with_capacity(self.length);
        FromStart { file: &self.file, at: 0 }
            .take(self.length as u64)
            .read_to_end(&mut bytes)
            .map_err(PictureError::Unreadable)?;
        Ok(bytes)
    }
}

/// Reads without moving the position that the descriptor shares with the client.
struct FromStart<'f> {
    file: &'f File,
    at: u64,
}

impl Read for FromStart<'_> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let count = std::os::unix::fs::FileExt::read_at(self.file, space, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Opens a file beneath one of `directories`; a relative path is looked for beneath each in turn. Symbolic links are
/// followed as long as they stay beneath.
///
/// # Errors
///
/// When it lies elsewhere or is not there.
pub fn open_beneath(directories: &[PathBuf], path: &Path) -> Result<OwnedFd, PictureError> {
    if directories.is_empty() {
        return Err(PictureError::NoDirectories);
    }
    let named = || directories.iter().map(|d| d.display().to_string()).collect::<Vec<_>>().join(", ");
    let mut failure = PictureError::Outside(named());
    for directory in directories {
        let inside = if path.is_absolute() { path.strip_prefix(directory).ok() } else { Some(path) };
        let Some(inside) =
            inside.filter(|inside| inside.components().any(|c| matches!(c, Component::Normal(_))))
        else {
            continue;
        };
        match beneath(directory, inside) {
            Ok(file) => return Ok(file),
            Err(Errno::ENOENT | Errno::ENOTDIR) => failure = PictureError::NoSuchFile(named()),
            // A step up, or a link to elsewhere.
            Err(Errno::EXDEV | Errno::ELOOP) => failure = PictureError::Outside(named()),
            Err(error) => failure = PictureError::Unreadable(error.into()),
        }
    }
    Err(failure)
}

fn beneath(directory: &Path, path: &Path) -> Result<OwnedFd, Errno> {
    let flags = OFlag::O_CLOEXEC | OFlag::O_DIRECTORY | OFlag::O_PATH;
    let directory = nix::fcntl::open(directory, flags, nix::sys::stat::Mode::empty())?;
    // Without O_NONBLOCK a named pipe would not open before somebody writes to it.
    let flags = OFlag::O_CLOEXEC | OFlag::O_NOCTTY | OFlag::O_NONBLOCK | OFlag::O_RDONLY;
    let resolve = ResolveFlag::RESOLVE_BENEATH | ResolveFlag::RESOLVE_NO_MAGICLINKS;
    openat2(directory, path, OpenHow::new().flags(flags).resolve(resolve))
}
