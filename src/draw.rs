//! Commands become calls of the canvas.

use vello_common::kurbo::{PathEl, Point, Rect};

use crate::canvas::Canvas;
use crate::color::Color;
use crate::damage::Damage;
use crate::geometry::PixelRect;
use crate::protocol::Command;
use crate::protocol::command::{self, Common, Style};
use crate::protocol::value::Clip;
use crate::raster::{
    self, Coverage, Cutter, PathRaster, Radius, RoundedRect, Sector, Stamps, StrokeStyle, shape,
};

/// How many rectangles of a `rects` command become coverage before they are painted: enough to choose the
/// kernel once for many, few enough to stay in the cache.
const RECTS_AT_ONCE: usize = 256;

/// Draws commands. It keeps the memory that shapes need from one to the next.
#[derive(Debug, Default)]
pub struct Painter {
    coverage: Coverage,
    cutter: Cutter,
    stamps: Stamps,
    paths: PathRaster,
    outline: Vec<PathEl>,
}

/// What one command is drawn on.
struct Target<'t, 'c> {
    canvas: &'t mut Canvas<'c>,
    damage: &'t mut Damage,
    clip: Clipping,
    common: Common,
}

/// What a command is cut to.
#[derive(Debug, Clone, Copy)]
struct Clipping {
    /// The pixels that show anything.
    pixels: PixelRect,
    /// The clip itself, where its edges run through pixels.
    edges: Option<Rect>,
}

impl Painter {
    /// Draws one checked command and notes what it changes.
    #[inline]
    pub fn draw(&mut self, command: &Command, canvas: &mut Canvas<'_>, damage: &mut Damage) {
        let common = command.common();
        let clip = Clipping::new(&common, canvas.size().rect());
        if clip.pixels.is_empty() {
            return;
        }
        let target = &mut Target { canvas, damage, clip, common };
        match command {
            Command::Clear(clear) => self.clear(clear, target),
            Command::Rect(rect) => self.rect(rect, target),
            Command::Rects(rects) => self.rects(rects, target),
            Command::Line(line) => self.line(line, target),
            Command::Polyline(line) => self.polygon(&line.points, false, &line.style(), target),
            Command::Polygon(polygon) => self.polygon(&polygon.points, true, &polygon.style(), target),
            Command::Circle(circle) => {
                let center = Point::new(circle.cx.0, circle.cy.0);
                self.ellipse(center, Radius::circular(circle.r.0), &circle.style(), target);
            }
            Command::Ellipse(ellipse) => {
                let center = Point::new(ellipse.cx.0, ellipse.cy.0);
                self.ellipse(center, Radius { rx: ellipse.rx.0, ry: ellipse.ry.0 }, &ellipse.style(), target);
            }
            Command::Arc(arc) => self.arc(arc, target),
            Command::Path(path) => self.path(&path.d, &path.style(), target),
            Command::Pixels(pixels) => put(pixels, target),
            Command::Copy(copy) => copy_region(copy, target),
        }
    }

    fn clear(&mut self, clear: &command::Clear, target: &mut Target<'_, '_>) {
        self.cover(target, |painter| painter.coverage.solid(painter.coverage.clip()));
        target.canvas.replace(&self.coverage, clear.color, target.common.opacity.scale(255));
        target.damage.add(|| self.coverage.bounds());
    }

    fn rect(&mut self, command: &command::Rect, target: &mut Target<'_, '_>) {
        let rect = xywh(command.x.0, command.y.0, command.width.0, command.height.0);
        let style = command.style();
        if command.rx.0 == [0.0; 4] {
            self.fill(&style, target, |painter| raster::rect(rect, &mut painter.coverage));
            self.stroke(&style, target, |Self { paths, coverage, outline, .. }, stroke| {
                paths.stroke_rect(rect, stroke, outline, coverage);
            });
        } else {
            self.rounded(&RoundedRect::new(rect, command.rx.0.map(Radius::circular)), &style, target);
        }
    }

    fn rects(&mut self, command: &command::Rects, target: &mut Target<'_, '_>) {
        for some in command.rects.chunks(RECTS_AT_ONCE) {
            self.cover(target, |painter| {
                for &[x, y, width, height] in some {
                    raster::rect(xywh(x, y, width, height), &mut painter.coverage);
                }
            });
            self.paint(command.fill, target);
        }
    }

    fn line(&mut self, line: &command::Line, target: &mut Target<'_, '_>) {
        let (from, to) = (Point::new(line.x1.0, line.y1.0), Point::new(line.x2.0, line.y2.0));
        self.stroke(&line.style(), target, |Self { paths, coverage, .. }, stroke| {
            paths.stroke_line(from, to, stroke, coverage);
        });
    }

    fn polygon(&mut self, points: &[[f64; 2]], closed: bool, style: &Style<'_>, target: &mut Target<'_, '_>) {
        let mut outline = std::mem::take(&mut self.outline);
        outline.clear();
        shape::lines(points.iter().map(|&[x, y]| Point::new(x, y)), closed, &mut outline);
        self.path(&outline, style, target);
        self.outline = outline;
    }

    fn ellipse(&mut self, center: Point, radius: Radius, style: &Style<'_>, target: &mut Target<'_, '_>) {
        // SVG: a radius of zero disables rendering.
        if radius.rx > 0.0 && radius.ry > 0.0 {
            let shape = RoundedRect::ellipse(center, radius);
            self.fill(style, target, |Self { stamps, coverage, .. }| stamps.rounded(&shape, coverage));
            self.stroke_outline(style, target, |outline| shape::ellipse(center, radius, outline));
        }
    }

    fn rounded(&mut self, rounded: &RoundedRect, style: &Style<'_>, target: &mut Target<'_, '_>) {
        self.fill(style, target, |Self { stamps, coverage, .. }| stamps.rounded(rounded, coverage));
        self.stroke_outline(style, target, |outline| shape::outline(rounded, outline));
    }

    fn arc(&mut self, arc: &command::Arc, target: &mut Target<'_, '_>) {
        let center = Point::new(arc.cx.0, arc.cy.0);
        let sector = Sector { center, radius: arc.r.0, start: arc.start.0, end: arc.end.0 };
        let style = arc.style();
        self.fill(&style, target, |Self { paths, coverage, outline, .. }| {
            outline.clear();
            sector.pie(outline);
            paths.fill(outline, style.fill_rule, coverage);
        });
        self.stroke_outline(&style, target, |outline| sector.arc(outline));
    }

    fn path(&mut self, path: &[PathEl], style: &Style<'_>, target: &mut Target<'_, '_>) {
        self.fill(style, target, |Self { paths, coverage, .. }| paths.fill(path, style.fill_rule, coverage));
        self.stroke(style, target, |Self { paths, coverage, .. }, stroke| {
            paths.stroke(path, stroke, coverage);
        });
    }

    /// Paints what `shape` covers, if the style has a fill.
    #[inline]
    fn fill(&mut self, style: &Style<'_>, target: &mut Target<'_, '_>, shape: impl FnOnce(&mut Self)) {
        if let Some(color) = style.fill {
            self.cover(target, shape);
            self.paint(color, target);
        }
    }

    /// Paints what `shape` covers, if the style has a stroke.
    #[inline]
    fn stroke(
        &mut self,
        style: &Style<'_>,
        target: &mut Target<'_, '_>,
        shape: impl FnOnce(&mut Self, &StrokeStyle<'_>),
    ) {
        if let Some(color) = style.stroke {
            let stroke = StrokeStyle {
                width: style.stroke_width.0,
                cap: style.stroke_linecap,
                join: style.stroke_linejoin,
                miter_limit: style.stroke_miterlimit.0,
                dashes: style.stroke_dasharray,
                dash_offset: style.stroke_dashoffset.0,
            };
            self.cover(target, |painter| shape(painter, &stroke));
            self.paint(color, target);
        }
    }

    /// Strokes the path that `shape` makes, if the style has a stroke.
    #[inline]
    fn stroke_outline(
        &mut self,
        style: &Style<'_>,
        target: &mut Target<'_, '_>,
        shape: impl FnOnce(&mut Vec<PathEl>),
    ) {
        self.stroke(style, target, |Self { paths, coverage, outline, .. }, stroke| {
            outline.clear();
            shape(outline);
            paths.stroke(outline, stroke, coverage);
        });
    }

    /// Makes the coverage of what `shape` covers inside the clip.
    #[inline]
    fn cover(&mut self, target: &Target<'_, '_>, shape: impl FnOnce(&mut Self)) {
        self.coverage.start(target.clip.pixels, target.common.antialias);
        shape(self);
        if let Some(edges) = target.clip.edges {
            self.cutter.cut(edges, &mut self.coverage);
        }
    }

    #[inline]
    fn paint(&self, color: Color, target: &mut Target<'_, '_>) {
        let color = Color { a: target.common.opacity.scale(color.a), ..color };
        target.canvas.paint(&self.coverage, color);
        target.damage.add(|| self.coverage.bounds());
    }
}

impl Clipping {
    #[inline]
    fn new(common: &Common, screen: PixelRect) -> Self {
        match common.clip {
            None => Self { pixels: screen, edges: None },
            Some(clip) => Self::of(clip, common.antialias, screen),
        }
    }

    /// Without anti-aliasing the edges move to the nearest pixel's.
    fn of(clip: Clip, antialias: bool, screen: PixelRect) -> Self {
        let rect = xywh(clip.x, clip.y, clip.width, clip.height);
        let exact = if antialias { rect } else { rect.round() };
        let outer = exact.expand();
        // Within ±2^25, so in an `i32`.
        let pixels =
            PixelRect { x0: outer.x0 as i32, y0: outer.y0 as i32, x1: outer.x1 as i32, y1: outer.y1 as i32 };
        Self { pixels: pixels.intersect(screen), edges: (outer != exact).then_some(exact) }
    }
}

fn put(command: &command::Pixels, target: &mut Target<'_, '_>) {
    let opacity = target.common.opacity.scale(255);
    let points = command.points.iter().map(|&[x, y]| (x, y));
    target.canvas.put(points.clone(), target.clip.pixels, command.color, opacity);
    target
        .damage
        .add(|| points.fold(PixelRect::EMPTY, |bounds, (x, y)| bounds.union(PixelRect::pixel(x, y))));
}

fn copy_region(command: &command::Copy, target: &mut Target<'_, '_>) {
    let Ok(region) = command.region().within(target.canvas.size()) else { return };
    let written = target.canvas.copy(region, command.to_x.0, command.to_y.0, target.clip.pixels);
    target.damage.add(|| written);
}

fn xywh(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect::new(x, y, x + width, y + height)
}
