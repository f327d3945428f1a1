//! Painting, copying and reading back, pixel by pixel.

use super::*;
use crate::paint::{Gradient, Place, Shades, Spread, Stop};
use vello_common::kurbo::{Affine, Point};

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
fn a_part_is_all_there_is() {
    let part = PixelRect { x0: 2, y0: 3, x1: 6, y1: 20 };
    let mut bytes = vec![7; STRIDE * 7];
    let mut canvas = canvas(&mut bytes).part_within(part).unwrap();
    assert_eq!(canvas.bounds(), part.intersect(SIZE.rect()));
    canvas.replace(&block(2, 3, 6, 7), Color::opaque(1, 2, 3), 255);
    assert!(canvas.copy(PixelRect { x0: 0, y0: 0, x1: 2, y1: 7 }, 3, 0, SIZE.rect()).is_empty());
    for (x, y) in (0..9).flat_map(|x| (0..7).map(move |y| (x, y))) {
        let inside = part.contains(PixelRect::pixel(x, y));
        let expected = if inside { [1, 2, 3] } else { [7, 7, 7] };
        assert_eq!(pixel(&self::canvas(&mut bytes), x, y), expected, "{x},{y}");
    }
    for nothing in [PixelRect::EMPTY, SIZE.rect().shifted(9, 0), SIZE.rect().shifted(0, -7)] {
        assert!(self::canvas(&mut bytes).part_within(nothing).is_none(), "{nothing:?}");
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
            assert!(written.is_empty() && bytes.iter().all(|&byte| byte == 7), "{from:?} to {to_x},{to_y}");
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
            let expected = if moved { [(x - dx) as u8, (y - dy) as u8, 7] } else { [x as u8, y as u8, 7] };
            assert_eq!(pixel(&canvas, x, y), expected, "{x},{y} after moving by {dx},{dy}");
        }
    }
}

#[test]
fn gradients_along_an_axis_are_the_same_row_by_row() {
    // Wider than what is prepared at a time, at a place that is no multiple of anything.
    let size = Size { width: 2110, height: 23 };
    let rect = PixelRect { x0: 5, y0: 3, x1: 2105, y1: 22 };
    let stops = [(0.0, 13, 23, 48), (0.4, 250, 120, 10), (1.0, 44, 63, 120)]
        .map(|(offset, r, g, b)| Stop { offset, color: Color::opaque(r, g, b) });
    let formats = [Format::Xrgb8888, Format::Argb8888, Format::Rgb888, Format::Rgb565, Format::Xrgb1555];
    for (format, to) in
        formats.into_iter().flat_map(|format| [(format, (1500.0, 0.0)), (format, (0.0, 19.0))])
    {
        for dither in [true, false] {
            let place = Place::Linear { from: Point::ORIGIN, to: to.into() };
            let gradient = Gradient { place, stops: &stops, spread: Spread::Pad };
            let mut shades = Shades::default();
            let source = Source::Shader(shades.shader(&gradient, Affine::IDENTITY, rect));
            let drawn = |fill: &dyn Fn(&mut Coverage)| {
                let mut coverage = Coverage::default();
                coverage.start(size.rect(), true);
                fill(&mut coverage);
                let stride = format.row_bytes(size.width);
                let mut bytes = vec![0xa5; stride * 23];
                let mut canvas = Canvas::new(&mut bytes, stride, size, format, Level::new()).dithered(dither);
                canvas.paint(&coverage, &Brush { source, opacity: 255, blend: Blend::Over });
                bytes
            };
            let at_once = drawn(&|coverage| coverage.solid(rect));
            let row_by_row = drawn(&|coverage| {
                (rect.y0..rect.y1).for_each(|y| coverage.mask(rect.x0, y, std::iter::repeat_n(255, 2100)));
            });
            assert!(at_once == row_by_row, "{format} towards {to:?}, dithered {dither}");
            assert!(at_once != drawn(&|_| {}), "{format} towards {to:?} shows nothing");
        }
    }
}
