//! The picture in memory of our own, from which the device gets what it shows.

use fearless_simd::Level;

use crate::canvas::Canvas;
use crate::device::{Device, Geometry};
use crate::geometry::{PixelRect, Size};
use crate::pixel::layout::{Pixel, Xrgb8888};
use crate::pixel::turn::{STRIP_COLUMNS, STRIP_ROWS, Walk, turn};
use crate::pixel::{Format, Palette, convert, with_pixel};
use crate::rotation::Rotation;

/// The picture as clients see it: upright whichever way the device shows it, in a format that can be drawn in, its rows
/// without padding.
#[derive(Debug)]
pub(super) struct Shadow {
    bytes: Vec<u8>,
    size: Size,
    format: Format,
    /// By how much the device shows it turned.
    rotation: Rotation,
    level: Level,
}

impl Shadow {
    /// A copy of what the device shows, turned back.
    pub(super) fn of(device: &Device, rotation: Rotation, level: Level) -> Self {
        let shown = Self::upright(device, level);
        if rotation == Rotation::R0 {
            return shown;
        }
        let mut turned =
            Self { bytes: vec![0; shown.bytes.len()], size: rotation.size(shown.size), rotation, ..shown };
        let walk = Walk::new(rotation.inverse(), shown.size, shown.stride(), shown.bytes_per_pixel(), (0, 0));
        let (bytes_per_pixel, stride) = (turned.bytes_per_pixel(), turned.stride());
        let size = (turned.size.width as usize, turned.size.height as usize);
        turn(level, &shown.bytes, walk, bytes_per_pixel, &mut turned.bytes, stride, size);
        turned
    }

    /// A black picture for a device, in which no alpha is opaque yet.
    pub(super) fn empty(geometry: &Geometry, rotation: Rotation, level: Level) -> Self {
        let native = geometry.format().is_native();
        let format = if native { geometry.format() } else { Format::Xrgb8888 };
        let size = rotation.size(geometry.size());
        let bytes = vec![0; format.row_bytes(size.width) * size.height as usize];
        Self { bytes, size, format, rotation, level }
    }

    fn upright(device: &Device, level: Level) -> Self {
        let geometry = device.geometry();
        let mut shadow = Self::empty(geometry, Rotation::R0, level);
        let (format, stride) = (geometry.format(), shadow.stride());
        let shown = device.bytes().chunks(geometry.stride());
        for (row, shown) in shadow.bytes.chunks_exact_mut(stride).zip(shown) {
            match device.palette() {
                _ if format.is_native() => row.copy_from_slice(&shown[..stride]),
                Some(palette) => convert::load_indexed(palette, format, shown, Xrgb8888::row_mut(row)),
                None => convert::load(format, shown, Xrgb8888::row_mut(row)),
            }
        }
        shadow
    }

    /// The same picture, to be shown turned by `rotation`: where width and height change places, every pixel that is
    /// still inside stays at its place, and the rest is black.
    #[must_use]
    pub(super) fn turned(self, rotation: Rotation) -> Self {
        let size = if rotation.swaps() == self.rotation.swaps() {
            return Self { rotation, ..self };
        } else {
            Rotation::R90.size(self.size)
        };
        let mut turned = Self { bytes: vec![0; self.bytes.len()], size, rotation, ..self };
        with_pixel!(self.format, P => P::fill(P::row_mut(&mut turned.bytes), P::pack([0, 0, 0, 255])));
        let (from, to) = (self.stride(), turned.stride());
        let kept = from.min(to);
        for (row, before) in turned.bytes.chunks_exact_mut(to).zip(self.bytes.chunks_exact(from)) {
            row[..kept].copy_from_slice(&before[..kept]);
        }
        turned
    }

    /// Width and height of the picture.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// The pixels to draw on.
    pub(super) fn canvas(&mut self) -> Canvas<'_> {
        let stride = self.stride();
        Canvas::new(&mut self.bytes, stride, self.size, self.format, self.level)
    }

    /// Writes the device's pixels in `rect` into its `bytes`; `palette` is what indices stand for, where they are such.
    /// What else its bytes hold stays as it is.
    pub(super) fn show(
        &self,
        rect: PixelRect,
        geometry: &Geometry,
        palette: Option<&Palette>,
        bytes: &mut [u8],
    ) {
        match (geometry.format() == self.format, self.rotation) {
            (true, Rotation::R0) => self.copy(rect, geometry, bytes),
            (true, _) => {
                let (start, size) = (self.start(rect, geometry), (rect.width(), rect.height()));
                self.turn(rect.x0, rect.y0, size, &mut bytes[start..], geometry.stride());
            }
            (false, Rotation::R0) => {
                for (y, row) in rows(rect, geometry, bytes) {
                    let (x, end) = columns(rect, geometry);
                    let pixels = Xrgb8888::row(&self.bytes[y * self.stride()..(y + 1) * self.stride()]);
                    store(geometry.format(), palette, &pixels[x..end], (x, y), row);
                }
            }
            (false, _) => self.turn_and_convert(rect, geometry, palette, bytes),
        }
    }

    fn copy(&self, rect: PixelRect, geometry: &Geometry, bytes: &mut [u8]) {
        let bytes_per_pixel = self.bytes_per_pixel();
        let changed = rect.x0 as usize * bytes_per_pixel..rect.x1 as usize * bytes_per_pixel;
        for (y, row) in rows(rect, geometry, bytes) {
            let pixels = &self.bytes[y * self.stride()..(y + 1) * self.stride()];
            row[changed.clone()].copy_from_slice(&pixels[changed.clone()]);
        }
    }

    /// Turns a strip at a time and converts it while the first cache has it. Dithering goes by the device's pixels, as
    /// without a turn.
    fn turn_and_convert(
        &self,
        rect: PixelRect,
        geometry: &Geometry,
        palette: Option<&Palette>,
        bytes: &mut [u8],
    ) {
        const STRIDE: usize = STRIP_COLUMNS * Xrgb8888::SIZE;
        let mut strip = [0; STRIDE * STRIP_ROWS];
        let (left, right) = columns(rect, geometry);
        for y in (rect.y0 as usize..rect.y1 as usize).step_by(STRIP_ROWS) {
            let height = STRIP_ROWS.min(rect.y1 as usize - y);
            for x in (left..right).step_by(STRIP_COLUMNS) {
                let width = STRIP_COLUMNS.min(right - x);
                self.turn(x as i32, y as i32, (width, height), &mut strip, STRIDE);
                let part = PixelRect { y0: y as i32, y1: (y + height) as i32, ..rect };
                for ((y, row), pixels) in rows(part, geometry, bytes).zip(strip.chunks_exact(STRIDE)) {
                    store(geometry.format(), palette, &Xrgb8888::row(pixels)[..width], (x, y), row);
                }
            }
        }
    }

    /// Writes the device's pixels from column `x` and row `y` on, in the picture's format.
    fn turn(&self, x: i32, y: i32, size: (usize, usize), target: &mut [u8], stride: usize) {
        let (bytes_per_pixel, place) = (self.bytes_per_pixel(), (x as usize, y as usize));
        let walk = Walk::new(self.rotation, self.size, self.stride(), bytes_per_pixel, place);
        turn(self.level, &self.bytes, walk, bytes_per_pixel, target, stride, size);
    }

    /// The byte of the device at which `rect` begins.
    fn start(&self, rect: PixelRect, geometry: &Geometry) -> usize {
        rect.y0 as usize * geometry.stride() + rect.x0 as usize * self.bytes_per_pixel()
    }

    fn stride(&self) -> usize {
        self.format.row_bytes(self.size.width)
    }

    fn bytes_per_pixel(&self) -> usize {
        self.format.bits_per_pixel() as usize / 8
    }
}

/// Converts pixels of row `y` from column `x` on into the device's `row`.
fn store(
    format: Format,
    palette: Option<&Palette>,
    pixels: &[[u8; 4]],
    (x, y): (usize, usize),
    row: &mut [u8],
) {
    match palette {
        Some(palette) => convert::store_indexed(palette, format, pixels, x, y, row),
        None => convert::store(format, pixels, x, y, row),
    }
}

/// The device's rows with pixels of `rect`, each with its number and without its padding.
fn rows<'b>(
    rect: PixelRect,
    geometry: &Geometry,
    bytes: &'b mut [u8],
) -> impl Iterator<Item = (usize, &'b mut [u8])> + use<'b> {
    let used = geometry.format().row_bytes(geometry.size().width);
    let rows = bytes.chunks_mut(geometry.stride()).map(move |row| &mut row[..used]);
    rows.enumerate().skip(rect.y0 as usize).take(rect.height())
}

/// The columns of `rect`, widened to those that share bytes with them.
fn columns(rect: PixelRect, geometry: &Geometry) -> (usize, usize) {
    let unit = convert::pixels_per_byte(geometry.format());
    let end = (rect.x1 as usize).next_multiple_of(unit).min(geometry.size().width as usize);
    (rect.x0 as usize / unit * unit, end)
}
