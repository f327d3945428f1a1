//! When frames are shown: with the display's vertical blanks, as long as it has them.

use crate::device::{Device, Ticket, Vsync, VsyncError};

/// Waits for vertical blanks between frames, on the thread that draws: for [`VSYNC_TIMEOUT`](crate::device::VSYNC_TIMEOUT)
/// at most, and after the first wait that failed never again.
#[derive(Debug, Default)]
pub(super) struct Pace {
    vsync: Option<Vsync>,
    /// The blank at which the last flip is seen.
    flipped: Option<Ticket>,
}

impl Pace {
    /// The pace of a device, where one is wanted.
    pub(super) fn of(device: &Device, wanted: bool) -> Self {
        let vsync = if wanted { device.vsync() } else { return Self::default() };
        let vsync =
            vsync.inspect_err(|error| tracing::warn!("frames do not wait for vertical sync: {error}")).ok();
        Self { vsync, flipped: None }
    }

    /// Waits for the next blank, so that what is written next is written while nothing is scanned out.
    pub(super) fn wait(&mut self) {
        self.attempt(Vsync::wait);
    }

    /// Waits until the last flip is seen, so that what is written next is not.
    pub(super) fn wait_for_flip(&mut self) {
        if let Some(ticket) = self.flipped.take() {
            self.attempt(|vsync| vsync.wait_for(ticket));
        }
    }

    /// Another page was shown. Drawing goes on until the next needs it to be seen.
    pub(super) fn flipped(&mut self) {
        self.flipped = self.attempt(Vsync::ask);
    }

    fn attempt<T>(&mut self, action: impl FnOnce(&Vsync) -> Result<T, VsyncError>) -> Option<T> {
        match action(self.vsync.as_ref()?) {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::warn!("frames wait for vertical sync no longer: {error}");
                self.vsync = None;
                None
            }
        }
    }
}
