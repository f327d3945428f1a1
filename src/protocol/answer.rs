//! What questions are answered with: the `result` of their replies.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use crate::color::Color;

/// What the daemon is and can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info<'a> {
    /// The protocol's version.
    pub protocol: u32,
    /// The daemon's version.
    pub version: Cow<'a, str>,
    /// The path of what is drawn on.
    pub device: Cow<'a, str>,
    /// What a framebuffer's driver calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<Cow<'a, str>>,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Bytes from one row of the device to the next.
    pub stride: usize,
    /// The device's pixel format.
    pub format: Cow<'a, str>,
    /// Bits of one of its pixels.
    pub bits_per_pixel: u32,
    /// Degrees by which the picture is turned.
    pub rotation: u32,
    /// Where is drawn: `direct`, `shadow` or `flip`.
    pub buffer: Cow<'a, str>,
    /// The operations it knows.
    pub ops: Vec<Cow<'a, str>>,
    /// What a client may ask for at most.
    pub limits: Limits,
    /// The formats of pictures it reads.
    pub image_formats: Vec<Cow<'a, str>>,
    /// What this client may do: some of `draw`, `read`, `control` and `registers`.
    #[serde(default)]
    pub permissions: Vec<Cow<'a, str>>,
    /// The only part of the screen that this client may draw on and read: left, top, width and height. It is left out
    /// where that is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<[i32; 4]>,
}

/// The colour of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelColor {
    /// As `#rrggbb`.
    pub color: Color,
}

/// A picture that has got its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// The mode that the display has now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeNow {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// The pixel format.
    pub format: Cow<'static, str>,
    /// Bits of a pixel.
    pub bits_per_pixel: u32,
}

/// What a register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peeked {
    /// As many bits as the register has.
    pub value: u64,
}

/// The sum of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// CRC-32/ISO-HDLC in eight lower-case hex digits.
    pub crc32: String,
}

/// Where a text stands, in pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The widest line.
    pub width: f64,
    /// All lines.
    pub height: f64,
    /// From top to bottom.
    pub lines: Vec<MeasuredLine>,
    /// Letters that no font has; a box is drawn for each.
    pub missing: Vec<String>,
    /// The font families that are used.
    pub fonts: Vec<String>,
}

/// One line of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredLine {
    /// Left end.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Extent to the right, without the white space that the line ends in.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
    /// Where its letters stand.
    pub baseline: f64,
    /// What it says, an ellipsis included.
    pub text: String,
}

/// The picture of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// How `data` is to be read: `png` or `raw`.
    pub format: Cow<'static, str>,
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// The picture in base64.
    pub data: String,
}
