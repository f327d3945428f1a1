//! Colours as people write them: `#rgb`, CSS names, `[r, g, b, a]`.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An sRGB colour with straight (not premultiplied) alpha, 0–255 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity: 0 is invisible, 255 opaque.
    pub a: u8,
}

impl Color {
    /// Opaque black.
    pub const BLACK: Self = Self::opaque(0, 0, 0);
    /// Opaque white.
    pub const WHITE: Self = Self::opaque(255, 255, 255);

    /// Red, green, blue and alpha in this order.
    #[inline]
    pub const fn rgba(self) -> [u8; 4] {
        [self.r, self.g, self.b, self.a]
    }

    /// A colour that hides what is below it.
    pub const fn opaque(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }
}

/// The text was not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be a colour such as \"#ff8800\", \"orange\" or [255,136,0], it is {0:?}")]
pub struct ColorError(String);

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let color = match text.as_bytes() {
            [b'#', digits @ ..] => from_hex(digits),
            name => from_css_name(name, text),
        };
        color.ok_or_else(|| ColorError(text.chars().take(40).collect()))
    }
}

/// `rgb`, `rgba`, `rrggbb` or `rrggbbaa`.
fn from_hex(digits: &[u8]) -> Option<Color> {
    let digit = |&byte: &u8| (byte as char).to_digit(16).map(|value| value as u8);
    let pair = |high: &u8, low: &u8| Some(digit(high)? * 16 + digit(low)?);
    match digits {
        [r, g, b] => Some(Color::opaque(digit(r)? * 17, digit(g)? * 17, digit(b)? * 17)),
        [r, g, b, a] => {
            Some(Color { r: digit(r)? * 17, g: digit(g)? * 17, b: digit(b)? * 17, a: digit(a)? * 17 })
        }
        [r0, r1, g0, g1, b0, b1] => Some(Color::opaque(pair(r0, r1)?, pair(g0, g1)?, pair(b0, b1)?)),
        [r0, r1, g0, g1, b0, b1, a0, a1] => {
            Some(Color { r: pair(r0, r1)?, g: pair(g0, g1)?, b: pair(b0, b1)?, a: pair(a0, a1)? })
        }
        _ => None,
    }
}

/// A name only: the library behind it would also take `rgb(…)`, which the protocol does not have.
fn from_css_name(bytes: &[u8], text: &str) -> Option<Color> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let color = color::parse_color(text).ok()?.to_alpha_color::<color::Srgb>().to_rgba8();
    Some(Color { r: color.r, g: color.g, b: color.b, a: color.a })
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)?;
        if self.a != 255 {
            write!(f, "{:02x}", self.a)?;
        }
        Ok(())
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ColorVisitor)
    }
}

struct ColorVisitor;

impl<'de> Visitor<'de> for ColorVisitor {
    type Value = Color;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour such as \"#ff8800\", \"orange\" or [255,136,0]")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Color, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Color, A::Error> {
        let mut channels = [0, 0, 0, 255];
        let mut count = 0;
        while let Some(Channel(value)) = seq.next_element()? {
            *channels.get_mut(count).ok_or_else(|| wrong_count(">4"))? = value;
            count += 1;
        }
        let [r, g, b, a] = channels;
        if count < 3 { Err(wrong_count(&count.to_string())) } else { Ok(Color { r, g, b, a }) }
    }
}

/// One number of `[r, g, b, a]`.
struct Channel(u8);

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ChannelVisitor;

        impl Visitor<'_> for ChannelVisitor {
            type Value = Channel;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 0 to 255")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Channel, E> {
                let wrong = |_| E::invalid_value(de::Unexpected::Unsigned(value), &self);
                u8::try_from(value).map(Channel).map_err(wrong)
            }
        }

        deserializer.deserialize_u64(ChannelVisitor)
    }
}

fn wrong_count<E: de::Error>(count: &str) -> E {
    E::custom(format_args!("must be [r,g,b] or [r,g,b,a], it has {count} numbers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_is_read() {
        let orange = Color::opaque(255, 136, 0);
        for text in [
            r##""#ff8800""##,
            r##""#f80""##,
            r##""#FF8800FF""##,
            r##""#f80f""##,
            "[255,136,0]",
            "[255,136,0,255]",
        ] {
            assert_eq!(serde_json::from_str::<Color>(text).unwrap(), orange, "{text}");
        }
        assert_eq!("rebeccapurple".parse(), Ok(Color::opaque(0x66, 0x33, 0x99)));
        assert_eq!("DarkOrange".parse(), Ok(Color::opaque(255, 140, 0)));
        assert_eq!("transparent".parse(), Ok(Color { r: 0, g: 0, b: 0, a: 0 }));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in
            ["", "#", "#12", "#12345", "#gg0000", "rgb(1,2,3)", "reddish", "none", "#ff88001", "url(x)"]
        {
            assert!(text.parse::<Color>().is_err(), "{text}");
        }
        for text in ["[1,2]", "[1,2,3,4,5]", "[1,2,256]", "[1,2,-3]", "[1,2,3.5]", "7", "null", "{}"] {
            assert!(serde_json::from_str::<Color>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for color in [Color::BLACK, Color::WHITE, Color { r: 1, g: 2, b: 3, a: 4 }] {
            assert_eq!(color.to_string().parse(), Ok(color));
        }
    }
}
