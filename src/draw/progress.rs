//! Progress bars.

use super::clipping::Clipping;
use super::shapes::xywh;
use super::{Painter, Target};
use crate::protocol::clip::Clip;
use crate::protocol::command;
use crate::raster::{Radius, RoundedRect};

impl Painter {
    pub(super) fn progress(&mut self, bar: &command::Progress, target: &mut Target<'_, '_>) {
        let (x, y, width, height) = (bar.x.0, bar.y.0, bar.width.0, bar.height.0);
        let track = RoundedRect::new(xywh(x, y, width, height), bar.rx.0.map(Radius::circular));
        let placement = target.placement;
        self.cover(target, |painter| painter.cover_rounded(&track, placement));
        self.paint(&bar.track, target);
        let filled = Clip::Rect { x, y, width: width * bar.value.0, height };
        let filled = Clipping::of(&filled, placement, target.antialias, target.clip.pixels);
        if filled.pixels.is_empty() {
            return;
        }
        self.coverage.start(filled.pixels, target.antialias);
        self.cover_rounded(&track, placement);
        self.cut(&filled, placement);
        self.cut(&target.clip, placement);
        self.paint(&bar.fill, target);
    }
}
