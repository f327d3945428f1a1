//! Pages on an emulated driver.

use std::path::PathBuf;

use tempfile::TempDir;

use super::super::fake::{Fake, Put};
use super::super::ioctl::FB_VMODE_YWRAP;
use super::super::{Device, Geometry};
use crate::geometry::Size;
use crate::pixel::Format;

const SIZE: Size = Size { width: 6, height: 4 };
const STRIDE: usize = 16;
const PAGE: usize = STRIDE * SIZE.height as usize;
const LEAD: usize = 640;
const ROWS: u32 = 12;

/// A device that begins at a row of its memory of twelve, the driver of a virtual screen of so many rows, and the memory.
struct Emulated {
    device: Device,
    fake: Fake,
    path: PathBuf,
    _directory: TempDir,
}

fn emulated(yoffset: u32, yres_virtual: u32) -> Emulated {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("memory");
    std::fs::write(&path, vec![0xa5; LEAD + ROWS as usize * STRIDE]).unwrap();
    let start = u64::from(yoffset) * STRIDE as u64;
    let geometry = Geometry::new(SIZE, Some(STRIDE), Format::Rgb565, start).unwrap();
    let fake = Fake::new(&geometry, yoffset, yres_virtual, ROWS);
    Emulated { device: fake.device(&path, geometry, LEAD), fake, path, _directory: directory }
}

impl Emulated {
    /// Fills the page that is drawn on and shows it.
    fn frame(&mut self, value: u8) {
        fill(&mut self.device, value);
        self.device.flip().unwrap();
    }

    /// What is visible now.
    fn seen(&self) -> u8 {
        self.at(self.fake.yoffset())
    }

    /// The one value of all pixels of a page; everything between them must be as it was.
    fn at(&self, yoffset: u32) -> u8 {
        let memory = std::fs::read(&self.path).unwrap();
        let rows: Vec<_> = memory[LEAD + yoffset as usize * STRIDE..].chunks(STRIDE).take(4).collect();
        let value = rows[0][0];
        assert!(rows.iter().all(|row| row[..12] == [value; 12] && row[12..] == [0xa5; 4]), "{rows:x?}");
        assert!(memory[..LEAD].iter().all(|&byte| byte == 0xa5));
        value
    }
}

fn fill(device: &mut Device, value: u8) {
    assert_eq!(device.bytes().len(), PAGE - 4);
    device.bytes_mut().chunks_mut(STRIDE).for_each(|row| row[..12].fill(value));
}

#[test]
fn pages_take_turns_and_the_first_place_is_given_back() {
    let mut emulated = emulated(0, 8);
    emulated.fake.state().var.vmode = FB_VMODE_YWRAP;
    emulated.device.use_pages_of_fake(&emulated.fake).unwrap();
    assert_eq!(emulated.device.hidden_page(), Some(1));
    for value in 1..6 {
        emulated.frame(value);
        assert_eq!(emulated.seen(), value);
    }
    assert_eq!(emulated.fake.state().panned, [4, 0, 4, 0, 4]);
    assert!(emulated.fake.state().heights.is_empty(), "there was room");
    emulated.device.leave_pages();
    assert_eq!((emulated.fake.yoffset(), emulated.seen()), (0, 5));
    fill(&mut emulated.device, 9);
    assert_eq!(emulated.seen(), 9, "what is drawn on is what is seen");
}

#[test]
fn room_is_made_where_there_is_none_and_given_back() {
    let mut emulated = emulated(0, 4);
    emulated.device.use_pages_of_fake(&emulated.fake).unwrap();
    emulated.frame(1);
    assert_eq!((emulated.seen(), emulated.fake.yoffset()), (1, 4));
    let Emulated { device, fake, path, _directory } = emulated;
    drop(device);
    assert_eq!(fake.state().heights, [8, 4]);
    assert_eq!(fake.state().var.yres_virtual, 4);
    assert_eq!(fake.yoffset(), 0);
    assert_eq!(std::fs::read(path).unwrap()[LEAD], 1, "the last picture is where the first was");
}

#[test]
fn a_third_page_that_was_visible_is_visible_in_the_end() {
    let mut emulated = emulated(8, 12);
    emulated.device.use_pages_of_fake(&emulated.fake).unwrap();
    emulated.frame(1);
    emulated.frame(2);
    assert_eq!(emulated.seen(), 2);
    assert_eq!(emulated.fake.state().panned, [0, 4]);
    emulated.device.leave_pages();
    assert_eq!((emulated.fake.yoffset(), emulated.seen()), (8, 2));
}

#[test]
fn drivers_without_pages_say_why_and_are_left_as_they_were() {
    type Change = fn(&Fake);
    let cases: [(u32, Change, &str); 7] = [
        (
            4,
            |fake| fake.state().put = Put::Refuses,
            "refuses a virtual height of 8 (FBIOPUT_VSCREENINFO): Invalid argument",
        ),
        (4, |fake| fake.state().put = Put::Ignores, "makes 6x4 in a virtual height of 4 of two pages"),
        (4, |fake| fake.state().put = Put::Halves, "makes 3x4 in a virtual height of 8 of two pages"),
        (8, |fake| fake.state().fix.ypanstep = 0, "cannot pan by 4 rows (ypanstep 0)"),
        (8, |fake| fake.state().fix.ypanstep = 3, "cannot pan by 4 rows (ypanstep 3)"),
        (4, |fake| fake.state().fix.smem_len = 123, "has 123 bytes of memory and two pages need 124"),
        (8, |fake| fake.state().var.xres = 5, "its mode is not the one that is drawn on"),
    ];
    for (height, change, message) in cases {
        let mut emulated = emulated(0, height);
        change(&emulated.fake);
        let before = format!("{:?}", emulated.fake.state().var);
        let error = emulated.device.use_pages_of_fake(&emulated.fake).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert_eq!(format!("{:?}", emulated.fake.state().var), before, "{message}");
        assert_eq!(emulated.device.hidden_page(), None);
        fill(&mut emulated.device, 7);
        assert_eq!(emulated.seen(), 7, "{message}");
    }
}

#[test]
fn a_driver_that_stops_panning_is_drawn_on_where_it_is() {
    for frames in 0..3 {
        let mut emulated = emulated(0, 8);
        emulated.device.use_pages_of_fake(&emulated.fake).unwrap();
        emulated.fake.state().pans_left = frames;
        (0..frames).for_each(|frame| emulated.frame(frame as u8 + 1));
        fill(&mut emulated.device, 0x33);
        let error = emulated.device.flip().unwrap_err().to_string();
        assert!(error.contains("(FBIOPAN_DISPLAY): Device or resource busy"), "{error}");
        assert_eq!(emulated.device.hidden_page(), None);
        fill(&mut emulated.device, 0x44);
        assert_eq!(emulated.seen(), 0x44, "after {frames} frames");
        assert!(emulated.device.flip().is_ok(), "it is not asked again");
        assert_eq!(emulated.fake.state().panned.len(), frames);
    }
}

#[test]
fn files_have_no_pages() {
    let mut emulated = emulated(0, 8);
    let error = emulated.device.use_pages().unwrap_err().to_string();
    assert_eq!(error, "it is no framebuffer");
}
