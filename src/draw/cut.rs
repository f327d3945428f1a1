//! What cutting to a clip costs besides painting.

use super::clipping::Clipping;
use super::outline::Outline;
use crate::raster::Placement;

/// What there is to a clip.
#[derive(Debug)]
pub(super) struct Cut {
    /// Whether pixels are weakened one by one.
    is_fine: bool,
    /// Of a path, each time that something is covered.
    edges: u64,
}

impl Cut {
    pub(super) fn new(clip: &Clipping<'_>, placement: &Placement) -> Self {
        let edges = clip.path().map_or(0, |path| Outline::edges_of(&path.d, placement, clip.pixels));
        Self { is_fine: !clip.is_pixels(), edges }
    }

    /// What painting so many pixels costs with it, where they are covered that many times.
    pub(super) fn effort(&self, pixels: u64, covers: usize) -> u64 {
        let times = if self.is_fine { 2 } else { 1 };
        pixels.saturating_mul(times).saturating_add(self.edges.saturating_mul(covers as u64))
    }
}
