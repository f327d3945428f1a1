//! How far a command can reach, for the memory of a group's picture. Too far is safe, not far enough is not.

use vello_common::kurbo::{Affine, Point, Rect};

use super::fit::Place;
use super::shapes::{stroke_style, xywh};
use super::{Painter, affine, clipping};
use crate::geometry::PixelRect;
use crate::protocol::Command;
use crate::protocol::command::Style;
use crate::raster::{Placement, path_bounds, stroke_bounds};

/// The pixels of `visible` that a command, whose surroundings `outer` places, may change.
pub(super) fn bounds(
    painter: &mut Painter,
    command: &Command,
    outer: Affine,
    visible: PixelRect,
) -> PixelRect {
    let placement = Placement::new(outer * affine(command.common().transform));
    within(painter, command, &placement, visible)
}

/// The same for a command whose own transform is in `placement` already.
pub(super) fn within(
    painter: &mut Painter,
    command: &Command,
    placement: &Placement,
    visible: PixelRect,
) -> PixelRect {
    let (shape, style) = match command {
        // What they read or replace may be anywhere.
        Command::Clear(_) | Command::Copy(_) => return visible,
        Command::Group(group) => {
            return group.commands.list().iter().fold(PixelRect::EMPTY, |all, command| {
                all.union(bounds(painter, command, placement.affine(), visible).intersect(visible))
            });
        }
        Command::Pixels(pixels) => {
            let points = pixels.points.iter().flat_map(|&[x, y]| {
                let (x, y) = (f64::from(x), f64::from(y));
                [Point::new(x, y), Point::new(x + 1.0, y + 1.0)]
            });
            (around(points), None)
        }
        Command::Rects(rects) => {
            let all = rects.rects.iter().map(|&[x, y, width, height]| xywh(x, y, width, height));
            (all.reduce(|a, b| a.union(b)), None)
        }
        Command::Rect(c) => (Some(xywh(c.x.0, c.y.0, c.width.0, c.height.0)), Some(c.style())),
        Command::Qr(c) => (Some(xywh(c.x.0, c.y.0, c.size.0, c.size.0)), None),
        Command::Progress(c) => (Some(xywh(c.x.0, c.y.0, c.width.0, c.height.0)), None),
        Command::Line(c) => {
            let ends = [Point::new(c.x1.0, c.y1.0), Point::new(c.x2.0, c.y2.0)];
            (around(ends.into_iter()), Some(c.style()))
        }
        Command::Polyline(c) => (around(points(&c.points)), Some(c.style())),
        Command::Polygon(c) => (around(points(&c.points)), Some(c.style())),
        Command::Circle(c) => (Some(round(c.cx.0, c.cy.0, c.r.0, c.r.0)), Some(c.style())),
        Command::Ellipse(c) => (Some(round(c.cx.0, c.cy.0, c.rx.0, c.ry.0)), Some(c.style())),
        Command::Arc(c) => (Some(round(c.cx.0, c.cy.0, c.r.0, c.r.0)), Some(c.style())),
        Command::Text(text) => (Some(painter.text_box(text)), Some(text.painted())),
        Command::Image(c) => (c.bitmap.as_ref().map(|bitmap| Place::new(c, bitmap.size()).seen), None),
        Command::Path(c) if c.d.is_empty() => (None, None),
        Command::Path(c) => (Some(path_bounds(&c.d, Affine::IDENTITY)), Some(c.style())),
    };
    shape.map_or(PixelRect::EMPTY, |shape| reach(shape, style.as_ref(), placement).intersect(visible))
}

/// The pixels of a shape inside `shape` with its stroke.
pub(super) fn reach(shape: Rect, style: Option<&Style<'_>>, placement: &Placement) -> PixelRect {
    let affine = placement.affine();
    let reached = match style {
        // A stroke of no width reaches nowhere; the fill below it does.
        Some(style) if style.stroke.is_some() && style.stroke_width.0 > 0.0 => {
            stroke_bounds(shape, &stroke_style(style), affine)
        }
        _ => affine.transform_rect_bbox(shape),
    };
    // Whatever a curve's tolerance or a rounding adds.
    clipping::pixels(reached.inflate(1.0, 1.0))
}

fn points(points: &[[f64; 2]]) -> impl Iterator<Item = Point> {
    points.iter().map(|&[x, y]| Point::new(x, y))
}

fn around(points: impl Iterator<Item = Point>) -> Option<Rect> {
    points.map(|point| Rect::from_points(point, point)).reduce(|all, point| all.union(point))
}

fn round(cx: f64, cy: f64, rx: f64, ry: f64) -> Rect {
    Rect::new(cx - rx, cy - ry, cx + rx, cy + ry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::protocol::{Body, Limits, parse};

    #[test]
    fn a_stroke_of_no_width_hides_no_fill() {
        let (line, size) = (
            br#"{"op":"circle","cx":20,"cy":20,"r":9,"fill":"red","stroke":"red","stroke_width":0}"#,
            Size { width: 64, height: 48 },
        );
        let Ok(Body::Command(command)) = parse(line, &Limits::default(), size).map(|request| request.body)
        else {
            panic!("it is a command")
        };
        let found = bounds(&mut Painter::default(), &command, Affine::IDENTITY, size.rect());
        assert_eq!(found, PixelRect { x0: 10, y0: 10, x1: 30, y1: 30 });
    }
}
