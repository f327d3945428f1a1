//! A device that is drawn on page by page.

use std::ops::Range;

use nix::errno::Errno;

use super::Device;
use super::driver::Driver;
use super::mapping::Mapping;
use super::memory::Memory;
use super::pages::{NoPages, Pages, may_pan};

impl Device {
    /// Has [`Device::bytes_mut`] be a page that nobody sees from now on, which [`Device::flip`] shows.
    ///
    /// When the device goes, the picture that was shown last is shown at the place where the first one was, and the
    /// virtual size is what it was.
    ///
    /// # Errors
    ///
    /// When there is no room for two pages or the driver does not pan; then nothing has changed.
    pub fn use_pages(&mut self) -> Result<(), NoPages> {
        if self.control.is_none() {
            return Err(NoPages::NoFramebuffer);
        }
        let driver = self
            .file
            .try_clone()
            .map_err(|error| NoPages::Ask(error.raw_os_error().map_or(Errno::EMFILE, Errno::from_raw)))?;
        self.use_pages_of(Box::new(driver))
    }

    /// The same with any driver.
    pub(super) fn use_pages_of(&mut self, driver: Box<dyn Driver>) -> Result<(), NoPages> {
        if !self.is_mapped() {
            return Err(NoPages::NotMapped);
        }
        let pages = Pages::new(driver, &self.geometry)?;
        let first = self.place(&pages, self.geometry.start());
        let end = self.place(&pages, pages.start(1)).end.max(first.end);
        // A driver may have moved its memory for the sake of the second page, and some map less than they have said.
        let mapping = Mapping::new(&self.file, 0, end).map_err(NoPages::Map)?;
        self.memory = Memory::Mapped { mapping, visible: first };
        self.pages = Some(pages);
        self.draw_on_hidden();
        Ok(())
    }

    /// Whether there may be two pages to flip, as far as can be told without trying.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn may_have_pages(&self) -> Result<(), NoPages> {
        if self.control.is_none() {
            return Err(NoPages::NoFramebuffer);
        }
        if !self.is_mapped() {
            return Err(NoPages::NotMapped);
        }
        let (fix, var) = (self.file.fix().map_err(NoPages::Ask)?, self.file.var().map_err(NoPages::Ask)?);
        may_pan(&fix, &var, &self.geometry)
    }

    /// The page that is drawn on, 0 or 1, while nobody sees it.
    pub fn hidden_page(&self) -> Option<usize> {
        self.pages.as_ref().and_then(Pages::hidden)
    }

    /// Shows the page that is drawn on, and has the other one drawn on next.
    ///
    /// # Errors
    ///
    /// When the driver does not show it. Then what is drawn on is what is seen, there is no hidden page any more, and
    /// whatever is seen is to be drawn anew.
    pub fn flip(&mut self) -> Result<(), NoPages> {
        let flipped = self.pages.as_mut().map_or(Ok(()), Pages::flip);
        self.draw_on_hidden();
        flipped
    }

    /// Draws on what is seen again, at the place where it was before there were pages.
    pub fn leave_pages(&mut self) {
        let Some(mut pages) = self.pages.take() else { return };
        let first = self.place(&pages, self.geometry.start());
        let shown = pages.shown().map_or(first.clone(), |page| self.place(&pages, pages.start(page)));
        let Some((mapping, visible)) = self.memory.mapped_mut() else { return };
        if shown != first {
            let row = self.geometry.format().row_bytes(self.geometry.size().width);
            for line in (0..self.geometry.length()).step_by(self.geometry.stride()) {
                let from = shown.start + line;
                mapping.bytes_mut().copy_within(from..from + row, first.start + line);
            }
        }
        *visible = if pages.give_back().is_ok() { first } else { shown };
    }

    /// Finds the page to be drawn on; where there is none, what is seen.
    fn draw_on_hidden(&mut self) {
        let Some(pages) = &self.pages else { return };
        let page = pages.hidden().or(pages.shown());
        let place = self.place(pages, page.map_or(self.geometry.start(), |page| pages.start(page)));
        if let Some((_, visible)) = self.memory.mapped_mut() {
            *visible = place;
        }
    }

    /// Where in the mapping the pixels are whose first lies at this byte of the framebuffer's memory, which ends within
    /// a `usize` as its mapping does.
    fn place(&self, pages: &Pages, start: u64) -> Range<usize> {
        let start = start as usize + pages.lead();
        start..start + self.geometry.length()
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.leave_pages();
    }
}

#[cfg(test)]
mod tests;
