//! Pictures in the sizes they were last shown in.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Weak};

use fast_image_resize::Resizer;

use super::bitmap::Bitmap;
use super::resized::Resized;
use super::scale::{Filter, Scaling};
use crate::pixel::Rgba;

/// What an entry takes besides its pixels, in bytes, roughly.
const ENTRY: usize = 200;

/// Scaled pictures under a budget of bytes; those longest not shown go first.
#[derive(Debug)]
pub struct ScaledCache {
    budget: usize,
    bytes: usize,
    entries: HashMap<Key, Entry>,
    /// When each was shown last, which no two were at once.
    shown: BTreeMap<u64, Key>,
    clock: u64,
    resizer: Resizer,
    counts: Counts,
}

/// How often the cache helped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Scaled pictures that were there.
    pub hits: u64,
    /// Those that had to be made.
    pub misses: u64,
    /// Those that made room for others.
    pub evicted: u64,
}

/// Which picture, and how it is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    bitmap: u64,
    from: [u64; 4],
    to: (u32, u32),
    filter: Filter,
}

#[derive(Debug)]
struct Entry {
    pixels: Arc<Vec<Rgba>>,
    /// What it was made from. When that is gone, nobody asks for the entry again.
    bitmap: Weak<Bitmap>,
    shown: u64,
}

impl ScaledCache {
    /// An empty cache that will keep up to `budget` bytes.
    pub fn new(budget: usize) -> Self {
        Self {
            budget,
            bytes: 0,
            entries: HashMap::new(),
            shown: BTreeMap::new(),
            clock: 0,
            resizer: Resizer::new(),
            counts: Counts::default(),
        }
    }

    /// The most bytes that it keeps.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Bytes kept now.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What has happened so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// A picture scaled, made unless it is there. It is kept only where somebody besides the caller holds the
    /// picture and may show it again.
    pub fn scaled(&mut self, bitmap: &Arc<Bitmap>, scaling: &Scaling) -> Arc<Vec<Rgba>> {
        if let Some(pixels) = self.get(bitmap, scaling) {
            return pixels;
        }
        self.counts.misses += 1;
        let pixels = Arc::new(scaling.apply(&mut self.resizer, bitmap));
        self.resizer.reset_internal_buffers();
        if Arc::strong_count(bitmap) > 1 {
            self.keep(Key::new(bitmap, scaling), bitmap, Arc::clone(&pixels));
        }
        pixels
    }

    /// A picture scaled, for one that is about to be shown; nothing unless it is there.
    pub fn get(&mut self, bitmap: &Bitmap, scaling: &Scaling) -> Option<Arc<Vec<Rgba>>> {
        let key = Key::new(bitmap, scaling);
        let entry = self.entries.get_mut(&key)?;
        self.clock += 1;
        self.counts.hits += 1;
        self.shown.remove(&entry.shown);
        entry.shown = self.clock;
        self.shown.insert(self.clock, key);
        Some(Arc::clone(&entry.pixels))
    }

    /// Whether a picture is there, scaled like this.
    pub fn has(&self, bitmap: &Bitmap, scaling: &Scaling) -> bool {
        self.entries.contains_key(&Key::new(bitmap, scaling))
    }

    /// Keeps what was scaled elsewhere for pictures that are about to be shown, as many as the budget is for: of more
    /// the first are there the next time, where otherwise each would drive out the one that is wanted next.
    pub fn insert_all(&mut self, resized: &[Arc<Resized>]) {
        let mut room = self.budget;
        for resized in resized {
            let Some(pixels) = resized.pixels() else { continue };
            self.counts.misses += 1;
            let Some(rest) = room.checked_sub(cost(pixels)) else { continue };
            room = rest;
            let key = Key::new(resized.bitmap(), resized.scaling());
            self.remove(key);
            self.keep(key, resized.bitmap(), Arc::clone(pixels));
        }
    }

    /// The memory that a scaled picture takes, in bytes.
    pub fn cost(scaling: &Scaling) -> usize {
        scaling.bytes().saturating_add(ENTRY)
    }

    fn keep(&mut self, key: Key, bitmap: &Arc<Bitmap>, pixels: Arc<Vec<Rgba>>) {
        let bytes = cost(&pixels);
        if bytes > self.budget {
            return;
        }
        if self.bytes + bytes > self.budget {
            self.forget_orphans();
        }
        while self.bytes + bytes > self.budget {
            let Some((_, oldest)) = self.shown.pop_first() else { break };
            self.counts.evicted += 1;
            self.remove(oldest);
        }
        self.bytes += bytes;
        self.clock += 1;
        self.shown.insert(self.clock, key);
        self.entries.insert(key, Entry { pixels, bitmap: Arc::downgrade(bitmap), shown: self.clock });
    }

    /// Frees what was made from pictures that are gone.
    pub fn forget_orphans(&mut self) {
        let orphans = self.entries.iter().filter(|(_, entry)| entry.bitmap.strong_count() == 0);
        for key in orphans.map(|(&key, _)| key).collect::<Vec<_>>() {
            self.remove(key);
        }
    }

    fn remove(&mut self, key: Key) {
        if let Some(entry) = self.entries.remove(&key) {
            self.bytes -= cost(&entry.pixels);
            self.shown.remove(&entry.shown);
        }
    }
}

impl Key {
    /// That of a picture in one size.
    pub fn new(bitmap: &Bitmap, scaling: &Scaling) -> Self {
        let Scaling { from, to, filter } = *scaling;
        let from = [from.x0, from.y0, from.x1, from.y1].map(f64::to_bits);
        Self { bitmap: bitmap.id(), from, to: (to.width, to.height), filter }
    }
}

fn cost(pixels: &[Rgba]) -> usize {
    size_of_val(pixels) + ENTRY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::picture::{Budget, Purse};
    use vello_common::kurbo::Rect;

    fn bitmap() -> Arc<Bitmap> {
        let purse = Purse { client: Budget::new(1 << 20, ""), all: Budget::new(1 << 20, "") };
        let size = Size { width: 8, height: 8 };
        Arc::new(Bitmap::new([9, 9, 9, 255].repeat(64), size, purse.reserve(256).unwrap()))
    }

    fn to(side: u32) -> Scaling {
        let to = Size { width: side, height: side };
        Scaling { from: Rect::new(0.0, 0.0, 8.0, 8.0), to, filter: Filter::Bilinear }
    }

    #[test]
    fn what_was_shown_longest_ago_goes_first() {
        let mut cache = ScaledCache::new(3 * (100 * 4 + ENTRY));
        let held = [bitmap(), bitmap(), bitmap(), bitmap()];
        let others = held.clone();
        for index in [0, 1, 2, 0, 3, 0, 1] {
            assert_eq!(cache.scaled(&others[index], &to(10)).len(), 100);
            assert!(cache.bytes() <= cache.budget());
        }
        // 1 made room for 3, and 2 for 1.
        assert_eq!(cache.counts(), Counts { hits: 2, misses: 5, evicted: 2 });
    }

    #[test]
    fn pictures_that_nobody_holds_are_not_kept() {
        let mut cache = ScaledCache::new(1 << 20);
        cache.scaled(&bitmap(), &to(10));
        assert_eq!(cache.bytes(), 0);
        let held = bitmap();
        let shown = Arc::clone(&held);
        cache.scaled(&shown, &to(10));
        assert!(cache.bytes() > 0);
        drop((held, shown));
        cache.forget_orphans();
        assert_eq!(cache.bytes(), 0);
    }

    #[test]
    fn more_than_the_budget_is_made_and_not_kept() {
        let mut cache = ScaledCache::new(1000);
        let held = bitmap();
        let shown = Arc::clone(&held);
        assert_eq!(cache.scaled(&shown, &to(50)).len(), 2500);
        assert_eq!(cache.bytes(), 0);
    }
}
