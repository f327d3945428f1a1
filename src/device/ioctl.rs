//! The kernel's side of fbdev as `include/uapi/linux/fb.h` has it: its names, its layout, nothing typed.

use std::ffi::c_ulong;

/// Packed pixels.
pub(super) const FB_TYPE_PACKED_PIXELS: u32 = 0;
/// What `grayscale` names as a FOURCC.
pub(super) const FB_TYPE_FOURCC: u32 = 5;

/// Monochrome, 1 is black.
pub(super) const FB_VISUAL_MONO01: u32 = 0;
/// Monochrome, 1 is white.
pub(super) const FB_VISUAL_MONO10: u32 = 1;
/// Channels as the bit fields say.
pub(super) const FB_VISUAL_TRUECOLOR: u32 = 2;
/// Indices into a palette.
pub(super) const FB_VISUAL_PSEUDOCOLOR: u32 = 3;
/// Channels as the bit fields say, each an index into a ramp.
pub(super) const FB_VISUAL_DIRECTCOLOR: u32 = 4;
/// Indices into a palette that cannot be changed.
pub(super) const FB_VISUAL_STATIC_PSEUDOCOLOR: u32 = 5;

/// The display shows.
pub(super) const FB_BLANK_UNBLANK: i32 = 0;
/// The display is black; whatever saves less power than the next.
pub(super) const FB_BLANK_NORMAL: i32 = 1;
/// The display sleeps.
pub(super) const FB_BLANK_POWERDOWN: i32 = 4;

/// The mode is taken at once.
pub(super) const FB_ACTIVATE_NOW: u32 = 0;
/// Set the mode also where it is the same as before; beside another of these.
pub(super) const FB_ACTIVATE_FORCE: u32 = 128;

const FBIOGET_VSCREENINFO: u32 = 0x4600;
const FBIOPUT_VSCREENINFO: u32 = 0x4601;
const FBIOGET_FSCREENINFO: u32 = 0x4602;
const FBIOGETCMAP: u32 = 0x4604;
const FBIOPUTCMAP: u32 = 0x4605;
const FBIOPAN_DISPLAY: u32 = 0x4606;
const FBIOGET_CON2FBMAP: u32 = 0x460F;
const FBIOBLANK: u32 = 0x4611;

/// In `vmode`: what is below the last row of the virtual screen is its first.
pub(super) const FB_VMODE_YWRAP: u32 = 256;

/// What the driver alone decides.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct fb_fix_screeninfo {
    pub(super) id: [u8; 16],
    pub(super) smem_start: c_ulong,
    pub(super) smem_len: u32,
    pub(super) r#type: u32,
    pub(super) type_aux: u32,
    pub(super) visual: u32,
    pub(super) xpanstep: u16,
    pub(super) ypanstep: u16,
    pub(super) ywrapstep: u16,
    pub(super) line_length: u32,
    pub(super) mmio_start: c_ulong,
    pub(super) mmio_len: u32,
    pub(super) accel: u32,
    pub(super) capabilities: u16,
    pub(super) reserved: [u16; 2],
}

/// Where a channel stands in a pixel.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct fb_bitfield {
    pub(super) offset: u32,
    pub(super) length: u32,
    pub(super) msb_right: u32,
}

/// What a program may change: the mode.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct fb_var_screeninfo {
    pub(super) xres: u32,
    pub(super) yres: u32,
    pub(super) xres_virtual: u32,
    pub(super) yres_virtual: u32,
    pub(super) xoffset: u32,
    pub(super) yoffset: u32,
    pub(super) bits_per_pixel: u32,
    pub(super) grayscale: u32,
    pub(super) red: fb_bitfield,
    pub(super) green: fb_bitfield,
    pub(super) blue: fb_bitfield,
    pub(super) transp: fb_bitfield,
    pub(super) nonstd: u32,
    pub(super) activate: u32,
    pub(super) height: u32,
    pub(super) width: u32,
    pub(super) accel_flags: u32,
    pub(super) pixclock: u32,
    pub(super) left_margin: u32,
    pub(super) right_margin: u32,
    pub(super) upper_margin: u32,
    pub(super) lower_margin: u32,
    pub(super) hsync_len: u32,
    pub(super) vsync_len: u32,
    pub(super) sync: u32,
    pub(super) vmode: u32,
    pub(super) rotate: u32,
    pub(super) colorspace: u32,
    pub(super) reserved: [u32; 4],
}

/// Entries of a palette, or of the ramps of DIRECTCOLOR. The pointers are to `len` values each.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct fb_cmap {
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) red: *mut u16,
    pub(super) green: *mut u16,
    pub(super) blue: *mut u16,
    /// Null where there is none.
    pub(super) transp: *mut u16,
}

/// Which framebuffer a console is shown on.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct fb_con2fbmap {
    /// From 1.
    pub(super) console: u32,
    pub(super) framebuffer: u32,
}

const _: () = assert!(size_of::<fb_cmap>() == 8 + 4 * size_of::<*mut u16>());
const _: () = assert!(size_of::<fb_con2fbmap>() == 8);
// The kernel copies this many bytes whatever it is handed. A 32-bit program is answered in its own layout.
const _: () = assert!(size_of::<fb_bitfield>() == 12);
const _: () = assert!(size_of::<fb_var_screeninfo>() == 160);
const _: () = assert!(size_of::<fb_fix_screeninfo>() == if size_of::<c_ulong>() == 8 { 80 } else { 68 });

/// The requests themselves: `unsafe` because the kernel writes through the pointer.
mod request {
    use super::*;
    nix::ioctl_read_bad!(
        /// Reads the mode.
        fbioget_vscreeninfo,
        FBIOGET_VSCREENINFO,
        fb_var_screeninfo
    );
    nix::ioctl_read_bad!(
        /// Reads what the driver decides.
        fbioget_fscreeninfo,
        FBIOGET_FSCREENINFO,
        fb_fix_screeninfo
    );
    nix::ioctl_readwrite_bad!(
        /// Changes the mode as far as the driver can, and reads what has become of it.
        fbioput_vscreeninfo,
        FBIOPUT_VSCREENINFO,
        fb_var_screeninfo
    );
    nix::ioctl_write_ptr_bad!(
        /// Reads the palette into what the struct points to.
        fbiogetcmap,
        FBIOGETCMAP,
        fb_cmap
    );
    nix::ioctl_write_ptr_bad!(
        /// Changes the palette.
        fbioputcmap,
        FBIOPUTCMAP,
        fb_cmap
    );
    nix::ioctl_readwrite_bad!(
        /// Looks up the framebuffer of a console.
        fbioget_con2fbmap,
        FBIOGET_CON2FBMAP,
        fb_con2fbmap
    );
    nix::ioctl_write_int_bad!(
        /// Has the display sleep or wake.
        fbioblank,
        FBIOBLANK
    );
    nix::ioctl_readwrite_bad!(
        /// Changes which part of the virtual screen is visible.
        fbiopan_display,
        FBIOPAN_DISPLAY,
        fb_var_screeninfo
    );
    nix::ioctl_write_ptr!(
        /// Returns at the next vertical blank of the display with this number.
        fbio_waitforvsync,
        b'F',
        0x20,
        u32
    );
}
pub(super) use request::{
    fbio_waitforvsync, fbioblank, fbioget_con2fbmap, fbioget_fscreeninfo, fbioget_vscreeninfo, fbiogetcmap,
    fbiopan_display, fbioput_vscreeninfo, fbioputcmap,
};
