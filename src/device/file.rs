//! A plain file to draw into, or a device that is mapped like one.

use std::fs::{File, FileType, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{FallocateFlags, OFlag, fallocate};
use nix::libc::off_t;

use super::error::DeviceError;

/// Opens `path` for drawing into `length` bytes from byte `offset`. A file that is missing is created, one that is
/// too short grows; what it holds stays, and no file ever becomes shorter.
///
/// A plain file is locked (flock) for as long as the returned descriptor lives. A character device, such as
/// `/dev/mem`, is neither locked nor grown.
///
/// # Errors
///
/// When the path is neither of these, cannot be opened or grown, or is locked.
pub(super) fn open(path: &Path, offset: u64, length: usize) -> Result<File, DeviceError> {
    let (file, kind) = open_kind(path, options)?;
    if kind.is_file() {
        lock(&file, path)?;
        grow(&file, path, offset, length)?;
    }
    Ok(file)
}

/// Opens `path` as it is, for a look at `length` bytes from byte `offset`.
///
/// # Errors
///
/// When the path is neither a plain file nor a character device, cannot be opened or is too short.
pub(super) fn look(path: &Path, offset: u64, length: usize) -> Result<File, DeviceError> {
    let needed = offset + length as u64;
    // Of a file that is missing an error remains.
    let (file, kind) = open_kind(path, |before| {
        let mut options = options(before);
        options.create(false);
        options
    })?;
    let found = file.metadata().map_err(|source| DeviceError::OpenFile { path: path.to_owned(), source })?;
    if kind.is_file() && found.len() < needed {
        return Err(DeviceError::Short { path: path.to_owned(), length: found.len(), needed });
    }
    Ok(file)
}

/// Opens what can be drawn into, and says which of its kinds it is.
fn open_kind(
    path: &Path,
    options: impl Fn(Option<FileType>) -> OpenOptions,
) -> Result<(File, FileType), DeviceError> {
    let failed = |source| DeviceError::OpenFile { path: path.to_owned(), source };
    let before = match std::fs::metadata(path) {
        Ok(metadata) => Some(metadata.file_type()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    // Looking first keeps from waiting for the other end of a FIFO; the second look is the one that counts, at what
    // was really opened.
    let refuse = |kind| DeviceError::Kind { path: path.to_owned(), kind };
    if let Some(kind) = before.and_then(refused_kind) {
        return Err(refuse(kind));
    }
    let file = options(before).open(path).map_err(failed)?;
    let kind = file.metadata().map_err(failed)?.file_type();
    if let Some(kind) = refused_kind(kind) {
        return Err(refuse(kind));
    }
    Ok((file, kind))
}

/// How to open what `before` is the kind of; `None` where nothing is there yet.
fn options(before: Option<FileType>) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match before {
        None => {
            options.create(true).truncate(false).mode(0o644);
        }
        // Without O_SYNC, /dev/mem maps ordinary memory through the cache, where a display controller that does not
        // look into caches shows what was there before (`phys_mem_access_prot` in the kernel).
        Some(kind) if kind.is_char_device() => {
            options.custom_flags((OFlag::O_SYNC | OFlag::O_NOCTTY).bits());
        }
        // Not `create`: with `fs.protected_regular` set, even root may not pass O_CREAT for another user's file
        // in /tmp.
        Some(_) => {}
    }
    options
}

/// What the kind is, where it is one that cannot be drawn into.
fn refused_kind(kind: FileType) -> Option<&'static str> {
    if kind.is_dir() {
        Some("a directory")
    } else if kind.is_fifo() {
        Some("a FIFO")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_block_device() {
        Some("a block device, whose file systems drawing would destroy")
    } else {
        None
    }
}

/// Takes the file for this daemon alone: two of them drawing into one file would look like a bug of either.
fn lock(file: &File, path: &Path) -> Result<(), DeviceError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(DeviceError::Busy { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(DeviceError::Lock { path: path.to_owned(), source }),
    }
}

/// Makes the bytes to be drawn into exist, on the disk as well.
pub(super) fn grow(file: &File, path: &Path, offset: u64, length: usize) -> Result<(), DeviceError> {
    let end = offset + length as u64;
    let failed = |source| DeviceError::Grow { path: path.to_owned(), length: end, source };
    // Writing into a hole on a full disk raises SIGBUS, so the room is taken now. Not every file system can, and
    // `off_t` has 32 bits in some places: then a hole is what there is.
    if let (Ok(offset), Ok(length)) = (off_t::try_from(offset), off_t::try_from(length)) {
        let room = fallocate(file, FallocateFlags::empty(), offset, length);
        if let Err(errno @ (Errno::ENOSPC | Errno::EDQUOT)) = room {
            return Err(failed(errno.into()));
        }
    }
    if file.metadata().map_err(failed)?.len() < end {
        file.set_len(end).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_missing_file_is_created() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let file = open(&path, 10, 90).unwrap();
        let metadata = file.metadata().unwrap();
        assert_eq!(metadata.len(), 100);
        assert_eq!(metadata.permissions().mode() & 0o7133, 0, "no more than rw-r--r--");
        assert_eq!(std::fs::read(&path).unwrap(), [0; 100]);
    }

    #[test]
    fn files_grow_and_never_shrink() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        std::fs::write(&path, b"content").unwrap();
        drop(open(&path, 0, 7).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"content");
        drop(open(&path, 2, 8).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"content\0\0\0");
        drop(open(&path, 1, 2).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"content\0\0\0");
    }

    #[test]
    fn a_second_daemon_is_refused_until_the_first_has_gone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let first = open(&path, 0, 10).unwrap();
        let error = open(&path, 0, 20).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("another fbdrawd draws into this file; stop it or choose another --file"),
            "{error}"
        );
        assert_eq!(first.metadata().unwrap().len(), 10, "the refused one has not grown it");
        drop(first);
        open(&path, 0, 20).unwrap();
    }

    #[test]
    fn what_is_no_file_is_refused_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let fifo = directory.path().join("fifo");
        nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let socket = directory.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        for (path, kind) in [(directory.path(), "a directory"), (&*fifo, "a FIFO"), (&*socket, "a socket")] {
            let error = open(path, 0, 10).unwrap_err();
            assert!(error.to_string().contains(&format!("it is {kind}; ")), "{error}");
        }
    }

    #[test]
    fn a_missing_directory_keeps_path_and_source() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("none/screen.raw");
        match open(&path, 0, 10).unwrap_err() {
            DeviceError::OpenFile { path: kept, source } => {
                assert_eq!((kept, source.kind()), (path, io::ErrorKind::NotFound));
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_length_beyond_the_file_system_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let error = open(&path, i64::MAX as u64 - 10, 10).unwrap_err();
        assert!(matches!(error, DeviceError::Grow { .. }), "{error}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    }

    #[test]
    fn a_character_device_is_not_grown() {
        let file = open(Path::new("/dev/zero"), 1 << 40, 4096).unwrap();
        assert_eq!(file.metadata().unwrap().len(), 0);
    }
}
