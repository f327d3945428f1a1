//! Letters that their font has as pictures, coloured emoji for one.

use std::sync::Arc;

use vello_common::kurbo::{Point, Rect};

use super::fit::Place;
use super::{Painter, Target};
use crate::picture::{Bitmap, Budget, Filter, Purse, decode};
use crate::raster::Placement;
use crate::text::{GlyphPicture, Layout};

/// The pixels of a letter's picture; more are not decoded. Emoji have some 20,000.
const MAX_PIXELS: usize = 1 << 20;

/// What decoding one may take, in bytes.
const MEMORY: usize = 16 * MAX_PIXELS;

impl Painter {
    /// Draws the letters of a text that are pictures. Its paint does not apply to them.
    pub(super) fn emoji(&mut self, layout: &Layout, origin: Point, target: &mut Target<'_, '_>) {
        if !layout.has_pictures() {
            return;
        }
        self.coverage.start(target.clip.pixels, target.antialias);
        let window = self.window(target.placement);
        for glyph in layout.pictures(origin, window) {
            let Some(bitmap) = self.decoded(&glyph) else { continue };
            let place = place(&glyph, &bitmap, target.placement);
            self.picture_at(&bitmap, None, &place, [0.0; 4], Filter::Bilinear, target);
        }
    }

    /// The picture of a letter; nothing where it is broken.
    fn decoded(&mut self, glyph: &GlyphPicture<'_>) -> Option<Arc<Bitmap>> {
        if let Some(known) = self.emoji.get(glyph.key, |_| true) {
            return known;
        }
        let budget = Budget::new(MEMORY, "the pixels of a letter");
        let purse = Purse { client: Arc::clone(&budget), all: budget };
        let decoded = decode::decode(glyph.png, MAX_PIXELS, &purse);
        if let Err(error) = &decoded {
            tracing::warn!("a letter that its font has as a picture is left out: it {error}");
        }
        let bitmap = decoded.ok().map(Arc::new);
        let bytes = bitmap.as_ref().map_or(0, |bitmap| size_of_val(bitmap.pixels()));
        self.emoji.insert(glyph.key, bitmap.clone(), bytes + size_of::<Bitmap>());
        bitmap
    }
}

/// Where a letter's picture lies. As other letters do, it stands on whole pixels where it is no more than moved.
fn place(glyph: &GlyphPicture<'_>, bitmap: &Bitmap, placement: &Placement) -> Place {
    let by = match *placement {
        Placement::Identity => Some((0.0, 0.0)),
        Placement::Translation(by) => Some((by.x, by.y)),
        _ => None,
    };
    let to = match by {
        Some((dx, dy)) => {
            let (x, y) = ((glyph.place.x0 + dx).round() - dx, (glyph.place.y0 + dy).round() - dy);
            let (width, height) = (glyph.place.width().round(), glyph.place.height().round());
            Rect::new(x, y, x + width.max(1.0), y + height.max(1.0))
        }
        None => glyph.place,
    };
    let size = bitmap.size();
    Place { from: Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height)), to, seen: to }
}
