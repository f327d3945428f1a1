//! What a framebuffer's driver is asked while pages are flipped, a method for each request.

use std::fmt;
use std::fs::File;
use std::os::fd::{AsRawFd, RawFd};

use nix::errno::Errno;

use super::ioctl::*;

/// A driver. There is the kernel's, behind a file, and one for tests, which have no framebuffer.
pub(super) trait Driver: fmt::Debug + Send {
    /// What it decides alone.
    fn fix(&self) -> nix::Result<fb_fix_screeninfo>;
    /// The mode.
    fn var(&self) -> nix::Result<fb_var_screeninfo>;
    /// Changes the mode, perhaps to another than was asked for.
    fn put(&self, var: fb_var_screeninfo) -> nix::Result<()>;
    /// Shows the part of the virtual screen that begins at `xoffset` and `yoffset`.
    fn pan(&self, var: fb_var_screeninfo) -> nix::Result<()>;
}

impl Driver for File {
    fn fix(&self) -> nix::Result<fb_fix_screeninfo> {
        call(self, fbioget_fscreeninfo, fb_fix_screeninfo::default())
    }

    fn var(&self) -> nix::Result<fb_var_screeninfo> {
        call(self, fbioget_vscreeninfo, fb_var_screeninfo::default())
    }

    fn put(&self, var: fb_var_screeninfo) -> nix::Result<()> {
        call(self, fbioput_vscreeninfo, var).map(|_| ())
    }

    fn pan(&self, var: fb_var_screeninfo) -> nix::Result<()> {
        call(self, fbiopan_display, var).map(|_| ())
    }
}

/// Makes a request and returns what it has left in `argument`.
fn call<T>(
    file: &File,
    ioctl: unsafe fn(RawFd, *mut T) -> nix::Result<i32>,
    mut argument: T,
) -> nix::Result<T> {
    loop {
        #[expect(unsafe_code, reason = "an ioctl reads and writes through a pointer")]
        // SAFETY: `ioctl` is one of the four in ioctl.rs that are named above, which bind a request of the kernel to
        // the struct that it reads and fills; their sizes are asserted there, and their fields are integers, valid
        // whatever a driver writes. The kernel keeps nothing of the pointer, and `argument` outlives the call.
        let result = unsafe { ioctl(file.as_raw_fd(), &raw mut argument) };
        match result {
            // Drivers that wait for the display can be interrupted.
            Err(Errno::EINTR) => {}
            result => return result.map(|_| argument),
        }
    }
}
