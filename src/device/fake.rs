//! A framebuffer's driver, emulated for tests: a file is its memory, and what it is asked for is written down.
//!
//! It refuses what the kernel itself refuses for every driver (`fb_pan_display`), and behaves in one of the ways that
//! drivers were seen to have.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use nix::errno::Errno;

use super::driver::Driver;
use super::ioctl::*;
use super::{Device, Geometry, NoPages, Overrides, Source};

/// What a driver makes of a mode that has room for two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// What it was asked for (vfb).
    Obeys,
    /// An error (DRM without over-allocation).
    Refuses,
    /// Nothing, with a claim of success (vesafb).
    Ignores,
    /// Another mode.
    Halves,
}

/// The driver, and what has become of it.
#[derive(Debug, Clone)]
pub(crate) struct Fake(Arc<Mutex<State>>);

#[derive(Debug)]
pub(crate) struct State {
    pub(super) fix: fb_fix_screeninfo,
    pub(super) var: fb_var_screeninfo,
    pub(crate) put: Put,
    /// The rows that were panned to, and how often more it will be done.
    pub(crate) panned: Vec<u32>,
    pub(crate) pans_left: usize,
    /// The virtual heights that were asked for.
    pub(crate) heights: Vec<u32>,
}

impl Fake {
    /// A driver of a virtual screen of so many rows, which shows `geometry`, which begins at `yoffset`; memory for
    /// `rows` rows.
    pub(crate) fn new(geometry: &Geometry, yoffset: u32, yres_virtual: u32, rows: u32) -> Self {
        let size = geometry.size();
        let smem_len = rows * geometry.stride() as u32;
        let line_length = geometry.stride() as u32;
        let fix = fb_fix_screeninfo { smem_len, line_length, ypanstep: 1, ..Default::default() };
        let var = fb_var_screeninfo {
            xres: size.width,
            yres: size.height,
            yres_virtual,
            yoffset,
            ..Default::default()
        };
        Self(Arc::new(Mutex::new(State {
            fix,
            var,
            put: Put::Obeys,
            panned: Vec::new(),
            pans_left: usize::MAX,
            heights: Vec::new(),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The row of the virtual screen that is at the top of the visible part.
    pub(crate) fn yoffset(&self) -> u32 {
        self.state().var.yoffset
    }

    /// A device on this driver whose memory is a file, `lead` bytes behind its start.
    pub(crate) fn device(&self, path: &Path, geometry: Geometry, lead: usize) -> Device {
        self.state().fix.smem_start = lead as std::ffi::c_ulong;
        let file = File::options().read(true).write(true).open(path).unwrap();
        let source = Source::Framebuffer { path: path.to_owned(), overrides: Overrides::default() };
        Device::map(&source, file, geometry, lead, None).unwrap()
    }
}

/// What a driver without quirks says, of 640x480 pixels of 32 bits in the lower half of a virtual screen.
pub(super) fn sane() -> (fb_fix_screeninfo, fb_var_screeninfo) {
    let channel = |offset| fb_bitfield { offset, length: 8, msb_right: 0 };
    let fix = fb_fix_screeninfo {
        line_length: 2560,
        smem_len: 2560 * 960,
        visual: FB_VISUAL_TRUECOLOR,
        ..Default::default()
    };
    let var = fb_var_screeninfo {
        xres: 640,
        yres: 480,
        xres_virtual: 640,
        yres_virtual: 960,
        yoffset: 480,
        bits_per_pixel: 32,
        red: channel(16),
        green: channel(8),
        blue: channel(0),
        transp: channel(24),
        pixclock: 39721,
        ..Default::default()
    };
    (fix, var)
}

impl Device {
    /// [`Device::use_pages`] with an emulated driver.
    pub(crate) fn use_pages_of_fake(&mut self, fake: &Fake) -> Result<(), NoPages> {
        self.use_pages_of(Box::new(fake.clone()))
    }
}

impl Driver for Fake {
    fn fix(&self) -> nix::Result<fb_fix_screeninfo> {
        Ok(self.state().fix)
    }

    fn var(&self) -> nix::Result<fb_var_screeninfo> {
        Ok(self.state().var)
    }

    fn put(&self, var: fb_var_screeninfo) -> nix::Result<()> {
        let mut state = self.state();
        state.heights.push(var.yres_virtual);
        match state.put {
            Put::Refuses => return Err(Errno::EINVAL),
            Put::Ignores => {}
            Put::Obeys => state.var = var,
            Put::Halves => {
                state.var = fb_var_screeninfo { xres: var.xres / 2, ..var };
                state.put = Put::Obeys;
            }
        }
        Ok(())
    }

    fn pan(&self, var: fb_var_screeninfo) -> nix::Result<()> {
        let mut state = self.state();
        let step = u32::from(state.fix.ypanstep);
        let is_step = step != 0 && var.yoffset.is_multiple_of(step);
        if (var.yoffset != 0 && !is_step) || var.yoffset + var.yres > state.var.yres_virtual {
            return Err(Errno::EINVAL);
        }
        state.pans_left = state.pans_left.checked_sub(1).ok_or(Errno::EBUSY)?;
        state.var.yoffset = var.yoffset;
        state.panned.push(var.yoffset);
        Ok(())
    }
}
