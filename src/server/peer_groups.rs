//! `SO_PEERGROUPS`: the supplementary groups of whoever connected. No library has it (`nix`, `rustix`, the standard one).
#![expect(unsafe_code, reason = "a socket option that only the C library passes on")]

use std::io;
use std::os::fd::{AsFd, AsRawFd};

use nix::libc::{SO_PEERGROUPS, SOL_SOCKET, getsockopt, gid_t, socklen_t};

/// As many groups as most processes have; more take a second call.
const USUAL: usize = 32;

/// The groups that the process at the other end had when it connected, from `sk_getsockopt` in the kernel's
/// `net/core/sock.c`.
///
/// # Errors
///
/// `ENOPROTOOPT` before Linux 4.13.
pub(super) fn peer_groups(socket: &impl AsFd) -> io::Result<Vec<u32>> {
    let mut groups: Vec<gid_t> = vec![0; USUAL];
    loop {
        let room = size_of_val(groups.as_slice());
        let mut length = room as socklen_t;
        // SAFETY: `groups` has `length` bytes, any of which may become anything, and the kernel writes no more. The
        // descriptor is open for as long as `socket` is borrowed.
        let refused = unsafe {
            getsockopt(
                socket.as_fd().as_raw_fd(),
                SOL_SOCKET,
                SO_PEERGROUPS,
                groups.as_mut_ptr().cast(),
                &raw mut length,
            )
        } != 0;
        let found = length as usize / size_of::<gid_t>();
        if !refused {
            groups.truncate(found);
            return Ok(groups);
        }
        let error = io::Error::last_os_error();
        // Then `length` says how many there are, which never changes: they are those of the moment of connecting.
        if error.raw_os_error() != Some(nix::libc::ERANGE) || found <= groups.len() {
            return Err(error);
        }
        groups.resize(found, 0);
    }
}
