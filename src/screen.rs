//! From the canvas to the device: what was drawn becomes visible.

mod control;
mod revive;

use std::ops::Range;

use fearless_simd::Level;

use crate::canvas::Canvas;
use crate::damage::Damage;
use crate::device::{Device, Geometry};
use crate::geometry::{PixelRect, Size};
use crate::pixel::layout::{Pixel, Xrgb8888};
use crate::pixel::{Format, Palette, convert};
pub use control::NothingKept;

/// Where is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buffering {
    /// In the mapping itself. Cheapest for plain memory; half-drawn frames can be seen.
    Direct,
    /// In memory of our own, from which what changed is copied. Device memory is often slow to read, and frames
    /// appear whole.
    Shadow,
}

impl Buffering {
    /// The name in settings and replies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Shadow => "shadow",
        }
    }
}

/// A device with what is needed to draw on it.
#[derive(Debug)]
pub struct Screen {
    device: Device,
    shadow: Option<Shadow>,
    damage: Damage,
    level: Level,
    dither: bool,
    /// While the display is left to others: where is drawn otherwise.
    hidden: Option<Buffering>,
    /// What was asked for, in case the device has to be opened again.
    choice: Option<Buffering>,
}

/// The picture in memory of our own: rows without padding.
#[derive(Debug)]
struct Shadow {
    bytes: Vec<u8>,
    stride: usize,
    format: Format,
}

/// A screen whose format cannot be drawn in was asked to be drawn on directly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} cannot be drawn directly, only converted: use --buffer shadow or auto")]
pub struct NotDirect(Format);

impl Screen {
    /// A screen on `device` that shows what the device shows. Without a choice of `buffering` a plain file in a
    /// native format is drawn on directly, everything else through a shadow.
    ///
    /// The device's colour map becomes what it must be for colours to be shown as they are meant.
    pub fn new(mut device: Device, buffering: Option<Buffering>) -> Result<Self, NotDirect> {
        let geometry = *device.geometry();
        let (size, format) = (geometry.size(), geometry.format());
        let auto =
            if format.is_native() && device.is_plain_file() { Buffering::Direct } else { Buffering::Shadow };
        let shadow = match buffering.unwrap_or(auto) {
            Buffering::Direct if !format.is_native() => return Err(NotDirect(format)),
            // What is drawn in memory of our own is not drawn directly, whatever it is called.
            Buffering::Direct if device.is_mapped() => None,
            Buffering::Direct => Some(Shadow::of(&device)),
            Buffering::Shadow => Some(Shadow::of(&device)),
        };
        let damage = if shadow.is_some() { Damage::of(size) } else { Damage::ignored() };
        let other_colors = device.install_colors();
        let level = Level::new();
        let mut screen =
            Self { device, shadow, damage, level, dither: true, choice: buffering, hidden: None };
        if other_colors {
            // The indices that are there mean other colours now.
            screen.damage.add(|| size.rect());
            screen.present();
        }
        Ok(screen)
    }

    /// The same, with or without dithering of gradients and translucent paint in formats of few colours.
    #[must_use]
    pub fn dithered(self, dither: bool) -> Self {
        Self { dither, ..self }
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.device.geometry().size()
    }

    /// Where is drawn.
    pub fn buffering(&self) -> Buffering {
        let now = if self.shadow.is_some() { Buffering::Shadow } else { Buffering::Direct };
        self.hidden.unwrap_or(now)
    }

    /// What is drawn on in the end.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The pixels to draw on, and where to note which have changed.
    #[inline]
    pub fn canvas(&mut self) -> (Canvas<'_>, &mut Damage) {
        let geometry = *self.device.geometry();
        let canvas = match &mut self.shadow {
            Some(Shadow { bytes, stride, format }) => {
                Canvas::new(bytes, *stride, geometry.size(), *format, self.level)
            }
            None => {
                let (stride, format) = (geometry.stride(), geometry.format());
                Canvas::new(self.device.bytes_mut(), stride, geometry.size(), format, self.level)
            }
        };
        (canvas.dithered(self.dither), &mut self.damage)
    }

    /// Makes what was drawn visible, unless the display is left to others.
    pub fn present(&mut self) {
        if self.hidden.is_some() {
            return;
        }
        let Some(shadow) = &self.shadow else { return };
        let geometry = *self.device.geometry();
        for rect in self.damage.take() {
            let (bytes, palette) = self.device.pixels_mut();
            for y in rect.y0 as usize..rect.y1 as usize {
                let start = y * geometry.stride();
                let row = &mut bytes[start..start + geometry.format().row_bytes(geometry.size().width)];
                shadow.show(geometry.format(), palette, y, rect.x0 as usize..rect.x1 as usize, row);
            }
            let last = (rect.y1 as usize - 1) * geometry.stride();
            let row = geometry.format().row_bytes(geometry.size().width);
            self.device.flush(rect.y0 as usize * geometry.stride()..last + row);
        }
    }

    /// Red, green and blue of every pixel of a region inside the screen, row after row.
    pub fn read_rgb(&mut self, region: PixelRect) -> Vec<u8> {
        let mut rgb = Vec::with_capacity(region.width() * region.height() * 3);
        let (canvas, _) = self.canvas();
        if !region.is_empty() {
            (region.y0..region.y1).for_each(|y| canvas.read_rgb(y, region.x0, region.x1, &mut rgb));
        }
        rgb
    }
}

impl Shadow {
    /// Room for the pixels of a device.
    fn for_geometry(geometry: &Geometry) -> Self {
        let native = geometry.format().is_native();
        let format = if native { geometry.format() } else { Format::Xrgb8888 };
        let stride = format.row_bytes(geometry.size().width);
        let bytes = vec![0; stride * geometry.size().height as usize];
        Self { bytes, stride, format }
    }

    /// A copy of what the device shows.
    fn of(device: &Device) -> Self {
        let geometry = device.geometry();
        let mut shadow = Self::for_geometry(geometry);
        let (format, stride) = (geometry.format(), shadow.stride);
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

    /// Writes the columns of row `y` into the device's `row`.
    fn show(
        &self,
        format: Format,
        palette: Option<&Palette>,
        y: usize,
        columns: Range<usize>,
        row: &mut [u8],
    ) {
        let pixels = &self.bytes[y * self.stride..(y + 1) * self.stride];
        if format == self.format {
            let bytes_per_pixel = format.bits_per_pixel() as usize / 8;
            let changed = columns.start * bytes_per_pixel..columns.end * bytes_per_pixel;
            row[changed.clone()].copy_from_slice(&pixels[changed]);
        } else {
            let unit = convert::pixels_per_byte(format);
            let columns = columns.start / unit * unit..columns.end.next_multiple_of(unit);
            let pixels = Xrgb8888::row(pixels);
            let end = columns.end.min(pixels.len());
            let (x, pixels) = (columns.start, &pixels[columns.start..end]);
            match palette {
                Some(palette) => convert::store_indexed(palette, format, pixels, x, y, row),
                None => convert::store(format, pixels, x, y, row),
            }
        }
    }
}
