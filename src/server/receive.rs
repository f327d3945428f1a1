//! Reading from a Unix socket: bytes and the descriptors that come with them.

use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;

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
}

impl Receiver {
    /// A receiver with room for as many descriptors as can come at once, so that none is lost unseen.
    pub(super) fn new() -> Self {
        Self { control: vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))] }
    }

    /// Waits for bytes and reads them into `space`. 0 means that the client will send no more.
    ///
    /// Descriptors are closed: no command of this version takes one. Where this process may have no more of them,
    /// only some arrive; the bytes are whole all the same.
    pub(super) async fn receive(&mut self, stream: &UnixStream, space: &mut [u8]) -> io::Result<usize> {
        let room = &mut self.control;
        stream
            .async_io(Interest::READABLE, || {
                let mut control = RecvAncillaryBuffer::new(room);
                let mut parts = [IoSliceMut::new(space)];
                let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
                let message = recvmsg(stream, &mut parts, &mut control, flags)?;
                for message in control.drain() {
                    if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                        let count = descriptors.map(drop).count();
                        tracing::debug!(count, "closed descriptors that no command takes");
                    }
                }
                Ok(message.bytes)
            })
            .await
    }
}
