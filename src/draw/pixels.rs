//! Commands that replace pixels rather than painting over them: `clear`, `pixels`, `copy`.

use vello_common::kurbo::{Affine, Point};

use super::{Painter, Target};
use crate::canvas::Brush;
use crate::geometry::{PixelRect, floor};
use crate::paint::{Picture, Source};
use crate::pixel::Blend;
use crate::protocol::command;
use crate::raster::Placement;

/// How many single pixels become coverage before they are painted.
pub(super) const PIXELS_AT_ONCE: usize = 4096;

impl Painter {
    pub(super) fn clear(&mut self, clear: &command::Clear, target: &mut Target<'_, '_>) {
        self.cover(target, |painter| painter.coverage.solid(painter.coverage.clip()));
        self.replace(Source::Solid(clear.color), target);
    }

    pub(super) fn pixels(&mut self, command: &command::Pixels, target: &mut Target<'_, '_>) {
        let affine = target.placement.affine();
        let still = *target.placement == Placement::Identity;
        let place = |&[x, y]: &[i32; 2]| if still { (x, y) } else { moved(affine, x, y) };
        if target.clip.is_pixels() && target.blend == Blend::Over {
            let points = command.points.iter().map(place);
            target.canvas.put(points.clone(), target.clip.pixels, command.color, target.opacity);
            return target
                .damage
                .add(|| points.fold(PixelRect::EMPTY, |all, (x, y)| all.union(PixelRect::pixel(x, y))));
        }
        for some in command.points.chunks(PIXELS_AT_ONCE) {
            self.cover(target, |painter| {
                some.iter().map(place).for_each(|(x, y)| painter.coverage.solid(PixelRect::pixel(x, y)));
            });
            self.replace(Source::Solid(command.color), target);
        }
    }

    pub(super) fn copy(&mut self, command: &command::Copy, target: &mut Target<'_, '_>) {
        let canvas = target.canvas.bounds();
        let from = command.region().anywhere(canvas).intersect(canvas);
        let (dx, dy) = copy_offset(command, target.placement);
        if target.clip.is_pixels() && target.blend == Blend::Over && target.opacity == 255 {
            let written = target.canvas.copy(from, from.x0 + dx, from.y0 + dy, target.clip.pixels);
            return target.damage.add(|| written);
        }
        // What is copied is a picture then, as a group's is.
        let from = from.intersect(target.clip.pixels.shifted(-dx, -dy));
        if from.is_empty() {
            return;
        }
        let mut pixels = self.picture(from);
        target.canvas.read(from, &mut pixels);
        let to = from.shifted(dx, dy);
        self.cover(target, |painter| painter.coverage.solid(to));
        self.replace(Source::Picture(Picture::new(&pixels, to)), target);
        self.keep(pixels);
    }

    /// Replaces what was covered, unless a blend says how to put the two together.
    fn replace(&mut self, source: Source<'_>, target: &mut Target<'_, '_>) {
        let blend = if target.blend == Blend::Over { Blend::Src } else { target.blend };
        target.canvas.paint(&self.coverage, &Brush { source, opacity: target.opacity, blend });
        target.damage.add(|| self.coverage.bounds());
    }
}

/// How far to the right and down the copy of a pixel lies.
fn copy_offset(command: &command::Copy, placement: &Placement) -> (i32, i32) {
    let (dx, dy) = moved(placement.affine(), 0, 0);
    (command.to_x.0 + dx - command.x.0, command.to_y.0 + dy - command.y.0)
}

/// The pixel in which a pixel's middle comes to lie.
fn moved(affine: Affine, x: i32, y: i32) -> (i32, i32) {
    let middle = affine * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
    // Far away is far enough: the neighbours of these still fit.
    let pixel = |value: f64| floor(value).clamp(-(1 << 25), 1 << 25);
    (pixel(middle.x), pixel(middle.y))
}

/// Where the pixels lie that a copy writes.
pub(super) fn copied(
    copy: &command::Copy,
    placement: &Placement,
    visible: PixelRect,
    canvas: PixelRect,
) -> PixelRect {
    let from = copy.region().anywhere(canvas).intersect(canvas);
    let (dx, dy) = copy_offset(copy, placement);
    from.shifted(dx, dy).intersect(visible)
}
