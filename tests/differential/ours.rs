//! Scenes drawn by fbdraw: JSON in through a session, pixels out of the file's bytes.

use std::path::PathBuf;

use fbdraw::device::{Device, Source};
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::Limits;
use fbdraw::screen::Screen;
use fbdraw::server::lines::Line;
use fbdraw::server::{Display, Session};
use serde_json::Value;

use crate::compare::{HEIGHT, Image, WIDTH};

/// A screen in a file of its own, for one scene after another.
pub(crate) struct Ours {
    display: Display,
    session: Session,
    path: PathBuf,
    /// Removed with everything in it in the end.
    _directory: tempfile::TempDir,
}

impl Ours {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("screen.raw");
        let source = Source::File {
            path: path.clone(),
            size: Size::new(WIDTH as u32, HEIGHT as u32).expect("a size that can be"),
            format: Format::Xrgb8888,
            stride: None,
            offset: 0,
        };
        let device = Device::open(&source).expect("the file can be opened");
        let screen = Screen::new(device, None).expect("the format can be drawn");
        let display = Display::new(screen, Limits::default());
        Self { display, session: Session::default(), path, _directory: directory }
    }

    /// The picture that a frame leaves.
    ///
    /// # Panics
    ///
    /// When there is any reply: silence is success.
    pub(crate) fn render(&mut self, frame: &Value) -> Image {
        let (line, mut reply) = (frame.to_string(), Vec::new());
        self.session.answer(Line::Whole(line.as_bytes()), &mut self.display, &mut reply);
        self.display.screen.present();
        assert!(reply.is_empty(), "{line}\nwas answered with\n{}", String::from_utf8_lossy(&reply));
        let bytes = std::fs::read(&self.path).expect("the file can be read");
        let (pixels, _) = bytes.as_chunks();
        Image { pixels: pixels.iter().map(|&[b, g, r, _]| [r, g, b]).collect() }
    }
}
