//! Reading from a Unix socket: bytes and the descriptors that come with them.

use std::io::{self, IoSliceMut};
use std::os::fd::AsRawFd;

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use tokio::io::Interest;
use tokio::net::UnixStream;

/// The most descriptors that Linux passes with one message (`SCM_MAX_FD`).
const MAX_DESCRIPTORS: usize = 253;

/// Receives from one connection. Every read goes through here: a plain `read` would leave it to the kernel
/// what becomes of descriptors.
#[derive(Debug)]
pub(super) struct Receiver {
    control: Vec<u8>,
}

impl Receiver {
    /// A receiver with room for as many descriptors as can come at once, so that none is lost unseen.
    pub(super) fn new() -> Self {
        Self { control: nix::cmsg_space!([std::os::fd::RawFd; MAX_DESCRIPTORS]) }
    }

    /// Waits for bytes and reads them into `space`. 0 means that the client will send no more.
    ///
    /// Descriptors are closed: no command of this version takes one.
    pub(super) async fn receive(&mut self, stream: &UnixStream, space: &mut [u8]) -> io::Result<usize> {
        let control = &mut self.control;
        stream
            .async_io(Interest::READABLE, || {
                let mut parts = [IoSliceMut::new(space)];
                let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_CMSG_CLOEXEC;
                let message = recvmsg::<()>(stream.as_raw_fd(), &mut parts, Some(control), flags)?;
                for message in message.cmsgs()? {
                    if let ControlMessageOwned::ScmRights(descriptors) = message {
                        tracing::debug!(
                            count = descriptors.len(),
                            "closing descriptors that no command takes"
                        );
                        for descriptor in descriptors {
                            nix::unistd::close(descriptor)?;
                        }
                    }
                }
                Ok(message.bytes)
            })
            .await
    }
}
