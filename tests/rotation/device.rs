//! A file that stands for a device, with rows that are padded, and what it should hold.

use std::fs;
use std::path::PathBuf;

use fbdraw::device::{Device, Source};
use fbdraw::geometry::{PixelRect, Size};
use fbdraw::pixel::layout::{Pixel, Xrgb8888};
use fbdraw::pixel::{Format, convert, layout};
use fbdraw::protocol::Limits;
use fbdraw::rotation::Rotation;
use fbdraw::screen::{Buffering, Screen, Setup};
use fbdraw::server::lines::Line;
use fbdraw::server::{Display, Session};
use tempfile::TempDir;

/// What every byte is before something is drawn over it.
const CANARY: u8 = 0xa5;

/// Size, format and padding of a device.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Geometry {
    pub(crate) size: Size,
    pub(crate) format: Format,
    pub(crate) padding: usize,
}

/// A screen on such a device.
pub(crate) struct Shown {
    display: Display,
    session: Session,
    geometry: Geometry,
    path: PathBuf,
    directory: TempDir,
}

impl Geometry {
    pub(crate) fn turned(self, rotation: Rotation) -> Self {
        Self { size: rotation.size(self.size), ..self }
    }

    fn stride(self) -> usize {
        self.format.row_bytes(self.size.width) + self.padding
    }

    /// The bytes before anything is drawn: black, and canaries wherever no pixel is.
    fn blank(self) -> Vec<u8> {
        let picture = vec![0; (self.size.width * self.size.height * 3) as usize];
        self.expected(&picture, Rotation::R0)
    }

    /// The bytes that show a picture turned: each pixel goes where the rotation says, and is stored or converted as what
    /// it is there.
    pub(crate) fn expected(self, rgb: &[u8], rotation: Rotation) -> Vec<u8> {
        let picture = rotation.size(self.size);
        let mut rows = vec![vec![[0; 4]; self.size.width as usize]; self.size.height as usize];
        for (index, color) in rgb.chunks_exact(3).enumerate() {
            let (x, y) = (index as i32 % picture.width as i32, index as i32 / picture.width as i32);
            let to = rotation.rect(PixelRect::pixel(x, y), picture);
            rows[to.y0 as usize][to.x0 as usize] = [color[0], color[1], color[2], 255];
        }
        let mut bytes = vec![CANARY; self.stride() * self.size.height as usize];
        for (y, (row, colors)) in bytes.chunks_exact_mut(self.stride()).zip(rows).enumerate() {
            self.store(&colors, y, row);
        }
        bytes
    }

    fn store(self, colors: &[[u8; 4]], y: usize, row: &mut [u8]) {
        if !self.format.is_native() {
            let pixels: Vec<_> = colors.iter().map(|&color| Xrgb8888::pack(color)).collect();
            return convert::store(self.format, &pixels, 0, y, row);
        }
        let pack: fn([u8; 4]) -> Vec<u8> = match self.format {
            Format::Xrgb8888 => |color| layout::Xrgb8888::pack(color).to_vec(),
            Format::Argb8888 => |color| layout::Argb8888::pack(color).to_vec(),
            Format::Xbgr8888 => |color| layout::Xbgr8888::pack(color).to_vec(),
            Format::Abgr8888 => |color| layout::Abgr8888::pack(color).to_vec(),
            Format::Rgbx8888 => |color| layout::Rgbx8888::pack(color).to_vec(),
            Format::Bgrx8888 => |color| layout::Bgrx8888::pack(color).to_vec(),
            Format::Rgb888 => |color| layout::Rgb888::pack(color).to_vec(),
            Format::Bgr888 => |color| layout::Bgr888::pack(color).to_vec(),
            Format::Rgb565 => |color| layout::Rgb565::pack(color).to_vec(),
            Format::Bgr565 => |color| layout::Bgr565::pack(color).to_vec(),
            Format::Xrgb1555 => |color| layout::Xrgb1555::pack(color).to_vec(),
            Format::Xbgr1555 => |color| layout::Xbgr1555::pack(color).to_vec(),
            _ => |color| layout::Gray8::pack(color).to_vec(),
        };
        let pixels: Vec<u8> = colors.iter().flat_map(|&color| pack(color)).collect();
        row[..pixels.len()].copy_from_slice(&pixels);
    }
}

impl Shown {
    pub(crate) fn new(geometry: Geometry, rotation: Rotation) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        fs::write(directory.path().join("screen.raw"), geometry.blank()).expect("the file can be written");
        Self::open(directory, geometry, rotation)
    }

    fn open(directory: TempDir, geometry: Geometry, rotation: Rotation) -> Self {
        let path = directory.path().join("screen.raw");
        let Geometry { size, format, .. } = geometry;
        let stride = Some(geometry.stride());
        let device = Device::open(&Source::File { path: path.clone(), size, format, stride, offset: 0 });
        let setup = Setup { buffering: Some(Buffering::Shadow), rotation, ..Setup::default() };
        let screen = Screen::with_setup(device.expect("the file can be opened"), setup);
        let display = Display::new(screen.expect("any format has a shadow"), Limits::default());
        Self { display, session: Session::default(), geometry, path, directory }
    }

    /// Closed and opened again.
    pub(crate) fn reopened(self) -> Self {
        let Self { display, geometry, directory, .. } = self;
        let rotation = display.screen.rotation();
        drop(display);
        Self::open(directory, geometry, rotation)
    }

    /// The picture's size.
    pub(crate) fn size(&self) -> Size {
        self.display.screen.size()
    }

    /// Does what a line says and shows what it changed.
    pub(crate) fn draw(&mut self, line: &str) {
        let mut reply = Vec::new();
        self.session.answer(Line::Whole(line.as_bytes()), &mut self.display, &mut reply);
        let reply = String::from_utf8(reply).expect("replies are UTF-8");
        assert!(!reply.contains("error"), "{line}: {reply}");
        self.display.screen.present();
    }

    /// Shows everything.
    pub(crate) fn repaint(&mut self) {
        self.display.screen.repaint().expect("it has a shadow");
        self.display.screen.present();
    }

    /// The picture that clients see.
    pub(crate) fn rgb(&mut self) -> Vec<u8> {
        let all = self.size().rect();
        self.display.screen.read_rgb(all)
    }

    /// The picture that the device's bytes show, upright.
    pub(crate) fn rgb_of_device(&self) -> Vec<u8> {
        let copy = tempfile::tempdir().expect("a temporary directory");
        fs::write(copy.path().join("screen.raw"), self.bytes()).expect("the file can be written");
        let shown = Self::open(copy, self.geometry, Rotation::R0).rgb();
        let (size, rotation) = (self.size(), self.display.screen.rotation());
        let mut rgb = Vec::new();
        for (y, x) in (0..size.height as i32).flat_map(|y| (0..size.width as i32).map(move |x| (y, x))) {
            let at = rotation.rect(PixelRect::pixel(x, y), size);
            let at = (at.y0 as usize * self.geometry.size.width as usize + at.x0 as usize) * 3;
            rgb.extend_from_slice(&shown[at..at + 3]);
        }
        rgb
    }

    /// All bytes of the device, padding included.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).expect("the file is there")
    }
}
