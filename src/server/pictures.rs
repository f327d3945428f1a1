//! Pictures that clients have given names.

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use crate::picture::budget::Reservation;
use crate::picture::{Bitmap, Budget, DecodedCache, PictureError, Purse};
use crate::protocol::{Code, Fault, Limits};
use crate::service::{Kept, Label, Store, Stored};

use super::display::Display;
use super::work::Allowance;

/// What a name takes besides its letters and the picture, in bytes, roughly: small pictures are not free.
const ENTRY: usize = 256;

/// Names, and the memory they are paid with.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Box<str>, Named>);

/// A picture that has a name.
#[derive(Debug)]
struct Named {
    bitmap: Arc<Bitmap>,
    _paid: Reservation,
    /// Where it outlives the daemon.
    kept: Option<Kept>,
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<&Arc<Bitmap>> {
        self.0.get(name).map(|named| &named.bitmap)
    }

    /// Gives a picture a name, which it may take from another. `kept` is where it outlives the daemon.
    ///
    /// # Errors
    ///
    /// When `reserve` has nothing left of the bytes that one more name takes.
    pub(super) fn insert(
        &mut self,
        name: String,
        bitmap: Arc<Bitmap>,
        reserve: impl FnOnce(usize) -> Result<Reservation, PictureError>,
        kept: Option<Kept>,
    ) -> Result<(), Fault> {
        let no_room = |error: PictureError| Fault::of_value(Code::TooLarge, error.to_string()).inside("name");
        let paid = match reserve(name.len() + ENTRY) {
            Ok(paid) => paid,
            Err(error) => {
                kept.into_iter().for_each(Kept::remove);
                return Err(no_room(error));
            }
        };
        let before = self.0.insert(name.into_boxed_str(), Named { bitmap, _paid: paid, kept });
        before.and_then(|before| before.kept).into_iter().for_each(Kept::remove);
        Ok(())
    }

    /// Whether there was such a name.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        let removed = self.0.remove(name);
        let is_gone = removed.is_some();
        removed.and_then(|removed| removed.kept).into_iter().for_each(Kept::remove);
        is_gone
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The pictures that all clients share, and what all of theirs may cost.
#[derive(Debug)]
pub struct Pictures {
    pub(super) shared: Names,
    /// Where shared ones outlive the daemon.
    store: Option<Arc<Store>>,
    all: Arc<Budget>,
    /// Files of fonts, while they are read.
    fonts: Arc<Budget>,
    directories: Arc<[PathBuf]>,
    /// Those decoded lately.
    pub(super) decoded: Arc<DecodedCache>,
}

impl Pictures {
    /// None yet. Clients may name files beneath `directories`.
    pub(super) fn new(limits: &Limits, directories: &[PathBuf]) -> Self {
        let all = Budget::new(limits.all_image_bytes, "limits.all_image_bytes");
        let fonts = Budget::new(limits.font_bytes, "limits.font_bytes");
        let decoded = Arc::new(DecodedCache::new(limits.decoded_bytes, Arc::clone(&all)));
        Self { shared: Names::default(), store: None, all, fonts, directories: directories.into(), decoded }
    }

    /// Has other limits and directories hold.
    pub(super) fn apply(&mut self, limits: &Limits, directories: &[PathBuf]) {
        self.all.set_limit(limits.all_image_bytes);
        self.fonts.set_limit(limits.font_bytes);
        self.decoded.set_limit(limits.decoded_bytes);
        if let Some(store) = &self.store {
            store.set_bytes(limits.stored_image_bytes);
        }
        self.directories = directories.into();
    }

    /// Has pictures that are shared outlive the daemon from now on, and those `found` that have outlived an earlier one
    /// be shared again.
    fn restore(&mut self, store: Option<Arc<Store>>, found: Vec<(Label, File)>, limits: &Limits) {
        // What its client paid is nobody's any more.
        let purse = Purse { client: Budget::new(usize::MAX, ""), all: Arc::clone(&self.all) };
        for Stored { sealed, kept } in Store::restore(store.as_ref(), found, limits.image_pixels, &purse) {
            let (name, bitmap) = (sealed.name, Arc::new(sealed.bitmap));
            tracing::debug!(name, "picture restored");
            if let Err(fault) = self.shared.insert(name, bitmap, |bytes| purse.reserve(bytes), kept) {
                tracing::warn!("a picture is not restored: {fault}");
            }
        }
        self.store = store;
    }

    /// Where shared pictures outlive the daemon.
    pub(super) fn store(&self) -> Option<Arc<Store>> {
        self.store.clone()
    }

    /// The bytes that the pictures of all clients take.
    pub(super) fn bytes(&self) -> usize {
        self.all.used()
    }

    /// What a client with a budget of its own may have.
    pub(super) fn allowance(&self, client: &Arc<Budget>, limits: &Limits) -> Allowance {
        Allowance {
            bytes: limits.image_bytes,
            font_bytes: limits.font_bytes,
            fonts: Purse { client: Arc::clone(&self.fonts), all: Budget::new(usize::MAX, "") },
            pixels: limits.image_pixels,
            purse: Purse { client: Arc::clone(client), all: Arc::clone(&self.all) },
            directories: Arc::clone(&self.directories),
            decoded: Arc::clone(&self.decoded),
        }
    }
}

impl Display {
    /// Has shared pictures outlive the daemon in `store`, and takes those over that an earlier one has left.
    pub fn restore(&mut self, store: Option<Arc<Store>>, found: Vec<(Label, File)>) {
        self.pictures.restore(store, found, &self.limits);
    }
}

/// A name that stands for nothing.
pub(super) fn not_found(name: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    let text = format!("\"{shown}\" is no picture of this connection and no shared one; load it first");
    Fault::new(Code::NotFound, text).inside("name")
}
