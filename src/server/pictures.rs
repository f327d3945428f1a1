//! Pictures that clients have given names.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::picture::budget::Reservation;
use crate::picture::{Bitmap, Budget, DecodedCache, PictureError, Purse};
use crate::protocol::{Code, Fault, Limits};

use super::work::Allowance;

/// What a name takes besides its letters and the picture, in bytes, roughly: small pictures are not free.
const ENTRY: usize = 256;

/// Names, and the memory they are paid with.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Box<str>, (Arc<Bitmap>, Reservation)>);

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<&Arc<Bitmap>> {
        self.0.get(name).map(|(bitmap, _)| bitmap)
    }

    /// Gives a picture a name, which it may take from another.
    ///
    /// # Errors
    ///
    /// When `allowance` has nothing left for one more name.
    pub(super) fn insert(
        &mut self,
        name: String,
        bitmap: Arc<Bitmap>,
        allowance: &Allowance,
    ) -> Result<(), Fault> {
        let no_room = |error: PictureError| Fault::of_value(Code::TooLarge, error.to_string()).inside("name");
        let reserve = || allowance.purse.reserve(name.len() + ENTRY);
        let paid = allowance.with_room(reserve).map_err(no_room)?;
        self.0.insert(name.into_boxed_str(), (bitmap, paid));
        Ok(())
    }

    /// Whether there was such a name.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The pictures that all clients share, and what all of theirs may cost.
#[derive(Debug)]
pub struct Pictures {
    pub(super) shared: Names,
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
        Self { shared: Names::default(), all, fonts, directories: directories.into(), decoded }
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

/// A name that stands for nothing.
pub(super) fn not_found(name: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    let text = format!("\"{shown}\" is no picture of this connection and no shared one; load it first");
    Fault::new(Code::NotFound, text).inside("name")
}
