//! What a client may ask for at most; each a setting in the configuration file's `[limits]`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The limits on one client, and on how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a line, its end not counted. A longer one is discarded up to its end.
    #[serde(deserialize_with = "at_least_one")]
    pub line_bytes: usize,
    /// Bytes of lines that have not ended, of all clients, beyond the 128 KiB that each connection reads into. One
    /// user's clients have half of it at most. A line that finds no room is discarded up to its end.
    pub unfinished_bytes: usize,
    /// Commands in one frame.
    pub frame_commands: usize,
    /// Points, rectangles, dashes or path segments in one command.
    pub command_points: usize,
    /// Pixels that the commands of one line may paint, counted as often as they are painted; those that take long, of
    /// radial and conic gradients and of pictures turned or scaled on the way, several times. What takes as long without
    /// painting, such as the many edges of a path, counts as well.
    pub painted_pixels: usize,
    /// Bytes of one text.
    pub text_bytes: usize,
    /// What is kept of texts that were drawn, so that they are drawn quicker again: bytes in all.
    pub text_cache_bytes: usize,
    /// Fonts loaded by clients: bytes of their files, all in all, and of those being read for that.
    pub font_bytes: usize,
    /// Font families loaded by clients.
    pub fonts: usize,
    /// Bytes of a list of font families, or of the name of one.
    pub font_name_bytes: usize,
    /// Groups around a command.
    pub group_depth: usize,
    /// Bytes of QR codes that are kept, of all clients, so that drawing one again costs no encoding.
    pub qr_cache_bytes: usize,
    /// Connections at a time.
    #[serde(deserialize_with = "at_least_one")]
    pub clients: usize,
    /// Bytes of replies that a client has not read, before nothing more is read from it.
    #[serde(deserialize_with = "at_least_one")]
    pub unread_bytes: usize,
    /// Bytes of replies that clients have not read, of all clients, beyond `unread_bytes` of each. One user's clients
    /// have half of it at most. A capture that finds no room is refused.
    pub all_unread_bytes: usize,
    /// Descriptors that have come and that no command has taken yet. More are closed.
    pub descriptors: usize,
    /// Bytes of an encoded picture.
    pub image_bytes: usize,
    /// Pixels of a picture.
    pub image_pixels: usize,
    /// Bytes that one client's pictures take, those being decoded and what is scaled for a line included.
    pub client_image_bytes: usize,
    /// Bytes that the pictures of all clients take together.
    pub all_image_bytes: usize,
    /// Bytes of shared pictures that outlive the daemon, with the service manager that has started it; 0 for none.
    pub stored_image_bytes: usize,
    /// Bytes of pictures of `path` and `data` kept as they were decoded last, so that drawing one again costs no
    /// decoding; part of `all_image_bytes`, and the first to go where that is needed.
    pub decoded_bytes: usize,
    /// Bytes of pictures kept in the size they were last shown in.
    pub scaled_bytes: usize,
}

/// A daemon with none of these would serve nobody.
fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    match usize::deserialize(deserializer)? {
        0 => Err(D::Error::custom("this limit must be at least 1, it is 0")),
        limit => Ok(limit),
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes: 4 << 20,
            unfinished_bytes: 64 << 20,
            frame_commands: 100_000,
            command_points: 1_000_000,
            painted_pixels: 512 << 20,
            text_bytes: 64 << 10,
            text_cache_bytes: 16 << 20,
            font_bytes: 64 << 20,
            fonts: 64,
            font_name_bytes: 1 << 10,
            group_depth: 16,
            qr_cache_bytes: 1 << 20,
            clients: 256,
            unread_bytes: 1 << 20,
            all_unread_bytes: 128 << 20,
            descriptors: 32,
            image_bytes: 32 << 20,
            image_pixels: 32 << 20,
            client_image_bytes: 256 << 20,
            all_image_bytes: 512 << 20,
            stored_image_bytes: 128 << 20,
            decoded_bytes: 64 << 20,
            scaled_bytes: 32 << 20,
        }
    }
}
