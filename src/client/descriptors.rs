//! Lines with descriptors.

use std::io::{self, IoSlice, Write};
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};

/// Writes bytes, and passes copies of descriptors along with the first of them.
pub(super) fn write_with(
    stream: &mut UnixStream,
    bytes: &[u8],
    descriptors: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let mut sent = 0;
    if !descriptors.is_empty() {
        let mut room = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(descriptors.len()))];
        let mut control = SendAncillaryBuffer::new(&mut room);
        let fits = control.push(SendAncillaryMessage::ScmRights(descriptors));
        debug_assert!(fits, "the room was measured for them");
        let parts = [IoSlice::new(bytes)];
        sent = rustix::io::retry_on_intr(|| sendmsg(&*stream, &parts, &mut control, SendFlags::NOSIGNAL))?;
    }
    stream.write_all(&bytes[sent..])
}
