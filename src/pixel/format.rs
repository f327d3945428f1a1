//! The names of pixel formats, with what each means in memory.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a pixel is stored. The names are DRM's: channels from the most to the least significant bit of a
/// little-endian word, so `xrgb8888` is the bytes B, G, R, X. Formats under 8 bits put the leftmost pixel
/// into the most significant bits of a byte, except fbdev's two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Bytes B G R X. What nearly every display driver has.
    Xrgb8888,
    /// Bytes B G R A, colours premultiplied with alpha as DRM and Wayland have it.
    Argb8888,
    /// Bytes R G B X.
    Xbgr8888,
    /// Bytes R G B A, premultiplied.
    Abgr8888,
    /// Bytes X B G R.
    Rgbx8888,
    /// Bytes X R G B.
    Bgrx8888,
    /// Bytes B G R.
    Rgb888,
    /// Bytes R G B.
    Bgr888,
    /// 16 bits, red in the high five.
    Rgb565,
    /// 16 bits, blue in the high five.
    Bgr565,
    /// 15 bits, red high, the top bit unused.
    Xrgb1555,
    /// 15 bits, blue high, the top bit unused.
    Xbgr1555,
    /// 256 greys.
    Gray8,
    /// 16 greys.
    Gray4,
    /// 4 greys.
    Gray2,
    /// Black is 0, white is 1.
    Gray1,
    /// fbdev's `FB_VISUAL_MONO01`: white is 0, black is 1, the leftmost pixel is the lowest bit of a byte.
    Mono01,
    /// fbdev's `FB_VISUAL_MONO10`: black is 0, white is 1, the leftmost pixel is the lowest bit of a byte.
    Mono10,
    /// 8 bits: three red (high), three green, two blue.
    Rgb332,
    /// 32 bits: two unused, ten red, ten green, ten blue.
    Xrgb2101010,
    /// Indices into a palette of 256 colours.
    C8,
    /// Indices into a palette of 16 colours.
    C4,
    /// Indices into a palette of 4 colours.
    C2,
    /// Indices into a palette of 2 colours.
    C1,
}

/// Where one channel stands in a pixel's little-endian word, as fbdev's `fb_bitfield` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BitField {
    /// Bits to the right of the channel.
    pub offset: u32,
    /// Bits of the channel; 0 where there is none.
    pub length: u32,
}

/// The channels of a true-colour format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Channels {
    /// Red.
    pub red: BitField,
    /// Green.
    pub green: BitField,
    /// Blue.
    pub blue: BitField,
    /// Alpha; its length is 0 in a format without.
    pub alpha: BitField,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 24] = [
        Self::Xrgb8888,
        Self::Argb8888,
        Self::Xbgr8888,
        Self::Abgr8888,
        Self::Rgbx8888,
        Self::Bgrx8888,
        Self::Rgb888,
        Self::Bgr888,
        Self::Rgb565,
        Self::Bgr565,
        Self::Xrgb1555,
        Self::Xbgr1555,
        Self::Gray8,
        Self::Gray4,
        Self::Gray2,
        Self::Gray1,
        Self::Mono01,
        Self::Mono10,
        Self::Rgb332,
        Self::Xrgb2101010,
        Self::C8,
        Self::C4,
        Self::C2,
        Self::C1,
    ];

    /// DRM's name in lower case, as in configuration and replies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xrgb8888 => "xrgb8888",
            Self::Argb8888 => "argb8888",
            Self::Xbgr8888 => "xbgr8888",
            Self::Abgr8888 => "abgr8888",
            Self::Rgbx8888 => "rgbx8888",
            Self::Bgrx8888 => "bgrx8888",
            Self::Rgb888 => "rgb888",
            Self::Bgr888 => "bgr888",
            Self::Rgb565 => "rgb565",
            Self::Bgr565 => "bgr565",
            Self::Xrgb1555 => "xrgb1555",
            Self::Xbgr1555 => "xbgr1555",
            Self::Gray8 => "gray8",
            Self::Gray4 => "gray4",
            Self::Gray2 => "gray2",
            Self::Gray1 => "gray1",
            Self::Mono01 => "mono01",
            Self::Mono10 => "mono10",
            Self::Rgb332 => "rgb332",
            Self::Xrgb2101010 => "xrgb2101010",
            Self::C8 => "c8",
            Self::C4 => "c4",
            Self::C2 => "c2",
            Self::C1 => "c1",
        }
    }

    /// Bits from one pixel to the next.
    pub const fn bits_per_pixel(self) -> u32 {
        match self {
            Self::Xrgb8888
            | Self::Argb8888
            | Self::Xbgr8888
            | Self::Abgr8888
            | Self::Rgbx8888
            | Self::Bgrx8888
            | Self::Xrgb2101010 => 32,
            Self::Rgb888 | Self::Bgr888 => 24,
            Self::Rgb565 | Self::Bgr565 | Self::Xrgb1555 | Self::Xbgr1555 => 16,
            Self::Gray8 | Self::Rgb332 | Self::C8 => 8,
            Self::Gray4 | Self::C4 => 4,
            Self::Gray2 | Self::C2 => 2,
            Self::Gray1 | Self::Mono01 | Self::Mono10 | Self::C1 => 1,
        }
    }

    /// Whether the canvas draws in this format itself. The others are drawn as `xrgb8888` and converted.
    pub const fn is_native(self) -> bool {
        !matches!(
            self,
            Self::Gray4
                | Self::Gray2
                | Self::Gray1
                | Self::Mono01
                | Self::Mono10
                | Self::Rgb332
                | Self::Xrgb2101010
                | Self::C8
                | Self::C4
                | Self::C2
                | Self::C1
        )
    }

    /// Whether pixels are indices into a [`Palette`](super::Palette).
    pub const fn is_indexed(self) -> bool {
        matches!(self, Self::C8 | Self::C4 | Self::C2 | Self::C1)
    }

    /// Whether the leftmost of the pixels that share a byte is its lowest bit, as the kernel packs them on
    /// little-endian machines (`FB_LEFT_POS` in `linux/fb.h`).
    pub const fn is_low_bit_first(self) -> bool {
        matches!(self, Self::Mono01 | Self::Mono10)
    }

    /// The bytes that `width` pixels take, the last one perhaps in part.
    pub const fn row_bytes(self, width: u32) -> usize {
        (width as usize * self.bits_per_pixel() as usize).div_ceil(8)
    }

    /// Where the channels stand, or `None` for greys and indices.
    pub const fn channels(self) -> Option<Channels> {
        const fn field(offset: u32, length: u32) -> BitField {
            BitField { offset, length }
        }
        const NONE: BitField = field(0, 0);
        let [red, green, blue, alpha] = match self {
            Self::Xrgb8888 => [field(16, 8), field(8, 8), field(0, 8), NONE],
            Self::Argb8888 => [field(16, 8), field(8, 8), field(0, 8), field(24, 8)],
            Self::Xbgr8888 => [field(0, 8), field(8, 8), field(16, 8), NONE],
            Self::Abgr8888 => [field(0, 8), field(8, 8), field(16, 8), field(24, 8)],
            Self::Rgbx8888 => [field(24, 8), field(16, 8), field(8, 8), NONE],
            Self::Bgrx8888 => [field(8, 8), field(16, 8), field(24, 8), NONE],
            Self::Rgb888 => [field(16, 8), field(8, 8), field(0, 8), NONE],
            Self::Bgr888 => [field(0, 8), field(8, 8), field(16, 8), NONE],
            Self::Rgb565 => [field(11, 5), field(5, 6), field(0, 5), NONE],
            Self::Bgr565 => [field(0, 5), field(5, 6), field(11, 5), NONE],
            Self::Xrgb1555 => [field(10, 5), field(5, 5), field(0, 5), NONE],
            Self::Xbgr1555 => [field(0, 5), field(5, 5), field(10, 5), NONE],
            Self::Rgb332 => [field(5, 3), field(2, 3), field(0, 2), NONE],
            Self::Xrgb2101010 => [field(20, 10), field(10, 10), field(0, 10), NONE],
            Self::Gray8 | Self::Gray4 | Self::Gray2 | Self::Gray1 | Self::Mono01 | Self::Mono10 => {
                return None;
            }
            Self::C8 | Self::C4 | Self::C2 | Self::C1 => return None,
        };
        Some(Channels { red, green, blue, alpha })
    }

    /// The true-colour format whose words have these channels, or `None` where there is none.
    ///
    /// A driver that names an alpha field shows it nowhere in fbdev, so a format with the field unused serves
    /// as well: the exact match is preferred, the one without alpha taken otherwise.
    pub fn from_channels(bits_per_pixel: u32, channels: Channels) -> Option<Self> {
        let find = |channels: Channels| {
            Self::ALL.into_iter().find(|format| {
                format.bits_per_pixel() == bits_per_pixel && format.channels() == Some(channels)
            })
        };
        find(channels).or_else(|| find(Channels { alpha: BitField::default(), ..channels }))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text was not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown pixel format {0:?}; known are {known}", known = Format::ALL.map(Format::name).join(" "))]
pub struct FormatError(String);

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        Self::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| FormatError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            assert_eq!(serde_json::to_string(&format).unwrap(), format!("\"{format}\""));
        }
        assert!("rgb24".parse::<Format>().is_err());
    }

    #[test]
    fn channels_identify_their_format() {
        for format in Format::ALL {
            if let Some(channels) = format.channels() {
                assert_eq!(Format::from_channels(format.bits_per_pixel(), channels), Some(format));
            }
        }
        let alpha = BitField { offset: 24, length: 8 };
        let opaque_565 =
            Channels { alpha: BitField { offset: 16, length: 0 }, ..Format::Rgb565.channels().unwrap() };
        assert_eq!(Format::from_channels(16, opaque_565), Some(Format::Rgb565));
        let rgba = Channels { alpha, ..Format::Rgbx8888.channels().unwrap() };
        assert_eq!(
            Format::from_channels(32, rgba),
            Some(Format::Rgbx8888),
            "an alpha field without a format of its own"
        );
        assert_eq!(Format::from_channels(16, Format::Xrgb8888.channels().unwrap()), None);
    }

    #[test]
    fn rows_are_rounded_up_to_bytes() {
        assert_eq!(Format::Gray1.row_bytes(9), 2);
        assert_eq!(Format::Gray4.row_bytes(3), 2);
        assert_eq!(Format::Rgb888.row_bytes(3), 9);
    }
}
