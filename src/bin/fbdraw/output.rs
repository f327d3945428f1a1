//! Standard output and error, either of which may be closed by whoever reads it.

use std::io::{self, Write};

use crate::Failure;

/// Prints a line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written =
        out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    quietly(written).map_err(|source| Failure::Io { task: "write to standard output".to_owned(), source })
}

/// Says what went wrong. There is nobody left to tell where that fails, so it is no error, and no panic.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "fbdraw: {text}");
}

/// A reader that has seen enough (`fbdraw … | head`) is no failure.
pub(crate) fn quietly(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
