//! A display mode: how it is asked for, and whether it came.

use super::ioctl::{fb_bitfield, fb_var_screeninfo};
use crate::geometry::Size;

/// A display mode that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// Width and height.
    pub size: Size,
    /// Bits of a pixel; `None` for as many as now.
    pub bits_per_pixel: Option<u32>,
}

/// The request for `mode`, all else being as in `before`: timings are kept, since nothing here knows better ones,
/// and the driver is left to choose where channels of another depth stand.
pub(super) fn asked(before: &fb_var_screeninfo, mode: Mode) -> fb_var_screeninfo {
    let Size { width, height } = mode.size;
    let mut var = fb_var_screeninfo {
        xres: width,
        yres: height,
        xres_virtual: width,
        yres_virtual: height,
        xoffset: 0,
        yoffset: 0,
        ..*before
    };
    if let Some(bits) = mode.bits_per_pixel.filter(|&bits| bits != before.bits_per_pixel) {
        let none = fb_bitfield::default();
        (var.bits_per_pixel, var.grayscale, var.nonstd) = (bits, 0, 0);
        (var.red, var.green, var.blue, var.transp) = (none, none, none, none);
    }
    var
}

/// Whether this is the mode, as far as it was asked for.
pub(super) fn is_mode(var: &fb_var_screeninfo, mode: Mode) -> bool {
    let Size { width, height } = mode.size;
    let bits = mode.bits_per_pixel.unwrap_or(var.bits_per_pixel);
    (var.xres, var.yres, var.bits_per_pixel) == (width, height, bits)
}

/// A mode as people write it.
pub(super) fn mode_name(var: &fb_var_screeninfo) -> String {
    format!("{}x{} at {} bits", var.xres, var.yres, var.bits_per_pixel)
}

/// What was asked for, likewise.
pub(super) fn asked_name(before: &fb_var_screeninfo, mode: Mode) -> String {
    mode_name(&asked(before, mode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::fake::sane;

    const WIDE: Size = Size { width: 1024, height: 600 };

    fn var() -> fb_var_screeninfo {
        sane().1
    }

    #[test]
    fn a_mode_is_asked_for_with_all_else_as_it_was() {
        let same_depth = asked(&var(), Mode { size: WIDE, bits_per_pixel: None });
        assert_eq!((same_depth.xres, same_depth.yres), (1024, 600));
        assert_eq!((same_depth.xres_virtual, same_depth.yres_virtual, same_depth.yoffset), (1024, 600, 0));
        assert_eq!((same_depth.red.offset, same_depth.pixclock), (16, 39721));
        let other_depth = asked(&var(), Mode { size: WIDE, bits_per_pixel: Some(16) });
        assert_eq!(
            (other_depth.bits_per_pixel, other_depth.red.length, other_depth.transp.length),
            (16, 0, 0)
        );
        assert_eq!(asked_name(&var(), Mode { size: WIDE, bits_per_pixel: Some(8) }), "1024x600 at 8 bits");
    }

    #[test]
    fn drivers_that_round_are_noticed() {
        let mode = |width, bits_per_pixel| Mode { size: Size { width, height: 480 }, bits_per_pixel };
        assert!(is_mode(&var(), mode(640, None)) && is_mode(&var(), mode(640, Some(32))));
        assert!(!is_mode(&var(), mode(639, None)) && !is_mode(&var(), mode(640, Some(16))));
    }
}
