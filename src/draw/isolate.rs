//! Commands that become a picture of their own first: groups, and shapes with two paints, to which opacity, blend
//! and clip apply as a whole.

use super::clipping::Clipping;
use super::{Painter, Target, bounds};
use crate::canvas::{Brush, Canvas};
use crate::damage::Damage;
use crate::geometry::PixelRect;
use crate::paint::{Picture, Source};
use crate::pixel::{Blend, Format, Rgba};
use crate::protocol::Command;
use crate::protocol::command::Common;
use crate::raster::Placement;

/// How the pictures are stored: R G B A bytes, premultiplied.
const FORMAT: Format = Format::Abgr8888;

/// The pictures kept for the next groups, in bytes; what is beyond is freed. A 4K screen.
const KEPT: usize = 3840 * 2160 * 4;

impl Painter {
    /// Draws a command into a picture of its own, and the picture onto the canvas.
    pub(super) fn isolated(
        &mut self,
        command: &Command,
        common: &Common<'_>,
        placement: &Placement,
        clip: Clipping<'_>,
        canvas: &mut Canvas<'_>,
        damage: &mut Damage,
    ) {
        let bounds = bounds::within(self, command, placement, clip.pixels);
        if bounds.is_empty() {
            return;
        }
        let mut pixels = self.picture(bounds);
        let stride = bounds.width() * size_of::<Rgba>();
        let mut picture = Canvas::part(pixels.as_flattened_mut(), stride, bounds, FORMAT, canvas.level());
        self.draw_on(
            command,
            &mut Target {
                canvas: &mut picture,
                damage: &mut Damage::ignored(),
                clip: Clipping::whole(bounds),
                placement,
                opacity: 255,
                blend: Blend::Over,
                antialias: common.antialias,
            },
        );
        let target = Target {
            canvas,
            damage,
            clip,
            placement,
            opacity: common.opacity.scale(255),
            blend: common.blend,
            antialias: common.antialias,
        };
        self.cover(&target, |painter| painter.coverage.solid(bounds));
        let Target { canvas, damage, opacity, .. } = target;
        // Replacing in proportion to a picture's own alpha is painting it over.
        let blend = if target.blend == Blend::Src { Blend::Over } else { target.blend };
        let source = Source::Picture(Picture::new(&pixels, bounds));
        canvas.paint(&self.coverage, &Brush { source, opacity, blend });
        damage.add(|| self.coverage.bounds());
        self.keep(pixels);
    }

    /// A picture with nothing on it.
    pub(super) fn picture(&mut self, bounds: PixelRect) -> Vec<Rgba> {
        let mut pixels = self.pictures.pop().unwrap_or_default();
        pixels.clear();
        pixels.resize(bounds.width() * bounds.height(), [0; 4]);
        pixels
    }

    pub(super) fn keep(&mut self, pixels: Vec<Rgba>) {
        let kept: usize = self.pictures.iter().map(|pixels| pixels.capacity() * size_of::<Rgba>()).sum();
        if kept + pixels.capacity() * size_of::<Rgba>() <= KEPT {
            self.pictures.push(pixels);
        }
    }
}
