//! Why there is no picture. Each message goes on from the name of the member that names the picture.

use std::io;

/// Why encoded bytes did not become a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// More encoded bytes than allowed.
    #[error("is a picture of more than {limit} bytes, the limit (limits.image_bytes)")]
    TooLong {
        /// Bytes.
        limit: usize,
    },
    /// More bytes of fonts than allowed.
    #[error("is a font file of more than {limit} bytes, the limit (limits.font_bytes)")]
    FontTooLong {
        /// Bytes.
        limit: usize,
    },
    /// Too many fonts being read at once.
    #[error(
        "is a font file of {wanted} bytes, and others being loaded take {used} of {limit} (limits.font_bytes); \
             try again when they are done"
    )]
    FontNoRoom {
        /// Bytes.
        wanted: usize,
        /// Bytes.
        used: usize,
        /// Bytes.
        limit: usize,
    },
    /// More pixels than allowed.
    #[error("is a picture of {width}×{height} pixels; the limit is {limit} pixels (limits.image_pixels)")]
    TooManyPixels {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// Pixels in all.
        limit: usize,
    },
    /// A decoder that would take far more memory than allowed pixels need.
    #[error("is a {format} picture that takes more memory to decode than limits.image_pixels allows")]
    TooMuch {
        /// The format's name.
        format: &'static str,
    },
    /// No memory left that pictures may take.
    #[error(
        "is a picture that needs {wanted} bytes, and pictures take {used} of {limit} already ({setting}); \
             drop some, or draw fewer at once"
    )]
    NoRoom {
        /// Bytes.
        wanted: usize,
        /// Bytes.
        used: usize,
        /// Bytes.
        limit: usize,
        /// What names the limit in the configuration.
        setting: &'static str,
    },
    /// Text that is not base64.
    #[error("is not base64 (RFC 4648, with + and /): {0}")]
    NotBase64(base64::DecodeError),
    /// No format that is known.
    #[error("is none of the formats {}", super::decode::names())]
    UnknownFormat,
    /// A known format with something wrong in it.
    #[error("is a broken {format} picture: {reason}")]
    Broken {
        /// The format's name.
        format: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// A pipe, a socket or a device, which nobody knows the end of.
    #[error("is no regular file; write what it yields into a file or a memfd, or send it as `data`")]
    NotAFile,
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// No directory is open to clients.
    #[error(
        "is not allowed: no directory is open to clients; name one in the daemon's configuration, as \
             image_dirs = [\"/usr/share/pictures\"], or send the file itself as `data` or `fd`"
    )]
    NoDirectories,
    /// A path that leads out of those directories.
    #[error(
        "is not allowed: it does not lie beneath a directory of the daemon's image_dirs ({0}); \
             name its directory there, or send the file itself as `data` or `fd`"
    )]
    Outside(String),
    /// Nothing of that name in the directories.
    #[error("names no file beneath the daemon's image_dirs ({0})")]
    NoSuchFile(String),
    /// A decoder's bug.
    #[error("broke the decoder, a bug of fbdrawd; its log says where. Please report it")]
    Panicked,
}
