//! Real framebuffers replayed: what their drivers answered, given to the code that opens a device.
//!
//! A seam, not a kernel: the two structs are made from what people wrote down (`field-notes` of the project), and a plain
//! file of the memory's length stands for the memory. Everything between the ioctls and the pixels is the real thing.

use std::os::unix::fs::FileExt;

use super::super::{Device, Source};
use super::tests::{Fields, Mode, RGB565, Screen, XRGB, mode, screen};
use super::*;
use crate::pixel::Format;

/// What lies around the pixels, and must stay.
const CANARY: u8 = 0x5a;

/// Where the pixels are to be.
struct Expected {
    size: (u32, u32),
    format: Format,
    stride: usize,
    start: usize,
}

/// Opens the device, writes every visible pixel and looks for the bytes in its memory.
#[track_caller]
fn check((fix, var): Screen, said: Overrides, expected: Expected) {
    // As much memory as the driver says, or as the person says who overrules it.
    let memory = said.memory.unwrap_or(fix.smem_len) as usize;
    let file = tempfile::tempfile().unwrap();
    file.write_all_at(&vec![CANARY; memory], 0).unwrap();
    let mut device = opened(file.try_clone().unwrap(), (&fix, &var), said).unwrap();
    let geometry = *device.geometry();
    let Size { width, height } = geometry.size();
    assert_eq!((width, height), expected.size);
    assert_eq!((geometry.format(), geometry.stride()), (expected.format, expected.stride));
    let row = geometry.format().row_bytes(width);
    for (y, bytes) in device.bytes_mut().chunks_mut(geometry.stride()).enumerate() {
        bytes[..row].fill(y as u8);
    }
    let mut drawn = vec![0; memory];
    file.read_exact_at(&mut drawn, 0).unwrap();
    let mut wanted = vec![CANARY; memory];
    for y in 0..height as usize {
        let start = expected.start + y * expected.stride;
        wanted[start..start + row].fill(y as u8);
    }
    assert!(drawn == wanted, "the pixels are somewhere else");
}

fn opened(
    file: File,
    replies: (&fb_fix_screeninfo, &fb_var_screeninfo),
    said: Overrides,
) -> Result<Device, DeviceError> {
    let path = Path::new("/dev/fb0");
    let Framebuffer { file, geometry, lead, driver, .. } = described(file, path, replies, &said)?;
    let source = Source::Framebuffer { path: path.to_owned(), overrides: said };
    Device::map(&source, file, geometry, lead, driver)
}

const AS_SAID: Overrides = Overrides { size: None, format: None, stride: None, offset: None, memory: None };

fn expected(size: (u32, u32), format: Format, stride: usize, start: usize) -> Expected {
    Expected { size, format, stride, start }
}

#[test]
fn raspberry_pi_dmt81() {
    let fields: Fields = [(11, 5), (5, 6), (0, 5), (0, 16)];
    let replies = screen(mode(1366, 768), 16, fields, 2752, 2752 * 768);
    check(replies, AS_SAID, expected((1366, 768), Format::Rgb565, 2752, 0));
}

#[test]
fn stmdrmfb() {
    let replies = screen(mode(480, 800), 16, RGB565, 1024, 1024 * 800);
    check(replies, AS_SAID, expected((480, 800), Format::Rgb565, 1024, 0));
}

#[test]
fn wetek() {
    let mode = Mode { whole: (1920, 2160), ..mode(1280, 720) };
    let replies = screen(mode, 32, XRGB, 7680, 7680 * 2160);
    check(replies, AS_SAID, expected((1280, 720), Format::Xrgb8888, 7680, 0));
}

#[test]
fn lv_drivers_79() {
    let mode = Mode { whole: (1920, 3240), offset: (0, 2160), ..mode(1920, 1080) };
    let replies = screen(mode, 32, XRGB, 7680, 7680 * 3240);
    check(replies, AS_SAID, expected((1920, 1080), Format::Xrgb8888, 7680, 2160 * 7680));
    // A driver whose yoffset is stale: the first page is what is seen.
    let said = Overrides { offset: Some(0), ..AS_SAID };
    check(replies, said, expected((1920, 1080), Format::Xrgb8888, 7680, 0));
}

#[test]
fn cervantes_and_kobo() {
    let replies = screen(mode(1448, 1072), 16, RGB565, 2944, 6_782_976);
    check(replies, AS_SAID, expected((1448, 1072), Format::Rgb565, 2944, 0));
}

#[test]
fn flame() {
    let mode = Mode { whole: (480, 1708), ..mode(480, 854) };
    let fields: Fields = [(24, 8), (16, 8), (8, 8), (0, 8)];
    // The length of a line was not written down; a driver that leaves it at 0 is the harder case.
    let replies = screen(mode, 32, fields, 0, 480 * 4 * 1708);
    check(replies, AS_SAID, expected((480, 854), Format::Rgbx8888, 1920, 0));
}

#[test]
fn ad5m_is_overruled() {
    // 16 bits, as it says, on lines that are twice as long as 800 of those; really 32. The height is assumed.
    for whole in [(800, 480), (1600, 480)] {
        let replies = screen(Mode { whole, ..mode(800, 480) }, 16, RGB565, 3200, 3200 * 480);
        check(replies, AS_SAID, expected((800, 480), Format::Rgb565, 3200, 0));
        let said = Overrides { format: Some(Format::Xrgb8888), ..AS_SAID };
        check(replies, said, expected((800, 480), Format::Xrgb8888, 3200, 0));
    }
}

#[test]
fn pocketbook_is_overruled() {
    // The size was not written down; 24-bit colour panels of theirs have this one.
    let (fix, mut var) = screen(mode(1072, 1448), 8, [(0, 8); 4], 1072 * 3, 0x1000);
    var.grayscale = 1;
    let format = Some(Format::Rgb888);
    let error =
        opened(tempfile::tempfile().unwrap(), (&fix, &var), Overrides { format, ..AS_SAID }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot draw on /dev/fb0: it has 4096 bytes of memory and its visible pixels need 4656768; if the driver is \
         wrong, overrule it: --device /dev/fb0 with --size, --format, --stride, --offset or --memory"
    );
    let said = Overrides { format, memory: Some(1072 * 3 * 1448), ..AS_SAID };
    check((fix, var), said, expected((1072, 1448), Format::Rgb888, 1072 * 3, 0));
}

#[test]
fn everything_can_be_overruled_at_once() {
    // What its driver says makes no sense at all, so nothing of it may be needed.
    let nonsense = Mode { visible: (0, 9), whole: (3, 3), offset: (1, u32::MAX) };
    let (mut fix, var) = screen(nonsense, 7, [(0, 9); 4], 5, 3);
    fix.visual = 77;
    let said = Overrides {
        size: Size::new(100, 50),
        format: Some(Format::Gray8),
        stride: Some(128),
        offset: Some(1001),
        memory: Some(10_000),
    };
    check((fix, var), said, expected((100, 50), Format::Gray8, 128, 1001));
}

#[test]
fn what_is_said_may_be_wrong_too() {
    let replies = screen(mode(640, 480), 32, XRGB, 2560, 2560 * 480);
    let message = |said| {
        let file = tempfile::tempfile().unwrap();
        opened(file, (&replies.0, &replies.1), said).unwrap_err().to_string()
    };
    let short = Overrides { stride: Some(2559), ..AS_SAID };
    assert!(message(short).contains("its lines are 2559 bytes long and its visible pixels need 2560"));
    let large = Overrides { size: Size::new(640, 481), ..AS_SAID };
    assert!(message(large).contains("it has 1228800 bytes of memory and its visible pixels need 1231360"));
    let far = Overrides { offset: Some(4), ..AS_SAID };
    assert!(message(far).contains("need 1228804"));
    let endless = Overrides { offset: Some(u64::MAX), ..AS_SAID };
    assert!(message(endless).contains("behind the end of any file"));
}

/// A plain file does not know the ioctls, which here stands for a driver that has gone.
#[test]
fn a_framebuffer_that_is_silent_is_let_go() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(2560 * 480).unwrap();
    let mapped = || {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        maps.contains(file.path().to_str().unwrap())
    };
    let (fix, var) = screen(mode(640, 480), 32, XRGB, 2560, 2560 * 480);
    let path = Path::new("/dev/fb-none");
    let described = described(file.reopen().unwrap(), path, (&fix, &var), &AS_SAID).unwrap();
    let source = Source::Framebuffer { path: path.to_owned(), overrides: AS_SAID };
    let Framebuffer { file: opened, geometry, lead, driver, .. } = described;
    let mut device = Device::map(&source, opened, geometry, lead, driver).unwrap();
    assert!(mapped() && device.loss().is_none());
    let loss = device.check().unwrap().to_string();
    assert_eq!(loss, "/dev/fb-none has gone: Not a typewriter; drawing goes on once it is back");
    assert!(!mapped(), "whoever replaces the driver can have the memory");
    assert_eq!(device.bytes().len(), 2560 * 480);
    device.bytes_mut().fill(9);
    assert!(!device.has_failed() && device.reopen().is_none());
    assert_eq!(device.loss().unwrap().to_string(), loss, "nothing new to say");
}
