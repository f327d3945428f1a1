//! A framebuffer that is none, with a daemon of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fbdraw::client::Client;
use fbdraw::config::Config;
use fbdraw::daemon::Daemon;
use fbdraw::device::{Source, Vt};
use fbdraw::geometry::Size;
use fbdraw::permissions::Permissions;
use fbdraw::pixel::Format;
use fbdraw::protocol::Limits;
use fbdraw::rotation::Rotation;
use tempfile::TempDir;
use tracing::level_filters::LevelFilter;

use crate::Failure;

/// A directory that goes with what is in it.
pub(crate) fn directory() -> Result<TempDir, Failure> {
    let directory = tempfile::Builder::new().prefix("fbdraw-").tempdir();
    directory.map_err(|source| Failure::Io { task: "make a directory".to_owned(), source })
}

/// A connection to a daemon that draws on `file`. It runs on a thread of this process: `cargo run` builds no other
/// program than this one, and nothing can be left running. Everything else is as always, the file, the mapping and
/// the socket.
pub(crate) fn daemon(file: &Path, size: Size, format: Format) -> Result<Client, Failure> {
    let directory = directory()?;
    let config = Config {
        dither: true,
        font_dirs: Vec::new(),
        source: Source::File { path: file.to_owned(), size, format, stride: None, offset: 0 },
        wait: Duration::ZERO,
        socket: directory.path().join("fbdraw.sock"),
        socket_mode: 0o600,
        buffering: None,
        vt: Vt::None,
        rotation: Rotation::R0,
        wait_vsync: false,
        image_dirs: Vec::new(),
        log: LevelFilter::OFF,
        limits: Limits::default(),
        registers: BTreeMap::new(),
        permissions: Permissions::of_own_user(),
    };
    let daemon = Daemon::open(&config, || Ok(std::future::pending()));
    let daemon = daemon.map_err(|error| Failure::Other(error.to_string()))?;
    thread::spawn(move || daemon.serve());
    // The directory goes here already, lest an interrupted program leave it: a connection needs no names.
    Ok(Client::connect(&config.socket)?)
}
