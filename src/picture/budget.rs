//! How much memory pictures may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::PictureError;

/// A number of bytes that several pictures share. Decoding runs on several threads, so it is counted atomically.
#[derive(Debug)]
pub struct Budget {
    limit: AtomicUsize,
    setting: &'static str,
    used: AtomicUsize,
}

impl Budget {
    /// A budget of `limit` bytes, of which nothing is used; `setting` is what an error names.
    pub fn new(limit: usize, setting: &'static str) -> Arc<Self> {
        Arc::new(Self { limit: AtomicUsize::new(limit), setting, used: AtomicUsize::new(0) })
    }

    /// What an error names.
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Bytes that may be in use.
    pub fn limit(&self) -> usize {
        self.limit.load(Ordering::Relaxed)
    }

    /// Makes it another number of bytes from now on. What is taken stays taken, also where that is more.
    pub fn set_limit(&self, limit: usize) {
        self.limit.store(limit, Ordering::Relaxed);
    }

    fn take(&self, bytes: usize) -> Result<(), PictureError> {
        let limit = self.limit();
        let enough = |used: usize| used.checked_add(bytes).filter(|&sum| sum <= limit);
        let taken = self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, enough);
        taken.map(|_| ()).map_err(|used| PictureError::NoRoom {
            wanted: bytes,
            used,
            limit,
            setting: self.setting,
        })
    }

    fn give(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What one client's pictures are paid from: its own budget, and that of all clients.
#[derive(Debug, Clone)]
pub struct Purse {
    /// The client's.
    pub client: Arc<Budget>,
    /// Everybody's.
    pub all: Arc<Budget>,
}

impl Purse {
    /// Sets memory aside before it is taken.
    ///
    /// # Errors
    ///
    /// [`PictureError::NoRoom`] when either budget has less than `bytes` left.
    pub fn reserve(&self, bytes: usize) -> Result<Reservation, PictureError> {
        self.client.take(bytes)?;
        self.all.take(bytes).inspect_err(|_| self.client.give(bytes))?;
        Ok(Reservation { purse: self.clone(), bytes })
    }
}

/// Memory set aside, given back when this is dropped.
#[derive(Debug)]
pub struct Reservation {
    purse: Purse,
    bytes: usize,
}

impl Reservation {
    /// How much it is.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Gives back what is beyond `bytes`.
    pub fn shrink(&mut self, bytes: usize) {
        let over = self.bytes.saturating_sub(bytes);
        self.purse.client.give(over);
        self.purse.all.give(over);
        self.bytes -= over;
    }

    /// Has another client's budget pay for it.
    ///
    /// # Errors
    ///
    /// [`PictureError::NoRoom`] when that has too little left; then nothing changes.
    pub fn charge(&mut self, client: &Arc<Budget>) -> Result<(), PictureError> {
        client.take(self.bytes)?;
        let before = std::mem::replace(&mut self.purse.client, Arc::clone(client));
        before.give(self.bytes);
        Ok(())
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.shrink(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_given_back() {
        let purse = Purse { client: Budget::new(100, "limits.a"), all: Budget::new(150, "limits.b") };
        let other = Purse { client: Budget::new(100, "limits.a"), all: Arc::clone(&purse.all) };
        let mut first = purse.reserve(80).unwrap();
        let text = purse.reserve(21).unwrap_err().to_string();
        assert!(text.contains("limits.a") && text.contains("80 of 100"), "{text}");
        let text = other.reserve(71).unwrap_err().to_string();
        assert!(text.contains("limits.b"), "{text}");
        assert_eq!((other.client.used(), purse.all.used()), (0, 80));
        first.shrink(10);
        assert_eq!((purse.client.used(), purse.all.used()), (10, 10));
        drop(first);
        assert_eq!((purse.client.used(), purse.all.used()), (0, 0));
        assert!(purse.reserve(usize::MAX).is_err());
    }
}
