//! Screens on an emulated framebuffer: what is visible after each frame.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::color::Color;
use crate::device::fake::Fake;
use crate::device::{Geometry, Source};
use crate::pixel::Format;
use crate::raster::Coverage;

const SIZE: Size = Size { width: 37, height: 21 };
const PADDING: usize = 5;

/// A screen that flips, and the memory of its framebuffer.
struct Flipping {
    screen: Screen,
    fake: Fake,
    path: PathBuf,
    _directory: TempDir,
}

fn stride(format: Format) -> usize {
    format.row_bytes(SIZE.width) + PADDING
}

fn flipping(format: Format, rotation: Rotation) -> Flipping {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("memory");
    std::fs::write(&path, vec![0xa5; 2 * SIZE.height as usize * stride(format)]).unwrap();
    let geometry = Geometry::new(SIZE, Some(stride(format)), format, 0).unwrap();
    let fake = Fake::new(&geometry, 0, SIZE.height, 2 * SIZE.height);
    let setup = Setup { buffering: Some(Buffering::Shadow), rotation, ..Setup::default() };
    let mut screen = Screen::with_setup(fake.device(&path, geometry, 0), setup).unwrap();
    // As `Screen::use_pages` does it with the kernel's driver.
    screen.device.use_pages_of_fake(&fake).unwrap();
    screen.flip = Some(Flip::of(SIZE));
    Flipping { screen, fake, path, _directory: directory }
}

/// The same without pages, on a file of its own.
fn upright(format: Format, rotation: Rotation) -> (Screen, PathBuf, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("memory");
    std::fs::write(&path, vec![0xa5; SIZE.height as usize * stride(format)]).unwrap();
    let source =
        Source::File { path: path.clone(), size: SIZE, format, stride: Some(stride(format)), offset: 0 };
    let setup = Setup { buffering: Some(Buffering::Shadow), rotation, ..Setup::default() };
    (Screen::with_setup(Device::open(&source).unwrap(), setup).unwrap(), path, directory)
}

/// Draws a rectangle that depends on the number of the frame, and shows it.
fn frame(screen: &mut Screen, number: i32) {
    let size = screen.size().rect();
    let (x0, y0) = (number * 7 % size.x1, number * 5 % size.y1);
    let rect = PixelRect { x0, y0, x1: x0 + 1 + number % 9, y1: y0 + 1 + number % 4 }.intersect(size);
    let (mut canvas, damage) = screen.canvas();
    let mut coverage = Coverage::default();
    coverage.start(size, true);
    coverage.solid(rect);
    canvas.replace(&coverage, Color::opaque((number * 40) as u8, (255 - number * 9) as u8, 99), 255);
    damage.add(|| rect);
    screen.present();
}

impl Flipping {
    /// The rows that are visible.
    fn seen(&self) -> Vec<u8> {
        let memory = std::fs::read(&self.path).unwrap();
        let page = memory.len() / 2;
        let start = if self.fake.yoffset() == 0 { 0 } else { page };
        memory[start..start + page].to_vec()
    }
}

#[test]
fn every_frame_is_whole_on_the_page_that_is_seen() {
    let formats = [Format::Xrgb8888, Format::Rgb888, Format::Rgb565, Format::Gray2, Format::Rgb332];
    for (format, rotation) in
        formats.into_iter().flat_map(|format| Rotation::ALL.map(|rotation| (format, rotation)))
    {
        let mut flipping = flipping(format, rotation);
        let (mut other, path, _directory) = upright(format, rotation);
        // The picture that is there at first is shown once on every page; it is the same in both.
        other.damage_all();
        for number in 0..30 {
            let hidden = flipping.screen.device.hidden_page();
            frame(&mut flipping.screen, number);
            frame(&mut other, number);
            assert!(
                flipping.seen() == std::fs::read(&path).unwrap(),
                "{format} at {rotation}°, frame {number}"
            );
            assert_ne!(flipping.screen.device.hidden_page(), hidden);
        }
        assert_eq!(flipping.screen.buffering(), Buffering::Flip);
        assert_eq!(flipping.fake.state().panned.len(), 30);
        flipping.screen.present();
        assert_eq!(flipping.fake.state().panned.len(), 30, "nothing has changed");
    }
}

#[test]
fn a_driver_that_stops_panning_is_drawn_on_through_the_shadow() {
    for pans in 0..4 {
        let mut flipping = flipping(Format::Xrgb8888, Rotation::R90);
        flipping.fake.state().pans_left = pans;
        let (mut other, path, _directory) = upright(Format::Xrgb8888, Rotation::R90);
        other.damage_all();
        for number in 0..8 {
            frame(&mut flipping.screen, number);
            frame(&mut other, number);
            assert!(flipping.seen() == std::fs::read(&path).unwrap(), "{pans} pans, frame {number}");
        }
        assert_eq!(flipping.screen.buffering(), Buffering::Shadow);
    }
}

#[test]
fn a_file_has_a_shadow_instead_of_pages() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    let source = Source::File { path, size: SIZE, format: Format::Rgb565, stride: None, offset: 0 };
    let setup = Setup { buffering: Some(Buffering::Flip), wait_vsync: true, ..Setup::default() };
    let mut screen = Screen::with_setup(Device::open(&source).unwrap(), setup).unwrap();
    assert_eq!(screen.buffering(), Buffering::Shadow);
    let started = std::time::Instant::now();
    (0..100).for_each(|number| frame(&mut screen, number));
    assert!(started.elapsed().as_secs() < 5, "a file has no vertical blanks, and is asked once");
}

/// Another console has the display meanwhile, and expects it as it was before there were pages.
#[test]
fn pages_are_given_back_while_others_have_the_display() {
    let mut flipping = flipping(Format::Rgb565, Rotation::R0);
    let (mut other, path, _directory) = upright(Format::Rgb565, Rotation::R0);
    other.damage_all();
    for number in 0..3 {
        frame(&mut flipping.screen, number);
        frame(&mut other, number);
    }
    assert_eq!(flipping.fake.yoffset(), SIZE.height);
    flipping.screen.hide();
    assert_eq!(flipping.fake.yoffset(), 0);
    assert_eq!(flipping.fake.state().heights, [2 * SIZE.height, SIZE.height]);
    assert!(flipping.seen() == std::fs::read(&path).unwrap(), "the last frame, where the first was");
    assert_eq!(flipping.screen.buffering(), Buffering::Flip);
    frame(&mut flipping.screen, 3);
    assert!(flipping.seen() == std::fs::read(&path).unwrap(), "nothing is drawn meanwhile");
    // Taking it back asks the kernel what the device is, which for this file has no answer: that is for real ones.
}
