//! The client's side of the socket, blocking: lines out, replies in.
//!
//! ```no_run
//! let mut client = fbdraw::client::Client::connect("/run/fbdraw/fbdraw.sock")?;
//! client.draw(&serde_json::json!({"op": "clear", "color": "teal"}))?;
//! assert_eq!(client.pixel(0, 0)?.to_string(), "#008080");
//! # Ok::<(), fbdraw::client::ClientError>(())
//! ```

mod descriptors;
mod reply;

use std::io;
use std::net::Shutdown;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value, json};

use crate::color::Color;
use crate::protocol::Region;
use crate::protocol::answer::{Captured, Info, PixelColor, Sum};
use crate::protocol::reply::WireError;

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

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody listens there.
    #[error(
        "no daemon answers on {}: {source}; start one: fbdrawd --file screen.raw --size 1280x720 --socket {}",
        .path.display(), .path.display()
    )]
    NoDaemon {
        /// The socket.
        path: PathBuf,
        /// What the kernel said.
        source: io::Error,
    },
    /// Somebody listens there, or may, but not to us.
    #[error("cannot connect to {}: {source}", .path.display())]
    Connect {
        /// The socket.
        path: PathBuf,
        /// What the kernel said.
        source: io::Error,
    },
    /// The connection failed while it was used.
    #[error("the connection to the daemon broke: {0}")]
    Broken(io::Error),
    /// The daemon has gone or has sent the client away.
    #[error("the daemon closed the connection before it answered; its log may say why")]
    Closed,
    /// The daemon refused this request, or an earlier one that nobody has read the reply of.
    #[error("{}", one_line(.0))]
    Refused(WireError),
    /// What came is no reply, or does not answer what was asked.
    #[error("the daemon's reply is not understood ({source}): {text}")]
    NotUnderstood {
        /// What is wrong with it.
        source: serde_json::Error,
        /// How it begins.
        text: String,
    },
    /// What was to be asked is no request.
    #[error("a request is an object or a list of commands, not {0}")]
    NoRequest(String),
}

impl From<io::Error> for ClientError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => Self::Closed,
            _ => Self::Broken(error),
        }
    }
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

    /// What the daemon is and can do.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn info(&mut self) -> Result<Info<'static>, ClientError> {
        self.ask(&json!({"op": "info"}))
    }

    /// The colour of a pixel.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn pixel(&mut self, x: i32, y: i32) -> Result<Color, ClientError> {
        let answer: PixelColor = self.ask(&json!({"op": "pixel", "x": x, "y": y}))?;
        Ok(answer.color)
    }

    /// The CRC-32 of a region's R G B bytes in eight hex digits.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn checksum(&mut self, region: Region) -> Result<String, ClientError> {
        let answer: Sum = self.ask(&about("checksum", region).into())?;
        Ok(answer.crc32)
    }

    /// A region as a PNG file.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn capture(&mut self, region: Region) -> Result<Vec<u8>, ClientError> {
        self.capture_as("png", region)
    }

    /// A region as R G B bytes, row after row.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn capture_rgb(&mut self, region: Region) -> Result<Vec<u8>, ClientError> {
        self.capture_as("raw", region)
    }

    fn capture_as(&mut self, format: &str, region: Region) -> Result<Vec<u8>, ClientError> {
        let mut request = about("capture", region);
        request.insert("format".to_owned(), format.into());
        let answer: Captured = self.ask(&request.into())?;
        STANDARD.decode(&answer.data).map_err(|error| ClientError::NotUnderstood {
            source: serde::de::Error::custom(error),
            text: beginning(&answer.data),
        })
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

/// A question about a region; what is left out is the rest of the screen.
fn about(op: &str, region: Region) -> Map<String, Value> {
    let mut request = Map::new();
    request.insert("op".to_owned(), op.into());
    request.insert("x".to_owned(), region.x.0.into());
    request.insert("y".to_owned(), region.y.0.into());
    for (name, extent) in [("width", region.width), ("height", region.height)] {
        request.extend(extent.map(|extent| (name.to_owned(), extent.0.into())));
    }
    request
}

/// An error for people. The message names the member; its place is added where that does not say which command
/// of a frame is meant.
fn one_line(error: &WireError) -> String {
    let in_frame = |at: &str| {
        let place = at.strip_prefix("/frame").unwrap_or(at);
        place.strip_prefix('/').is_some_and(|index| index.starts_with(|c: char| c.is_ascii_digit()))
    };
    match error.at.as_deref() {
        Some(at) if in_frame(at) => format!("{} (at {at})", error.message),
        _ => error.message.clone(),
    }
}

#[cfg(test)]
mod tests;
