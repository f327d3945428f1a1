//! Descriptors that came with a client's bytes, in the order in which commands take them.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;

/// A bounded queue; whatever leaves it untaken is closed.
#[derive(Debug, Default)]
pub(super) struct Descriptors {
    queue: VecDeque<OwnedFd>,
    /// Whether some were closed because there were too many, since the queue was empty last.
    overflowed: bool,
}

impl Descriptors {
    /// Takes in one that came, or closes it where `limit` are waiting.
    pub(super) fn push(&mut self, descriptor: OwnedFd, limit: usize) {
        if self.queue.len() < limit {
            self.queue.push_back(descriptor);
        } else {
            self.overflowed = true;
        }
    }

    /// The next one.
    pub(super) fn take(&mut self) -> Option<OwnedFd> {
        self.queue.pop_front()
    }

    /// Closes the next `count`, which came for commands that will not take them.
    pub(super) fn skip(&mut self, count: usize) {
        self.queue.drain(..count.min(self.queue.len()));
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether the next one is missing because there were too many.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Closes those that no command has taken.
    pub(super) fn close(&mut self) {
        if !self.queue.is_empty() {
            tracing::debug!(count = self.queue.len(), "closed descriptors that no command takes");
        }
        self.queue.clear();
        self.overflowed = false;
    }
}
