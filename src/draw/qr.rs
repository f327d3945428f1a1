//! QR codes, in whole pixels where that is possible.

use vello_common::kurbo::{Affine, Rect, Vec2};

use super::shapes::xywh;
use super::{Painter, Target};
use crate::protocol::command;
use crate::qr::Matrix;
use crate::raster::{self, Placement, shape};

impl Painter {
    pub(super) fn qr(&mut self, qr: &command::Qr, target: &mut Target<'_, '_>) {
        let square = xywh(qr.x.0, qr.y.0, qr.size.0, qr.size.0);
        let placement = target.placement;
        self.cover(target, |painter| match placement.rect(square) {
            Some(rect) => raster::rect(whole(rect), &mut painter.coverage),
            None => painter.fill_outline(placement, |outline| shape::rectangle(square, outline)),
        });
        if self.coverage.is_empty() {
            // To encode what nobody sees takes long.
            return;
        }
        self.paint(&qr.background, target);
        if let Some(matrix) = self.codes.matrix(&qr.data, qr.ecc) {
            let grid = Grid::new(square, matrix.width(), qr.quiet_zone.0, placement);
            self.cover(target, |painter| painter.modules(&matrix, &grid));
            self.paint(&qr.fill, target);
        }
    }

    /// Covers the dark modules. Where their edges run through pixels, all are one path: covered one after the
    /// other, they would leave seams between them.
    fn modules(&mut self, matrix: &Matrix, grid: &Grid) {
        let runs = matrix
            .runs()
            .map(|(y, start, end)| Rect::new(start as f64, y as f64, end as f64, (y + 1) as f64));
        if grid.is_whole {
            let rects = runs.filter_map(|run| grid.placement.rect(run));
            rects.for_each(|rect| raster::rect(rect, &mut self.coverage));
        } else {
            self.fill_outline(&grid.placement, |outline| runs.for_each(|run| shape::rectangle(run, outline)));
        }
    }
}

/// Where modules lie: those of a code are the units of its coordinates.
#[derive(Debug)]
struct Grid {
    placement: Placement,
    /// Every module is a rectangle of whole pixels.
    is_whole: bool,
}

impl Grid {
    fn new(square: Rect, modules: usize, quiet_zone: i32, placement: &Placement) -> Self {
        let (modules, quiet_zone) = (modules as f64, f64::from(quiet_zone));
        let all = modules + 2.0 * quiet_zone;
        if let Some(rect) = placement.rect(square) {
            return Self::within(whole(rect), modules, all, placement);
        }
        let unit = square.width() / all;
        let first = square.origin() + Vec2::splat(quiet_zone * unit);
        let affine = placement.affine() * Affine::translate(first.to_vec2()) * Affine::scale(unit);
        Self { placement: Placement::new(affine), is_whole: false }
    }

    /// The grid in the middle of `rect`, turned and mirrored as `placement` does.
    fn within(rect: Rect, modules: f64, all: f64, placement: &Placement) -> Self {
        let (across, down) = (rect.width() / all, rect.height() / all);
        let is_whole = across >= 1.0 && down >= 1.0;
        let (across, down) = if is_whole { (across.floor(), down.floor()) } else { (across, down) };
        let (width, height) = (across * modules, down * modules);
        let margin = |free: f64| if is_whole { (free * 0.5).floor() } else { free * 0.5 };
        let (left, top) = (rect.x0 + margin(rect.width() - width), rect.y0 + margin(rect.height() - height));
        let sign = |value: f64| if value == 0.0 { 0.0 } else { value.signum() };
        let [a, b, c, d, ..] = placement.affine().as_coeffs().map(sign);
        // Mirrored, the first module stands at the other side.
        let x = if a + c < 0.0 { left + width } else { left };
        let y = if b + d < 0.0 { top + height } else { top };
        let affine = Affine::new([a * across, b * down, c * across, d * down, x, y]);
        Self { placement: Placement::new(affine), is_whole }
    }
}

/// The nearest rectangle of whole pixels that keeps its shape: a square stays one.
fn whole(rect: Rect) -> Rect {
    Rect::from_origin_size(rect.origin().round(), rect.size().round())
}
