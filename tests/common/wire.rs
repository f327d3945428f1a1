//! A raw connection: the bytes that a test sends, and the lines that come back.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::Value;

use super::{Daemon, PATIENCE};

/// A connection that knows nothing of the protocol but that replies are lines.
pub struct Wire {
    stream: UnixStream,
    received: Vec<u8>,
}

impl Wire {
    /// Connects to a daemon.
    pub fn to(daemon: &Daemon) -> Self {
        Self::connect(&daemon.socket()).expect("the daemon listens")
    }

    /// Connects to whoever listens on `socket`. A read that waits too long fails.
    pub fn connect(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, received: Vec::new() })
    }

    /// The socket itself.
    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).expect("the daemon reads");
    }

    /// Sends a line, whose end is added.
    pub fn send_line(&mut self, line: impl AsRef<[u8]>) {
        self.send([line.as_ref(), b"\n"].concat());
    }

    /// The next line of the daemon without its end, or `None` where it has closed the connection.
    pub fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.received.iter().position(|&byte| byte == b'\n') {
                let line = self.received.drain(..=end).take(end).collect();
                return Some(String::from_utf8(line).expect("replies are UTF-8"));
            }
            if !self.receive() {
                assert!(self.received.is_empty(), "half a reply: {}", self.received.escape_ascii());
                return None;
            }
        }
    }

    /// Sends a line and reads one reply.
    pub fn ask(&mut self, line: &str) -> Value {
        self.send_line(line);
        let reply = self.line().expect("the daemon replies");
        serde_json::from_str(&reply).expect("replies are JSON")
    }

    /// Waits until everything sent before is done, and there is no reply to it.
    pub fn settle(&mut self) {
        assert_eq!(
            self.ask(r#"{"op":"ping","id":"settled"}"#)["id"],
            "settled",
            "a reply where none was due"
        );
    }

    /// Sends no more and reads what is left to read.
    pub fn finish(mut self) -> String {
        self.stream.shutdown(Shutdown::Write).expect("the connection is open");
        self.rest()
    }

    /// Everything until the daemon closes the connection.
    pub fn rest(&mut self) -> String {
        while self.receive() {}
        String::from_utf8(std::mem::take(&mut self.received)).expect("replies are UTF-8")
    }

    /// Takes in what has come, waiting for it; `false` where the daemon has closed the connection.
    fn receive(&mut self) -> bool {
        let mut bytes = [0; 16 << 10];
        match self.stream.read(&mut bytes) {
            Ok(count) => {
                self.received.extend_from_slice(&bytes[..count]);
                count > 0
            }
            // A socket with a time limit does not go on by itself after whatever else the kernel had to do.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => true,
            // How Linux says "closed" where the daemon had not read everything.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => false,
            Err(error) => panic!("no reply from the daemon: {error}"),
        }
    }
}

/// The member of an error in a reply, `null` where it has none.
pub fn error<'a>(reply: &'a Value, member: &str) -> &'a Value {
    assert!(reply["error"].is_object(), "no error: {reply}");
    &reply["error"][member]
}
