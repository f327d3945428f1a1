//! Control of the display: what changes how the picture is shown, not the picture.

use clap::{Subcommand, ValueEnum};
use fbdraw::client::Client;
use fbdraw::geometry::Size;
use fbdraw::protocol::answer::{ModeNow, Peeked};
use serde_json::{Value, json};

use crate::{Failure, output, shapes};

/// What is asked of the display.
#[derive(Subcommand)]
pub(crate) enum Display {
    /// Have the display sleep (on) or wake up (off)
    #[command(after_help = "Example: fbdraw blank on")]
    Blank {
        #[arg(value_enum)]
        state: Switch,
    },

    /// Wait for the display's next vertical blank, 100 ms at most
    #[command(after_help = "Example: fbdraw wait-vsync")]
    WaitVsync,

    /// Change the display's mode; the screen is black then
    #[command(after_help = "Example: fbdraw mode 1024x768-16")]
    Mode {
        /// Width and height in pixels, and bits of a pixel if they are to change
        #[arg(value_name = "WxH[-BITS]", value_parser = mode)]
        mode: (Size, Option<u32>),
    },

    /// Change the palette of a display whose pixels are indices; without colours back to the standard one
    #[command(after_help = "Example: fbdraw palette black white '#ff8800' teal")]
    Palette {
        /// CSS colour names or #rrggbb, from index 0 on
        #[arg(value_name = "COLORS", value_parser = shapes::value)]
        colors: Vec<Value>,
    },

    /// Show everything once more, where something else has written on the screen
    #[command(after_help = "Example: fbdraw repaint")]
    Repaint,

    /// Read a register of hardware that the daemon's configuration names
    #[command(after_help = "Example: fbdraw peek display_id")]
    Peek {
        /// What it is called there
        register: String,
    },

    /// Write a register of hardware that the daemon's configuration names
    #[command(after_help = "Example: fbdraw poke y_offset 0xf0")]
    Poke {
        /// What it is called there
        register: String,
        /// A number, or a hexadecimal one that begins with 0x
        #[arg(value_parser = word)]
        value: u64,
    },
}

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

fn mode(text: &str) -> Result<(Size, Option<u32>), String> {
    let (size, bits) = match text.split_once('-') {
        Some((size, bits)) => (size, Some(bits)),
        None => (text, None),
    };
    let size = size.parse().map_err(|error: <Size as std::str::FromStr>::Err| error.to_string())?;
    let bits =
        bits.map(|bits| bits.parse().map_err(|_| format!("{bits:?} is no number of bits, such as 16")));
    Ok((size, bits.transpose()?))
}

impl Display {
    /// Asks the daemon and waits until it is done.
    pub(crate) fn ask(&self, mut client: Client, json: bool) -> Result<(), Failure> {
        let request = match self {
            Self::Blank { state } => json!({"op": "blank", "on": *state == Switch::On}),
            Self::WaitVsync => json!({"op": "wait_vsync"}),
            Self::Mode { mode } => return change_mode(client, *mode, json),
            Self::Palette { colors } if colors.is_empty() => json!({"op": "palette"}),
            Self::Palette { colors } => json!({"op": "palette", "colors": colors}),
            Self::Repaint => json!({"op": "repaint"}),
            Self::Peek { register } => return peek(client, register, json),
            // As text: not every number is a whole one in between.
            Self::Poke { register, value } => {
                json!({"op": "poke", "register": register, "value": format!("{value:#x}")})
            }
        };
        let done: Value = client.ask(&request)?;
        if json { output::line(&done.to_string()) } else { Ok(()) }
    }
}

fn peek(mut client: Client, register: &str, json: bool) -> Result<(), Failure> {
    let peeked: Peeked = client.ask(&json!({"op": "peek", "register": register}))?;
    output::line(&if json {
        json!({"value": peeked.value}).to_string()
    } else {
        format!("{:#x}", peeked.value)
    })
}

fn word(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| format!("{text:?} is no number from 0 on, such as 240 or 0xf0"))
}

fn change_mode(mut client: Client, (size, bits): (Size, Option<u32>), json: bool) -> Result<(), Failure> {
    let mut request = json!({"op": "mode", "width": size.width, "height": size.height});
    if let Some(bits) = bits {
        request["bits_per_pixel"] = bits.into();
    }
    let now: ModeNow = client.ask(&request)?;
    output::line(&if json {
        serde_json::to_string(&now).unwrap_or_default()
    } else {
        format!("{}x{} {}, {} bytes a row", now.width, now.height, now.format, now.stride)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_have_a_size_and_perhaps_a_depth() {
        let size = Size { width: 800, height: 600 };
        assert_eq!(mode("800x600"), Ok((size, None)));
        assert_eq!(mode("800x600-16"), Ok((size, Some(16))));
        assert_eq!(mode("800x600-deep").unwrap_err(), "\"deep\" is no number of bits, such as 16");
        assert!(mode("800").is_err() && mode("0x600-8").is_err());
    }
}
