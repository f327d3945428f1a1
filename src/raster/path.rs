//! Coverage of paths, filled or with a line along them.

use vello_common::fearless_simd::Level;
use vello_common::kurbo::{PathEl, Point, Vec2};
use vello_common::peniko::Fill;
use vello_common::strip::{self, Strip};
use vello_common::tile::{Tile, Tiles};

use super::coverage::Coverage;
use super::dash::{Dasher, Step};
use super::flatten::{Heading, Pen, flatten};
use super::limits::{Edges, MAX_PIXELS};
use super::outline::Outline;
use super::pattern::Pattern;
use super::placement::Placement;
use super::stroke::StrokeStyle;
use crate::geometry::PixelRect;

/// Which points are inside a path that crosses itself. SVG's `fill-rule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FillRule {
    /// Those that the path goes around, on balance, at least once.
    #[default]
    NonZero,
    /// Those that a ray leaves by crossing the path an odd number of times.
    EvenOdd,
}

/// Draws paths.
///
/// It keeps its memory from one path to the next, so once it has grown, drawing allocates nothing.
///
/// Points are in pixels, or under a transform in its units, finite and within ±2²⁴; what that costs depends on
/// what the clip shows of them. A path
/// that is too much nevertheless (see `limits`) ends where it has used up its share.
#[derive(Debug)]
pub struct PathRaster {
    level: Level,
    edges: Edges,
    tiles: Tiles,
    strips: Vec<Strip>,
    alphas: Vec<u8>,
    pattern: Pattern,
    first_dash: Vec<Step>,
}

impl Default for PathRaster {
    fn default() -> Self {
        Self::new()
    }
}

impl PathRaster {
    /// Finds out which instructions the machine has.
    pub fn new() -> Self {
        let level = Level::new();
        Self {
            level,
            edges: Edges::default(),
            tiles: Tiles::new(level, 0, 0),
            strips: Vec::new(),
            alphas: Vec::new(),
            pattern: Pattern::default(),
            first_dash: Vec::new(),
        }
    }

    /// Draws under a transform.
    pub fn under(&mut self, placement: Placement) -> Placed<'_> {
        Placed { raster: self, placement }
    }

    /// Covers the inside of `path`. Open subpaths are closed.
    pub fn fill(&mut self, path: &[PathEl], rule: FillRule, coverage: &mut Coverage) {
        self.under(Placement::Identity).fill(path, rule, coverage);
    }

    /// Covers a line along `path`.
    pub fn stroke(&mut self, path: &[PathEl], style: &StrokeStyle<'_>, coverage: &mut Coverage) {
        self.under(Placement::Identity).stroke(path, style, coverage);
    }

    /// Makes ready for a shape; returns the way from the canvas's origin to the clip's. Working in the clip's own
    /// coordinates makes it the only size that anything depends on.
    fn start(&mut self, clip: PixelRect) -> Vec2 {
        self.edges.start(clip.width(), clip.height());
        Vec2::new(-f64::from(clip.x0), -f64::from(clip.y0))
    }

    /// Covers what the edges enclose.
    fn cover(&mut self, clip: PixelRect, rule: FillRule, coverage: &mut Coverage) {
        let Some(lines) = self.edges.sparse() else {
            return self.edges.dense().cover(clip, rule, coverage);
        };
        if lines.is_empty() {
            return;
        }
        let fill = match rule {
            FillRule::NonZero => Fill::NonZero,
            FillRule::EvenOdd => Fill::EvenOdd,
        };
        self.strips.clear();
        self.alphas.clear();
        self.tiles.make_tiles_analytic_aa(self.level, lines, clip.width() as u16, clip.height() as u16);
        self.tiles.sort_tiles();
        strip::render(self.level, &self.tiles, &mut self.strips, &mut self.alphas, fill, None, lines);
        self.emit(clip.x0, clip.y0, coverage);
    }

    /// Hands the strips over, moved to `x0`, `y0`. A strip is a row of columns of four pixels.
    fn emit(&self, x0: i32, y0: i32, coverage: &mut Coverage) {
        const SIDE: usize = Tile::HEIGHT as usize;
        for pair in self.strips.windows(2) {
            let (strip, next) = (pair[0], pair[1]);
            let (x, y) = (x0 + i32::from(strip.x), y0 + i32::from(strip.y));
            let end = x + i32::from(strip.width_to(&next));
            let columns = &self.alphas[strip.alpha_idx() as usize..next.alpha_idx() as usize];
            let columns = columns.as_chunks::<SIDE>().0;
            // Rows that the shape does not touch would be mixed, pixel by pixel, to no effect.
            let touched =
                columns.iter().fold(0, |seen, column| seen | u32::from_le_bytes(*column)).to_le_bytes();
            for (row, _) in touched.iter().enumerate().filter(|&(_, &seen)| seen != 0) {
                coverage.mask(x, y + row as i32, columns.iter().map(|column| column[row]));
            }
            if next.fill_gap() && next.y == strip.y {
                let gap = PixelRect { x0: end, y0: y, x1: x0 + i32::from(next.x), y1: y + SIDE as i32 };
                coverage.solid(gap);
            }
        }
    }
}

/// Draws paths under a transform, as [`PathRaster::under`] begins it.
///
/// A fill is that of the transformed path. A line is what the transform makes of the line along the path: where
/// it stretches or skews, the pen is an ellipse, as in SVG. Under a transform that leaves no area nothing is drawn,
/// lines neither, as CSS Transforms 1 has it of transforms that cannot be inverted.
#[derive(Debug)]
pub struct Placed<'a> {
    raster: &'a mut PathRaster,
    pub(super) placement: Placement,
}

impl Placed<'_> {
    /// Covers the inside of `path`. Open subpaths are closed.
    pub fn fill(&mut self, path: &[PathEl], rule: FillRule, coverage: &mut Coverage) {
        let Self { raster, placement } = self;
        if *placement == Placement::Nothing {
            return;
        }
        for band in bands(coverage.clip()) {
            let by = placement.affine().then_translate(raster.start(band));
            let window = raster.edges.view();
            flatten(path, by, window, false, &mut Filler::new(&mut raster.edges));
            raster.cover(band, rule, coverage);
        }
    }

    /// Covers a line along `path`. Width and dashes are in units before the transform.
    pub fn stroke(&mut self, path: &[PathEl], style: &StrokeStyle<'_>, coverage: &mut Coverage) {
        let Some(pen) = self.placement.pen() else { return };
        let style = StrokeStyle { width: style.width * pen.scale, ..*style };
        if style.width <= 0.0 {
            return;
        }
        let raster = &mut *self.raster;
        for band in bands(coverage.clip()) {
            let pen = pen.moved(raster.start(band));
            if raster.pattern.read(&style, pen.scale) {
                let style = StrokeStyle { cap: raster.pattern.cap(), ..style };
                let mut outline = Outline::new(&style, pen.squash, &mut raster.edges);
                let window = outline.window();
                let mut dasher = Dasher::new(&mut outline, &raster.pattern, &mut raster.first_dash);
                flatten(path, pen.affine, window, true, &mut dasher);
            } else {
                let mut outline = Outline::new(&style, pen.squash, &mut raster.edges);
                let window = outline.window();
                flatten(path, pen.affine, window, false, &mut outline);
            }
            raster.cover(band, FillRule::NonZero, coverage);
        }
    }
}

/// The clip, cut into pieces that are not too large to work on.
fn bands(clip: PixelRect) -> impl Iterator<Item = PixelRect> {
    let rows = (MAX_PIXELS / clip.width().max(1)).clamp(4, 1 << 15);
    let end = if clip.is_empty() { clip.y0 } else { clip.y1 };
    (clip.y0..end).step_by(rows).map(move |y0| PixelRect { y0, y1: (y0 + rows as i32).min(clip.y1), ..clip })
}

#[cfg(test)]
impl PathRaster {
    /// How many steps of work, tiles and bytes the last shape took. Of the tiles twice their number is counted.
    pub(super) fn work(&self) -> (u64, u64, usize) {
        let (steps, tiles, bytes) = self.edges.work();
        let bytes = bytes
            + 2 * self.tiles.len() as usize * size_of::<Tile>()
            + self.strips.capacity() * size_of::<Strip>()
            + self.first_dash.capacity() * size_of::<Step>()
            + self.alphas.capacity();
        (steps, tiles, bytes)
    }
}

/// A pen whose strokes are the edges of a filled shape.
struct Filler<'a> {
    edges: &'a mut Edges,
    start: Point,
    at: Point,
}

impl<'a> Filler<'a> {
    fn new(edges: &'a mut Edges) -> Self {
        Self { edges, start: Point::ZERO, at: Point::ZERO }
    }
}

impl Pen for Filler<'_> {
    fn start(&mut self, point: Point) {
        (self.start, self.at) = (point, point);
    }

    fn line(&mut self, to: Point, _: f64, _: Heading) {
        self.edges.edge(self.at, to);
        self.at = to;
    }

    fn end(&mut self, _: bool) {
        self.edges.edge(self.at, self.start);
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.edges.spend(steps)
    }
}
