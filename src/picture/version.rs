//! What tells a file from what it was before.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime};

/// How long ago a file must have changed last for its times to tell it from what it will be: the kernel's clock ticks up
/// to 10 ms apart, and FAT counts in steps of 2 s.
const SETTLED: Duration = Duration::from_secs(2);

/// A file as it was at a time.
///
/// Another version is another file, or one whose length or times differ. Where a program writes through a shared mapping
/// (`mmap`), the kernel moves the times when it first finds a page written: on most file systems once before the page
/// goes to the disk, on tmpfs once at most. What is stored in the page after that leaves no trace in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    device: u64,
    inode: u64,
    length: u64,
    /// When its bytes and when its inode changed last, in seconds and nanoseconds.
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Version {
    /// That of an open file; nothing where it changed so lately that it might change again without a trace.
    ///
    /// # Errors
    ///
    /// When the kernel does not tell.
    pub fn of(file: &File) -> io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let settled = i64::try_from(now.saturating_sub(SETTLED).as_secs()).unwrap_or(i64::MAX);
        let version = Self::from(&metadata);
        Ok((version.modified.0.max(version.changed.0) < settled).then_some(version))
    }
}

impl From<&Metadata> for Version {
    fn from(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_have_just_changed_have_no_version() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(Version::of(&file).unwrap(), None);
    }

    #[test]
    fn a_file_that_was_touched_is_another_version() {
        let file = tempfile::tempfile().unwrap();
        let of = |seconds| {
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
            Version { changed: (0, 0), ..Version::from(&file.metadata().unwrap()) }
        };
        assert_eq!(of(1_000_000_000), of(1_000_000_000));
        assert_ne!(of(1_000_000_000), of(1_000_000_001));
    }
}
