//! Reading from a Unix socket: bytes and the descriptors that come with them.

use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use tokio::io::Interest;
use tokio::net::UnixStream;

/// The most descriptors that Linux passes with one message (`SCM_MAX_FD`).
const MAX_DESCRIPTORS: usize = 253;

/// Receives from one connection. Every read goes through here: a plain `read` would leave it to the kernel
/// what becomes of descriptors.
#[derive(Debug)]
pub(super) struct Receiver {
    control: Vec<MaybeUninit<u8>>,
    arrived: Vec<OwnedFd>,
}

impl Receiver {
    /// A receiver with room for as many descriptors as can come at once, so that none is lost unseen.
    pub(super) fn new() -> Self {
        let control = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        Self { control, arrived: Vec::new() }
    }

    /// Waits for bytes and reads them into `space`. 0 means that the client will send no more.
    ///
    /// Descriptors that came with them are to be taken from [`Receiver::arrived`]. Where this process may have no
    /// more of them, only some arrive; the bytes are whole all the same.
    pub(super) async fn receive(&mut self, stream: &UnixStream, space: &mut [u8]) -> io::Result<usize> {
        let (room, arrived) = (&mut self.control, &mut self.arrived);
        stream
            .async_io(Interest::READABLE, || {
                let mut control = RecvAncillaryBuffer::new(room);
                let mut parts = [IoSliceMut::new(space)];
                let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
                let message = recvmsg(stream, &mut parts, &mut control, flags)?;
                for message in control.drain() {
                    if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                        arrived.extend(descriptors);
                    }
                }
                Ok(message.bytes)
            })
            .await
    }

    /// Hands over the descriptors that have arrived, in their order; the caller's to close.
    pub(super) fn arrived(&mut self) -> impl Iterator<Item = OwnedFd> {
        self.arrived.drain(..)
    }
}
