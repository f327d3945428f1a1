//! Which pixel format a framebuffer has.

use super::fbdev::FbdevError;
use super::ioctl::*;
use crate::pixel::{BitField, Channels, Format};

/// The format that the driver describes. `big_endian` is the byte order of the machine: fbdev's bit fields stand in
/// words of the machine's own order, ours in little-endian ones.
///
/// # Errors
///
/// When it is none of [`Format::ALL`], with what the driver said.
pub(super) fn format_of(
    fix: &fb_fix_screeninfo,
    var: &fb_var_screeninfo,
    big_endian: bool,
) -> Result<Format, FbdevError> {
    let by_name = var.grayscale > 1;
    if fix.r#type != FB_TYPE_PACKED_PIXELS && !(by_name && fix.r#type == FB_TYPE_FOURCC) {
        return Err(FbdevError::Type(fix.r#type));
    }
    if by_name {
        // `visual` is FB_VISUAL_FOURCC then, or whatever the driver left there; the FOURCC says all.
        return format_of_fourcc(var.grayscale);
    }
    if var.nonstd != 0 {
        return Err(FbdevError::Nonstandard(var.nonstd));
    }
    // A driver that has no such channel may leave anything in its field.
    let fields = [var.red, var.green, var.blue, var.transp];
    if fields.iter().any(|field| field.length != 0 && field.msb_right != 0) {
        return Err(FbdevError::MsbRight);
    }
    let bits_per_pixel = var.bits_per_pixel;
    match (fix.visual, var.grayscale, bits_per_pixel) {
        // Big-endian machines have the leftmost pixel in the high bit (`FB_LEFT_POS` in linux/fb.h).
        (FB_VISUAL_MONO01, _, 1) if big_endian => Err(FbdevError::HighBitFirst),
        (FB_VISUAL_MONO10, _, 1) if big_endian => Ok(Format::Gray1),
        (FB_VISUAL_MONO01, _, 1) => Ok(Format::Mono01),
        (FB_VISUAL_MONO10, _, 1) => Ok(Format::Mono10),
        (FB_VISUAL_MONO01 | FB_VISUAL_MONO10, ..) => Err(FbdevError::Monochrome { bits_per_pixel }),
        // E-paper drivers call their greys a palette that cannot be changed, so this stands before the palettes.
        (_, 1, 8) => Ok(Format::Gray8),
        (_, 1, 4) => Ok(Format::Gray4),
        (_, 1, 2) => Ok(Format::Gray2),
        (_, 1, 1) => Ok(Format::Gray1),
        (FB_VISUAL_PSEUDOCOLOR | FB_VISUAL_STATIC_PSEUDOCOLOR, _, bits) => match bits {
            8 => Ok(Format::C8),
            4 => Ok(Format::C4),
            2 => Ok(Format::C2),
            1 => Ok(Format::C1),
            _ => Err(FbdevError::Palette { bits_per_pixel }),
        },
        // The ramps of DIRECTCOLOR become straight lines (see `cmap`).
        (FB_VISUAL_TRUECOLOR | FB_VISUAL_DIRECTCOLOR, ..) => format_of_fields(var, big_endian),
        (visual, ..) => Err(FbdevError::Visual(visual)),
    }
}

fn format_of_fields(var: &fb_var_screeninfo, big_endian: bool) -> Result<Format, FbdevError> {
    // Some drivers count the 15 bits that carry something, all of them store 16.
    let bits_per_pixel = if var.bits_per_pixel == 15 { 16 } else { var.bits_per_pixel };
    let [red, green, blue, alpha] = [var.red, var.green, var.blue, var.transp]
        .map(|fb_bitfield { offset, length, .. }| BitField { offset, length });
    let channels = Channels { red, green, blue, alpha };
    let unknown = FbdevError::Layout { bits_per_pixel: var.bits_per_pixel, channels };
    let little = if big_endian { swapped(bits_per_pixel, channels) } else { Some(channels) };
    little.and_then(|channels| Format::from_channels(bits_per_pixel, channels)).ok_or(unknown)
}

/// The channels of a big-endian word as a little-endian one has them, or `None` where they are cut in pieces:
/// the green of a 565 word, say, has no single place in the little-endian word of the same bytes.
fn swapped(bits_per_pixel: u32, channels: Channels) -> Option<Channels> {
    let swap = |field: BitField| {
        if bits_per_pixel <= 8 || field.length == 0 {
            return Some(field);
        }
        let whole = field.length == 8 && field.offset.is_multiple_of(8) && field.offset < bits_per_pixel;
        whole.then(|| BitField { offset: bits_per_pixel - 8 - field.offset, length: 8 })
    };
    let Channels { red, green, blue, alpha } = channels;
    Some(Channels { red: swap(red)?, green: swap(green)?, blue: swap(blue)?, alpha: swap(alpha)? })
}

/// FOURCCs in fbdev are V4L2's (the kernel's `Documentation/fb/api.rst`). DRM's of the same formats are taken too;
/// where both have a name, they mean the same bytes, on any machine.
fn format_of_fourcc(fourcc: u32) -> Result<Format, FbdevError> {
    Ok(match &fourcc.to_le_bytes() {
        b"XR24" => Format::Xrgb8888,
        b"AR24" => Format::Argb8888,
        b"XB24" => Format::Xbgr8888,
        b"AB24" => Format::Abgr8888,
        b"RX24" => Format::Rgbx8888,
        b"BX24" => Format::Bgrx8888,
        b"BGR3" | b"RG24" => Format::Rgb888,
        b"RGB3" | b"BG24" => Format::Bgr888,
        b"RGBP" | b"RG16" => Format::Rgb565,
        b"BG16" => Format::Bgr565,
        b"XR15" | b"RGBO" => Format::Xrgb1555,
        b"XB15" => Format::Xbgr1555,
        b"RGB1" | b"RGB8" => Format::Rgb332,
        b"XR30" => Format::Xrgb2101010,
        b"GREY" | b"R8  " => Format::Gray8,
        b"R4  " => Format::Gray4,
        b"R2  " => Format::Gray2,
        b"R1  " => Format::Gray1,
        _ => return Err(FbdevError::Fourcc(fourcc)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn var(bits_per_pixel: u32, format: Format) -> fb_var_screeninfo {
        let Channels { red, green, blue, alpha } = format.channels().unwrap();
        let field = |BitField { offset, length }| fb_bitfield { offset, length, msb_right: 0 };
        fb_var_screeninfo {
            bits_per_pixel,
            red: field(red),
            green: field(green),
            blue: field(blue),
            transp: field(alpha),
            ..Default::default()
        }
    }

    fn fix(visual: u32) -> fb_fix_screeninfo {
        fb_fix_screeninfo { visual, ..Default::default() }
    }

    fn message(fix: &fb_fix_screeninfo, var: &fb_var_screeninfo) -> String {
        format_of(fix, var, false).unwrap_err().to_string()
    }

    #[test]
    fn bit_fields_name_every_coloured_format() {
        for format in Format::ALL.into_iter().filter(|format| format.channels().is_some()) {
            for visual in [FB_VISUAL_TRUECOLOR, FB_VISUAL_DIRECTCOLOR] {
                let var = var(format.bits_per_pixel(), format);
                assert_eq!(format_of(&fix(visual), &var, false), Ok(format));
            }
        }
        let var = var(15, Format::Xrgb1555);
        assert_eq!(format_of(&fix(FB_VISUAL_TRUECOLOR), &var, false), Ok(Format::Xrgb1555), "bpp 15");
    }

    #[test]
    fn greys_and_monochrome_have_no_fields() {
        let ask = |visual, grayscale, bits_per_pixel| {
            let var = fb_var_screeninfo { grayscale, bits_per_pixel, ..Default::default() };
            format_of(&fix(visual), &var, false)
        };
        let bits = [8, 4, 2, 1].map(|bits| ask(FB_VISUAL_STATIC_PSEUDOCOLOR, 1, bits));
        assert_eq!(bits, [Format::Gray8, Format::Gray4, Format::Gray2, Format::Gray1].map(Ok));
        assert_eq!(ask(FB_VISUAL_MONO01, 0, 1), Ok(Format::Mono01));
        assert_eq!(ask(FB_VISUAL_MONO10, 1, 1), Ok(Format::Mono10));
        let var = fb_var_screeninfo { bits_per_pixel: 1, ..Default::default() };
        assert_eq!(format_of(&fix(FB_VISUAL_MONO10), &var, true), Ok(Format::Gray1));
        assert_eq!(format_of(&fix(FB_VISUAL_MONO01), &var, true), Err(FbdevError::HighBitFirst));
        assert_eq!(ask(FB_VISUAL_MONO10, 0, 8), Err(FbdevError::Monochrome { bits_per_pixel: 8 }));
        for visual in [FB_VISUAL_PSEUDOCOLOR, FB_VISUAL_STATIC_PSEUDOCOLOR] {
            let bits = [8, 4, 2, 1].map(|bits| ask(visual, 0, bits));
            assert_eq!(bits, [Format::C8, Format::C4, Format::C2, Format::C1].map(Ok));
            let error = ask(visual, 0, 16).unwrap_err();
            assert!(error.to_string().contains("16-bit pixels are indices"), "{error}");
        }
        assert_eq!(ask(9, 0, 8), Err(FbdevError::Visual(9)));
    }

    #[test]
    fn what_is_unknown_is_spelled_out() {
        let (fix, mut odd) = (fix(FB_VISUAL_TRUECOLOR), var(16, Format::Rgb565));
        odd.blue.length = 4;
        assert!(
            message(&fix, &odd).contains("16 bits per pixel with red 11:5 green 5:6 blue 0:4 alpha 0:0"),
            "{}",
            message(&fix, &odd)
        );
        let nonstd = fb_var_screeninfo { nonstd: 2, ..var(32, Format::Xrgb8888) };
        assert!(message(&fix, &nonstd).contains("non-standard pixel format (nonstd 2)"));
        let mut reversed = var(32, Format::Xrgb8888);
        reversed.green.msb_right = 1;
        assert!(message(&fix, &reversed).contains("msb_right"));
        let planes = fb_fix_screeninfo { r#type: 1, ..fix };
        assert!(message(&planes, &var(32, Format::Xrgb8888)).contains("planes (FB_TYPE 1)"));
    }

    #[test]
    fn fourccs_are_known_or_spelled_out() {
        let fix = fb_fix_screeninfo { r#type: FB_TYPE_FOURCC, visual: 6, ..Default::default() };
        let var = |fourcc: &[u8; 4]| fb_var_screeninfo {
            grayscale: u32::from_le_bytes(*fourcc),
            ..Default::default()
        };
        assert_eq!(format_of(&fix, &var(b"XR24"), false), Ok(Format::Xrgb8888));
        assert_eq!(format_of(&fix, &var(b"RGB3"), true), Ok(Format::Bgr888));
        assert!(message(&fix, &var(b"NV12")).contains("FOURCC NV12"));
        let inverted = fb_var_screeninfo { grayscale: 2, bits_per_pixel: 8, ..Default::default() };
        assert!(message(&fb_fix_screeninfo::default(), &inverted).contains("0x00000002"));
        assert_eq!(
            format_of(&fix, &fb_var_screeninfo::default(), false),
            Err(FbdevError::Type(FB_TYPE_FOURCC)),
            "a FOURCC type without a FOURCC"
        );
    }

    #[test]
    fn big_endian_words_are_swapped_where_bytes_are_whole() {
        let ask = |bits, format| format_of(&fix(FB_VISUAL_TRUECOLOR), &var(bits, format), true);
        assert_eq!(ask(32, Format::Xrgb8888), Ok(Format::Bgrx8888));
        assert_eq!(ask(32, Format::Rgbx8888), Ok(Format::Xbgr8888));
        assert_eq!(ask(24, Format::Rgb888), Ok(Format::Bgr888));
        assert_eq!(ask(8, Format::Rgb332), Ok(Format::Rgb332));
        for (bits, format) in [(16, Format::Rgb565), (16, Format::Xrgb1555), (32, Format::Xrgb2101010)] {
            assert!(matches!(ask(bits, format), Err(FbdevError::Layout { .. })), "{format}");
        }
    }
}
