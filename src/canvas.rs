//! Coverage × paint → bytes: what all drawing ends in.

use fearless_simd::{Level, Simd, dispatch};

use crate::color::Color;
use crate::geometry::{PixelRect, Size};
use crate::paint::{Change, Source};
use crate::pixel::{Blend, Format, Pixel, Rgba, kernel, layout, rows, with_pixel};
use crate::raster::{Coverage, Run};

/// How many colours are worked out before they are stored: a quarter of a kilobyte on the stack.
const CHUNK: usize = 64;

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

/// One colour, made ready for both ways of painting it.
#[derive(Clone, Copy)]
struct Ink<P: Pixel> {
    /// What whole pixels become; `None` where something of them shows through.
    stored: Option<P::Bytes>,
    /// What partly covered pixels are mixed with.
    mixed: P::Ink,
    alpha: u8,
}

/// Paints all runs under the instruction set of `simd`: chosen once a shape, because on short rows the choice
/// itself costs more than the pixels.
#[inline(always)]
fn cover<S: Simd, P: Pixel>(simd: S, canvas: &mut Canvas<'_>, coverage: &Coverage, ink: Ink<P>) {
    simd.vectorize(
        #[inline(always)]
        || {
            for run in coverage.runs() {
                match run {
                    Run::Solid(rect) => {
                        for row in canvas.rows_mut::<P>(rect) {
                            match ink.stored {
                                Some(value) => kernel::fill::<P>(row, value),
                                None => kernel::mix::<P>(row, ink.mixed, ink.alpha, None),
                            }
                        }
                    }
                    Run::Mask { x, y, alphas } => {
                        let row = canvas.row_mut::<P>(y, x, x + alphas.len() as i32);
                        kernel::mix_masked::<P>(row, ink.mixed, ink.alpha, alphas);
                    }
                    Run::Span { x, y, left, whole, right } => {
                        let end = left.len() + whole;
                        let row = canvas.row_mut::<P>(y, x, x + (end + right.len()) as i32);
                        kernel::mix_masked::<P>(&mut row[..left.len()], ink.mixed, ink.alpha, left);
                        match ink.stored {
                            Some(value) => kernel::fill::<P>(&mut row[left.len()..end], value),
                            None => kernel::mix::<P>(&mut row[left.len()..end], ink.mixed, ink.alpha, None),
                        }
                        kernel::mix_masked::<P>(&mut row[end..], ink.mixed, ink.alpha, right);
                    }
                }
            }
        },
    );
}

/// Paints all runs with a colour for each pixel.
#[inline(always)]
fn shade<S: Simd, P: Pixel>(simd: S, canvas: &mut Canvas<'_>, coverage: &Coverage, brush: &Brush<'_>) {
    simd.vectorize(
        #[inline(always)]
        || {
            for run in coverage.runs() {
                match run {
                    Run::Solid(PixelRect { x0, y0, x1, y1 }) => {
                        (y0..y1).for_each(|y| shade_row::<P>(canvas, x0, y, (x1 - x0) as usize, None, brush));
                    }
                    Run::Mask { x, y, alphas } => {
                        shade_row::<P>(canvas, x, y, alphas.len(), Some(alphas), brush);
                    }
                    Run::Span { x, y, left, whole, right } => {
                        let (middle, end) = (x + left.len() as i32, x + (left.len() + whole) as i32);
                        shade_row::<P>(canvas, x, y, left.len(), Some(left), brush);
                        shade_row::<P>(canvas, middle, y, whole, None, brush);
                        shade_row::<P>(canvas, end, y, right.len(), Some(right), brush);
                    }
                }
            }
        },
    );
}

/// Paints `width` pixels of a row.
#[inline(always)]
fn shade_row<P: Pixel>(
    canvas: &mut Canvas<'_>,
    x: i32,
    y: i32,
    width: usize,
    mask: Option<&[u8]>,
    &Brush { source, opacity, blend }: &Brush<'_>,
) {
    let (dithers, level) = (canvas.dithers(), canvas.level);
    let row = canvas.row_mut::<P>(y, x, x + width as i32);
    let stored =
        mask.is_none() && opacity == 255 && source.is_opaque() && matches!(blend, Blend::Over | Blend::Src);
    let mut colors = [[0; 4]; CHUNK];
    if source.change() == Change::Down {
        source.row(x, y, &mut colors[..1]);
        if stored && !dithers {
            return kernel::fill::<P>(row, P::pack(colors[0]));
        }
        colors = [colors[0]; CHUNK];
    }
    let mut at = 0;
    for pixels in row.chunks_mut(CHUNK) {
        let colors = &mut colors[..pixels.len()];
        let x = x + at as i32;
        if source.change() == Change::Across {
            source.row(x, y, colors);
        }
        let dither = dithers.then_some((x, y));
        let mask = mask.map(|mask| &mask[at..at + pixels.len()]);
        match blend {
            _ if stored => rows::store_row::<P>(pixels, colors, dither),
            Blend::Over => rows::mix_row::<P>(pixels, colors, opacity, mask, dither),
            blend => rows::blend_row::<P>(level, pixels, colors, opacity, mask, blend, dither),
        }
        at += pixels.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 9, height: 7 };
    const STRIDE: usize = 40;

    fn canvas(bytes: &mut [u8]) -> Canvas<'_> {
        Canvas::new(bytes, STRIDE, SIZE, Format::Xrgb8888, Level::new())
    }

    fn block(x0: i32, y0: i32, x1: i32, y1: i32) -> Coverage {
        let mut coverage = Coverage::default();
        coverage.start(SIZE.rect(), true);
        coverage.solid(PixelRect { x0, y0, x1, y1 });
        coverage
    }

    fn pixel(canvas: &Canvas<'_>, x: i32, y: i32) -> Vec<u8> {
        let mut rgb = Vec::new();
        canvas.read_rgb(y, x, x + 1, &mut rgb);
        rgb
    }

    #[test]
    fn painting_stays_inside_rows() {
        let mut bytes = vec![0xa5; STRIDE * 7];
        canvas(&mut bytes).replace(&block(-5, -5, 100, 100), Color::BLACK, 255);
        for (index, &byte) in bytes.iter().enumerate() {
            let inside = index % STRIDE < 36;
            assert_eq!(
                byte,
                if !inside {
                    0xa5
                } else if index % 4 == 3 {
                    255
                } else {
                    0
                },
                "byte {index}"
            );
        }
    }

    #[test]
    fn half_transparent_paint_mixes() {
        let mut bytes = vec![0; STRIDE * 7];
        let mut canvas = canvas(&mut bytes);
        let source = Source::Solid(Color { r: 255, g: 100, b: 0, a: 128 });
        canvas.paint(&block(2, 2, 4, 4), &Brush { source, opacity: 255, blend: Blend::Over });
        assert_eq!(pixel(&canvas, 2, 2), [128, 50, 0]);
        assert_eq!(pixel(&canvas, 4, 2), [0, 0, 0]);
    }

    #[test]
    fn copies_to_places_that_nobody_sees_write_nothing() {
        for (to_x, to_y) in [(9, 0), (1 << 24, 3), (-(1 << 24), 0), (0, 7), (4, -(1 << 24))] {
            for x1 in [0, 5] {
                let mut bytes = vec![7; STRIDE * 7];
                let from = PixelRect { x0: 0, y0: 0, x1, y1: 7 };
                let written = canvas(&mut bytes).copy(from, to_x, to_y, SIZE.rect());
                assert!(
                    written.is_empty() && bytes.iter().all(|&byte| byte == 7),
                    "{from:?} to {to_x},{to_y}"
                );
            }
        }
    }

    #[test]
    fn overlapping_copies_move_every_pixel_once() {
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1), (2, 3), (-2, 1), (3, -2), (-1, -1)] {
            let mut bytes = vec![0; STRIDE * 7];
            let mut canvas = canvas(&mut bytes);
            for (x, y) in (0..9).flat_map(|x| (0..7).map(move |y| (x, y))) {
                canvas.put([(x, y)].into_iter(), SIZE.rect(), Color::opaque(x as u8, y as u8, 7), 255);
            }
            let from = PixelRect { x0: 1, y0: 1, x1: 7, y1: 6 };
            let written = canvas.copy(from, 1 + dx, 1 + dy, SIZE.rect());
            assert_eq!(written, from.shifted(dx, dy).intersect(SIZE.rect()));
            for (x, y) in (0..9).flat_map(|x| (0..7).map(move |y| (x, y))) {
                let moved = written.contains(PixelRect::pixel(x, y));
                let expected =
                    if moved { [(x - dx) as u8, (y - dy) as u8, 7] } else { [x as u8, y as u8, 7] };
                assert_eq!(pixel(&canvas, x, y), expected, "{x},{y} after moving by {dx},{dy}");
            }
        }
    }
}
