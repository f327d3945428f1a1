//! Each shape's own way to coverage.

use vello_common::kurbo::{PathEl, Point, Rect};

use super::{Painter, Target};
use crate::protocol::command::{self, Style};
use crate::raster::{self, Radius, RoundedRect, Sector, StrokeStyle, shape};

/// How many rectangles of a `rects` command become coverage before they are painted: enough to choose the
/// kernel once for many, few enough to stay in the cache.
pub(super) const RECTS_AT_ONCE: usize = 256;

impl Painter {
    #[inline]
    pub(super) fn rect(&mut self, command: &command::Rect, target: &mut Target<'_, '_>) {
        let rect = xywh(command.x.0, command.y.0, command.width.0, command.height.0);
        let style = command.style();
        if command.rx.0 != [0.0; 4] {
            let rounded = RoundedRect::new(rect, command.rx.0.map(Radius::circular));
            return self.rounded(&rounded, &style, target);
        }
        let placement = target.placement;
        self.fill(&style, target, |painter| match placement.rect(rect) {
            Some(rect) => raster::rect(rect, &mut painter.coverage),
            None => painter.fill_outline(placement, |outline| shape::rectangle(rect, outline)),
        });
        self.stroke(&style, target, |Self { paths, coverage, outline, .. }, stroke| {
            paths.under(*placement).stroke_rect(rect, stroke, outline, coverage);
        });
    }

    pub(super) fn rects(&mut self, command: &command::Rects, target: &mut Target<'_, '_>) {
        let placement = target.placement;
        for some in command.rects.chunks(RECTS_AT_ONCE) {
            self.cover(target, |painter| {
                for &[x, y, width, height] in some {
                    let rect = xywh(x, y, width, height);
                    match placement.rect(rect) {
                        Some(rect) => raster::rect(rect, &mut painter.coverage),
                        None => painter.fill_outline(placement, |outline| shape::rectangle(rect, outline)),
                    }
                }
            });
            self.paint(&command.fill, target);
        }
    }

    pub(super) fn line(&mut self, line: &command::Line, target: &mut Target<'_, '_>) {
        let (from, to) = (Point::new(line.x1.0, line.y1.0), Point::new(line.x2.0, line.y2.0));
        let placement = target.placement;
        self.stroke(&line.style(), target, |Self { paths, coverage, .. }, stroke| {
            paths.under(*placement).stroke_line(from, to, stroke, coverage);
        });
    }

    pub(super) fn polygon(
        &mut self,
        points: &[[f64; 2]],
        closed: bool,
        style: &Style<'_>,
        target: &mut Target<'_, '_>,
    ) {
        let mut outline = std::mem::take(&mut self.outline);
        outline.clear();
        shape::lines(points.iter().map(|&[x, y]| Point::new(x, y)), closed, &mut outline);
        self.path(&outline, style, target);
        self.outline = outline;
    }

    pub(super) fn circle(&mut self, circle: &command::Circle, target: &mut Target<'_, '_>) {
        let center = Point::new(circle.cx.0, circle.cy.0);
        self.round(center, Radius::circular(circle.r.0), &circle.style(), target);
    }

    pub(super) fn ellipse(&mut self, ellipse: &command::Ellipse, target: &mut Target<'_, '_>) {
        let center = Point::new(ellipse.cx.0, ellipse.cy.0);
        self.round(center, Radius { rx: ellipse.rx.0, ry: ellipse.ry.0 }, &ellipse.style(), target);
    }

    fn round(&mut self, center: Point, radius: Radius, style: &Style<'_>, target: &mut Target<'_, '_>) {
        // SVG: a radius of zero disables rendering.
        if radius.rx > 0.0 && radius.ry > 0.0 {
            let tolerance = target.placement.tolerance();
            self.fill_rounded(&RoundedRect::ellipse(center, radius), style, target);
            self.stroke_outline(style, target, |outline| {
                shape::ellipse_within(center, radius, tolerance, outline);
            });
        }
    }

    fn rounded(&mut self, rounded: &RoundedRect, style: &Style<'_>, target: &mut Target<'_, '_>) {
        let tolerance = target.placement.tolerance();
        self.fill_rounded(rounded, style, target);
        self.stroke_outline(style, target, |outline| shape::outline_within(rounded, tolerance, outline));
    }

    fn fill_rounded(&mut self, rounded: &RoundedRect, style: &Style<'_>, target: &mut Target<'_, '_>) {
        let placement = target.placement;
        self.fill(style, target, |painter| painter.cover_rounded(rounded, placement));
    }

    pub(super) fn cover_rounded(&mut self, rounded: &RoundedRect, placement: &raster::Placement) {
        match placement.rounded(rounded) {
            Some(rounded) => self.stamps.rounded(&rounded, &mut self.coverage),
            None => {
                let tolerance = placement.tolerance();
                self.fill_outline(placement, |outline| shape::outline_within(rounded, tolerance, outline));
            }
        }
    }

    pub(super) fn arc(&mut self, arc: &command::Arc, target: &mut Target<'_, '_>) {
        let center = Point::new(arc.cx.0, arc.cy.0);
        let sector = Sector { center, radius: arc.r.0, start: arc.start.0, end: arc.end.0 };
        let (style, placement) = (arc.style(), target.placement);
        let tolerance = placement.tolerance();
        self.fill(&style, target, |painter| {
            painter.fill_outline(placement, |outline| sector.pie_within(tolerance, outline));
        });
        self.stroke_outline(&style, target, |outline| sector.arc_within(tolerance, outline));
    }

    pub(super) fn path(&mut self, path: &[PathEl], style: &Style<'_>, target: &mut Target<'_, '_>) {
        let placement = target.placement;
        self.fill(style, target, |Self { paths, coverage, .. }| {
            paths.under(*placement).fill(path, style.fill_rule, coverage);
        });
        self.stroke(style, target, |Self { paths, coverage, .. }, stroke| {
            paths.under(*placement).stroke(path, stroke, coverage);
        });
    }

    /// Covers the path that `shape` makes.
    pub(super) fn fill_outline(
        &mut self,
        placement: &raster::Placement,
        shape: impl FnOnce(&mut Vec<PathEl>),
    ) {
        self.outline.clear();
        shape(&mut self.outline);
        let rule = raster::FillRule::NonZero;
        self.paths.under(*placement).fill(&self.outline, rule, &mut self.coverage);
    }

    /// Paints what `shape` covers, if the style has a fill.
    #[inline]
    fn fill(&mut self, style: &Style<'_>, target: &mut Target<'_, '_>, shape: impl FnOnce(&mut Self)) {
        if let Some(paint) = style.fill {
            self.cover(target, shape);
            self.paint(paint, target);
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
        if let Some(paint) = style.stroke {
            let stroke = stroke_style(style);
            self.cover(target, |painter| shape(painter, &stroke));
            self.paint(paint, target);
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
        let placement = target.placement;
        self.stroke(style, target, |Self { paths, coverage, outline, .. }, stroke| {
            outline.clear();
            shape(outline);
            paths.under(*placement).stroke(outline, stroke, coverage);
        });
    }
}

pub(super) fn stroke_style<'a>(style: &Style<'a>) -> StrokeStyle<'a> {
    StrokeStyle {
        width: style.stroke_width.0,
        cap: style.stroke_linecap,
        join: style.stroke_linejoin,
        miter_limit: style.stroke_miterlimit.0,
        dashes: style.stroke_dasharray,
        dash_offset: style.stroke_dashoffset.0,
    }
}

pub(super) fn xywh(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect::new(x, y, x + width, y + height)
}
