//! The client's side of the socket, blocking: lines out, replies in.
//!
//! ```no_run
//! let mut client = fbdraw::client::Client::connect("/run/fbdraw/fbdraw.sock")?;
//! client.draw(&serde_json::json!({"op": "clear", "color": "teal"}))?;
//! assert_eq!(client.pixel(0, 0)?.to_string(), "#008080");
//! # Ok::<(), fbdraw::client::ClientError>(())
//! ```

mod error;
mod reply;
mod descriptors;
mod questions;

use std::io;
use std::net::Shutdown;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value, json};

pub use error::ClientError;
use reply::beginning;
pub use reply::{Replies, Reply};

/// A connection to the daemon.
///
/// Requests are applied in order, and the daemon stops reading from a client that leaves about a megabyte of
/// replies unread. Whoever sends many lines that are replied to reads between them, or [splits](Client::split)
/// the client and does both at once.
#[derive(Debug)]
pub struct Client {
    stream: UnixStream,
    replies: Replies,
    asked: u64,
}

impl Client {
    /// Connects to the daemon that listens on `socket`.
    ///
    /// # Errors
    ///
    /// When nobody listens there or the kernel refuses.
    pub fn connect(socket: impl AsRef<Path>) -> Result<Self, ClientError> {
        let path = socket.as_ref();
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                ClientError::NoDaemon { path: path.to_owned(), source }
            }
            _ => ClientError::Connect { path: path.to_owned(), source },
        };
        let stream = UnixStream::connect(path).map_err(failed)?;
        let replies = Replies::new(stream.try_clone()?);
        Ok(Self { stream, replies, asked: 0 })
    }

    /// Sends a line, whose end is added, and waits for nothing.
    ///
    /// # Errors
    ///
    /// When the connection is broken.
    pub fn send_line(&mut self, line: impl AsRef<[u8]>) -> Result<(), ClientError> {
        self.send_line_with(line, &[])
    }

    /// The same with descriptors, which the commands in the line that need one take in their order.
    ///
    /// # Errors
    ///
    /// When the connection is broken.
    pub fn send_line_with(
        &mut self,
        line: impl AsRef<[u8]>,
        descriptors: &[BorrowedFd<'_>],
    ) -> Result<(), ClientError> {
        let line = line.as_ref();
        let mut bytes = Vec::with_capacity(line.len() + 1);
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
        Ok(descriptors::write_with(&mut self.stream, &bytes, descriptors)?)
    }

    /// The next reply, whatever it answers; `None` where the daemon has closed the connection.
    ///
    /// # Errors
    ///
    /// When the connection is broken or what came is no reply.
    pub fn read_reply(&mut self) -> Result<Option<Reply>, ClientError> {
        self.replies.next_line()?.map(Reply::parse).transpose()
    }

    /// Sends a request under an id of the client's own and waits for its result. A list is sent as a frame.
    ///
    /// # Errors
    ///
    /// [`ClientError::Refused`] when the daemon refused it, or when it had refused a line before it, which is said
    /// once this one is answered too. Everything else means that the connection is of no more use.
    pub fn ask<T: DeserializeOwned>(&mut self, request: &Value) -> Result<T, ClientError> {
        self.ask_with(request, &[])
    }

    /// The same with descriptors, as [`Client::send_line_with`].
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn ask_with<T: DeserializeOwned>(
        &mut self,
        request: &Value,
        descriptors: &[BorrowedFd<'_>],
    ) -> Result<T, ClientError> {
        self.asked += 1;
        // No number: those are what people choose for their own lines.
        let id = Value::from(format!("client-{}", self.asked));
        let mut members = match request {
            Value::Object(members) => members.clone(),
            Value::Array(_) => Map::from_iter([("frame".to_owned(), request.clone())]),
            other => return Err(ClientError::NoRequest(other.to_string())),
        };
        members.insert("id".to_owned(), id.clone());
        let sent = self.send_line_with(Value::Object(members).to_string(), descriptors);

        let mut earlier = None;
        let outcome = loop {
            match self.read_reply().and_then(|reply| reply.ok_or(ClientError::Closed)) {
                Ok(reply) if reply.id.as_ref() == Some(&id) => break Ok(reply.outcome),
                Ok(reply) => earlier = earlier.or(reply.outcome.err()),
                Err(error) => break sent.and(Err(error)),
            }
        };
        // Also where nothing could be sent: a daemon that turns a client away says why before it hangs up.
        if let Some(error) = earlier {
            return Err(ClientError::Refused(error));
        }
        let result = outcome?.map_err(ClientError::Refused)?;
        let text = beginning(&result.to_string());
        serde_json::from_value(result).map_err(|source| ClientError::NotUnderstood { source, text })
    }

    /// Draws a command, or a list of commands as a frame; the pixels are there when it returns.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn draw(&mut self, request: &Value) -> Result<(), ClientError> {
        self.ask::<IgnoredAny>(request).map(|_| ())
    }

    /// Waits until everything sent before is drawn.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`]; so also where a line sent before was refused.
    pub fn ping(&mut self) -> Result<(), ClientError> {
        self.draw(&json!({"op": "ping"}))
    }

    /// Hangs up, and waits until the daemon has done everything and has hung up too.
    ///
    /// # Errors
    ///
    /// [`ClientError::Refused`] when a line was refused and nobody has read that reply, or when the connection is
    /// broken.
    pub fn finish(mut self) -> Result<(), ClientError> {
        self.stream.shutdown(Shutdown::Write)?;
        let mut refused = None;
        while let Some(reply) = self.read_reply()? {
            refused = refused.or(reply.outcome.err());
        }
        refused.map_or(Ok(()), |error| Err(ClientError::Refused(error)))
    }

    /// The two directions apart, to write on one thread and read on another.
    pub fn split(self) -> (UnixStream, Replies) {
        (self.stream, self.replies)
    }
}
