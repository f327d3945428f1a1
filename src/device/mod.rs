//! What is drawn on in the end: a mapping with a geometry.
//!
//! A framebuffer, a plain file and a window of a larger file or of `/dev/mem` differ only in how they are opened.
//! Everything that is `unsafe`, a memory mapping or an ioctl of fbdev stays in this room.

mod error;
mod geometry;
mod mapping;
mod ioctl;
mod layout;
mod fbdev;
mod file;
mod vsync;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::geometry::Size;
use crate::pixel::Format;

pub use error::DeviceError;
pub use fbdev::FbdevError;
pub use geometry::{Geometry, GeometryError, MAX_BYTES};
use mapping::Mapping;
pub use vsync::{Ticket, VSYNC_TIMEOUT, Vsync, VsyncError};

/// What to draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A framebuffer of the kernel, which says itself what it is.
    Framebuffer {
        /// The device, such as `/dev/fb0`.
        path: PathBuf,
    },
    /// A plain file, created or grown as needed, or a window of a character device such as `/dev/mem`.
    File {
        /// The file.
        path: PathBuf,
        /// Width and height.
        size: Size,
        /// How a pixel is stored.
        format: Format,
        /// Bytes from one row to the next; `None` or 0 for rows without padding.
        stride: Option<usize>,
        /// The byte of the file at which the first pixel begins; any number, the page size does not matter.
        offset: u64,
    },
}

/// Pixels of a file or a framebuffer, mapped into memory.
///
/// The memory is shared by nature: others may read and write it at any time, nothing read back is to be trusted,
/// and a file that is cut short under it raises SIGBUS.
///
/// # Guarantees
///
/// The bytes begin with the first visible pixel and are exactly [`Geometry::length`] long: they end with the last.
#[derive(Debug)]
pub struct Device {
    mapping: Mapping,
    /// Where in the mapping the visible pixels are.
    visible: Range<usize>,
    geometry: Geometry,
    name: String,
    driver: Option<String>,
    plain_file: bool,
    /// A plain file's lock lives as long as its descriptor.
    file: File,
}

impl Device {
    /// Opens and maps what `source` names.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, locked, grown or mapped, or has no geometry that can be drawn on.
    pub fn open(source: &Source) -> Result<Self, DeviceError> {
        match source {
            Source::Framebuffer { path } => Self::open_framebuffer(path),
            &Source::File { ref path, size, format, stride, offset } => {
                let geometry = Geometry::new(size, stride, format, offset)
                    .map_err(|reason| DeviceError::Geometry { path: path.clone(), reason })?;
                let file = file::open(path, offset, geometry.length())?;
                Self::map(path, file, offset, 0, geometry, None)
            }
        }
    }

    fn open_framebuffer(path: &Path) -> Result<Self, DeviceError> {
        let fbdev::Framebuffer { file, geometry, lead, driver } = fbdev::open(path)?;
        // The memory is mapped from its start, with the pages above the visible one: a driver with an `fb_mmap` of
        // its own need not honour an offset, and nearly every program asks it for 0.
        // `geometry.start()` ends within `smem_len`, a `u32`; where that is too much for a `usize` the sum is
        // pinned to what no mapping has, and refused.
        let skip = usize::try_from(geometry.start()).unwrap_or(usize::MAX).saturating_add(lead);
        Self::map(path, file, 0, skip, geometry, driver)
    }

    /// Maps a file from byte `offset`; the visible pixels begin `skip` bytes behind that.
    fn map(
        path: &Path,
        file: File,
        offset: u64,
        skip: usize,
        geometry: Geometry,
        driver: Option<String>,
    ) -> Result<Self, DeviceError> {
        let visible = skip..skip.saturating_add(geometry.length());
        let mapping = Mapping::new(&file, offset, visible.end).map_err(|source| DeviceError::Map {
            path: path.to_owned(),
            offset,
            length: visible.end as u64,
            source,
        })?;
        // What cannot be asked is treated as a device: correct, only slower.
        let plain_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        let name = path.display().to_string();
        Ok(Self { mapping, visible, geometry, name, driver, plain_file, file })
    }

    /// Size, format and place of the visible pixels.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// The path, as people are shown it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a framebuffer's driver calls itself; `None` for files.
    pub fn driver(&self) -> Option<&str> {
        self.driver.as_deref()
    }

    /// Whether it is a regular file, whose mapping is ordinary memory: quick to read back, unlike a device's.
    pub fn is_plain_file(&self) -> bool {
        self.plain_file
    }

    /// What waits for its vertical blanks. Whether it has any shows at the first wait.
    ///
    /// # Errors
    ///
    /// When there is no descriptor left.
    pub fn vsync(&self) -> io::Result<Vsync> {
        Ok(Vsync::new(self.file.try_clone()?))
    }

    /// The visible pixels as they are at this moment. Slow on most real devices, whose memory is not cached.
    pub fn bytes(&self) -> &[u8] {
        &self.mapping.bytes()[self.visible.clone()]
    }

    /// The visible pixels, to be drawn on.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.mapping.bytes_mut()[self.visible.clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 30, height: 20 };

    fn source(path: &Path, stride: Option<usize>, offset: u64) -> Source {
        Source::File { path: path.to_owned(), size: SIZE, format: Format::Rgb565, stride, offset }
    }

    #[test]
    fn a_file_begins_with_its_first_pixel() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let mut device = Device::open(&source(&path, None, 0)).unwrap();
        assert_eq!(device.geometry().size(), SIZE);
        assert_eq!((device.geometry().stride(), device.bytes().len()), (60, 1200));
        assert_eq!((device.name(), device.driver()), (path.to_str().unwrap(), None));
        assert!(device.is_plain_file());
        device.bytes_mut()[0] = 1;
        device.bytes_mut()[1199] = 2;
        let seen = std::fs::read(&path).unwrap();
        assert_eq!((seen.len(), seen[0], seen[1199]), (1200, 1, 2));
    }

    #[test]
    fn a_window_leaves_everything_around_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        for offset in [0, 1, 4095, 4096 * 4 + 123] {
            let before = vec![0x5a; offset + 64 * 20 + 5000];
            std::fs::write(&path, &before).unwrap();
            let mut device = Device::open(&source(&path, Some(64), offset as u64)).unwrap();
            device.bytes_mut().fill(0xa5);
            let mut expected = before;
            expected[offset..offset + 64 * 19 + 60].fill(0xa5);
            assert!(std::fs::read(&path).unwrap() == expected, "offset {offset}");
        }
    }

    #[test]
    fn the_lock_lives_as_long_as_the_device() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        let device = Device::open(&source(&path, None, 0)).unwrap();
        assert!(matches!(Device::open(&source(&path, None, 0)), Err(DeviceError::Busy { .. })));
        drop(device);
        Device::open(&source(&path, None, 0)).unwrap();
    }

    #[test]
    fn a_refused_geometry_touches_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("screen.raw");
        for (stride, offset) in [(Some(59), 0), (Some(1 << 30), 0), (None, u64::MAX)] {
            let error = Device::open(&source(&path, stride, offset)).unwrap_err();
            assert!(matches!(error, DeviceError::Geometry { .. }), "{error}");
        }
        assert!(!path.exists());
    }

    #[test]
    fn framebuffer_memory_may_begin_anywhere_in_its_mapping() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("memory");
        std::fs::write(&path, (0..=255).cycle().take(20_000).collect::<Vec<u8>>()).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let geometry = Geometry::new(SIZE, None, Format::Rgb565, 5000).unwrap();
        let device = Device::map(&path, file, 0, 5000 + 640, geometry, Some("simple".to_owned())).unwrap();
        assert_eq!(device.bytes(), &std::fs::read(&path).unwrap()[5640..5640 + 1200]);
        assert_eq!(device.driver(), Some("simple"));
    }

    #[test]
    fn what_is_no_framebuffer_says_so() {
        let missing = Device::open(&Source::Framebuffer { path: "/dev/fb-none".into() }).unwrap_err();
        assert!(missing.to_string().starts_with("cannot open /dev/fb-none: No such file or directory; "));
        let file = tempfile::NamedTempFile::new().unwrap();
        for path in [file.path(), Path::new("/dev/null")] {
            let error = Device::open(&Source::Framebuffer { path: path.to_owned() }).unwrap_err();
            assert!(matches!(error, DeviceError::NotFramebuffer { .. }), "{error}");
            assert!(error.to_string().contains("--file"), "{error}");
        }
    }
}
