//! A stretch of a file or a device, mapped into memory.

use std::fs::File;
use std::io;

use memmap2::{MmapMut, MmapOptions};
use nix::unistd::{SysconfVar, sysconf};

use super::guard::Guard;

/// A shared, readable and writable mapping of bytes that may begin anywhere in a file.
///
/// The memory is shared by nature: the display controller reads it, and any other process may read and write it
/// at any time, so two reads of one byte may differ. Nothing read back is trusted: it is mixed with paint or copied
/// out, never an index, a length or a decision. A file that is cut short under the mapping raises SIGBUS at the
/// next touch of what is gone; the [`Guard`] survives it with zero pages that nobody else sees, and
/// [`Mapping::has_faulted`] tells.
///
/// # Guarantees
///
/// At least one byte is mapped, and what is written reaches the file: the mapping is never a private copy.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Before the memory, so that it is dropped first.
    guard: Guard,
    memory: MmapMut,
}

impl Mapping {
    /// Maps `length` bytes of `file` from byte `offset`, which need not be a multiple of the page size.
    ///
    /// The caller sees to it that a plain file reaches that far. `mmap` itself takes only offsets on a page boundary;
    /// memmap2 maps from the page below, hides what it added and unmaps all of it (`MmapInner::new` in its
    /// `unix.rs`). The mapping stays when `file` is closed.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for no bytes at all or a place behind the largest offset of the kernel, otherwise the refusal
    /// of `mmap`. There is no falling back to a private mapping: that would draw where nobody looks.
    pub(super) fn new(file: &File, offset: u64, length: usize) -> io::Result<Self> {
        // memmap2 makes a byte of nothing, and casts offsets to the signed ones of the kernel without a look.
        let end = offset.checked_add(length as u64).filter(|&end| end <= i64::MAX as u64);
        if length == 0 || end.is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no such bytes can be mapped"));
        }
        #[expect(unsafe_code, reason = "a file's mapping changes when others write to the file")]
        // SAFETY: the kernel guarantees `length` readable and writable bytes until `memory` is dropped, or SIGBUS
        // where the file is cut short, which `guard` turns into bytes of no file. Nobody can guarantee that other processes leave the bytes alone; that is
        // what a framebuffer is for. This crate holds up its side: the only Rust references to them come from
        // `bytes` and `bytes_mut` and follow their borrows, any bit pattern is a valid byte, and no decision
        // depends on what is read (see the type).
        let memory = unsafe { MmapOptions::new().offset(offset).len(length).map_mut(file) }?;
        let start = memory.as_ptr().addr();
        Ok(Self { guard: Guard::over(start..start + memory.len()), memory })
    }

    /// Whether some of it is gone (see [`Guard::has_faulted`]). No system call.
    #[inline]
    pub(super) fn has_faulted(&self) -> bool {
        self.guard.has_faulted()
    }

    /// The bytes, as they are at this moment.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.memory
    }

    /// The bytes, to be written.
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.memory
    }
}

/// Bytes of a page on the machine that runs, which on ARM and POWER is not the same for every kernel.
pub(super) fn page_size() -> usize {
    sysconf(SysconfVar::PAGE_SIZE).ok().flatten().and_then(|size| usize::try_from(size).ok()).unwrap_or(4096)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const LENGTH: usize = 5000;

    #[test]
    fn any_offset_maps_its_own_bytes_and_no_other() {
        let page = page_size();
        for offset in [0, 1, page - 1, page * 4, page * 4 + 123] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            let before: Vec<u8> = (0..offset + LENGTH + 777).map(|index| (index % 251) as u8).collect();
            file.write_all(&before).unwrap();
            let mut mapping = Mapping::new(file.as_file(), offset as u64, LENGTH).unwrap();
            assert_eq!(mapping.bytes(), &before[offset..offset + LENGTH], "offset {offset}");
            mapping.bytes_mut().fill(0xa5);
            let mut expected = before;
            expected[offset..offset + LENGTH].fill(0xa5);
            assert!(std::fs::read(file.path()).unwrap() == expected, "offset {offset}: seen while mapped");
            drop(mapping);
            assert!(std::fs::read(file.path()).unwrap() == expected, "offset {offset}: seen afterwards");
        }
    }

    #[test]
    fn impossible_places_are_errors() {
        let file = tempfile::tempfile().unwrap();
        for (offset, length) in [(0, 0), (u64::MAX, 1), (i64::MAX as u64, 1), (1 << 63, 4096)] {
            let error = Mapping::new(&file, offset, length).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{offset} {length}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_is_not_mapped_privately() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(10).unwrap();
        let read_only = File::open(file.path()).unwrap();
        let error = Mapping::new(&read_only, 0, 10).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    }
}
