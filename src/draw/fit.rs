//! Where a picture lies in its box.

use vello_common::kurbo::{Affine, Rect};

use super::shapes::xywh;
use crate::geometry::Size;
use crate::protocol::command::Image;
use crate::protocol::image::Fit;

/// A picture's place, in the command's coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// The part of the picture that is drawn, in its own pixels.
    pub from: Rect,
    /// Where all of that part lies.
    pub to: Rect,
    /// What is seen of it: what lies in the box.
    pub seen: Rect,
}

impl Place {
    /// `size` is the picture's.
    pub(super) fn new(image: &Image, size: Size) -> Self {
        let from = match image.source.as_deref() {
            Some(part) => xywh(part.x, part.y, part.width, part.height),
            None => Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height)),
        };
        let (width, height) = match (image.width.map(|w| w.0), image.height.map(|h| h.0)) {
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) => (width, width * from.height() / from.width()),
            (None, Some(height)) => (height * from.width() / from.height(), height),
            (None, None) => (from.width(), from.height()),
        };
        let (across, down) = (width / from.width(), height / from.height());
        let scaled =
            |scale: f64| (part_of(width, from.width() * scale), part_of(height, from.height() * scale));
        let (shown_width, shown_height) = match image.fit {
            Fit::Fill => (width, height),
            Fit::Contain => scaled(across.min(down)),
            Fit::Cover => scaled(across.max(down)),
            Fit::None => (from.width(), from.height()),
        };
        // Whole pixels from the box's corner: a picture that lay between pixels would be blurred.
        let x = image.x.0 + ((width - shown_width) * image.align.x).round();
        let y = image.y.0 + ((height - shown_height) * image.align.y).round();
        let to = xywh(x, y, shown_width, shown_height);
        Self { from, to, seen: to.intersect(xywh(image.x.0, image.y.0, width, height)) }
    }

    /// From the picture's pixels to the command's coordinates.
    pub(super) fn affine(&self) -> Affine {
        let Self { from, to, .. } = self;
        Affine::translate(to.origin().to_vec2())
            * Affine::scale_non_uniform(to.width() / from.width(), to.height() / from.height())
            * Affine::translate(-from.origin().to_vec2())
    }

    /// Whether nothing is seen.
    pub(super) fn is_empty(&self) -> bool {
        self.seen.width() <= 0.0 || self.seen.height() <= 0.0
    }
}

/// An extent in whole pixels, unless it is the box's own but for rounding.
fn part_of(extent: f64, scaled: f64) -> f64 {
    if (scaled - extent).abs() < 1e-6 { extent } else { scaled.round().max(1.0) }
}
