//! Memory of our own that is written to a device which cannot be mapped.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use nix::errno::Errno;

/// A copy of a stretch of a file or a device, written back piece by piece.
#[derive(Debug)]
pub(super) struct Written {
    file: File,
    /// The byte of the file that the first of `bytes` stands for.
    start: u64,
    bytes: Vec<u8>,
    failure: Option<io::Error>,
}

/// Whether `mmap` has said that this file is not mapped by anyone, as opposed to not by us or not there. Framebuffers
/// behind slow buses and some file systems are like that.
pub(super) fn is_refusal(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::ENODEV | Errno::EINVAL | Errno::EOPNOTSUPP | Errno::ENOSYS))
}

impl Written {
    /// A copy of the `length` bytes of `file` from `start`. A device that `may_be_blind`, one that can be written
    /// and not read, begins as zeros.
    ///
    /// # Errors
    ///
    /// When the bytes are not there or cannot be read.
    pub(super) fn new(file: &File, start: u64, length: usize, may_be_blind: bool) -> io::Result<Self> {
        let mut bytes = vec![0; length];
        match file.read_exact_at(&mut bytes, start) {
            Err(error) if may_be_blind && error.kind() != io::ErrorKind::UnexpectedEof => {
                tracing::debug!(%error, "the device cannot be read; it is taken to be black");
            }
            read => read?,
        }
        Ok(Self { file: file.try_clone()?, start, bytes, failure: None })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// Writes a part of the bytes to the device, by one system call where the device takes it all. After a failure
    /// nothing more is written.
    pub(super) fn flush(&mut self, part: Range<usize>) {
        if self.failure.is_none() {
            let at = self.start + part.start as u64;
            self.failure = self.file.write_all_at(&self.bytes[part], at).err();
        }
    }

    /// Why writing has failed, if it has.
    pub(super) fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// The same bytes, written somewhere else: a device that fails, for tests.
    #[cfg(test)]
    pub(super) fn moved_to(self, start: u64) -> Self {
        Self { start, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn content(file: &File) -> Vec<u8> {
        let mut bytes = vec![0; file.metadata().unwrap().len() as usize];
        file.read_exact_at(&mut bytes, 0).unwrap();
        bytes
    }

    #[test]
    fn only_the_part_that_is_flushed_reaches_the_file() {
        let file = file(b"0123456789");
        let mut written = Written::new(&file, 2, 6, false).unwrap();
        assert_eq!(written.bytes(), b"234567");
        written.bytes_mut().fill(b'x');
        assert_eq!(content(&file), b"0123456789");
        written.flush(1..3);
        assert_eq!(content(&file), b"012xx56789");
        assert!(written.failure().is_none());
    }

    #[test]
    fn a_failure_is_kept() {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), [0; 10]).unwrap();
        let read_only = File::open(path.path()).unwrap();
        let mut written = Written::new(&read_only, 0, 10, false).unwrap();
        written.flush(0..1);
        assert_eq!(written.failure().unwrap().raw_os_error(), Some(Errno::EBADF as i32));
    }

    #[test]
    fn what_cannot_be_read_is_black_or_refused() {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), [7; 10]).unwrap();
        let write_only = File::options().write(true).open(path.path()).unwrap();
        assert_eq!(Written::new(&write_only, 0, 10, true).unwrap().bytes(), [0; 10]);
        assert!(Written::new(&write_only, 0, 10, false).is_err());
        let short = Written::new(&file(b"short"), 0, 10, true).unwrap_err();
        assert_eq!(short.kind(), io::ErrorKind::UnexpectedEof, "there is no such memory");
    }
}
