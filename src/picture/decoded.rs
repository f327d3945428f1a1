//! Pictures decoded lately, kept in case the same file or the same text is drawn again.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use super::bitmap::Bitmap;
use super::budget::{Budget, Purse, Reservation};
use super::version::Version;

/// What an entry takes besides its pixels and its text, in bytes, roughly.
const ENTRY: usize = 256;

/// How many pictures that are about to be drawn are passed over in search of one that is not. Nobody waits for longer
/// than looking at those takes.
const PASSED_OVER: usize = 1000;

/// What a picture was decoded from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DecodedFrom {
    /// Base64. The text itself and not a hash of it: no client can make up another text that passes for it.
    Text(Arc<str>),
    /// A file.
    File(Version),
}

impl From<Version> for DecodedFrom {
    fn from(version: Version) -> Self {
        Self::File(version)
    }
}

/// Decoded pictures under a budget of their own, which is part of everybody's. Those longest not drawn go first, and
/// any of them that nobody is about to draw before a client is told that there is no room.
///
/// Threads that decode share it. None holds up the one that draws: what takes long, such as going through a long text
/// or freeing pixels, is done while others may use it.
#[derive(Debug)]
pub struct DecodedCache {
    purse: Purse,
    hasher: RandomState,
    entries: Mutex<Entries>,
    hits: AtomicU64,
    evicted: AtomicU64,
}

/// Pictures by the hash of what they were decoded from. Of two with the same hash the later takes the other's place.
#[derive(Debug, Default)]
struct Entries {
    by_hash: HashMap<u64, Entry>,
    /// When each was drawn last, which no two were at once, and its hash.
    drawn: BTreeMap<u64, u64>,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    origin: DecodedFrom,
    bitmap: Arc<Bitmap>,
    drawn: u64,
    /// For what it takes besides the pixels, which are paid for themselves.
    _paid: Reservation,
}

/// How the cache does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Pictures that were there.
    pub hits: u64,
    /// Those that made room for others.
    pub evicted: u64,
    /// Bytes kept now.
    pub bytes: usize,
}

impl DecodedCache {
    /// An empty one that will keep up to `limit` bytes, paid from `all` as well.
    pub fn new(limit: usize, all: Arc<Budget>) -> Self {
        let purse = Purse { client: Budget::new(limit, "limits.decoded_bytes"), all };
        let (hits, evicted) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { purse, hasher: RandomState::default(), entries: Mutex::default(), hits, evicted }
    }

    /// Keeps up to `limit` bytes from now on. Where that is less than before, pictures go as others come.
    pub fn set_limit(&self, limit: usize) {
        self.purse.client.set_limit(limit);
    }

    /// The picture that was decoded from the same before.
    pub fn get(&self, origin: &DecodedFrom) -> Option<Arc<Bitmap>> {
        let hash = self.hasher.hash_one(origin);
        let (known, bitmap) = self.entries().get(hash)?;
        let is_same = known == *origin;
        self.hits.fetch_add(u64::from(is_same), Ordering::Relaxed);
        is_same.then_some(bitmap)
    }

    /// Keeps a picture, unless there is no room for it when all others are gone that nobody is about to draw. Nobody
    /// else pays for it from then on.
    pub fn insert(&self, origin: DecodedFrom, mut bitmap: Bitmap) -> Arc<Bitmap> {
        let Some(paid) = self.pay(&origin, &mut bitmap) else { return Arc::new(bitmap) };
        let bitmap = Arc::new(bitmap);
        let hash = self.hasher.hash_one(&origin);
        let entry = Entry { origin, bitmap: Arc::clone(&bitmap), drawn: 0, _paid: paid };
        let before = self.entries().insert(hash, entry);
        drop(before);
        bitmap
    }

    /// Forgets the picture that was drawn longest ago, of those that nobody is about to draw: forgetting others frees
    /// nothing. `false` says that none was found.
    pub fn evict(&self) -> bool {
        let evicted = self.entries().evict();
        self.evicted.fetch_add(u64::from(evicted.is_some()), Ordering::Relaxed);
        evicted.is_some()
    }

    /// How it does.
    pub fn counts(&self) -> Counts {
        Counts {
            hits: self.hits.load(Ordering::Relaxed),
            evicted: self.evicted.load(Ordering::Relaxed),
            bytes: self.purse.client.used(),
        }
    }

    /// Has the cache pay for a picture, and makes room for it. One that would never fit costs no other its place.
    fn pay(&self, origin: &DecodedFrom, bitmap: &mut Bitmap) -> Option<Reservation> {
        let text = if let DecodedFrom::Text(text) = origin { text.len() } else { 0 };
        let besides = text + ENTRY;
        if bitmap.paid_bytes().saturating_add(besides) > self.purse.client.limit() {
            return None;
        }
        loop {
            let paid = self.purse.reserve(besides);
            match paid.and_then(|paid| bitmap.charge(&self.purse.client).map(|()| paid)) {
                Ok(paid) => return Some(paid),
                Err(_) if self.evict() => {}
                Err(_) => return None,
            }
        }
    }

    /// Whatever a thread that panicked was doing: every change leaves it usable.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn get(&mut self, hash: u64) -> Option<(DecodedFrom, Arc<Bitmap>)> {
        let entry = self.by_hash.get_mut(&hash)?;
        self.drawn.remove(&entry.drawn);
        self.clock += 1;
        entry.drawn = self.clock;
        self.drawn.insert(self.clock, hash);
        Some((entry.origin.clone(), Arc::clone(&entry.bitmap)))
    }

    /// Returns what had the place before.
    fn insert(&mut self, hash: u64, entry: Entry) -> Option<Entry> {
        let before = self.by_hash.remove(&hash);
        if let Some(before) = &before {
            self.drawn.remove(&before.drawn);
        }
        self.clock += 1;
        self.drawn.insert(self.clock, hash);
        self.by_hash.insert(hash, Entry { drawn: self.clock, ..entry });
        before
    }

    /// Takes one out. Those that are about to be drawn are passed over, and count as drawn now.
    fn evict(&mut self) -> Option<Entry> {
        for _ in 0..self.drawn.len().min(PASSED_OVER) {
            let (_, hash) = self.drawn.pop_first()?;
            match self.by_hash.get_mut(&hash) {
                Some(entry) if Arc::strong_count(&entry.bitmap) > 1 => {
                    self.clock += 1;
                    entry.drawn = self.clock;
                    self.drawn.insert(self.clock, hash);
                }
                _ => return self.by_hash.remove(&hash),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    fn purse(limit: usize) -> Purse {
        Purse { client: Budget::new(limit, "client"), all: Budget::new(limit, "all") }
    }

    fn bitmap(purse: &Purse) -> Bitmap {
        let size = Size { width: 10, height: 10 };
        Bitmap::new(vec![255; 400], size, purse.reserve(400).unwrap())
    }

    fn text(text: &str) -> DecodedFrom {
        DecodedFrom::Text(text.into())
    }

    #[test]
    fn the_cache_pays_for_what_it_keeps() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(2 * (400 + ENTRY + 1), Arc::clone(&purse.all));
        for name in ["a", "b", "a"] {
            if cache.get(&text(name)).is_none() {
                cache.insert(text(name), bitmap(&purse));
            }
        }
        assert_eq!(purse.client.used(), 0);
        assert_eq!(purse.all.used(), 2 * (400 + ENTRY + 1));
        cache.insert(text("c"), bitmap(&purse));
        assert!(cache.get(&text("b")).is_none(), "it was drawn longest ago");
        assert!(cache.get(&text("a")).is_some() && cache.get(&text("c")).is_some());
        assert_eq!(cache.counts(), Counts { hits: 3, evicted: 1, bytes: purse.all.used() });
        while cache.evict() {}
        assert_eq!(purse.all.used(), 0);
    }

    #[test]
    fn what_is_too_large_stays_with_who_decoded_it() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(300, Arc::clone(&purse.all));
        let held = cache.insert(text("a"), bitmap(&purse));
        assert!(cache.get(&text("a")).is_none());
        assert_eq!((purse.client.used(), cache.counts().bytes), (400, 0));
        drop(held);
        assert_eq!(purse.all.used(), 0);
    }

    #[test]
    fn what_can_never_fit_costs_no_other_its_place() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(2 * (400 + ENTRY + 1), Arc::clone(&purse.all));
        cache.insert(text("a"), bitmap(&purse));
        cache.insert(text("b"), bitmap(&purse));
        let long = "c".repeat(2 * (400 + ENTRY + 1) - (400 + ENTRY) + 1);
        cache.insert(text(&long), bitmap(&purse));
        assert!(cache.get(&text(&long)).is_none(), "it is a byte too long");
        assert!(cache.get(&text("a")).is_some() && cache.get(&text("b")).is_some());
        assert_eq!(cache.counts().evicted, 0);
        cache.insert(text(&long[1..]), bitmap(&purse));
        assert!(cache.get(&text(&long[1..])).is_some(), "it fits alone");
        assert_eq!(cache.counts().evicted, 2);
    }

    #[test]
    fn pictures_about_to_be_drawn_are_passed_over() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(2 * (400 + ENTRY + 1), Arc::clone(&purse.all));
        let held = cache.insert(text("a"), bitmap(&purse));
        cache.insert(text("b"), bitmap(&purse));
        cache.insert(text("c"), bitmap(&purse));
        assert!(cache.get(&text("b")).is_none(), "nobody was about to draw it");
        assert!(cache.get(&text("a")).is_some() && cache.get(&text("c")).is_some());
        assert!(cache.evict() && !cache.evict());
        assert_eq!(purse.all.used(), 400 + ENTRY + 1);
        drop(held);
        assert!(cache.evict());
        assert_eq!(purse.all.used(), 0);
    }

    #[test]
    fn of_the_same_hash_only_the_same_is_found() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(10_000, Arc::clone(&purse.all));
        cache.insert(text("a"), bitmap(&purse));
        let hash = cache.hasher.hash_one(text("a"));
        let entry = cache.entries().by_hash.remove(&hash).unwrap();
        cache.entries().by_hash.insert(hash, Entry { origin: text("b"), ..entry });
        assert!(cache.get(&text("a")).is_none(), "it is the picture of b");
        cache.insert(text("a"), bitmap(&purse));
        assert!(cache.get(&text("a")).is_some());
        assert_eq!(purse.all.used(), 400 + ENTRY + 1, "the later has the place of the other");
    }
}
