//! What a client may ask for at most; each a setting in the configuration file's `[limits]`.

use serde::{Deserialize, Serialize};

/// The limits on one client, and on how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a line, its end not counted. A longer one is discarded up to its end.
    pub line_bytes: usize,
    /// Commands in one frame.
    pub frame_commands: usize,
    /// Points, rectangles, dashes or path segments in one command.
    pub command_points: usize,
    /// Groups around a command.
    pub group_depth: usize,
    /// Connections at a time.
    pub clients: usize,
    /// Bytes of replies that a client has not read, before nothing more is read from it.
    pub unread_bytes: usize,
    /// Descriptors that have come and that no command has taken yet. More are closed.
    pub descriptors: usize,
    /// Bytes of an encoded picture.
    pub image_bytes: usize,
    /// Pixels of a picture.
    pub image_pixels: usize,
    /// Bytes that one client's pictures take, those being decoded included.
    pub client_image_bytes: usize,
    /// Bytes that the pictures of all clients take together.
    pub all_image_bytes: usize,
    /// Bytes of pictures kept in the size they were last shown in.
    pub scaled_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes: 4 << 20,
            frame_commands: 100_000,
            command_points: 1_000_000,
            group_depth: 16,
            clients: 256,
            unread_bytes: 1 << 20,
            descriptors: 32,
            image_bytes: 32 << 20,
            image_pixels: 32 << 20,
            client_image_bytes: 256 << 20,
            all_image_bytes: 512 << 20,
            scaled_bytes: 32 << 20,
        }
    }
}
