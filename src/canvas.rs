//! Coverage × paint → bytes: what all drawing ends in.

mod axis;
mod runs;

use fearless_simd::{Level, Simd, dispatch};

use crate::color::Color;
use crate::geometry::{PixelRect, Size};
use crate::paint::Source;
use crate::pixel::{Blend, Format, Pixel, Rgba, kernel, layout, with_pixel};
use crate::raster::Coverage;
use runs::{Ink, cover, shade};

/// Pixels to draw on: a borrowed stretch of memory, which may be a shared mapping, with its geometry.
///
/// # Guarantees
///
/// The format is native, each row of `stride` bytes holds a row of `bounds`, and the bytes reach from the first
/// pixel at least to the last. Nothing but pixels is ever written: the rest of a row stays as it is.
#[derive(Debug)]
pub struct Canvas<'a> {
    bytes: &'a mut [u8],
    stride: usize,
    bounds: PixelRect,
    format: Format,
    level: Level,
    dither: bool,
}

/// What covered pixels are painted with.
#[derive(Debug, Clone, Copy)]
pub struct Brush<'a> {
    /// The colours.
    pub source: Source<'a>,
    /// How much of them is left, 0–255.
    pub opacity: u8,
    /// How they are put together with what is below.
    pub blend: Blend,
}

impl Brush<'_> {
    /// Whether nothing of what is below shows through where a pixel is covered whole.
    fn is_stored(&self) -> bool {
        self.opacity == 255 && self.source.is_opaque() && matches!(self.blend, Blend::Over | Blend::Src)
    }
}

impl<'a> Canvas<'a> {
    /// A canvas over `bytes`, which begin with the pixel at the top left.
    ///
    /// # Panics
    ///
    /// When one of the type's guarantees does not hold.
    pub fn new(bytes: &'a mut [u8], stride: usize, size: Size, format: Format, level: Level) -> Self {
        Self::part(bytes, stride, size.rect(), format, level)
    }

    /// A canvas that is only a part of what is drawn on: `bytes` begin with the pixel at the top left of `bounds`.
    ///
    /// # Panics
    ///
    /// When one of the type's guarantees does not hold, or the part is empty.
    pub fn part(bytes: &'a mut [u8], stride: usize, bounds: PixelRect, format: Format, level: Level) -> Self {
        assert!(format.is_native() && !bounds.is_empty(), "no canvas of {bounds:?} in {format}");
        let row = format.row_bytes(bounds.width() as u32);
        assert!(stride >= row, "{bounds:?} in {format} does not fit a stride of {stride}");
        assert!(bytes.len() >= stride * (bounds.height() - 1) + row, "{} bytes for {bounds:?}", bytes.len());
        Self { bytes, stride, bounds, format, level, dither: true }
    }

    /// The part of it that lies within `region`, or `None` where no pixel does.
    pub fn part_within(self, region: PixelRect) -> Option<Self> {
        let bounds = self.bounds.intersect(region);
        if bounds.is_empty() {
            return None;
        }
        let start = self.offset(bounds.x0, bounds.y0);
        Some(Self { bytes: &mut self.bytes[start..], bounds, ..self })
    }

    /// The same, with or without ordered dithering of gradients and translucent paint in formats of few colours.
    #[must_use]
    pub fn dithered(self, dither: bool) -> Self {
        Self { dither, ..self }
    }

    /// The pixels there are.
    pub fn bounds(&self) -> PixelRect {
        self.bounds
    }

    /// The instructions that its kernels use.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Whether it dithers.
    pub fn is_dithered(&self) -> bool {
        self.dither
    }

    /// Paints what is covered.
    #[inline]
    pub fn paint(&mut self, coverage: &Coverage, brush: &Brush<'_>) {
        match (brush.source, brush.blend) {
            (Source::Solid(color), Blend::Over) => {
                let alpha = layout::div_255(u32::from(color.a) * u32::from(brush.opacity));
                if alpha == 255 || !self.dithers() {
                    self.paint_over(coverage, color, alpha);
                } else {
                    self.shade(coverage, brush);
                }
            }
            (Source::Solid(color), Blend::Src) => self.replace(coverage, color, brush.opacity),
            _ => self.shade(coverage, brush),
        }
    }

    /// Whether colours between those of the format are to be mixed from those around them.
    fn dithers(&self) -> bool {
        self.dither && self.format.bits_per_pixel() == 16
    }

    fn paint_over(&mut self, coverage: &Coverage, color: Color, alpha: u8) {
        if alpha != 0 {
            with_pixel!(self.format, P => {
                let stored = (alpha == 255).then(|| P::pack(layout::premultiplied(Color { a: 255, ..color })));
                let ink = Ink::<P> { stored, mixed: P::ink(layout::ink_over(color)), alpha };
                dispatch!(self.level, simd => cover(simd, self, coverage, ink));
            });
        }
    }

    /// Replaces what is covered by `color`, its alpha included where the format has one. `opacity` (0–255) is how
    /// much of the old pixels goes.
    pub fn replace(&mut self, coverage: &Coverage, color: Color, opacity: u8) {
        with_pixel!(self.format, P => {
            let value = layout::premultiplied(color);
            let ink = Ink::<P> { stored: (opacity == 255).then(|| P::pack(value)), mixed: P::ink(value), alpha: opacity };
            dispatch!(self.level, simd => cover(simd, self, coverage, ink));
        });
    }

    /// Paints colour by colour.
    fn shade(&mut self, coverage: &Coverage, brush: &Brush<'_>) {
        with_pixel!(self.format, P => {
            dispatch!(self.level, simd => shade::<_, P>(simd, self, coverage, brush));
        });
    }

    /// Replaces single pixels as [`Canvas::replace`] does; those outside `clip` are left out.
    pub fn put(
        &mut self,
        points: impl Iterator<Item = (i32, i32)>,
        clip: PixelRect,
        color: Color,
        opacity: u8,
    ) {
        let clip = clip.intersect(self.bounds);
        with_pixel!(self.format, P => {
            let ink = P::ink(layout::premultiplied(color));
            for (x, y) in points.filter(|&(x, y)| clip.contains(PixelRect::pixel(x, y))) {
                for pixel in self.row_mut::<P>(y, x, x + 1) {
                    *pixel = P::mix(*pixel, ink, opacity);
                }
            }
        });
    }

    /// Copies the pixels of `from` to `to_x`, `to_y`, as if through a picture of their own: overlap is safe.
    /// Both places are cut to the canvas and the target to `clip` as well. Returns what was written.
    pub fn copy(&mut self, from: PixelRect, to_x: i32, to_y: i32, clip: PixelRect) -> PixelRect {
        let (dx, dy) = (to_x - from.x0, to_y - from.y0);
        let target = from.intersect(self.bounds).shifted(dx, dy).intersect(clip).intersect(self.bounds);
        if target.is_empty() {
            // Its corners may lie anywhere, and a row of no pixels at a place that does not exist is one too many.
            return PixelRect::EMPTY;
        }
        let bytes_per_pixel = self.format.bits_per_pixel() as usize / 8;
        let length = target.width() * bytes_per_pixel;
        let mut move_row = |y: i32| {
            let source = self.offset(target.x0 - dx, y - dy);
            let destination = self.offset(target.x0, y);
            self.bytes.copy_within(source..source + length, destination);
        };
        if dy > 0 {
            (target.y0..target.y1).rev().for_each(&mut move_row);
        } else {
            (target.y0..target.y1).for_each(&mut move_row);
        }
        target
    }

    /// Reads the pixels of `from`, which lies inside, as premultiplied colours.
    pub fn read(&self, from: PixelRect, out: &mut [Rgba]) {
        with_pixel!(self.format, P => {
            for (y, out) in (from.y0..from.y1).zip(out.chunks_exact_mut(from.width())) {
                let start = self.offset(from.x0, y);
                let row = P::row(&self.bytes[start..start + from.width() * P::SIZE]);
                out.iter_mut().zip(row).for_each(|(color, &pixel)| *color = P::unpack(pixel));
            }
        });
    }

    /// Replaces the pixels of `to`, which lies inside, by premultiplied colours.
    pub fn write(&mut self, to: PixelRect, colors: &[Rgba]) {
        with_pixel!(self.format, P => {
            for (row, colors) in self.rows_mut::<P>(to).zip(colors.chunks_exact(to.width())) {
                row.iter_mut().zip(colors).for_each(|(pixel, &color)| *pixel = P::pack(color));
            }
        });
    }

    /// Appends red, green and blue of each pixel of row `y` between the columns `x0` and `x1`, which lie inside.
    pub fn read_rgb(&self, y: i32, x0: i32, x1: i32, out: &mut Vec<u8>) {
        with_pixel!(self.format, P => {
            let start = self.offset(x0, y);
            let row = P::row(&self.bytes[start..start + (x1 - x0) as usize * P::SIZE]);
            dispatch!(self.level, simd => simd.vectorize(|| kernel::read_rgb::<P>(row, out)));
        });
    }

    /// The index of the first byte of a pixel.
    #[inline(always)]
    fn offset(&self, x: i32, y: i32) -> usize {
        let (x, y) = ((x - self.bounds.x0) as usize, (y - self.bounds.y0) as usize);
        y * self.stride + x * (self.format.bits_per_pixel() as usize / 8)
    }

    /// The pixels of row `y` from column `x0` to before `x1`, which lie inside.
    #[inline(always)]
    fn row_mut<P: Pixel>(&mut self, y: i32, x0: i32, x1: i32) -> &mut [P::Bytes] {
        let (x, y) = ((x0 - self.bounds.x0) as usize, (y - self.bounds.y0) as usize);
        let start = y * self.stride + x * P::SIZE;
        P::row_mut(&mut self.bytes[start..start + (x1 - x0) as usize * P::SIZE])
    }

    /// The rows of a rectangle, which lies inside.
    #[inline(always)]
    fn rows_mut<P: Pixel>(&mut self, rect: PixelRect) -> impl Iterator<Item = &mut [P::Bytes]> {
        let (start, length) = (self.offset(rect.x0, rect.y0), rect.width() * P::SIZE);
        let rows = self.bytes[start..].chunks_mut(self.stride).take(rect.height());
        rows.map(move |row| P::row_mut(&mut row[..length]))
    }
}

#[cfg(test)]
mod tests;
