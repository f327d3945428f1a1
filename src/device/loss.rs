//! Devices that go away while they are drawn on, noticed and found again.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use super::error::{DeviceError, reason};
use super::memory::Memory;
use super::{Device, Source, fbdev, file};

/// Why a device cannot be drawn on for now.
///
/// Each message is a whole line, for the log and for clients.
#[derive(Debug, thiserror::Error)]
pub enum Loss {
    /// A file has been cut short.
    #[error("{} is {length} bytes long and the picture ends at byte {needed}; drawing goes on once it is long enough again", path.display())]
    Short {
        /// The file.
        path: PathBuf,
        /// Its length now, in bytes.
        length: u64,
        /// The length it needs.
        needed: u64,
    },
    /// The memory is gone, though the device is there: a full disk, a failing one, a display that was switched off.
    #[error("memory of {} is gone (SIGBUS); drawing goes on once it can be mapped again", path.display())]
    Memory {
        /// The file or device.
        path: PathBuf,
    },
    /// The device does not answer any more.
    #[error("{} has gone: {}; drawing goes on once it is back", path.display(), reason(source))]
    Gone {
        /// The device.
        path: PathBuf,
        /// What it said last.
        #[source]
        source: io::Error,
    },
    /// Somebody else has changed a framebuffer's mode: its pixels lie somewhere else now.
    #[error("{} has another mode than before; drawing goes on once it is opened again", path.display())]
    Changed {
        /// The device.
        path: PathBuf,
    },
    /// Something is there again and cannot be drawn on.
    #[error("{0}; drawing goes on once that has changed")]
    Unusable(#[source] DeviceError),
}

impl Device {
    /// Whether something was drawn that has not reached the device, and [`Device::check`] would say why. No system
    /// call.
    #[inline]
    pub fn has_failed(&self) -> bool {
        self.memory.has_failed()
    }

    /// Why it cannot be drawn on for now, as far as [`Device::check`] has noticed.
    pub fn loss(&self) -> Option<&Loss> {
        self.loss.as_ref()
    }

    /// Asks the kernel whether the device is still there; a system call. Once it is not, its memory is one that
    /// nobody sees, until [`Device::reopen`] has found it again.
    pub fn check(&mut self) -> Option<&Loss> {
        if self.loss.is_none()
            && let Some(loss) = self.find_loss()
        {
            self.let_go();
            self.loss = Some(loss);
        }
        self.loss.as_ref()
    }

    /// The device once it is there again. A framebuffer that has come back may be another one, with another geometry.
    /// `None` where there is nothing to draw on yet; [`Device::loss`] then says why, in new words if need be.
    pub fn reopen(&mut self) -> Option<Self> {
        let found = match &self.source {
            // The descriptor holds the lock of the file, and the file is not ours to make longer a second time.
            Source::File { .. } if self.plain_file => match self.find_loss() {
                None => self.map_again(),
                Some(loss) => Err(Some(loss)),
            },
            source => Self::open(source).map_err(|error| {
                // What is not there yet has been said.
                (!error.is_absence()).then_some(Loss::Unusable(error))
            }),
        };
        match found {
            Ok(device) => return Some(device),
            Err(Some(loss)) => self.loss = Some(loss),
            Err(None) => {}
        }
        None
    }

    fn find_loss(&self) -> Option<Loss> {
        let path = self.source.path();
        let gone = |source| Loss::Gone { path: path.to_owned(), source };
        match &self.source {
            Source::Framebuffer { overrides, .. } => {
                match fbdev::is_same(&self.file, &self.geometry, overrides) {
                    Ok(true) => {}
                    Ok(false) => return Some(Loss::Changed { path: path.to_owned() }),
                    Err(source) => return Some(gone(source)),
                }
            }
            Source::File { .. } if self.plain_file => {
                let needed = self.geometry.start() + self.geometry.length() as u64;
                match self.file.metadata().map(|metadata| metadata.len()) {
                    Ok(length) if length < needed => {
                        return Some(Loss::Short { path: path.to_owned(), length, needed });
                    }
                    Ok(_) => {}
                    Err(source) => return Some(gone(source)),
                }
            }
            // A window of a device has neither a length nor anyone to ask.
            Source::File { .. } => {}
        }
        if !self.memory.has_failed() {
            return None;
        }
        let copy = |source: &io::Error| {
            source.raw_os_error().map_or_else(|| source.kind().into(), io::Error::from_raw_os_error)
        };
        Some(
            self.memory
                .failure()
                .map_or_else(|| Loss::Memory { path: path.to_owned() }, |source| gone(copy(source))),
        )
    }

    /// Lets the kernel have what it wants to take away. While a program holds a framebuffer, by its descriptor or by
    /// its mapping, a driver that is to replace it may not get the memory (`fb_destroy` waits for the last user).
    fn let_go(&mut self) {
        self.memory = Memory::Absent(vec![0; self.geometry.length()]);
        if let Some(pages) = self.pages.take() {
            pages.abandon();
        }
        if let Some(control) = self.control.take() {
            control.abandon();
        }
        if matches!(self.source, Source::Framebuffer { .. })
            && let Ok(nothing) = File::options().read(true).write(true).open("/dev/null")
        {
            self.file = nothing;
        }
    }

    /// The same file, mapped anew.
    fn map_again(&self) -> Result<Self, Option<Loss>> {
        let path = self.source.path();
        let again = || {
            let cloned = self.file.try_clone();
            let file = cloned.map_err(|source| DeviceError::OpenFile { path: path.to_owned(), source })?;
            // Where the disk was full, it may be full still.
            file::grow(&file, path, self.geometry.start(), self.geometry.length())?;
            Self::map(&self.source, file, self.geometry, 0, None)
        };
        again().map_err(|error| Some(Loss::Unusable(error)))
    }
}
