//! Settings of the daemon: flags before the environment before the configuration file before the defaults.

mod settings;
mod error;
mod source;
mod socket;
mod registers;
mod permissions;
mod mistakes;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgMatches;
use clap::parser::ValueSource;
use tracing::level_filters::LevelFilter;

use crate::device::{Register, Source, Vt};
use crate::permissions::Permissions;
use crate::protocol::Limits;
use crate::rotation::Rotation;
use crate::screen::Buffering;

pub use error::ConfigError;
pub use settings::{Buffer, Settings, SocketMode};
pub use socket::{SYSTEM_SOCKET, default_socket, prepare_socket_directory};
pub use source::DEFAULT_DEVICE;

/// Everything decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What to draw on.
    pub source: Source,
    /// How long to wait for it, if it is not there yet.
    pub wait: Duration,
    /// Where to listen; `None` where nothing says so, which is no error for a daemon whose socket is passed to it.
    pub socket: Option<PathBuf>,
    /// The socket's permissions.
    pub socket_mode: u32,
    /// Where to draw; `None` is as suits the device.
    pub buffering: Option<Buffering>,
    /// By how much the display shows the picture turned.
    pub rotation: Rotation,
    /// Whether each frame waits for the display's vertical blank.
    pub wait_vsync: bool,
    /// Whether formats of few colours mix them by dithering.
    pub dither: bool,
    /// Which console is taken.
    pub vt: Vt,
    /// Where fonts are besides those of the system.
    pub font_dirs: Vec<PathBuf>,
    /// Directories whose picture files clients may name.
    pub image_dirs: Vec<PathBuf>,
    /// What to log.
    pub log: LevelFilter,
    /// What a client may ask for.
    pub limits: Limits,
    /// Registers of hardware that clients may peek at and poke.
    pub registers: BTreeMap<String, Register>,
    /// Who may do what.
    pub permissions: Permissions,
}

impl Config {
    /// Where to listen.
    ///
    /// # Errors
    ///
    /// When nothing says so.
    pub fn socket(&self) -> Result<&Path, ConfigError> {
        self.socket.as_deref().ok_or(ConfigError::NoSocket)
    }

    /// Lays `flags` (with the environment in them, told apart by `matches`) over the file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or the settings contradict each other.
    pub fn new(flags: Settings, matches: &ArgMatches, file: Option<&Path>) -> Result<Self, ConfigError> {
        let from_file = file.map_or_else(|| Ok(Settings::default()), read_file)?;
        let said = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
        let source = source::source(&flags, &from_file, said)?;
        let socket = flags.socket.or(from_file.socket);
        Ok(Self {
            source,
            wait: Duration::from_secs(flags.wait.or(from_file.wait).unwrap_or(0).into()),
            socket: socket.or_else(default_socket),
            socket_mode: flags.socket_mode.or(from_file.socket_mode).map_or(0o660, |SocketMode(mode)| mode),
            buffering: flags.buffer.or(from_file.buffer).and_then(|Buffer(buffering)| buffering),
            rotation: flags.rotate.or(from_file.rotate).unwrap_or_default(),
            wait_vsync: flags.wait_vsync.or(from_file.wait_vsync).unwrap_or(false),
            dither: flags.dither.or(from_file.dither).unwrap_or(true),
            vt: flags.vt.or(from_file.vt).unwrap_or_default(),
            font_dirs: if flags.font_dirs.is_empty() { from_file.font_dirs } else { flags.font_dirs },
            image_dirs: if flags.image_dirs.is_empty() { from_file.image_dirs } else { flags.image_dirs },
            log: flags.log.or(from_file.log).unwrap_or(LevelFilter::INFO),
            limits: from_file.limits.unwrap_or_default(),
            registers: from_file.registers.into_iter().map(|(name, named)| (name, named.0)).collect(),
            permissions: from_file.permissions.permissions(),
        })
    }
}

fn read_file(path: &Path) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|error| ConfigError::Syntax {
        path: path.to_owned(),
        message: mistakes::explain(&text, &error),
    })
}

#[cfg(test)]
mod tests;
