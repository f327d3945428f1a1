//! Progress bars.

use super::clipping::Clipping;
use super::shapes::xywh;
use super::{Painter, Target};
use crate::protocol::clip::Clip;
use crate::protocol::command;
use crate::protocol::value::MAX_COORDINATE;
use crate::raster::half_plane::keep_left_of;
use crate::raster::{Radius, RoundedRect, shape};

impl Painter {
    pub(super) fn progress(&mut self, bar: &command::Progress, target: &mut Target<'_, '_>) {
        let track = xywh(bar.x.0, bar.y.0, bar.width.0, bar.height.0);
        let track = RoundedRect::new(track, bar.rx.0.map(Radius::circular));
        let placement = target.placement;
        self.cover(target, |painter| painter.cover_rounded(&track, placement));
        self.paint(&bar.track, target);
        self.cover_left(&track, bar.value.0, target);
        self.paint(&bar.fill, target);
    }

    /// Covers the part of the track that is filled.
    fn cover_left(&mut self, track: &RoundedRect, value: f64, target: &Target<'_, '_>) {
        let (rect, placement) = (track.rect(), target.placement);
        let end = rect.x0 + rect.width() * value;
        if value == 0.0 || value == 1.0 || target.antialias && is_curved_at(track, end) {
            let tolerance = placement.tolerance();
            return self.cover(target, |painter| match value {
                0.0 => {}
                1.0 => painter.cover_rounded(track, placement),
                _ => painter.fill_outline(placement, |outline| {
                    shape::outline_within(track, tolerance, outline);
                    // A hundredth of a pixel.
                    keep_left_of(end, 10.0 * tolerance, outline);
                }),
            });
        }
        // Where top and bottom are straight, a clip is exact and needs no path. Its other sides are out of the way:
        // what an edge leaves of a pixel must not be taken twice.
        let (far, all) = (-2.0 * MAX_COORDINATE, 4.0 * MAX_COORDINATE);
        let filled = Clip::Rect { x: far, y: far, width: end - far, height: all };
        let filled = Clipping::of(&filled, placement, target.antialias, target.clip.pixels);
        self.coverage.start(filled.pixels, target.antialias);
        if filled.pixels.is_empty() {
            return;
        }
        self.cover_rounded(track, placement);
        self.cut(&filled, placement);
        self.cut(&target.clip, placement);
    }
}

/// Whether an upright line at `x` cuts through a corner. There a pixel that both cut is no product of their parts.
fn is_curved_at(track: &RoundedRect, x: f64) -> bool {
    let rect = track.rect();
    let [top_left, top_right, bottom_right, bottom_left] = track.radii().map(|radius| radius.rx);
    x < rect.x0 + top_left.max(bottom_left) || x > rect.x1 - top_right.max(bottom_right)
}
