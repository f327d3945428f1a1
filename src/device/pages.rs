//! Two pages in a framebuffer's memory, one of which is shown while the other is drawn on.

use nix::errno::Errno;

use super::account::is_emulated;
use super::driver::Driver;
use super::fbdev::lead;
use super::geometry::Geometry;
use super::ioctl::*;
use super::mapping::page_size;
use crate::geometry::Size;

/// The pages, one above the other in the virtual screen, and the driver that shows one of them.
///
/// # Guarantees
///
/// Both pages lie inside the memory that the driver says it has. When this goes, the mode and the offsets are again
/// what they were, as far as the driver lets them.
#[derive(Debug)]
pub(super) struct Pages {
    driver: Box<dyn Driver>,
    /// The mode that was found.
    before: fb_var_screeninfo,
    /// The mode that has room for both.
    now: fb_var_screeninfo,
    /// The bytes of the framebuffer's memory at which their first pixels lie.
    starts: [u64; 2],
    /// Bytes of a mapping from its start to the start of the framebuffer's memory.
    lead: usize,
    /// The page that was shown last; `None` while some other part of the memory is shown.
    shown: Option<usize>,
    /// Whether there is an offset to give back.
    panned: bool,
    /// Whether the driver has refused to show a page, and is not asked again.
    refused: bool,
}

/// Why there are no two pages to flip.
#[derive(Debug, thiserror::Error)]
pub enum NoPages {
    /// Files have no driver.
    #[error("it is no framebuffer")]
    NoFramebuffer,
    /// The driver promises what does not come about.
    #[error("it is DRM's emulation of a framebuffer, whose second page does not reach every display")]
    Emulated,
    /// What is drawn is written to the device, which cannot be mapped.
    #[error("it cannot be mapped")]
    NotMapped,
    /// A descriptor or an answer could not be had.
    #[error("it cannot be asked for its mode: {}", .0.desc())]
    Ask(Errno),
    /// Panning by a page is no multiple of the driver's step, or there is no panning at all.
    #[error("its driver cannot pan by {height} rows (ypanstep {step})")]
    Step {
        /// Rows of a page.
        height: u32,
        /// What the driver said; 0 where it does not pan.
        step: u16,
    },
    /// The driver has no mode of that height.
    #[error("its driver refuses a virtual height of {height} (FBIOPUT_VSCREENINFO): {}", .errno.desc())]
    Refused {
        /// Rows of both pages.
        height: u32,
        /// What the driver said.
        errno: Errno,
    },
    /// The driver claimed success and did something else.
    #[error("its driver makes {size} in a virtual height of {height} of two pages")]
    Otherwise {
        /// What is visible then.
        size: Size,
        /// The virtual height.
        height: u32,
    },
    /// There is not enough memory for both.
    #[error("it has {smem_len} bytes of memory and two pages need {needed}")]
    Memory {
        /// Bytes there are.
        smem_len: u32,
        /// Bytes from the start of the memory to the end of the second page.
        needed: u64,
    },
    /// What is drawn on is not what the driver says, because settings overrule it.
    #[error("its mode is not the one that is drawn on")]
    Overruled,
    /// The driver promised memory that cannot be mapped.
    #[error("both pages cannot be mapped: {0}")]
    Map(std::io::Error),
    /// The driver does not show the page.
    #[error("its driver does not show the other page (FBIOPAN_DISPLAY): {}", .0.desc())]
    Pan(Errno),
}

impl Pages {
    /// Finds or makes room for two pages of a framebuffer with this geometry. Nothing visible has changed then.
    ///
    /// # Errors
    ///
    /// When there is none; then the mode is what it was.
    pub(super) fn new(driver: Box<dyn Driver>, geometry: &Geometry) -> Result<Self, NoPages> {
        let before = driver.var().map_err(NoPages::Ask)?;
        let fix = driver.fix().map_err(NoPages::Ask)?;
        let height = geometry.size().height;
        may_pan(&fix, &before, geometry)?;
        let mut pages = Self {
            driver,
            before,
            now: before,
            starts: [0; 2],
            lead: 0,
            shown: None,
            panned: false,
            refused: false,
        };
        // From here on, dropping `pages` gives the mode back.
        pages.make_room(2 * height)?;
        pages.place(geometry)?;
        Ok(pages)
    }

    /// Has the virtual screen be high enough.
    fn make_room(&mut self, height: u32) -> Result<(), NoPages> {
        if self.before.yres_virtual >= height {
            return Ok(());
        }
        // Drivers may change what they were asked for, or nothing at all (vesafb), and claim success: only what they
        // say afterwards counts.
        let put = self.driver.put(fb_var_screeninfo { yres_virtual: height, activate: 0, ..self.before });
        self.now = self.driver.var().map_err(NoPages::Ask)?;
        put.map_err(|errno| NoPages::Refused { height, errno })?;
        let now = &self.now;
        if now.yres_virtual < height || visible(now) != visible(&self.before) {
            let size = Size { width: now.xres, height: now.yres };
            return Err(NoPages::Otherwise { size, height: now.yres_virtual });
        }
        Ok(())
    }

    /// Works out where the pages lie.
    fn place(&mut self, geometry: &Geometry) -> Result<(), NoPages> {
        let stride = geometry.stride() as u64;
        let page = stride * u64::from(geometry.size().height);
        // What `xoffset` leaves out on the left.
        let left = geometry
            .start()
            .checked_sub(u64::from(self.before.yoffset) * stride)
            .ok_or(NoPages::Overruled)?;
        self.starts = [left, left + page];
        // A new mode may have other memory.
        let fix = self.driver.fix().map_err(NoPages::Ask)?;
        if fix.line_length != 0 && u64::from(fix.line_length) != stride {
            return Err(NoPages::Overruled);
        }
        let needed = self.starts[1] + geometry.length() as u64;
        if needed > u64::from(fix.smem_len) {
            return Err(NoPages::Memory { smem_len: fix.smem_len, needed });
        }
        self.lead = lead(&fix, page_size());
        self.shown = self.page_at(self.now.yoffset);
        Ok(())
    }

    /// The page whose first row is this one of the virtual screen.
    fn page_at(&self, yoffset: u32) -> Option<usize> {
        (0..2).find(|&page| self.offset(page) == yoffset)
    }

    /// The row of the virtual screen at which a page begins.
    fn offset(&self, page: usize) -> u32 {
        page as u32 * self.now.yres
    }

    /// The byte of the framebuffer's memory at which a page's first pixel lies.
    pub(super) fn start(&self, page: usize) -> u64 {
        self.starts[page]
    }

    /// Bytes of a mapping from its start to the start of the framebuffer's memory.
    pub(super) fn lead(&self) -> usize {
        self.lead
    }

    /// The page that is shown, if it is one of them.
    pub(super) fn shown(&self) -> Option<usize> {
        self.shown
    }

    /// The page that is not shown, until the driver has refused to show it.
    pub(super) fn hidden(&self) -> Option<usize> {
        let page = if self.shown == Some(0) { 1 } else { 0 };
        (!self.refused).then_some(page)
    }

    /// Shows the hidden page.
    ///
    /// # Errors
    ///
    /// When the driver does not. It is asked what it shows instead, and there is no hidden page any more.
    pub(super) fn flip(&mut self) -> Result<(), NoPages> {
        let Some(page) = self.hidden() else { return Ok(()) };
        let vmode = self.now.vmode & !FB_VMODE_YWRAP;
        match self.driver.pan(fb_var_screeninfo { yoffset: self.offset(page), vmode, ..self.now }) {
            Ok(()) => {
                (self.shown, self.panned) = (Some(page), true);
                Ok(())
            }
            Err(errno) => {
                self.refused = true;
                if let Ok(var) = self.driver.var() {
                    self.shown = self.page_at(var.yoffset);
                }
                Err(NoPages::Pan(errno))
            }
        }
    }

    /// Lets go of a device that has gone or is somebody else's now: there is nothing to give back.
    pub(super) fn abandon(mut self) {
        (self.now, self.panned) = (self.before, false);
    }

    /// Gives the offset and the virtual size back.
    ///
    /// # Errors
    ///
    /// When the driver refuses; then the same page is shown as before.
    pub(super) fn give_back(&mut self) -> nix::Result<()> {
        let same =
            (self.now.yres_virtual, visible(&self.now)) == (self.before.yres_virtual, visible(&self.before));
        match (same, self.panned) {
            (true, false) => {}
            (true, true) => self.driver.pan(self.before)?,
            // This pans as well (`fb_set_var` in the kernel).
            (false, _) => self.driver.put(fb_var_screeninfo { activate: 0, ..self.before })?,
        }
        (self.now, self.panned) = (self.before, false);
        self.shown = self.page_at(self.before.yoffset);
        Ok(())
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if let Err(errno) = self.give_back() {
            tracing::warn!(
                "the framebuffer's offset and virtual size cannot be given back: {}",
                errno.desc()
            );
        }
    }
}

/// Whether a driver that says so of itself may have a second page; nothing is tried.
///
/// # Errors
///
/// When it has none.
pub(super) fn may_pan(
    fix: &fb_fix_screeninfo,
    var: &fb_var_screeninfo,
    geometry: &Geometry,
) -> Result<(), NoPages> {
    // It accepts pages and offsets from everybody, and what becomes of them is seen on the display only: in Linux 6.1
    // bochs shows the first page whatever it is told, and virtio-gpu shows a second one that stays black.
    if is_emulated(fix) {
        return Err(NoPages::Emulated);
    }
    let (Size { width, height }, step) = (geometry.size(), fix.ypanstep);
    // The kernel itself refuses what is no multiple of the step (`fb_pan_display`).
    if step == 0 || !height.is_multiple_of(u32::from(step)) {
        return Err(NoPages::Step { height, step });
    }
    if (var.xres, var.yres) != (width, height) {
        return Err(NoPages::Overruled);
    }
    Ok(())
}

/// What of a mode decides what is seen and how it is stored, but for the place of the visible part.
fn visible(var: &fb_var_screeninfo) -> [u32; 6] {
    [var.xres, var.yres, var.xres_virtual, var.xoffset, var.bits_per_pixel, var.grayscale]
}
