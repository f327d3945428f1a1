//! What opening a device does to its file, and what it does not.

use std::path::Path;

use super::*;
use crate::geometry::Size;
use crate::pixel::Format;

const SIZE: Size = Size { width: 30, height: 20 };

fn source(path: &Path, stride: Option<usize>, offset: u64) -> Source {
    Source::File { path: path.to_owned(), size: SIZE, format: Format::Rgb565, stride, offset }
}

#[test]
fn a_file_begins_with_its_first_pixel() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    let mut device = Device::open(&source(&path, None, 0)).unwrap();
    assert_eq!(device.geometry().size(), SIZE);
    assert_eq!((device.geometry().stride(), device.bytes().len()), (60, 1200));
    assert_eq!((device.name(), device.driver()), (path.to_str().unwrap(), None));
    assert!(device.is_plain_file());
    device.bytes_mut()[0] = 1;
    device.bytes_mut()[1199] = 2;
    let seen = std::fs::read(&path).unwrap();
    assert_eq!((seen.len(), seen[0], seen[1199]), (1200, 1, 2));
}

#[test]
fn a_window_leaves_everything_around_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    for offset in [0, 1, 4095, 4096 * 4 + 123] {
        let before = vec![0x5a; offset + 64 * 20 + 5000];
        std::fs::write(&path, &before).unwrap();
        let mut device = Device::open(&source(&path, Some(64), offset as u64)).unwrap();
        device.bytes_mut().fill(0xa5);
        let mut expected = before;
        expected[offset..offset + 64 * 19 + 60].fill(0xa5);
        assert!(std::fs::read(&path).unwrap() == expected, "offset {offset}");
    }
}

#[test]
fn the_lock_lives_as_long_as_the_device() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    let device = Device::open(&source(&path, None, 0)).unwrap();
    assert!(matches!(Device::open(&source(&path, None, 0)), Err(DeviceError::Busy { .. })));
    drop(device);
    Device::open(&source(&path, None, 0)).unwrap();
}

#[test]
fn a_look_changes_nothing_and_locks_nobody_out() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    let look = || Device::look(&source(&path, None, 0));
    assert!(matches!(look(), Err(DeviceError::OpenFile { .. })));
    assert!(!path.exists(), "it is not created");
    std::fs::write(&path, [7; 100]).unwrap();
    let error = look().unwrap_err().to_string();
    assert!(error.ends_with("it has 100 bytes and needs 1200; fbdrawd makes it longer"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), [7; 100], "nor made longer");
    let drawn_on = Device::open(&source(&path, None, 0)).unwrap();
    assert_eq!(look().unwrap().bytes(), drawn_on.bytes());
}

#[test]
fn a_refused_geometry_touches_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    for (stride, offset) in [(Some(59), 0), (Some(1 << 30), 0), (None, u64::MAX)] {
        let error = Device::open(&source(&path, stride, offset)).unwrap_err();
        assert!(matches!(error, DeviceError::Geometry { .. }), "{error}");
    }
    assert!(!path.exists());
}

#[test]
fn framebuffer_memory_may_begin_anywhere_in_its_mapping() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("memory");
    std::fs::write(&path, (0..=255).cycle().take(20_000).collect::<Vec<u8>>()).unwrap();
    let file = File::options().read(true).write(true).open(&path).unwrap();
    let geometry = Geometry::new(SIZE, None, Format::Rgb565, 5000).unwrap();
    let source = Source::Framebuffer { path: path.clone(), overrides: Overrides::default() };
    let device = Device::map(&source, file, geometry, 640, Some("simple".to_owned())).unwrap();
    assert_eq!(device.bytes(), &std::fs::read(&path).unwrap()[5640..5640 + 1200]);
    assert_eq!(device.driver(), Some("simple"));
}

/// The null device stands in for `/dev/mem`: a character device that is no framebuffer. It cannot be mapped, which is
/// how one sees that it was tried.
#[test]
fn a_character_device_with_a_size_is_a_window() {
    let size = Some(SIZE);
    let open = |overrides| Device::open(&Source::Framebuffer { path: "/dev/null".into(), overrides });
    let error = open(Overrides { size, offset: Some(0xfd00_0000), ..Overrides::default() }).unwrap_err();
    assert!(matches!(error, DeviceError::Map { offset: 0xfd00_0000, .. }), "{error}");
    let error = open(Overrides::default()).unwrap_err();
    assert!(matches!(error, DeviceError::NotFramebuffer { .. }), "{error}");
}

#[test]
fn what_is_no_framebuffer_says_so() {
    let framebuffer =
        |path: &Path| Source::Framebuffer { path: path.to_owned(), overrides: Overrides::default() };
    let missing = Device::open(&framebuffer(Path::new("/dev/fb-none"))).unwrap_err();
    assert!(missing.to_string().starts_with("cannot open /dev/fb-none: No such file or directory; "));
    let file = tempfile::NamedTempFile::new().unwrap();
    for path in [file.path(), Path::new("/dev/null")] {
        let error = Device::open(&framebuffer(path)).unwrap_err();
        assert!(matches!(error, DeviceError::NotFramebuffer { .. }), "{error}");
        assert!(error.to_string().contains("--file"), "{error}");
    }
}
