//! One layer of settings, as people write it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use tracing::level_filters::LevelFilter;

use super::{ConfigError, permissions, registers};
use crate::device::Vt;
use crate::geometry::Size;
use crate::pixel::Format;
use crate::protocol::Limits;
use crate::rotation::Rotation;
use crate::screen::Buffering;

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
