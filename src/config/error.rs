//! What is wrong with the settings.

use std::path::PathBuf;

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
