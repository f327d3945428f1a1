//! What all sessions share: the screen and everything that draws on it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::draw::Painter;
use crate::protocol::Limits;
use crate::screen::Screen;

use super::pictures::Pictures;
use super::stats::Stats;

/// The screen, what draws on it, and what clients may ask of it.
#[derive(Debug)]
pub struct Display {
    /// Where pixels go.
    pub screen: Screen,
    /// How they get there.
    pub painter: Painter,
    /// What a client may ask for at most.
    pub limits: Limits,
    /// The pictures that clients share.
    pub pictures: Pictures,
    /// What has been done.
    pub stats: Stats,
    /// Rung when the device is lost.
    pub(super) alarm: Arc<Notify>,
}

impl Display {
    /// A display that has done nothing yet.
    pub fn new(screen: Screen, limits: Limits) -> Self {
        Self::with_fonts(screen, limits, Vec::new())
    }

    /// The same, which looks for fonts in directories besides those of the system.
    pub fn with_fonts(screen: Screen, limits: Limits, directories: Vec<PathBuf>) -> Self {
        let painter = Painter::new(&limits, directories);
        let (pictures, stats) = (Pictures::new(&limits, &[]), Stats::default());
        Self { screen, painter, limits, pictures, stats, alarm: Arc::default() }
    }

    /// The same, where clients may name files beneath `directories`.
    #[must_use]
    pub fn with_image_dirs(self, directories: &[PathBuf]) -> Self {
        Self { pictures: Pictures::new(&self.limits, directories), ..self }
    }
}
