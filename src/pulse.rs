//! A sign of life that other threads can look at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A count that goes up whenever something has been done. Clones share it.
///
/// It tells that there was progress, not how much: what beats it on two threads at once may count as one.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<AtomicUsize>);

impl Pulse {
    /// Says that something has been done.
    #[inline]
    pub fn beat(&self) {
        // A load and a store: what adds at once locks the cache line, for each command that is drawn.
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }

    /// A number that is another once something has been done.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
