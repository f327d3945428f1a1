//! What to draw on, as it is named.

use std::path::{Path, PathBuf};

use super::Overrides;
use crate::geometry::Size;
use crate::pixel::Format;

/// What to draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A framebuffer of the kernel, which says itself what it is.
    Framebuffer {
        /// The device, such as `/dev/fb0`.
        path: PathBuf,
        /// What is believed instead.
        overrides: Overrides,
    },
    /// A plain file, created or grown as needed, or a window of a character device such as `/dev/mem`.
    File {
        /// The file.
        path: PathBuf,
        /// Width and height.
        size: Size,
        /// How a pixel is stored.
        format: Format,
        /// Bytes from one row to the next; `None` or 0 for rows without padding.
        stride: Option<usize>,
        /// The byte of the file at which the first pixel begins; any number, the page size does not matter.
        offset: u64,
    },
}

impl Source {
    /// The file or device.
    pub fn path(&self) -> &Path {
        match self {
            Self::Framebuffer { path, .. } | Self::File { path, .. } => path,
        }
    }
}
