//! Text: its background, its letters, their outlines.

use std::rc::Rc;

use vello_common::kurbo::{Affine, Point, Rect, Vec2};

use super::outline::Outline;
use super::shapes::{stroke_style, xywh};
use super::weights::LOOKED_UP;
use super::{Painter, Target, bounds, clipping};
use crate::geometry::PixelRect;
use crate::protocol::answer::{Measured, MeasuredLine};
use crate::protocol::text::{Baseline, Text};
use crate::protocol::{Code, Fault};
use crate::raster::{self, FillRule, Placement, shape, stroke_bounds};
use crate::text::Layout;

/// The elements of an outline, 56 bytes each, that memory is kept for.
const KEPT_ELEMENTS: usize = 1 << 16;

impl Painter {
    pub(super) fn text(&mut self, text: &Text, target: &mut Target<'_, '_>) {
        let layout = self.layout(text);
        let origin = origin(text, &layout);
        if let Some(background) = &text.background {
            let (rect, placement) = (lines(&layout, origin), target.placement);
            self.cover(target, |painter| match placement.rect(rect) {
                Some(rect) => raster::rect(rect, &mut painter.coverage),
                None => painter.fill_outline(placement, |outline| shape::rectangle(rect, outline)),
            });
            self.paint(background, target);
        }
        let style = text.painted();
        if let Some(fill) = style.fill {
            let placement = target.placement;
            self.cover(target, |painter| painter.letters(&layout, origin, placement));
            self.paint(fill, target);
        }
        self.emoji(&layout, origin, target);
        if let Some(stroke) = style.stroke {
            let placement = target.placement;
            let pen = stroke_style(&style);
            self.cover(target, |painter| {
                let window = painter.window(placement);
                let window = stroke_bounds(window, &pen, Affine::IDENTITY);
                painter.outlines(&layout, origin, window, |painter| {
                    painter.paths.under(*placement).stroke(&painter.outline, &pen, &mut painter.coverage);
                });
            });
            self.paint(stroke, target);
        }
    }

    /// Covers the letters: by the stencils that are kept of them, where they are no more than moved.
    fn letters(&mut self, layout: &Layout, origin: Point, placement: &Placement) {
        let moved = match *placement {
            Placement::Identity => Some(Vec2::ZERO),
            Placement::Translation(by) => Some(by),
            _ => None,
        };
        if let Some(by) = moved
            && self.typesetter.cover(layout, origin + by, &mut self.coverage)
        {
            return;
        }
        self.outlines(layout, origin, self.window(placement), |painter| {
            painter.paths.under(*placement).fill(&painter.outline, FillRule::NonZero, &mut painter.coverage);
        });
    }

    /// Puts the outlines of letters that touch `window` into `outline`, as many as go there at a time, and `cover`s
    /// them.
    fn outlines(&mut self, layout: &Layout, origin: Point, window: Rect, mut cover: impl FnMut(&mut Self)) {
        let mut from = Some(0);
        while let Some(next) = from {
            self.outline.clear();
            from = self.typesetter.outline(layout, origin, window, next, &mut self.outline);
            cover(self);
        }
        // What the letters of one text took is no measure of what other shapes will.
        self.outline.shrink_to(KEPT_ELEMENTS);
    }

    /// What can be seen, in the units of a command.
    pub(super) fn window(&self, placement: &Placement) -> Rect {
        let clip = self.coverage.clip();
        let pixels = Rect::new(clip.x0.into(), clip.y0.into(), clip.x1.into(), clip.y1.into());
        placement.affine().inverse().transform_rect_bbox(pixels)
    }

    /// Whether there is a font of a name that the text asks for, if it asks for any.
    pub fn prepare_text(&mut self, text: &Text) -> Result<(), Fault> {
        if text.font.as_str().is_empty() || self.typesetter.has_any(text.font.as_str()) {
            return Ok(());
        }
        let known = self.typesetter.families();
        let near = known
            .iter()
            .map(|known| (strsim::jaro_winkler(&known.family, text.font.as_str()), &known.family));
        let nearest = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.8);
        let hint = nearest.map_or_else(
            || "`fonts` lists those there are".to_owned(),
            |(_, family)| format!("did you mean {family:?}?"),
        );
        let asked: String = text.font.as_str().chars().take(60).collect();
        let message = format!("names no font there is, {asked:?}: {hint}");
        Err(Fault::of_value(Code::NotFound, message).inside("font"))
    }

    /// Where a text's lines would stand.
    pub fn measure(&mut self, text: &Text) -> Measured {
        let layout = self.layout(text);
        let Point { x, y } = origin(text, &layout);
        let lines = layout.lines.iter().map(|line| MeasuredLine {
            x: x + line.x,
            y: y + line.y,
            width: line.width,
            height: line.height,
            baseline: y + line.baseline,
            text: line.text.to_string(),
        });
        Measured {
            width: layout.width,
            height: layout.height,
            lines: lines.collect(),
            missing: layout.missing.iter().map(ToString::to_string).collect(),
            fonts: layout.fonts.iter().map(ToString::to_string).collect(),
        }
    }

    /// The pixels that a text may paint among the `visible` ones, counted as often as they are painted, and how many
    /// times it covers some. However near to each other they stand, each of its letters is made by itself.
    pub(super) fn text_effort(
        &mut self,
        text: &Text,
        placement: &Placement,
        visible: PixelRect,
    ) -> (u64, usize) {
        let (style, affine) = (text.painted(), placement.affine());
        // Once for all that is asked of it: one that is too long to be kept is set each time.
        let layout = self.layout(text);
        let seen = bounds::reach(text_box(text, &layout), Some(&style), placement).intersect(visible);
        let is_moved = matches!(placement, Placement::Identity | Placement::Translation(_));
        let weight = if layout.has_pictures() && !is_moved { LOOKED_UP } else { 1 };
        let letters = layout.letters(origin(text, &layout)).map(|letter| {
            let letter = clipping::pixels(affine.transform_rect_bbox(letter)).intersect(seen);
            weight * letter.area() + Outline::letter(&style, placement, letter)
        });
        let letters = letters.fold(0, u64::saturating_add);
        let paints = [text.background.as_ref(), style.fill, style.stroke].into_iter().flatten().count();
        let pictures = if layout.has_pictures() { layout.letters(Point::ZERO).count() } else { 0 };
        (letters.saturating_add(paints as u64 * seen.area()), paints + pictures)
    }

    /// What a text may reach without its outlines' strokes.
    pub(super) fn text_box(&mut self, text: &Text) -> Rect {
        let layout = self.layout(text);
        text_box(text, &layout)
    }

    /// A text as it is set, which may take long enough to be a sign of life.
    fn layout(&mut self, text: &Text) -> Rc<Layout> {
        self.pulse.beat();
        self.typesetter.layout(&text.setting())
    }
}

/// Its lines, and as far as letters and their marks may lean out of them.
fn text_box(text: &Text, layout: &Layout) -> Rect {
    let origin = origin(text, layout);
    lines(layout, origin).union(layout.ink() + origin.to_vec2())
}

/// Where the origin of a text's layout lies, in the command's coordinates.
fn origin(text: &Text, layout: &Layout) -> Point {
    let (x, y) = (text.x.unwrap_or_default().0, text.y.unwrap_or_default().0);
    let first = layout.lines.first().map_or(0.0, |line| line.baseline);
    let up = match text.baseline {
        Baseline::Alphabetic => first,
        Baseline::Top => 0.0,
        Baseline::Middle => layout.height / 2.0,
        Baseline::Bottom => layout.height,
    };
    Point::new(x, y - up)
}

fn lines(layout: &Layout, origin: Point) -> Rect {
    let left = layout.lines.iter().map(|line| line.x).fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { left } else { 0.0 };
    xywh(origin.x + left, origin.y, layout.width, layout.height)
}
