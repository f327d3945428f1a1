//! What real drivers said, and what it means.

use super::*;
use crate::pixel::Format;

/// Visible, virtual and offset pixels, as the drivers give them.
#[derive(Clone, Copy)]
pub(super) struct Mode {
    pub(super) visible: (u32, u32),
    pub(super) whole: (u32, u32),
    pub(super) offset: (u32, u32),
}

pub(super) fn mode(width: u32, height: u32) -> Mode {
    Mode { visible: (width, height), whole: (width, height), offset: (0, 0) }
}

/// Red, green, blue and alpha as offset and length.
pub(super) type Fields = [(u32, u32); 4];

pub(super) const XRGB: Fields = [(16, 8), (8, 8), (0, 8), (0, 0)];
pub(super) const RGB565: Fields = [(11, 5), (5, 6), (0, 5), (0, 0)];

pub(super) type Screen = (fb_fix_screeninfo, fb_var_screeninfo);

pub(super) fn screen(
    mode: Mode,
    bits_per_pixel: u32,
    fields: Fields,
    line_length: u32,
    smem_len: u32,
) -> Screen {
    let [red, green, blue, transp] =
        fields.map(|(offset, length)| fb_bitfield { offset, length, msb_right: 0 });
    let fix = fb_fix_screeninfo { visual: FB_VISUAL_TRUECOLOR, line_length, smem_len, ..Default::default() };
    let var = fb_var_screeninfo {
        xres: mode.visible.0,
        yres: mode.visible.1,
        xres_virtual: mode.whole.0,
        yres_virtual: mode.whole.1,
        xoffset: mode.offset.0,
        yoffset: mode.offset.1,
        bits_per_pixel,
        red,
        green,
        blue,
        transp,
        ..Default::default()
    };
    (fix, var)
}

/// Format, stride and start of a screen of the size that was put in.
#[track_caller]
fn check(screen: Screen, format: Format, stride: usize, start: u64) {
    let geometry = geometry_of(&screen.0, &screen.1, &Overrides::default()).unwrap();
    assert_eq!(geometry.size(), Size { width: screen.1.xres, height: screen.1.yres });
    assert_eq!((geometry.format(), geometry.stride(), geometry.start()), (format, stride, start));
}

fn message(screen: Screen) -> String {
    geometry_of(&screen.0, &screen.1, &Overrides::default()).unwrap_err().to_string()
}

#[test]
fn raspberry_pi_dmt81_pads_its_rows() {
    let fields = [(11, 5), (5, 6), (0, 5), (0, 16)];
    check(screen(mode(1366, 768), 16, fields, 2752, 2752 * 768), Format::Rgb565, 2752, 0);
    // The same with the numbers of `transp` read the other way round: nobody shows them either way.
    let fields = [(11, 5), (5, 6), (0, 5), (16, 0)];
    check(screen(mode(1366, 768), 16, fields, 2752, 2752 * 768), Format::Rgb565, 2752, 0);
}

#[test]
fn stmdrmfb_rounds_its_rows_to_1024_bytes() {
    check(screen(mode(480, 800), 16, RGB565, 1024, 1024 * 800), Format::Rgb565, 1024, 0);
}

#[test]
fn wetek_shows_a_part_of_a_larger_screen() {
    let mode = Mode { whole: (1920, 2160), ..mode(1280, 720) };
    check(screen(mode, 32, XRGB, 7680, 7680 * 2160), Format::Xrgb8888, 7680, 0);
    // Moved right and down; only what is visible must be there.
    let moved = Mode { offset: (640, 1440), ..mode };
    check(screen(moved, 32, XRGB, 7680, 7680 * 2160), Format::Xrgb8888, 7680, 1440 * 7680 + 640 * 4);
}

#[test]
fn lv_drivers_79_shows_the_third_page() {
    let mode = Mode { whole: (1920, 3240), offset: (0, 2160), ..mode(1920, 1080) };
    check(screen(mode, 32, XRGB, 7680, 7680 * 3240), Format::Xrgb8888, 7680, 2160 * 7680);
    assert_eq!(
        message(screen(mode, 32, XRGB, 7680, 7680 * 1080)),
        "it has 8294400 bytes of memory and its visible pixels need 24883200"
    );
}

#[test]
fn kobo_has_twice_the_memory_it_needs() {
    check(screen(mode(1448, 1072), 16, RGB565, 2944, 6_782_976), Format::Rgb565, 2944, 0);
    // The same panel in its 8-bit mode: greys that the driver calls a fixed palette.
    let (mut fix, mut var) = screen(mode(1448, 1072), 8, [(0, 8); 4], 1472, 6_782_976);
    fix.visual = FB_VISUAL_STATIC_PSEUDOCOLOR;
    var.grayscale = 1;
    check((fix, var), Format::Gray8, 1472, 0);
}

#[test]
fn flame_has_red_on_top_and_no_line_length() {
    let mode = Mode { whole: (480, 1708), ..mode(480, 854) };
    let fields = [(24, 8), (16, 8), (8, 8), (0, 8)];
    check(screen(mode, 32, fields, 0, 480 * 4 * 1708), Format::Rgbx8888, 1920, 0);
}

#[test]
fn ad5m_may_mean_what_it_says() {
    // 16 bits and lines of 3200 bytes for 800 pixels: legal with a virtual screen of 1600. Believed, not guessed at.
    let mode = Mode { whole: (1600, 480), ..mode(800, 480) };
    check(screen(mode, 16, RGB565, 3200, 3200 * 480), Format::Rgb565, 3200, 0);
}

#[test]
fn pocketbook_has_less_memory_than_pixels() {
    let (fix, mut var) = screen(mode(600, 800), 8, [(0, 8); 4], 600, 0x1000);
    var.grayscale = 1;
    assert_eq!(message((fix, var)), "it has 4096 bytes of memory and its visible pixels need 480000");
}

#[test]
fn vesafb_and_vfb() {
    let fields = [(16, 8), (8, 8), (0, 8), (24, 8)];
    check(screen(mode(1024, 768), 32, fields, 4096, 16 << 20), Format::Argb8888, 4096, 0);
    check(screen(mode(800, 600), 24, XRGB, 2400, 16 << 20), Format::Rgb888, 2400, 0);
    let vfb = |bits, fields| screen(mode(640, 480), bits, fields, 0, 640 * 480 * 4);
    check(vfb(32, [(0, 8), (8, 8), (16, 8), (24, 8)]), Format::Abgr8888, 2560, 0);
    check(vfb(24, [(0, 8), (8, 8), (16, 8), (0, 0)]), Format::Bgr888, 1920, 0);
    check(vfb(16, [(0, 5), (5, 6), (11, 5), (0, 0)]), Format::Bgr565, 1280, 0);
    check(vfb(16, [(0, 5), (5, 5), (10, 5), (15, 1)]), Format::Xbgr1555, 1280, 0);
    let (mut fix, var) = vfb(8, [(0, 8), (0, 8), (0, 8), (0, 0)]);
    fix.visual = FB_VISUAL_PSEUDOCOLOR;
    check((fix, var), Format::C8, 640, 0);
}

#[test]
fn the_last_row_needs_no_padding() {
    check(screen(mode(10, 3), 32, XRGB, 64, 64 * 2 + 40), Format::Xrgb8888, 64, 0);
    assert!(message(screen(mode(10, 3), 32, XRGB, 64, 64 * 2 + 39)).contains("need 168"));
}

#[test]
fn impossible_windows_and_lines_are_refused() {
    let right = Mode { offset: (1, 0), ..mode(640, 480) };
    assert_eq!(
        message(screen(right, 32, XRGB, 2560, 1 << 24)),
        "its visible 640x480 at 1,0 are outside its virtual 640x480"
    );
    let far = Mode { offset: (0, u32::MAX), ..mode(640, 480) };
    assert!(message(screen(far, 32, XRGB, 2560, 1 << 24)).contains("at 0,4294967295"));
    assert!(message(screen(mode(0, 480), 32, XRGB, 2560, 1 << 24)).contains("0x480"));
    let wide = Mode { whole: (1280, 480), offset: (640, 0), ..mode(640, 480) };
    assert_eq!(
        message(screen(wide, 32, XRGB, 2560, 1 << 24)),
        "its lines are 2560 bytes long and its visible pixels need 5120"
    );
    let endless = Mode { whole: (u32::MAX, u32::MAX), offset: (0, u32::MAX - 480), ..mode(640, 480) };
    assert!(message(screen(endless, 32, XRGB, 0, u32::MAX)).contains("480 rows of 17179869180 bytes"));
    assert!(message(screen(endless, 32, XRGB, 2560, u32::MAX)).contains("its visible pixels need"));
}

#[test]
fn bits_begin_on_a_byte() {
    let window = |x| {
        let mode = Mode { whole: (640, 480), offset: (x, 2), ..mode(320, 240) };
        let (fix, mut var) = screen(mode, 1, [(0, 1); 4], 80, 80 * 480);
        var.grayscale = 1;
        (fix, var)
    };
    check(window(16), Format::Gray1, 80, 2 * 80 + 2);
    assert_eq!(message(window(12)), "its xoffset of 12 begins inside a byte at 1 bits per pixel");
}

#[test]
fn memory_may_begin_inside_a_page() {
    let fix = |smem_start| fb_fix_screeninfo { smem_start, ..Default::default() };
    assert_eq!(lead(&fix(0x9000_0000), 4096), 0);
    assert_eq!(lead(&fix(0x9000_0a80), 4096), 0xa80);
    assert_eq!(lead(&fix(0x9000_1a80), 16384), 0x1a80);
}

#[test]
fn drivers_are_named_as_they_name_themselves() {
    let name = |id: &[u8]| {
        let mut fix = fb_fix_screeninfo::default();
        fix.id[..id.len()].copy_from_slice(id);
        driver(&fix)
    };
    assert_eq!(name(b"BCM2708 FB"), Some("BCM2708 FB".to_owned()));
    assert_eq!(name(b"sixteen letters!"), Some("sixteen letters!".to_owned()));
    assert_eq!(name(b"a\xffb\0rest"), Some("a\u{fffd}b".to_owned()));
    assert_eq!(name(b""), None);
}
