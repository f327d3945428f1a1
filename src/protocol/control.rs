//! Display control as it stands on the wire: what changes the display rather than the picture.

use serde::Deserialize;

use super::error::{Code, Fault};
use super::value::WholeLength;
use crate::color::Color;
use crate::geometry::{MAX_SIDE, Size};

/// Has the display sleep or wake up. Drawing goes on meanwhile, and shows when it wakes.
///
/// ```json
/// {"op":"blank","on":true}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// Whether it sleeps.
    pub on: bool,
}

/// Waits for the display's next vertical blank; what this connection sends behind it waits as well, nobody else does.
/// The wait takes 100 ms at most.
///
/// ```json
/// {"op":"wait_vsync","id":1}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitVsync {}

/// Changes the display's mode. It is done as asked or not at all: where the driver makes something else of it, the mode
/// before returns and the reply is an error. The new screen is black, and all coordinates are its own.
///
/// ```json
/// {"op":"mode","width":1024,"height":768,"bits_per_pixel":16,"id":1}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// Pixels from left to right.
    pub width: WholeLength,
    /// Pixels from top to bottom.
    pub height: WholeLength,
    /// Bits of a pixel; as many as now where it is left out.
    pub bits_per_pixel: Option<WholeLength>,
}

/// Changes the palette of a device whose pixels are indices: colours are matched to the nearest of these from here on.
/// Indices beyond them are not used. Without `colors` it becomes the standard palette again.
///
/// ```json
/// {"op":"palette","colors":["black","white","#ff8800",[0,96,160]]}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPalette {
    /// From index 0 on: at least one, and as many as there are indices. They are opaque.
    pub colors: Option<Vec<Color>>,
}

/// Shows everything that was drawn once more, where something else has written on the device.
///
/// ```json
/// {"op":"repaint"}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repaint {}

impl Mode {
    /// Whether there can be such a mode.
    pub(super) fn check(&self) -> Result<(), Fault> {
        for (member, side) in [("width", self.width), ("height", self.height)] {
            if !(1..=MAX_SIDE as i32).contains(&side.0) {
                return Err(out_of_range(member, MAX_SIDE, side));
            }
        }
        match self.bits_per_pixel {
            Some(bits) if !(1..=32).contains(&bits.0) => Err(out_of_range("bits_per_pixel", 32, bits)),
            _ => Ok(()),
        }
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        Size { width: self.width.0 as u32, height: self.height.0 as u32 }
    }
}

fn out_of_range(member: &str, most: u32, found: WholeLength) -> Fault {
    Fault::of_value(Code::Invalid, format!("must be from 1 to {most}, it is {}", found.0)).inside(member)
}

impl SetPalette {
    /// Whether any device could have it.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let Some(colors) = &self.colors else { return Ok(()) };
        let count = colors.len();
        if !(1..=256).contains(&count) {
            let text = format!("must be 1 to 256 colours, they are {count}");
            return Err(Fault::of_value(Code::Invalid, text).inside("colors"));
        }
        match colors.iter().position(|color| color.a != 255) {
            Some(index) => {
                let text = "must be opaque: a display has nothing behind its colours";
                Err(Fault::of_value(Code::Invalid, text).inside_item(index).inside("colors"))
            }
            None => Ok(()),
        }
    }
}
