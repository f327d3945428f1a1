//! The runs of a coverage, painted row by row.

use fearless_simd::Simd;

use super::axis::{store_across, store_down};
use super::{Brush, Canvas};
use crate::geometry::PixelRect;
use crate::paint::Change;
use crate::pixel::{Blend, Pixel, kernel, rows};
use crate::raster::{Coverage, Run};

/// How many colours are worked out before they are stored: a quarter of a kilobyte on the stack.
const CHUNK: usize = 64;

/// One colour, made ready for both ways of painting it.
#[derive(Clone, Copy)]
pub(super) struct Ink<P: Pixel> {
    /// What whole pixels become; `None` where something of them shows through.
    pub(super) stored: Option<P::Bytes>,
    /// What partly covered pixels are mixed with.
    pub(super) mixed: P::Ink,
    pub(super) alpha: u8,
}

/// Paints all runs under the instruction set of `simd`: chosen once a shape, because on short rows the choice
/// itself costs more than the pixels.
#[inline(always)]
pub(super) fn cover<S: Simd, P: Pixel>(simd: S, canvas: &mut Canvas<'_>, coverage: &Coverage, ink: Ink<P>) {
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
pub(super) fn shade<S: Simd, P: Pixel>(
    simd: S,
    canvas: &mut Canvas<'_>,
    coverage: &Coverage,
    brush: &Brush<'_>,
) {
    simd.vectorize(
        #[inline(always)]
        || {
            for run in coverage.runs() {
                match run {
                    Run::Solid(rect) => shade_rect::<P>(canvas, rect, brush),
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

/// Paints a rectangle.
#[inline(always)]
fn shade_rect<P: Pixel>(canvas: &mut Canvas<'_>, rect: PixelRect, brush: &Brush<'_>) {
    match brush.source.change() {
        Change::Down if brush.is_stored() => store_down::<P>(canvas, rect, &brush.source),
        Change::Across if brush.is_stored() && rect.height() > 1 => {
            store_across::<P>(canvas, rect, &brush.source);
        }
        _ => {
            for y in rect.y0..rect.y1 {
                shade_row::<P>(canvas, rect.x0, y, rect.width(), None, brush);
            }
        }
    }
}

/// Paints `width` pixels of a row.
#[inline(always)]
fn shade_row<P: Pixel>(
    canvas: &mut Canvas<'_>,
    x: i32,
    y: i32,
    width: usize,
    mask: Option<&[u8]>,
    brush: &Brush<'_>,
) {
    let &Brush { source, opacity, blend } = brush;
    let (dithers, level) = (canvas.dithers(), canvas.level);
    let row = canvas.row_mut::<P>(y, x, x + width as i32);
    let stored = mask.is_none() && brush.is_stored();
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
        if source.change() != Change::Down {
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
