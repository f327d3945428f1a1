//! Streams of lines: requests go out on one thread while replies come in on another.
//!
//! Were it one thread, a long stream that is replied to would stop for ever: the daemon reads no more from a client
//! that leaves its replies unread, and the client would not read before everything is written.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::os::unix::net::UnixStream;
use std::process;
use std::thread;

use fbdraw::client::{Client, ClientError, Reply};
use serde_json::{Value, json};

use crate::{Failure, output};

/// Bytes that are read and sent at a time; a line may be longer.
const PIECE: usize = 64 << 10;

/// Sends `input` (a request, a file's name or `-`) and prints what is replied.
pub(crate) fn send(client: Client, input: &str) -> Result<(), Failure> {
    let mut source: Box<dyn Read + Send> = if input.starts_with(['{', '[']) {
        Box::new(Cursor::new(input.to_owned()))
    } else if input == "-" {
        Box::new(io::stdin())
    } else {
        let open = File::open(input);
        Box::new(open.map_err(|source| Failure::Io { task: format!("open {input}"), source })?)
    };
    // A last request of our own tells that all replies have come. Closing the sending side would tell as much, but
    // the daemon waits only so long for a client that has hung up.
    let last = Value::from(format!("end of fbdraw send {}", process::id()));
    let question = format!("{}\n", json!({"op": "ping", "id": last}));
    let (mut stream, mut replies) = client.split();
    let feeder = thread::spawn(move || feed(&mut source, &mut stream, &question));

    let mut failed = false;
    loop {
        let line = replies.next_line().map_err(ClientError::from)?.ok_or(ClientError::Closed)?;
        let reply = Reply::parse(line)?;
        if reply.id.as_ref() == Some(&last) {
            break;
        }
        print(line)?;
        if let Err(error) = reply.outcome {
            failed = true;
            let place = error.line.map_or_else(String::new, |line| format!("line {line}: "));
            output::complain(&format!("{place}{}", ClientError::Refused(error)));
        }
    }
    let fed = feeder.join().unwrap_or_else(|_| Err(io::Error::other("the sending thread has failed")));
    fed.map_err(|source| Failure::Io { task: format!("read {input}"), source })?;
    if failed { Err(Failure::Told) } else { Ok(()) }
}

/// Sends everything from `source` as it comes, then `question`. Only what goes wrong with `source` is an error: a
/// broken connection is seen, and told better, where replies are read.
fn feed(source: &mut dyn Read, stream: &mut UnixStream, question: &str) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    let mut line_ended = true;
    let read = loop {
        match source.read(&mut piece) {
            Ok(0) => break Ok(()),
            Ok(count) => {
                if stream.write_all(&piece[..count]).is_err() {
                    return Ok(());
                }
                line_ended = piece[count - 1] == b'\n';
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    let end = if line_ended { "" } else { "\n" };
    let _ = stream.write_all(format!("{end}{question}").as_bytes());
    read
}

/// Prints a reply as it came. Drawing goes on where nobody reads it.
fn print(line: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(line).and_then(|()| out.write_all(b"\n"));
    output::quietly(written)
        .map_err(|source| Failure::Io { task: "write to standard output".to_owned(), source })
}
