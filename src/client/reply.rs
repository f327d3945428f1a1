//! Replies as they arrive.

use std::io::{self, BufRead, BufReader};
use std::os::unix::net::UnixStream;

use serde::Deserialize;
use serde_json::Value;

use super::ClientError;
use crate::protocol::reply::WireError;

/// One reply of the daemon.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// What the client called its request, where it did.
    pub id: Option<Value>,
    /// The result, or what is wrong with the request.
    pub outcome: Result<Value, WireError>,
}

/// What the daemon sends back, line by line.
#[derive(Debug)]
pub struct Replies {
    reader: BufReader<UnixStream>,
    line: Vec<u8>,
}

impl Replies {
    pub(super) fn new(stream: UnixStream) -> Self {
        Self { reader: BufReader::new(stream), line: Vec::new() }
    }

    /// The next line without its end; `None` where the daemon has closed the connection.
    ///
    /// # Errors
    ///
    /// When the connection is broken.
    pub fn next_line(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        self.reader.read_until(b'\n', &mut self.line)?;
        // What no line end follows was cut off with the connection.
        Ok(self.line.strip_suffix(b"\n"))
    }
}

/// The members that a reply can have.
#[derive(Deserialize)]
struct ReplyMembers {
    id: Option<Value>,
    result: Option<Value>,
    error: Option<WireError>,
}

impl Reply {
    /// Reads a line of the daemon.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotUnderstood`] when it is no reply.
    pub fn parse(line: &[u8]) -> Result<Self, ClientError> {
        let read = serde_json::from_slice(line).and_then(|members: ReplyMembers| {
            let outcome = match (members.result, members.error) {
                (Some(result), None) => Ok(result),
                (None, Some(error)) => Err(error),
                _ => return Err(serde::de::Error::custom("it needs a result or an error")),
            };
            Ok(Self { id: members.id, outcome })
        });
        read.map_err(|source| ClientError::NotUnderstood {
            source,
            text: beginning(&String::from_utf8_lossy(line)),
        })
    }
}

/// As much of a text as an error shows.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Code;
    use serde_json::json;

    #[test]
    fn replies_are_results_or_errors() {
        let reply = Reply::parse(br#"{"id":7,"result":{"color":"red"}}"#).unwrap();
        assert_eq!(reply, Reply { id: Some(7.into()), outcome: Ok(json!({"color": "red"})) });
        let reply = Reply::parse(br#"{"error":{"code":"io","message":"gone","line":3}}"#).unwrap();
        let error = reply.outcome.unwrap_err();
        assert_eq!((reply.id, error.code, error.line), (None, Code::Io, Some(3)));
        for line in ["", "{}", "hello", r#"{"id":7}"#, r#"{"result":1,"error":{"code":"io","message":""}}"#] {
            let error = Reply::parse(line.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("the daemon's reply is not understood"), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
