//! The service manager's store: shared pictures that outlive the daemon.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::label::Label;
use super::manager::Manager;
use super::sealed::{self, Sealed, SealedError};
use crate::picture::budget::Reservation;
use crate::picture::{Bitmap, Budget, Purse};

/// Where pictures are left, within a budget of bytes and of files.
#[derive(Debug)]
pub struct Store {
    manager: Manager,
    next: AtomicU64,
    bytes: Purse,
    files: Purse,
    has_warned: AtomicBool,
}

/// A picture that is in the store. It stays there when this is dropped: that is what the store is for.
#[derive(Debug)]
pub struct Kept {
    label: Label,
    store: Arc<Store>,
    _room: [Reservation; 2],
}

/// A picture that an earlier daemon has left.
#[derive(Debug)]
pub struct Stored {
    /// Its name and pixels.
    pub sealed: Sealed,
    /// Its place in the store; `None` where it has lost that, or there is no store.
    pub kept: Option<Kept>,
}

impl Store {
    /// The store of a service manager, for at most `bytes` bytes and as many files as it keeps.
    pub fn new(manager: Manager, bytes: usize) -> Arc<Self> {
        let files = Manager::most_stored();
        Arc::new(Self {
            manager,
            next: AtomicU64::new(1),
            bytes: purse(Budget::new(bytes, "limits.stored_image_bytes")),
            files: purse(Budget::new(files, "FileDescriptorStoreMax= of the service")),
            has_warned: AtomicBool::new(false),
        })
    }

    /// Has room for so many bytes from now on. What is there stays.
    pub fn set_bytes(&self, bytes: usize) {
        self.bytes.client.set_limit(bytes);
    }

    /// Leaves a picture, and returns when it is on its way. It copies all of it: not for the thread that draws.
    ///
    /// `None` where there is no room, or the kernel refuses. The first time that is told as a warning; later ones are
    /// many where they are a client's doing.
    pub fn keep(self: &Arc<Self>, name: &str, bitmap: &Bitmap) -> Option<Kept> {
        let kept = self.leave(name, bitmap);
        kept.inspect_err(|error| {
            let text = "a shared picture will not outlive the daemon";
            if self.has_warned.swap(true, Ordering::Relaxed) {
                tracing::debug!("{text}: {error}");
            } else {
                tracing::warn!("{text}: {error}; that others will not either is told at debug");
            }
        })
        .ok()
    }

    fn leave(self: &Arc<Self>, name: &str, bitmap: &Bitmap) -> Result<Kept, SealedError> {
        let room = self.reserve(sealed::length(name, bitmap))?;
        let file = sealed::write(name, bitmap)?;
        let label = Label(self.next.fetch_add(1, Ordering::Relaxed));
        self.manager.store(label, file)?;
        Ok(Kept { label, store: Arc::clone(self), _room: room })
    }

    fn reserve(&self, bytes: usize) -> Result<[Reservation; 2], SealedError> {
        Ok([self.bytes.reserve(bytes)?, self.files.reserve(1)?])
    }

    /// Takes over what an earlier daemon has left: pictures of at most `pixels` pixels, paid from `purse`. Whatever is
    /// no such picture, or an older one of the same name, is removed from the store of a manager that there is.
    pub fn restore(
        store: Option<&Arc<Self>>,
        mut found: Vec<(Label, File)>,
        pixels: usize,
        purse: &Purse,
    ) -> Vec<Stored> {
        let mut stored: Vec<Stored> = Vec::new();
        // The newest first, which are those that stay where there is no room for all.
        found.sort_by_key(|&(label, _)| std::cmp::Reverse(label));
        if let (Some(store), Some((newest, _))) = (store, found.first()) {
            store.next.store(newest.0.wrapping_add(1), Ordering::Relaxed);
        }
        for (label, file) in found {
            let sealed = Sealed::read(&file, pixels, purse);
            let sealed = sealed.inspect_err(|error| tracing::warn!("{label} is not restored: {error}"));
            let fresh =
                sealed.ok().filter(|sealed| stored.iter().all(|other| other.sealed.name != sealed.name));
            let kept = |sealed: &Sealed| store?.adopt(label, sealed);
            match fresh.map(|sealed| Stored { kept: kept(&sealed), sealed }) {
                Some(picture) => stored.push(picture),
                None => store.into_iter().for_each(|store| store.manager.remove(label)),
            }
        }
        stored
    }

    /// Counts a picture that is in the store already, or removes it where there is no room any more.
    fn adopt(self: &Arc<Self>, label: Label, sealed: &Sealed) -> Option<Kept> {
        match self.reserve(sealed::length(&sealed.name, &sealed.bitmap)) {
            Ok(room) => Some(Kept { label, store: Arc::clone(self), _room: room }),
            Err(error) => {
                tracing::warn!("{label} is restored and not kept for the next time: {error}");
                self.manager.remove(label);
                None
            }
        }
    }
}

impl Kept {
    /// Takes the picture out of the store. The manager hears of it soon, not at once: a daemon that is killed in between
    /// leaves it there.
    pub fn remove(self) {
        self.store.manager.remove(self.label);
    }
}

/// What is paid from one budget alone.
fn purse(budget: Arc<Budget>) -> Purse {
    Purse { client: budget, all: Budget::new(usize::MAX, "") }
}
