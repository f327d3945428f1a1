//! Results worth keeping, within a budget of bytes.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::FixedState;
use serde::Serialize;

/// What was made lately, forgotten in about the order in which it was last asked for.
///
/// There are two generations. What is asked for moves to the young one; when that has half the budget, the old one
/// is dropped and the young one grows old. So a look is two look-ups at most and nothing is ever sorted.
///
/// # Guarantees
///
/// The weights of what it holds sum up to the budget at most.
#[derive(Debug)]
pub struct Cache<K, V> {
    young: Generation<K, V>,
    old: Generation<K, V>,
    budget: usize,
    hits: u64,
    misses: u64,
}

#[derive(Debug)]
struct Generation<K, V> {
    entries: HashMap<K, (V, usize), FixedState>,
    bytes: usize,
}

/// How a cache does, as `stats` tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CacheStats {
    /// Results that were there.
    pub hits: u64,
    /// Results that had to be made.
    pub misses: u64,
    /// Results kept now.
    pub entries: usize,
    /// What they weigh.
    pub bytes: usize,
}

impl<K: Hash + Eq + Copy, V: Clone> Cache<K, V> {
    /// An empty cache that may grow to `budget` bytes.
    pub fn new(budget: usize) -> Self {
        Self { young: Generation::new(), old: Generation::new(), budget, hits: 0, misses: 0 }
    }

    /// What is kept under `key`, if `fits` says that it is the right one.
    #[inline]
    pub fn get(&mut self, key: K, fits: impl Fn(&V) -> bool) -> Option<V> {
        let found = match self.young.entries.get(&key) {
            Some((value, _)) => Some(value.clone()),
            None => self.revive(key),
        };
        let found = found.filter(fits);
        *if found.is_some() { &mut self.hits } else { &mut self.misses } += 1;
        found
    }

    fn revive(&mut self, key: K) -> Option<V> {
        let (value, bytes) = self.old.entries.remove(&key)?;
        self.old.bytes -= bytes;
        self.insert(key, value.clone(), bytes);
        Some(value)
    }

    /// The bytes of the largest value that it keeps: half of the budget.
    pub fn largest(&self) -> usize {
        self.budget / 2
    }

    /// Keeps a value that takes `bytes`, unless that is more than [`Cache::largest`].
    pub fn insert(&mut self, key: K, value: V, bytes: usize) {
        let half = self.largest();
        if bytes > half {
            return;
        }
        if self.young.bytes + bytes > half {
            self.old = std::mem::replace(&mut self.young, Generation::new());
        }
        self.young.bytes += bytes;
        if let Some((_, before)) = self.young.entries.insert(key, (value, bytes)) {
            self.young.bytes -= before;
        }
        if let Some((_, before)) = self.old.entries.remove(&key) {
            self.old.bytes -= before;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        (self.young, self.old) = (Generation::new(), Generation::new());
    }

    /// How it does.
    pub fn stats(&self) -> CacheStats {
        CacheStats {
            hits: self.hits,
            misses: self.misses,
            entries: self.young.entries.len() + self.old.entries.len(),
            bytes: self.young.bytes + self.old.bytes,
        }
    }
}

impl<K, V> Generation<K, V> {
    fn new() -> Self {
        Self { entries: HashMap::with_hasher(FixedState::default()), bytes: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_to_its_budget_and_what_is_in_use() {
        let mut cache = Cache::new(1000);
        for key in 0..500 {
            cache.insert(key, key, 10 + key % 7);
            // The first one is in use all the time.
            assert_eq!(cache.get(0, |_| true), Some(0), "after {key}");
            assert!(cache.stats().bytes <= 1000);
        }
        assert!(cache.stats().entries > 30);
        assert_eq!(cache.get(100, |_| true), None);
        assert_eq!(cache.get(499, |_| true), Some(499));
        assert_eq!(cache.get(499, |_| false), None);
        assert_eq!((cache.stats().hits, cache.stats().misses), (501, 2));
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let mut cache = Cache::new(100);
        cache.insert(1, (), 51);
        assert_eq!(cache.stats().entries, 0);
        cache.insert(1, (), 50);
        cache.insert(1, (), 40);
        assert_eq!((cache.stats().entries, cache.stats().bytes <= 100), (1, true));
    }
}
