//! Fonts that clients load and drop.

use std::sync::Arc;

use parley::fontique::{Blob, Collection, FamilyId, FontInfoOverride};

use super::Fonts;
use crate::text::font_file::{Unfit, inspect_bytes};
use crate::text::names::generic;

/// What a loaded font counts as at least, in bytes: what is known of it takes memory too.
const LEAST: usize = 4 << 10;

/// A family that a client has loaded.
pub(super) struct Loaded {
    name: String,
    file: Blob<u8>,
}

/// What loaded fonts may take.
#[derive(Debug, Clone, Copy)]
pub struct FontLimits {
    /// Bytes of all their files.
    pub bytes: usize,
    /// Families.
    pub families: usize,
}

/// Why a font cannot be loaded. Each message goes on from the name of the member that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be used.
    #[error("{0}")]
    Unfit(#[from] Unfit),
    /// Another family, which was not loaded, has that name already.
    #[error("must be a name of its own, and {name:?} is {what} already")]
    Taken {
        /// The name.
        name: String,
        /// What it is.
        what: &'static str,
    },
    /// The fonts loaded so far leave no room for it.
    #[error("is {bytes} bytes; {used} of {limit} are taken (limits.font_bytes)")]
    NoRoom {
        /// Of the file.
        bytes: usize,
        /// By other files.
        used: usize,
        /// For all.
        limit: usize,
    },
    /// There are as many loaded families as may be.
    #[error("is one family more than the {limit} that may be loaded (limits.fonts); drop another first")]
    TooMany {
        /// Families.
        limit: usize,
    },
}

impl Loaded {
    /// Whether a name is this family's. Case does not matter.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let lower = |name: &str| name.chars().flat_map(char::to_lowercase).collect::<String>();
        lower(&self.name) == lower(name)
    }
}

impl Fonts {
    /// Makes the fonts of a file a family, in place of the loaded one that had its name. `false` says that the same
    /// file was that family already.
    pub(in crate::text) fn load(
        &mut self,
        name: &str,
        file: Vec<u8>,
        limits: FontLimits,
    ) -> Result<bool, LoadError> {
        let known = self.loaded.iter().position(|loaded| loaded.is_called(name));
        if known.is_some_and(|known| self.loaded[known].file.data() == file) {
            return Ok(false);
        }
        if known.is_none() {
            self.check_name(name)?;
        }
        inspect_bytes(&file)?;
        let others = self.loaded.iter().enumerate().filter(|&(index, _)| Some(index) != known);
        let used: usize = others.clone().map(|(_, loaded)| loaded.file.len().max(LEAST)).sum();
        if used.saturating_add(file.len().max(LEAST)) > limits.bytes {
            return Err(LoadError::NoRoom { bytes: file.len(), used, limit: limits.bytes });
        }
        if others.count() >= limits.families {
            return Err(LoadError::TooMany { limit: limits.families });
        }
        let loaded = Loaded { name: name.to_owned(), file: Blob::new(Arc::new(file)) };
        self.base.get_or_insert_with(|| self.context.collection.clone());
        if register(&mut self.context.collection, &loaded).is_none() {
            return Err(Unfit::NoFont.into());
        }
        known.map(|known| self.loaded.remove(known));
        self.loaded.push(loaded);
        self.changed(known.is_some());
        Ok(true)
    }

    /// That a family may be loaded under a name.
    fn check_name(&mut self, name: &str) -> Result<(), LoadError> {
        self.scan();
        let what = match self.context.collection.family_id(name) {
            _ if generic(name).is_some() => "a generic family's",
            Some(id) if self.built_in.contains(&id) => "a built-in family's",
            Some(_) => "an installed family's",
            None => return Ok(()),
        };
        Err(LoadError::Taken { name: name.to_owned(), what })
    }

    /// Forgets a loaded family. `false` says that there is none of that name.
    pub(in crate::text) fn unload(&mut self, name: &str) -> bool {
        let known = self.loaded.iter().position(|loaded| loaded.is_called(name));
        known.map(|known| self.loaded.remove(known));
        if known.is_some() {
            self.changed(true);
        }
        known.is_some()
    }

    /// Forgets what was known of the families. Where one is gone, the collection is made anew.
    fn changed(&mut self, is_gone: bool) {
        if is_gone && let Some(base) = &self.base {
            self.context.collection = base.clone();
            for loaded in &self.loaded {
                register(&mut self.context.collection, loaded);
            }
        }
        self.order.clear();
        self.sought.clear();
        self.fallbacks.retain(|name| self.context.collection.family_id(name).is_some());
    }

    /// Takes over families that were loaded before there was anything else.
    pub(super) fn restore(&mut self, loaded: Vec<Loaded>) {
        if !loaded.is_empty() {
            self.base = Some(self.context.collection.clone());
            self.loaded = loaded;
            self.changed(true);
        }
    }

    /// What the family of a loaded file was called, by the number of its data.
    pub(in crate::text) fn loaded_name(&self, data: u64) -> Option<&str> {
        self.loaded.iter().find(|loaded| loaded.file.id() == data).map(|loaded| loaded.name.as_str())
    }
}

/// Adds a loaded family to a collection; nothing where its file holds no font.
fn register(collection: &mut Collection, loaded: &Loaded) -> Option<FamilyId> {
    let called = FontInfoOverride { family_name: Some(&loaded.name), ..FontInfoOverride::default() };
    collection.register_fonts(loaded.file.clone(), Some(called)).first().map(|&(family, _)| family)
}
