//! Settings of the daemon: flags before the environment before the configuration file before the defaults.

mod source;
mod registers;
mod permissions;
mod mistakes;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::ArgMatches;
use clap::parser::ValueSource;
use serde::{Deserialize, Deserializer};
use tracing::level_filters::LevelFilter;

use crate::device::{Register, Source, Vt};
use crate::geometry::Size;
use crate::permissions::Permissions;
use crate::pixel::Format;
use crate::protocol::Limits;
use crate::rotation::Rotation;
use crate::screen::Buffering;

/// The framebuffer that is drawn on where nothing else is asked for.
pub const DEFAULT_DEVICE: &str = "/dev/fb0";

/// The socket's file name in whichever directory it lies.
const SOCKET_NAME: &str = "fbdraw.sock";

/// Where the system's daemon listens.
pub const SYSTEM_SOCKET: &str = "/run/fbdraw/fbdraw.sock";

/// One layer of settings: the same for flags, the environment and the file.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Draw on this framebuffer device [default: /dev/fb0]
    #[arg(long, value_name = "PATH", env = "FBDRAW_DEVICE")]
    pub device: Option<PathBuf>,

    /// Draw into this plain file instead, which is created or grown as needed and never cut short
    #[arg(long, value_name = "PATH", env = "FBDRAW_FILE")]
    pub file: Option<PathBuf>,

    /// Width and height of the file's picture in pixels, such as 1280x720; of a device's, where its driver is wrong
    #[arg(long, value_name = "WxH", env = "FBDRAW_SIZE")]
    #[serde(default, deserialize_with = "from_text")]
    pub size: Option<Size>,

    /// Pixel format of the file, by its DRM name [default: xrgb8888]; of a device, where its driver is wrong
    #[arg(long, value_name = "FORMAT", env = "FBDRAW_FORMAT")]
    pub format: Option<Format>,

    /// Bytes from one row of the file to the next [default: no padding]; of a device, where its driver is wrong
    #[arg(long, value_name = "BYTES", env = "FBDRAW_STRIDE")]
    pub stride: Option<usize>,

    /// Byte of the file at which the first pixel lies [default: 0]; of a device's memory, where its driver is wrong
    #[arg(long, value_name = "BYTES", env = "FBDRAW_OFFSET", value_parser = address)]
    pub offset: Option<u64>,

    /// Bytes of a device's memory, where its driver says too few
    #[arg(long, value_name = "BYTES", env = "FBDRAW_MEMORY")]
    pub memory: Option<u32>,

    /// Wait this many seconds for a device that is not there yet [default: 0]
    #[arg(long, value_name = "SECONDS", env = "FBDRAW_WAIT")]
    pub wait: Option<u32>,

    /// Listen on this Unix socket [default: $RUNTIME_DIRECTORY/fbdraw.sock, /run/fbdraw/fbdraw.sock for root,
    /// $XDG_RUNTIME_DIR/fbdraw.sock for others]
    #[arg(long, value_name = "PATH", env = "FBDRAW_SOCKET")]
    pub socket: Option<PathBuf>,

    /// Permissions of the socket in octal [default: 0660]
    #[arg(long, value_name = "MODE", env = "FBDRAW_SOCKET_MODE")]
    #[serde(default, deserialize_with = "from_text")]
    pub socket_mode: Option<SocketMode>,

    /// Where to draw: in the mapping itself (direct), in memory first (shadow), in memory first and with two pages that
    /// are shown in turn (flip), or as suits the device (auto: direct or shadow)
    #[arg(long, value_name = "auto|direct|shadow|flip", env = "FBDRAW_BUFFER")]
    #[serde(default, deserialize_with = "from_text")]
    pub buffer: Option<Buffer>,

    /// By how many degrees the picture is turned clockwise on the display: 0, 90, 180 or 270 [default: 0]
    #[arg(long, value_name = "DEGREES", env = "FBDRAW_ROTATE")]
    pub rotate: Option<Rotation>,

    /// Whether each frame waits for the display's vertical blank before it is copied or flipped [default: false]
    #[arg(long, value_name = "BOOL", env = "FBDRAW_WAIT_VSYNC")]
    pub wait_vsync: Option<bool>,

    /// Whether gradients and translucent paint are dithered in formats of 15 and 16 bits [default: true]
    #[arg(long, value_name = "BOOL", env = "FBDRAW_DITHER")]
    pub dither: Option<bool>,

    /// The virtual terminal to keep from drawing on the screen: the one that is shown there (auto), none, or a number,
    /// which is switched to [default: auto]
    #[arg(long, value_name = "auto|none|N", env = "FBDRAW_VT")]
    pub vt: Option<Vt>,

    /// Look for fonts beneath this directory too, besides those of the system; may be given several times
    #[arg(long = "font-dir", value_name = "DIR", env = "FBDRAW_FONT_DIRS", value_delimiter = ':')]
    #[serde(default)]
    pub font_dirs: Vec<PathBuf>,

    /// Let clients draw picture files beneath this directory by their path; may be given several times [default: none]
    #[arg(long = "image-dir", value_name = "DIR", env = "FBDRAW_IMAGE_DIRS", value_delimiter = ':')]
    #[serde(default)]
    pub image_dirs: Vec<PathBuf>,

    /// What to log: off, error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL", env = "FBDRAW_LOG")]
    #[serde(default, deserialize_with = "from_text")]
    pub log: Option<LevelFilter>,

    /// The file's `[limits]`; they have no flags.
    #[arg(skip)]
    pub limits: Option<Limits>,

    /// The file's `[registers.NAME]`; they have no flags either.
    #[arg(skip)]
    #[serde(default)]
    pub registers: BTreeMap<String, registers::Named>,

    /// The file's `[permissions]`; no flags here either.
    #[arg(skip)]
    #[serde(default)]
    pub permissions: permissions::Written,
}

/// Reads a number of bytes, which is often written as an address.
fn address(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| "a number of bytes is needed, such as 4096 or 0xfd000000".to_owned())
}

/// Reads a setting from the same text that its flag takes.
fn from_text<'de, D: Deserializer<'de>, T: FromStr<Err: std::fmt::Display>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// Permission bits, written in octal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketMode(pub u32);

impl FromStr for SocketMode {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let digits = text.strip_prefix("0o").unwrap_or(text);
        match u32::from_str_radix(digits, 8) {
            Ok(mode) if mode <= 0o777 => Ok(Self(mode)),
            _ => Err(ConfigError::SocketMode(text.to_owned())),
        }
    }
}

/// A choice of [`Buffering`], or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffer(pub Option<Buffering>);

impl FromStr for Buffer {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text {
            "auto" => Ok(Self(None)),
            "direct" => Ok(Self(Some(Buffering::Direct))),
            "shadow" => Ok(Self(Some(Buffering::Shadow))),
            "flip" => Ok(Self(Some(Buffering::Flip))),
            _ => Err(ConfigError::Buffer(text.to_owned())),
        }
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Permissions that are none.
    #[error("socket mode {0:?} is not octal permissions from 0 to 0777, such as 0660")]
    SocketMode(String),
    /// A way of buffering that does not exist.
    #[error("buffer {0:?} is none of auto, direct, shadow, flip")]
    Buffer(String),
    /// Two places to draw on.
    #[error("{0} names both a device and a file; draw on one of them")]
    TwoSources(&'static str),
    /// A file without a size.
    #[error("--file needs --size WIDTHxHEIGHT, such as --size 1280x720")]
    NoSize,
    /// What only a file needs was said of a device.
    #[error(
        "{0} goes with --file; a framebuffer device says itself what it is, and where that is wrong, say it with its --device"
    )]
    NotForDevices(&'static str),
    /// Nowhere to listen.
    #[error("no place for the socket: $XDG_RUNTIME_DIR is not set; say --socket PATH")]
    NoSocket,
    /// The configuration file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The configuration file makes no sense.
    #[error("{}: {message}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
}

impl ConfigError {
    /// Whether the command line is at fault rather than something it names.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Unreadable { .. } | Self::Syntax { .. } | Self::NoSocket)
    }
}

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

/// Where the daemon listens, and clients look for it, when nothing says otherwise.
///
/// `None` where a user who is not root has no `$XDG_RUNTIME_DIR`.
pub fn default_socket() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = variable("FBDRAW_SOCKET") {
        return Some(path.into());
    }
    // systemd separates several directories by colons; the first is the service's own.
    if let Some(directories) = variable("RUNTIME_DIRECTORY") {
        return env::split_paths(&directories).next().map(|directory| directory.join(SOCKET_NAME));
    }
    if nix::unistd::geteuid().is_root() {
        return Some(SYSTEM_SOCKET.into());
    }
    variable("XDG_RUNTIME_DIR").map(|directory| Path::new(&directory).join(SOCKET_NAME))
}

/// Makes the directory of the system's socket, which on a machine without a service file nobody has made.
pub fn prepare_socket_directory(socket: &Path) -> std::io::Result<()> {
    match socket.parent() {
        Some(directory) if socket == Path::new(SYSTEM_SOCKET) => fs::create_dir_all(directory),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
