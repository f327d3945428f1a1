//! Why there is no answer.

use std::io;
use std::path::PathBuf;

use crate::protocol::reply::WireError;

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
mod tests {
    use super::*;
    use crate::protocol::Code;

    #[test]
    fn a_place_is_said_where_it_helps() {
        let error = |at: Option<&str>| WireError {
            code: Code::Invalid,
            message: "r must not be negative".to_owned(),
            at: at.map(str::to_owned),
            line: None,
        };
        for at in [None, Some(""), Some("/r"), Some("/points/3/0")] {
            assert_eq!(one_line(&error(at)), "r must not be negative");
        }
        for at in ["/2/r", "/frame/2/r"] {
            assert_eq!(one_line(&error(Some(at))), format!("r must not be negative (at {at})"));
        }
    }
}
