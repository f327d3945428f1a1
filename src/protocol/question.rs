//! Questions: what asks for a reply and draws nothing.

use serde::Deserialize;

use super::buffer::Kept;
use super::error::{Code, Fault};
use super::limits::Limits;
use super::region::Region;
use super::register::Peek;
use super::text::Text;
use super::value::{Whole, WholeLength};
use crate::geometry::Size;

/// A question that has no members.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bare {}

/// The colour of one pixel.
///
/// ```json
/// {"op":"pixel","x":10,"y":20}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PixelAt {
    /// Column.
    pub x: Whole,
    /// Row.
    pub y: Whole,
}

/// The CRC-32 of a region as rows of R G B bytes: the same for every format that can hold the colours.
///
/// ```json
/// {"op":"checksum","x":0,"y":0,"width":64,"height":64}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checksum {
    /// Left edge.
    #[serde(default)]
    pub x: Whole,
    /// Top edge.
    #[serde(default)]
    pub y: Whole,
    /// Extent to the right.
    pub width: Option<WholeLength>,
    /// Extent downwards.
    pub height: Option<WholeLength>,
}

/// A region as a picture.
///
/// ```json
/// {"op":"capture","format":"png","id":1}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// Left edge.
    #[serde(default)]
    pub x: Whole,
    /// Top edge.
    #[serde(default)]
    pub y: Whole,
    /// Extent to the right.
    pub width: Option<WholeLength>,
    /// Extent downwards.
    pub height: Option<WholeLength>,
    /// How the picture is written.
    #[serde(default)]
    pub format: CaptureFormat,
    /// How it reaches the client.
    #[serde(default)]
    pub to: CaptureTarget,
}

/// How a capture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureFormat {
    /// A PNG file.
    #[default]
    Png,
    /// R G B bytes, row after row.
    Raw,
}

impl CaptureFormat {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Raw => "raw",
        }
    }
}

/// How a capture reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureTarget {
    /// As base64 in the reply.
    #[default]
    Reply,
}

impl Checksum {
    /// What is summed.
    pub fn region(&self) -> Region {
        Region { x: self.x, y: self.y, width: self.width, height: self.height }
    }
}

impl Capture {
    /// What is captured.
    pub fn region(&self) -> Region {
        Region { x: self.x, y: self.y, width: self.width, height: self.height }
    }
}

/// A question that has been read.
#[derive(Debug)]
pub enum Question {
    /// What the daemon is and can do.
    Info,
    /// Whether everything before it has been done.
    Ping,
    /// Counters.
    Stats,
    /// Where a text would stand.
    Measure(Kept<Text>),
    /// The fonts there are.
    Fonts,
    /// One pixel.
    Pixel(PixelAt),
    /// A region's sum.
    Checksum(Checksum),
    /// A region's picture.
    Capture(Capture),
    /// A register of hardware.
    Peek(Peek),
}

impl Question {
    /// Whether what it asks for lies on the screen.
    pub(super) fn check(&self, screen: Size, limits: &Limits) -> Result<(), Fault> {
        match self {
            Self::Peek(_) | Self::Info | Self::Ping | Self::Stats | Self::Fonts => Ok(()),
            Self::Measure(text) => text.check(limits),
            Self::Pixel(PixelAt { x, y }) => {
                let one = Some(WholeLength(1));
                let misplaced = |_| {
                    let off = if (0..screen.width as i32).contains(&x.0) {
                        ("y", y.0, screen.height)
                    } else {
                        ("x", x.0, screen.width)
                    };
                    let text = format!("must lie on the screen, from 0 to {}, it is {}", off.2 - 1, off.1);
                    Fault::of_value(Code::Invalid, text).inside(off.0)
                };
                Region { x: *x, y: *y, width: one, height: one }.within(screen).map(|_| ()).map_err(misplaced)
            }
            Self::Checksum(checksum) => checksum.region().within(screen).map(|_| ()),
            Self::Capture(capture) => capture.region().within(screen).map(|_| ()),
        }
    }
}
