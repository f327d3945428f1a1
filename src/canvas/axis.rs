//! Rectangles of opaque colours that change along one axis alone, the most common backgrounds: what repeats is worked
//! out once.

use super::Canvas;
use crate::geometry::PixelRect;
use crate::paint::Source;
use crate::pixel::{Pixel, dither, kernel, rows};

/// Bytes of a row that are worked out before they are copied to others: what the innermost cache has room for beside
/// the row that is written.
const PREPARED: usize = 8192;

/// Columns and rows after which the thresholds of dithering begin again.
const PERIOD: usize = 8;

/// Stores rows that have one colour each.
#[inline(always)]
pub(super) fn store_down<P: Pixel>(canvas: &mut Canvas<'_>, rect: PixelRect, source: &Source<'_>) {
    let dithers = canvas.dithers();
    let mut color = [[0; 4]];
    for (y, row) in (rect.y0..).zip(canvas.rows_mut::<P>(rect)) {
        source.row(rect.x0, y, &mut color);
        if dithers {
            store_pattern::<P>(row, color[0], (rect.x0, y));
        } else {
            kernel::fill::<P>(row, P::pack(color[0]));
        }
    }
}

/// Stores one dithered colour: its pattern again and again.
#[inline(always)]
fn store_pattern<P: Pixel>(row: &mut [P::Bytes], color: [u8; 4], start: dither::Position) {
    let mut period = [P::pack(color); PERIOD];
    rows::store_row::<P>(&mut period, &[color; PERIOD], Some(start));
    let mut pattern = [period[0]; dither::RUN];
    pattern.as_chunks_mut().0.fill(period);
    let (blocks, rest) = row.as_chunks_mut();
    blocks.fill(pattern);
    rest.copy_from_slice(&pattern[..rest.len()]);
}

/// Stores rows that are all the same, which where colours are dithered are those [`PERIOD`] apart.
///
/// They are copied from a buffer, never from the row above: reading back a display's memory is slow.
#[inline(always)]
pub(super) fn store_across<P: Pixel>(canvas: &mut Canvas<'_>, rect: PixelRect, source: &Source<'_>) {
    let dithers = canvas.dithers();
    let period = if dithers { PERIOD } else { 1 };
    let mut prepared = [0; PREPARED];
    let mut x0 = rect.x0;
    while x0 < rect.x1 {
        let part = PixelRect { x0, x1: rect.x1.min(x0 + (PREPARED / P::SIZE) as i32), ..rect };
        let prepared = P::row_mut(&mut prepared[..part.width() * P::SIZE]);
        for (first, y) in (part.y0..part.y1).take(period).enumerate() {
            store_colors::<P>(prepared, (x0, y), source, dithers);
            for row in canvas.rows_mut::<P>(part).skip(first).step_by(period) {
                row.copy_from_slice(prepared);
            }
        }
        x0 = part.x1;
    }
}

/// Stores the colours of a row from a position on.
#[inline(always)]
fn store_colors<P: Pixel>(
    row: &mut [P::Bytes],
    (mut x, y): dither::Position,
    source: &Source<'_>,
    dithers: bool,
) {
    let mut colors = [[0; 4]; dither::RUN];
    for pixels in row.chunks_mut(dither::RUN) {
        let colors = &mut colors[..pixels.len()];
        source.row(x, y, colors);
        rows::store_row::<P>(pixels, colors, dithers.then_some((x, y)));
        x += pixels.len() as i32;
    }
}
