//! A screen in a file of its own: JSON goes in through a session, pixels are read from the file's bytes.
#![allow(dead_code, reason = "every test program uses a part of it")]

pub(crate) mod decode;

use std::path::PathBuf;

use fbdraw::device::{Device, Source};
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::Limits;
use fbdraw::screen::{Buffering, Screen};
use fbdraw::server::lines::Line;
use fbdraw::server::{Display, Session};
use serde_json::Value;

/// What stands in every byte and bit of the file that is no pixel.
const CANARY: u8 = 0xa5;

/// Bytes of the file behind the last row.
const TAIL: usize = 37;

/// A screen that begins as zero bytes between canaries. It is opened when something is first asked of it, so
/// that its geometry can be chosen before.
pub(crate) struct Picture {
    size: Size,
    format: Format,
    padding: usize,
    offset: usize,
    buffering: Option<Buffering>,
    open: Option<Open>,
}

struct Open {
    display: Display,
    session: Session,
    path: PathBuf,
    /// Removed with everything in it when the picture goes.
    _directory: tempfile::TempDir,
}

impl Picture {
    /// A screen whose rows follow each other without a gap, at the start of the file.
    pub(crate) fn new(width: u32, height: u32, format: Format) -> Self {
        let size = Size::new(width, height).expect("a size that can be");
        Self { size, format, padding: 0, offset: 0, buffering: None, open: None }
    }

    /// With `padding` bytes after the pixels of each row.
    pub(crate) fn with_padding(self, padding: usize) -> Self {
        Self { padding, ..self }
    }

    /// With the first pixel at byte `offset` of the file.
    pub(crate) fn with_offset(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// Drawn on directly or through a shadow.
    pub(crate) fn with_buffering(self, buffering: Buffering) -> Self {
        Self { buffering: Some(buffering), ..self }
    }

    /// Draws the commands of one line and shows them.
    ///
    /// # Panics
    ///
    /// When there is any reply: silence is success.
    pub(crate) fn draw(&mut self, line: impl ToString) {
        let line = line.to_string();
        let reply = self.reply(&line);
        assert!(reply.is_empty(), "{line}\nwas answered with\n{}", String::from_utf8_lossy(&reply));
    }

    /// The result that a question is answered with.
    pub(crate) fn ask(&mut self, line: impl ToString) -> Value {
        let line = line.to_string();
        let reply: Value = serde_json::from_slice(&self.reply(&line)).expect("a reply in JSON");
        assert!(reply.get("error").is_none(), "{line}\nwas answered with\n{reply}");
        reply["result"].clone()
    }

    /// Whatever one line is answered with, an error too.
    pub(crate) fn ask_anything(&mut self, line: impl ToString) -> Value {
        serde_json::from_slice(&self.reply(&line.to_string())).expect("a reply in JSON")
    }

    /// Red, green and blue of every pixel, row after row, decoded from the file.
    pub(crate) fn rgb(&mut self) -> Vec<[u8; 3]> {
        let bytes = self.bytes();
        let (width, format) = (self.size.width as usize, self.format);
        let rows = (0..self.size.height as usize).map(|y| &bytes[self.row_start(y)..]);
        rows.flat_map(|row| (0..width).map(move |x| decode::rgb(format, row, x))).collect()
    }

    /// The whole file.
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        std::fs::read(&self.opened().path).expect("the file can be read")
    }

    /// The bytes of row `y`, its padding left out.
    pub(crate) fn row(&mut self, y: usize) -> Vec<u8> {
        let start = self.row_start(y);
        self.bytes()[start..start + self.row_bytes()].to_vec()
    }

    /// # Panics
    ///
    /// When a byte before, between or behind the rows, or a bit behind the last pixel of a row, has changed.
    pub(crate) fn assert_untouched_around(&mut self) {
        let bytes = self.bytes();
        assert_eq!(bytes.len(), self.offset + self.stride() * self.size.height as usize + TAIL);
        let mut around = bytes.clone();
        self.each_pixel_byte(|index, bits| around[index] = around[index] & !bits | CANARY & bits);
        let changed = around.iter().position(|&byte| byte != CANARY);
        assert_eq!(changed, None, "the first byte that is no pixel's and was written");
    }

    fn reply(&mut self, line: &str) -> Vec<u8> {
        let Open { display, session, .. } = self.opened();
        let mut reply = Vec::new();
        session.answer(Line::Whole(line.as_bytes()), display, &mut reply);
        display.screen.present();
        reply
    }

    fn row_bytes(&self) -> usize {
        (self.size.width as usize * decode::bits_per_pixel(self.format)).div_ceil(8)
    }

    fn stride(&self) -> usize {
        self.row_bytes() + self.padding
    }

    fn row_start(&self, y: usize) -> usize {
        self.offset + y * self.stride()
    }

    /// Calls `action` with the index of every byte that holds pixels, and which of its bits they have.
    fn each_pixel_byte(&self, mut action: impl FnMut(usize, u8)) {
        let bits = self.size.width as usize * decode::bits_per_pixel(self.format);
        for y in 0..self.size.height as usize {
            let start = self.row_start(y);
            (start..start + bits / 8).for_each(|index| action(index, 0xff));
            if !bits.is_multiple_of(8) {
                action(start + bits / 8, decode::first_bits(self.format, bits % 8));
            }
        }
    }

    fn opened(&mut self) -> &mut Open {
        if self.open.is_none() {
            self.open = Some(self.create());
        }
        self.open.as_mut().expect("it was opened")
    }

    fn create(&self) -> Open {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("screen.raw");
        let mut bytes = vec![CANARY; self.row_start(self.size.height as usize) + TAIL];
        self.each_pixel_byte(|index, bits| bytes[index] &= !bits);
        std::fs::write(&path, bytes).expect("the file can be written");
        let source = Source::File {
            path: path.clone(),
            size: self.size,
            format: self.format,
            stride: Some(self.stride()),
            offset: self.offset as u64,
        };
        let device = Device::open(&source).expect("the file can be opened");
        let screen = Screen::new(device, self.buffering).expect("the format can be drawn like this");
        let display = Display::new(screen, Limits::default());
        Open { display, session: Session::default(), path, _directory: directory }
    }
}
