//! A picture in the size that one command shows it in, made before the command is drawn.

use std::sync::{Arc, OnceLock};

use super::bitmap::Bitmap;
use super::budget::Reservation;
use super::scale::Scaling;
use crate::geometry::Size;
use crate::pixel::Rgba;

/// Scaled pixels that a command holds until it is drawn, whether or not a cache has room for them.
#[derive(Debug)]
pub struct Resized {
    bitmap: Arc<Bitmap>,
    scaling: Scaling,
    pixels: OnceLock<Arc<Vec<Rgba>>>,
    /// Nothing for those that a cache pays for.
    _paid: Option<Reservation>,
}

impl Resized {
    /// One that is still to be made. `paid` is for its pixels.
    pub fn new(bitmap: Arc<Bitmap>, scaling: Scaling, paid: Reservation) -> Self {
        Self { bitmap, scaling, pixels: OnceLock::new(), _paid: Some(paid) }
    }

    /// One that a cache has made before, and pays for as long as it keeps it.
    pub fn kept(bitmap: Arc<Bitmap>, scaling: Scaling, pixels: Arc<Vec<Rgba>>) -> Self {
        Self { bitmap, scaling, pixels: pixels.into(), _paid: None }
    }

    /// Makes it, on any thread.
    pub fn make(&self) {
        self.pixels.get_or_init(|| Arc::new(self.scaling.apply_once(&self.bitmap)));
    }

    /// What it is made from.
    pub fn bitmap(&self) -> &Arc<Bitmap> {
        &self.bitmap
    }

    /// How it is scaled.
    pub fn scaling(&self) -> &Scaling {
        &self.scaling
    }

    /// How many pixels it has.
    pub fn size(&self) -> Size {
        self.scaling.to
    }

    /// Its pixels, premultiplied; nothing where whoever was to make them has not.
    pub fn pixels(&self) -> Option<&Arc<Vec<Rgba>>> {
        self.pixels.get()
    }
}
