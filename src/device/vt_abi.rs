//! The kernel's side of virtual terminals as `include/uapi/linux/{vt,kd}.h` has it: its names, its layout, nothing typed.

/// The kernel writes nothing on the screen, no cursor either.
pub(super) const KD_GRAPHICS: i32 = 1;

/// The kernel switches consoles by itself.
pub(super) const VT_AUTO: u8 = 0;
/// A process is asked before another console is shown, and told when its own is shown again.
pub(super) const VT_PROCESS: u8 = 1;
/// The argument of `VT_RELDISP` that lets another console be shown.
pub(super) const VT_RELEASE: i32 = 1;
/// The argument of `VT_RELDISP` that takes note of being shown again.
pub(super) const VT_ACKACQ: i32 = 2;

const KDSETMODE: u32 = 0x4B3A;
const KDGETMODE: u32 = 0x4B3B;
const VT_GETMODE: u32 = 0x5601;
const VT_SETMODE: u32 = 0x5602;
const VT_GETSTATE: u32 = 0x5603;
const VT_RELDISP: u32 = 0x5605;
const VT_ACTIVATE: u32 = 0x5606;

/// Who switches a console, and by which signals.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct vt_mode {
    /// A `char`, of which the kernel uses small numbers only.
    pub(super) mode: u8,
    pub(super) waitv: u8,
    pub(super) relsig: i16,
    pub(super) acqsig: i16,
    pub(super) frsig: i16,
}

/// Which console is shown.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct vt_stat {
    /// From 1.
    pub(super) v_active: u16,
    pub(super) v_signal: u16,
    pub(super) v_state: u16,
}

const _: () = assert!(size_of::<vt_mode>() == 8);
const _: () = assert!(size_of::<vt_stat>() == 6);

/// The requests themselves: `unsafe` because the kernel writes through some of their pointers.
mod request {
    use super::*;
    nix::ioctl_write_int_bad!(
        /// Text or graphics.
        kdsetmode,
        KDSETMODE
    );
    nix::ioctl_read_bad!(
        /// Text or graphics.
        kdgetmode,
        KDGETMODE,
        i32
    );
    nix::ioctl_read_bad!(
        /// Who switches.
        vt_getmode,
        VT_GETMODE,
        vt_mode
    );
    nix::ioctl_write_ptr_bad!(
        /// Says who switches: the process that calls.
        vt_setmode,
        VT_SETMODE,
        vt_mode
    );
    nix::ioctl_read_bad!(
        /// Which console is shown.
        vt_getstate,
        VT_GETSTATE,
        vt_stat
    );
    nix::ioctl_write_int_bad!(
        /// Answers a signal.
        vt_reldisp,
        VT_RELDISP
    );
    nix::ioctl_write_int_bad!(
        /// Has another console shown.
        vt_activate,
        VT_ACTIVATE
    );
}
pub(super) use request::{
    kdgetmode, kdsetmode, vt_activate, vt_getmode, vt_getstate, vt_reldisp, vt_setmode,
};
