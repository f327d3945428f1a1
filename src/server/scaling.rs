//! Large pictures scaled on another thread than the one that draws, before it needs them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use vello_common::kurbo::Affine;

use super::display::Display;
use super::gather::each_image;
use super::work::{Allowance, fault};
use crate::picture::cache::Key;
use crate::picture::{PictureError, Resized, ScaledCache};
use crate::protocol::image::Origin;
use crate::protocol::{Body, Fault};

/// The large pictures of a request that nobody has in the size it shows them in. Each is the request's own until it is
/// drawn, paid by its client, so that no number of them is scaled where others are drawn.
///
/// # Errors
///
/// `too_large` when pictures may not take as much memory as that needs.
pub(super) fn unscaled(
    body: &mut Body,
    display: &Display,
    allowance: &Allowance,
) -> Result<Vec<Arc<Resized>>, Fault> {
    let (painter, canvas) = (&display.painter, display.screen.size());
    let mut found = Vec::new();
    let mut known: HashMap<Key, Arc<Resized>> = HashMap::new();
    let mut failed = false;
    each_image(body, Affine::IDENTITY, &mut |image, outer| {
        let Some((bitmap, scaling)) = painter.unscaled(image, outer, canvas) else { return Ok(()) };
        if failed || painter.scaled().has(bitmap, &scaling) {
            return Ok(());
        }
        let resized = match known.entry(Key::new(bitmap, &scaling)) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(place) => {
                let reserve = || allowance.purse.reserve(ScaledCache::cost(&scaling));
                // The data of an image are gone where they were decoded.
                let refused = |error: PictureError| fault(image.origin().unwrap_or(Origin::Data), &error);
                let paid = allowance.with_room(reserve).inspect_err(|_| failed = true).map_err(refused)?;
                found.push(Arc::new(Resized::new(Arc::clone(bitmap), scaling, paid)));
                Arc::clone(place.insert(Arc::clone(&found[found.len() - 1])))
            }
        };
        image.resized = Some(resized);
        Ok(())
    })?;
    Ok(found)
}

/// Has the large pictures of a request hold on to those scaled before, which others of it may drive out of the cache.
pub(super) fn hold_scaled(body: &mut Body, display: &mut Display) {
    let canvas = display.screen.size();
    let visited = each_image(body, Affine::IDENTITY, &mut |image, outer| {
        if let Some(kept) = display.painter.kept_scaled(image, outer, canvas) {
            image.resized = Some(Arc::new(kept));
        }
        Ok(())
    });
    debug_assert!(visited.is_ok(), "looking at pictures does not fail");
}
