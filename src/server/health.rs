//! Whether the device is there: noticed when it goes, looked for until it is back.
//!
//! Meanwhile clients stay connected. Whatever draws or asks for pixels is answered `io`; everything else goes on.

use std::cell::RefCell;
use std::convert::Infallible;
use std::time::Duration;

use tokio::time::sleep;

use crate::geometry::PixelRect;
use crate::protocol::{Code, Fault};

use super::display::Display;

/// How often a device is asked whether it is still there. A driver that takes over a framebuffer leaves the old
/// mapping where it is, which shows nothing any more and raises no signal; and a program that draws now and then
/// would notice a file cut short only then.
const LOOK: Duration = Duration::from_secs(1);

/// How often one that is gone is looked for.
const RETRY: Duration = Duration::from_millis(250);

impl Display {
    /// Presents what was drawn, and notices where that has failed.
    pub(super) fn present(&mut self) {
        self.screen.present();
        self.notice();
    }

    /// Fails with `io` while there is no device.
    pub(super) fn available(&self) -> Result<(), Fault> {
        match self.screen.loss() {
            None => Ok(()),
            Some(loss) => Err(Fault::new(Code::Io, loss.to_string())),
        }
    }

    /// Fails with `io` where what has just been drawn or read is not the device's.
    pub(super) fn reached(&mut self) -> Result<(), Fault> {
        self.notice();
        self.available()
    }

    /// Reads pixels of a region inside the screen, as [`Screen::read_rgb`](crate::screen::Screen::read_rgb).
    pub(super) fn read_rgb(&mut self, region: PixelRect) -> Result<Vec<u8>, Fault> {
        self.available()?;
        let rgb = self.screen.read_rgb(region);
        self.reached()?;
        Ok(rgb)
    }

    /// Costs no system call unless something has failed.
    #[inline]
    fn notice(&mut self) {
        if self.screen.has_failed() {
            self.check();
        }
    }

    /// Asks the device, if it is not known to be gone.
    fn check(&mut self) {
        if self.screen.loss().is_some() {
            return;
        }
        if let Some(loss) = self.screen.check() {
            tracing::error!("{loss}");
            self.stats.device.losses += 1;
            self.vsync = None;
            self.alarm.notify_one();
        }
    }

    /// Looks for the device that is gone.
    fn reopen(&mut self) {
        let said = self.screen.loss().map(ToString::to_string);
        if self.screen.reopen() {
            self.stats.device.returns += 1;
            let (device, buffer) = (self.screen.device(), self.screen.buffering().name());
            let (size, format) = (device.geometry().size(), device.geometry().format());
            tracing::info!("drawing on {} again: {size} {format}, buffer {buffer}", device.name());
            self.notice();
        } else if let Some(loss) = self.screen.loss().map(ToString::to_string)
            && said.as_ref() != Some(&loss)
        {
            tracing::warn!("{loss}");
        }
    }
}

/// Looks after the device for as long as it is polled.
pub(super) async fn watch(display: &RefCell<Display>) -> Infallible {
    let alarm = display.borrow().alarm.clone();
    loop {
        let lost = display.borrow().screen.loss().is_some();
        if lost {
            sleep(RETRY).await;
            display.borrow_mut().reopen();
        } else {
            tokio::select! {
                () = sleep(LOOK) => {
                    let mut display = display.borrow_mut();
                    display.check();
                    // Often it is there again already: another mode, another driver.
                    if display.screen.loss().is_some() {
                        display.reopen();
                    }
                }
                () = alarm.notified() => {}
            }
        }
    }
}
