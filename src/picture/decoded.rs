//! Pictures decoded lately, kept in case the same file or the same text is drawn again.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use foldhash::fast::RandomState;

use super::bitmap::Bitmap;
use super::budget::{Budget, Purse, Reservation};

/// What an entry takes besides its pixels and its text, in bytes, roughly.
const ENTRY: usize = 256;

/// How long ago a file must have changed last for its times to tell it from what it will be: the kernel's clock ticks up
/// to 10 ms apart, and FAT counts in steps of 2 s.
const SETTLED: Duration = Duration::from_secs(2);

/// What a picture was decoded from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DecodedFrom {
    /// Base64. The text itself and not a hash of it: no client can make up another text that passes for it.
    Text(Arc<str>),
    /// A file.
    File(Version),
}

/// A file as it was at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    device: u64,
    inode: u64,
    length: u64,
    /// When its bytes and when its inode changed last, in seconds and nanoseconds.
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Version {
    /// That of an open file; nothing where it changed so lately that it might change again without a trace.
    ///
    /// # Errors
    ///
    /// When the kernel does not tell.
    pub fn of(file: &File) -> io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let settled = i64::try_from(now.saturating_sub(SETTLED).as_secs()).unwrap_or(i64::MAX);
        let version = Self::from(&metadata);
        Ok((version.modified.0.max(version.changed.0) < settled).then_some(version))
    }
}

impl From<Version> for DecodedFrom {
    fn from(version: Version) -> Self {
        Self::File(version)
    }
}

impl From<&Metadata> for Version {
    fn from(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Decoded pictures under a budget of their own, which is part of everybody's. Those longest not drawn go first, and
/// any of them before a client is told that there is no room.
///
/// Threads that decode share it.
#[derive(Debug)]
pub struct DecodedCache {
    purse: Purse,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<DecodedFrom, Entry, RandomState>,
    /// When each was drawn last, which no two were at once.
    drawn: BTreeMap<u64, DecodedFrom>,
    clock: u64,
    hits: u64,
    evicted: u64,
}

#[derive(Debug)]
struct Entry {
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
        Self { purse, kept: Mutex::default() }
    }

    /// Keeps up to `limit` bytes from now on. Where that is less than before, pictures go as others come.
    pub fn set_limit(&self, limit: usize) {
        self.purse.client.set_limit(limit);
    }

    /// The picture that was decoded from the same before.
    pub fn get(&self, origin: &DecodedFrom) -> Option<Arc<Bitmap>> {
        let mut kept = self.kept();
        let Kept { entries, drawn, clock, hits, .. } = &mut *kept;
        let entry = entries.get_mut(origin)?;
        *clock += 1;
        *hits += 1;
        if let Some(origin) = drawn.remove(&entry.drawn) {
            drawn.insert(*clock, origin);
        }
        entry.drawn = *clock;
        Some(Arc::clone(&entry.bitmap))
    }

    /// Keeps a picture, unless there is no room for it when all others are gone. Nobody else pays for it from then on.
    pub fn insert(&self, origin: DecodedFrom, mut bitmap: Bitmap) -> Arc<Bitmap> {
        let text = if let DecodedFrom::Text(text) = &origin { text.len() } else { 0 };
        let mut kept = self.kept();
        let paid = loop {
            let paid = self.purse.reserve(text + ENTRY);
            match paid.and_then(|paid| bitmap.charge(&self.purse.client).map(|()| paid)) {
                Ok(paid) => break Some(paid),
                Err(_) if kept.evict() => {}
                Err(_) => break None,
            }
        };
        let bitmap = Arc::new(bitmap);
        if let Some(paid) = paid {
            kept.remove(&origin);
            kept.clock += 1;
            let now = kept.clock;
            kept.drawn.insert(now, origin.clone());
            kept.entries.insert(origin, Entry { bitmap: Arc::clone(&bitmap), drawn: now, _paid: paid });
        }
        bitmap
    }

    /// Forgets the picture that was drawn longest ago. `false` says that there is none.
    pub fn evict(&self) -> bool {
        self.kept().evict()
    }

    /// How it does.
    pub fn counts(&self) -> Counts {
        let kept = self.kept();
        Counts { hits: kept.hits, evicted: kept.evicted, bytes: self.purse.client.used() }
    }

    /// Whatever a thread that panicked was doing: every change leaves it usable.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn evict(&mut self) -> bool {
        let Some((_, origin)) = self.drawn.pop_first() else { return false };
        self.entries.remove(&origin);
        self.evicted += 1;
        true
    }

    fn remove(&mut self, origin: &DecodedFrom) {
        if let Some(entry) = self.entries.remove(origin) {
            self.drawn.remove(&entry.drawn);
        }
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
    fn a_picture_in_use_is_paid_for_until_it_is_drawn() {
        let purse = purse(10_000);
        let cache = DecodedCache::new(1000, Arc::clone(&purse.all));
        let held = cache.insert(text("a"), bitmap(&purse));
        assert!(cache.evict() && !cache.evict());
        assert_eq!(purse.all.used(), 400);
        drop(held);
        assert_eq!(purse.all.used(), 0);
    }

    #[test]
    fn files_that_have_just_changed_have_no_version() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(Version::of(&file).unwrap(), None);
    }
}
