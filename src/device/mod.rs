//! What is drawn on in the end: a mapping with a geometry.
//!
//! A framebuffer, a plain file and a window of a larger file or of `/dev/mem` differ only in how they are opened.
//! Everything that is `unsafe`, a memory mapping or an ioctl of fbdev stays in this room.

mod error;
mod source;
mod geometry;
mod guard;
mod mapping;
mod written;
mod memory;
mod ioctl;
mod layout;
mod cmap;
mod overrides;
mod fbdev;
mod account;
mod file;
mod vsync;
mod refusal;
mod mode;
mod control;
mod change;
mod vt;
mod vt_abi;
mod terminal;
mod console_guard;
mod console;
mod console_state;
mod console_hold;
mod loss;
mod registers;
mod reach;
mod driver;
mod pages;
mod flip;
#[cfg(test)]
pub(crate) mod fake;

use std::fs::File;
use std::ops::Range;

use crate::pixel::Palette;

pub use account::Account;
use change::standard_palette;
pub use console::{ACQUIRE_SIGNAL, Console, ConsoleError, RELEASE_SIGNAL};
pub use console_guard::guard_console;
pub use console_hold::{HoldError, hold_console, release_console};
pub use console_state::ConsoleState;
use control::Control;
pub use error::DeviceError;
pub use fbdev::FbdevError;
pub use geometry::{Geometry, GeometryError, MAX_BYTES};
pub use loss::Loss;
use memory::{Memory, memory_of};
pub use mode::Mode;
pub use overrides::Overrides;
pub use pages::NoPages;
use pages::Pages;
pub use reach::{ReachError, Reached};
pub use refusal::ControlError;
pub use registers::{Access, Register, RegisterError, Width};
pub use source::Source;
pub use vsync::{Ticket, VSYNC_TIMEOUT, Vsync, VsyncError};
pub use vt::{Vt, VtError};

/// What a device is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be drawn on, by this process alone.
    Draw,
    /// To be looked at, whoever draws on it.
    Look,
}

/// Pixels of a file or a framebuffer, mapped into memory; where a driver refuses that, in memory of our own which
/// [`Device::flush`] writes.
///
/// The memory is shared by nature: others may read and write it at any time, nothing read back is to be trusted,
/// and a file may be cut short under it or a device pulled out. Then what is drawn is lost, [`Device::has_failed`]
/// tells, and nothing else happens.
///
/// # Guarantees
///
/// The bytes begin with the first visible pixel and are exactly [`Geometry::length`] long: they end with the last.
/// That holds for a lost device too, whose bytes are nobody's.
#[derive(Debug)]
pub struct Device {
    memory: Memory,
    pages: Option<Pages>,
    geometry: Geometry,
    name: String,
    driver: Option<String>,
    plain_file: bool,
    /// What indices stand for, where pixels are indices.
    palette: Option<Palette>,
    /// Of a framebuffer of the kernel.
    control: Option<Control>,
    source: Source,
    loss: Option<Loss>,
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
        Self::open_for(source, Purpose::Draw)
    }

    /// The same, to be looked at: nothing is created, locked, made longer or, in the end, put back. The bytes may be
    /// written all the same.
    ///
    /// # Errors
    ///
    /// As [`Device::open`], and for a plain file that is not there or too short.
    pub fn look(source: &Source) -> Result<Self, DeviceError> {
        Self::open_for(source, Purpose::Look)
    }

    fn open_for(source: &Source, purpose: Purpose) -> Result<Self, DeviceError> {
        match source {
            Source::Framebuffer { path, overrides } => {
                let found = match (fbdev::open(path, overrides), overrides.window(path)) {
                    (Err(DeviceError::NotFramebuffer { .. }), Some(window)) => {
                        return Self::open_for(&window, purpose);
                    }
                    (found, _) => found?,
                };
                let control = match purpose {
                    Purpose::Draw => Control::new(&found.file, found.mapped),
                    Purpose::Look => Control::watching(&found.file, found.mapped),
                };
                let control =
                    control.map_err(|source| DeviceError::OpenFramebuffer { path: path.clone(), source })?;
                let mut device = Self::map(source, found.file, found.geometry, found.lead, found.driver)?;
                device.palette = device.palette.take().map(|standard| control.palette().unwrap_or(standard));
                device.control = Some(control);
                Ok(device)
            }
            &Source::File { ref path, size, format, stride, offset } => {
                let geometry = Geometry::new(size, stride, format, offset)
                    .map_err(|reason| DeviceError::Geometry { path: path.clone(), reason })?;
                let file = match purpose {
                    Purpose::Draw => file::open(path, offset, geometry.length()),
                    Purpose::Look => file::look(path, offset, geometry.length()),
                }?;
                Self::map(source, file, geometry, 0, None)
            }
        }
    }

    /// Maps `file`, which has been opened for `source`. `lead` as in [`fbdev::Framebuffer`].
    fn map(
        source: &Source,
        file: File,
        geometry: Geometry,
        lead: usize,
        driver: Option<String>,
    ) -> Result<Self, DeviceError> {
        let memory = memory_of(source, &file, &geometry, lead)?;
        // What cannot be asked is treated as a device: correct, only slower.
        let plain_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        let name = source.path().display().to_string();
        let palette = standard_palette(geometry.format());
        let (source, pages, control, loss) = (source.clone(), None, None, None);
        Ok(Self { memory, pages, geometry, name, driver, plain_file, palette, control, source, loss, file })
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

    /// The same, as if mapping had been refused: a seam for tests, which have no such file.
    #[cfg(test)]
    pub(crate) fn unmapped(mut self) -> Self {
        let (start, length) = (self.geometry.start(), self.geometry.length());
        let place = memory::Place { offset: start, skip: 0, start, length };
        self.memory = Memory::refused(&self.file, place);
        self
    }

    /// Whether what is drawn is the device's own memory, rather than a copy that [`Device::flush`] writes.
    pub fn is_mapped(&self) -> bool {
        matches!(self.memory, Memory::Mapped { .. })
    }

    /// The visible pixels as they are at this moment. Slow on most real devices, whose memory is not cached.
    pub fn bytes(&self) -> &[u8] {
        self.memory.bytes()
    }

    /// The visible pixels, to be drawn on.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        self.memory.bytes_mut()
    }

    /// Shows a part of the bytes: nothing to do where they are mapped, one system call elsewhere.
    pub fn flush(&mut self, part: Range<usize>) {
        self.memory.flush(part);
    }
}

#[cfg(test)]
mod tests;
