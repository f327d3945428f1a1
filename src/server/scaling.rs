//! Large pictures scaled on another thread than the one that draws, before it needs them.

use std::sync::Arc;

use vello_common::kurbo::Affine;

use super::display::Display;
use super::gather::each_image;
use super::work::Allowance;
use crate::picture::budget::Reservation;
use crate::picture::{Bitmap, Scaling};
use crate::pixel::Rgba;
use crate::protocol::Body;

/// A picture that a request shows in a size in which nobody has it yet.
#[derive(Debug)]
pub(super) struct Unscaled {
    bitmap: Arc<Bitmap>,
    scaling: Scaling,
    /// For the scaled pixels, until they have their place.
    paid: Reservation,
}

/// The same, scaled.
#[derive(Debug)]
pub(super) struct Scaled {
    bitmap: Arc<Bitmap>,
    scaling: Scaling,
    pixels: Vec<Rgba>,
    _paid: Reservation,
}

impl Unscaled {
    /// Scales it.
    pub(super) fn run(self) -> Scaled {
        let Self { bitmap, scaling, paid } = self;
        let pixels = scaling.apply_once(&bitmap);
        Scaled { bitmap, scaling, pixels, _paid: paid }
    }
}

impl Scaled {
    /// Gives it to what draws.
    pub(super) fn keep(self, display: &mut Display) {
        display.painter.keep_scaled(&self.bitmap, &self.scaling, self.pixels);
    }
}

/// The large pictures of a request that must be scaled, as far as there is room for them. The others are scaled when
/// they are drawn.
pub(super) fn unscaled(body: &mut Body, display: &Display, allowance: &Allowance) -> Vec<Unscaled> {
    let mut room = display.painter.scaled().budget();
    let mut found: Vec<Unscaled> = Vec::new();
    let visited = each_image(body, Affine::IDENTITY, &mut |image, outer| {
        let Some((bitmap, scaling)) = display.painter.unscaled(image, outer, display.screen.size()) else {
            return Ok(());
        };
        let is_known =
            found.iter().any(|known| Arc::ptr_eq(&known.bitmap, bitmap) && known.scaling == scaling);
        if is_known || scaling.bytes() > room {
            return Ok(());
        }
        if let Ok(paid) = allowance.with_room(|| allowance.purse.reserve(scaling.bytes())) {
            room -= scaling.bytes();
            found.push(Unscaled { bitmap: Arc::clone(bitmap), scaling, paid });
        }
        Ok(())
    });
    debug_assert!(visited.is_ok(), "looking at pictures does not fail");
    found
}
