//! The visible pixels of a device as bytes, however these reach it.

use std::fs::File;
use std::io;
use std::ops::Range;

use super::Source;
use super::error::DeviceError;
use super::geometry::Geometry;
use super::mapping::Mapping;
use super::written::{Written, is_refusal};

/// Where a device's visible pixels lie in its file, for both roads to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The byte of the file that is mapped first.
    pub(super) offset: u64,
    /// Bytes from there to the first visible pixel.
    pub(super) skip: usize,
    /// The byte of the file that is the first visible pixel for `read` and `write`, which know nothing of the place
    /// inside a page that a framebuffer's memory may have.
    pub(super) start: u64,
    /// Bytes that are visible.
    pub(super) length: usize,
}

/// The bytes of the visible pixels.
#[derive(Debug)]
pub(super) enum Memory {
    /// The device's own.
    Mapped {
        mapping: Mapping,
        /// The part of it that is visible.
        visible: Range<usize>,
    },
    /// Ours, written to the device when it is told to.
    Written(Written),
    /// Ours, of a device that is not there: shown to nobody.
    Absent(Vec<u8>),
}

impl Memory {
    /// The bytes at `place`: mapped, or read and written where mapping is refused. `may_be_blind` as for
    /// [`Written::new`].
    ///
    /// # Errors
    ///
    /// The refusal of `mmap`, where reading fails as well.
    pub(super) fn new(file: &File, place: Place, may_be_blind: bool) -> io::Result<Self> {
        let visible = place.skip..place.skip.saturating_add(place.length);
        let refused = match Mapping::new(file, place.offset, visible.end) {
            Ok(mapping) => return Ok(Self::Mapped { mapping, visible }),
            Err(error) if is_refusal(&error) => error,
            Err(error) => return Err(error),
        };
        let written = Written::new(file, place.start, place.length, may_be_blind).map_err(|error| {
            tracing::debug!(%error, "what cannot be mapped cannot be read either");
            io::Error::from_raw_os_error(refused.raw_os_error().unwrap_or_default())
        })?;
        tracing::info!(%refused, "mapping is refused; what changes is written instead");
        Ok(Self::Written(written))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Mapped { mapping, visible } => &mapping.bytes()[visible.clone()],
            Self::Written(written) => written.bytes(),
            Self::Absent(bytes) => bytes,
        }
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Mapped { mapping, visible } => &mut mapping.bytes_mut()[visible.clone()],
            Self::Written(written) => written.bytes_mut(),
            Self::Absent(bytes) => bytes,
        }
    }

    /// The mapping and the part of it that is drawn on; `None` where nothing is mapped.
    pub(super) fn mapped_mut(&mut self) -> Option<(&mut Mapping, &mut Range<usize>)> {
        if let Self::Mapped { mapping, visible } = self { Some((mapping, visible)) } else { None }
    }

    /// Makes a part of the bytes reach the device, where writing them does not.
    pub(super) fn flush(&mut self, part: Range<usize>) {
        if let Self::Written(written) = self {
            written.flush(part);
        }
    }

    /// The same, as if mapping had been refused, for tests.
    #[cfg(test)]
    pub(super) fn refused(file: &File, place: Place) -> Self {
        Self::Written(Written::new(file, place.start, place.length, false).unwrap())
    }

    /// Whether what was written since some time ago has not reached the device. No system call.
    #[inline]
    pub(super) fn has_failed(&self) -> bool {
        match self {
            Self::Mapped { mapping, .. } => mapping.has_faulted(),
            Self::Written(written) => written.failure().is_some(),
            Self::Absent(_) => false,
        }
    }

    /// The kernel's words for the failure; `None` where a touch of the memory failed, which comes without any.
    pub(super) fn failure(&self) -> Option<&io::Error> {
        if let Self::Written(written) = self { written.failure() } else { None }
    }
}

/// The visible pixels of `file`, which has been opened for `source`, as bytes.
pub(super) fn memory_of(
    source: &Source,
    file: &File,
    geometry: &Geometry,
    lead: usize,
) -> Result<Memory, DeviceError> {
    let (start, length) = (geometry.start(), geometry.length());
    let is_framebuffer = matches!(source, Source::Framebuffer { .. });
    let place = if is_framebuffer {
        // The memory is mapped from its start, with the pages above the visible one: a driver with an `fb_mmap`
        // of its own need not honour an offset, and nearly every program asks it for 0.
        // `geometry.start()` ends within `smem_len`, a `u32`; where that is too much for a `usize` the sum is
        // pinned to what no mapping has, and refused.
        let skip = usize::try_from(start).unwrap_or(usize::MAX).saturating_add(lead);
        Place { offset: 0, skip, start, length }
    } else {
        Place { offset: start, skip: 0, start, length }
    };
    Memory::new(file, place, is_framebuffer).map_err(|refused| DeviceError::Map {
        path: source.path().to_owned(),
        offset: place.offset,
        length: place.skip.saturating_add(length) as u64,
        source: refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kernel refuses to map `/proc/self/mem` and lets it be read and written: a device without `mmap` whose
    /// memory a test can look into.
    #[test]
    fn what_refuses_to_be_mapped_is_written() {
        let device = (0..100).collect::<Vec<u8>>();
        let file = File::options().read(true).write(true).open("/proc/self/mem").unwrap();
        let start = device.as_ptr().expose_provenance() as u64;
        let place = Place { offset: start, skip: 0, start, length: device.len() };
        let mut memory = Memory::new(&file, place, false).unwrap();
        assert!(matches!(memory, Memory::Written(_)), "{memory:?}");
        assert_eq!(memory.bytes(), device);
        memory.bytes_mut().fill(200);
        memory.flush(10..30);
        // Read back by the same road: to the compiler nobody has written to `device`.
        let again = Memory::new(&file, place, false).unwrap();
        let expected: Vec<u8> =
            (0..100).map(|index| if (10..30).contains(&index) { 200 } else { index }).collect();
        assert_eq!(again.bytes(), expected);
        assert!(!memory.has_failed());
    }

    #[test]
    fn a_failed_write_is_noticed() {
        let file = File::options().read(true).write(true).open("/proc/self/mem").unwrap();
        let device = [0_u8; 100];
        let start = device.as_ptr().expose_provenance() as u64;
        let place = Place { offset: start, skip: 0, start, length: device.len() };
        let Memory::Written(written) = Memory::new(&file, place, false).unwrap() else { panic!() };
        let mut memory = Memory::Written(written.moved_to(8));
        memory.flush(0..10);
        assert!(memory.has_failed());
        assert_eq!(memory.failure().unwrap().raw_os_error(), Some(nix::errno::Errno::EIO as i32));
    }

    #[test]
    fn neither_mapped_nor_read_is_the_refusal_of_mmap() {
        let file = File::options().read(true).write(true).open("/dev/null").unwrap();
        let place = Place { offset: 0, skip: 0, start: 0, length: 100 };
        for may_be_blind in [false, true] {
            let error = Memory::new(&file, place, may_be_blind).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(nix::errno::Errno::ENODEV as i32));
        }
    }
}
