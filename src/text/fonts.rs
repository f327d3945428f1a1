//! The fonts there are: built in, installed, loaded by clients.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use parley::fontique::{
    Blob, Collection, CollectionOptions, FamilyId, FontInfoOverride, GenericFamily, SourceCache,
};
use parley::{FontContext, FontFamilyName};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// The family that everything is set in unless it asks for another.
const SANS: &str = "DejaVu Sans";

/// The built-in family whose letters are all as wide.
const MONO: &str = "DejaVu Sans Mono";

/// Where Linux installs fonts.
const SYSTEM_DIRECTORIES: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// Names that mean one of CSS's generic families and that CSS spells otherwise.
const ALIASES: [(&str, GenericFamily); 3] = [
    ("sans", GenericFamily::SansSerif),
    ("mono", GenericFamily::Monospace),
    ("default", GenericFamily::SansSerif),
];

/// Font families, by name and by what they can show.
///
/// The installed ones are looked for when a name or a letter is asked for that the built-in ones do not have, and
/// not before: a thousand faces take 30 ms.
pub(super) struct Fonts {
    context: FontContext,
    directories: Vec<PathBuf>,
    /// Whether the directories have been read.
    scanned: bool,
    /// Families that have letters which the built-in ones lack, in the order in which they were needed.
    fallbacks: Vec<String>,
    /// Letters that no font has.
    hopeless: HashSet<char>,
    built_in: Vec<FamilyId>,
    loaded: Vec<FamilyId>,
    loaded_bytes: usize,
}

/// Why a font cannot be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadError {
    /// The file holds none.
    NoFont,
    /// Those loaded so far leave no room for it.
    NoRoom,
}

/// A font family, as `fonts` tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Family {
    /// Its name.
    pub family: String,
    /// Where it comes from: `built-in`, `installed` or `loaded`.
    pub source: &'static str,
}

impl Fonts {
    /// The built-in fonts, and directories to look for others in besides those of the system.
    pub(super) fn new(directories: &[PathBuf]) -> Self {
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut context = FontContext { collection, source_cache: SourceCache::default() };
        let mut built_in = Vec::new();
        for data in [
            dejavu::sans::regular(),
            dejavu::sans::bold(),
            dejavu::sans_mono::regular(),
            dejavu::sans_mono::bold(),
        ] {
            let families = context.collection.register_fonts(Blob::new(Arc::new(data)), None);
            built_in.extend(families.into_iter().map(|(family, _)| family));
        }
        let mut generic = |families: &[GenericFamily], name: &str| {
            let id = context.collection.family_id(name);
            families
                .iter()
                .for_each(|&family| context.collection.set_generic_families(family, id.into_iter()));
        };
        use GenericFamily::{
            Cursive, Fantasy, Math, Monospace, SansSerif, Serif, SystemUi, UiMonospace, UiSansSerif,
        };
        generic(&[SansSerif, Serif, SystemUi, UiSansSerif, Cursive, Fantasy, Math], SANS);
        generic(&[Monospace, UiMonospace], MONO);
        let system = SYSTEM_DIRECTORIES.map(PathBuf::from);
        let directories = directories.iter().cloned().chain(system).collect();
        Self {
            context,
            directories,
            scanned: false,
            fallbacks: Vec::new(),
            hopeless: HashSet::new(),
            built_in,
            loaded: Vec::new(),
            loaded_bytes: 0,
        }
    }

    /// What lays text out.
    pub(super) fn context(&mut self) -> &mut FontContext {
        &mut self.context
    }

    /// The families of a comma-separated list, best first, and after them those that have letters which they lack.
    pub(super) fn stack<'a>(&'a self, families: &'a str) -> Vec<FontFamilyName<'a>> {
        let wanted = names(families).map(|name| match generic(name) {
            Some(family) => FontFamilyName::Generic(family),
            None => FontFamilyName::named(name),
        });
        let fallbacks = self.fallbacks.iter().map(|family| FontFamilyName::named(family));
        wanted.chain([FontFamilyName::named(SANS)]).chain(fallbacks).collect()
    }

    /// Whether there is one of the families of a comma-separated list.
    pub(super) fn has_any(&mut self, families: &str) -> bool {
        names(families).any(|name| {
            let is_known = |fonts: &mut Self| fonts.context.collection.family_id(name).is_some();
            generic(name).is_some() || is_known(self) || (self.scan() && is_known(self))
        })
    }

    /// Looks for families with letters that no font of the list above has. `true` says that one was found.
    pub(super) fn find(&mut self, missing: impl Iterator<Item = char>) -> bool {
        let mut found = false;
        for letter in missing {
            if self.hopeless.contains(&letter) {
                continue;
            }
            self.scan();
            match self.family_with(letter) {
                Some(family) if !self.fallbacks.contains(&family) => {
                    self.fallbacks.push(family);
                    found = true;
                }
                Some(_) => {}
                None => {
                    self.hopeless.insert(letter);
                }
            }
        }
        found
    }

    /// The first family, by name, that has a letter. Families for text go before those for signs of all kinds.
    fn family_with(&mut self, letter: char) -> Option<String> {
        let FontContext { collection, source_cache } = &mut self.context;
        let mut families: Vec<_> = collection.family_names().map(str::to_owned).collect();
        families.sort_unstable_by_key(|name| {
            let is_odd = ["Symbol", "Mono", "Serif", "Emoji", "Math"].iter().any(|odd| name.contains(odd));
            (is_odd, name.clone())
        });
        families.into_iter().find(|name| {
            let family = collection.family_by_name(name);
            let font = family.as_ref().and_then(|family| family.default_font());
            let data = font.and_then(|font| Some((font, font.load(Some(&mut *source_cache))?)));
            data.is_some_and(|(font, data)| {
                let charmap = font.charmap_index().charmap(data.data());
                let glyph = charmap.and_then(|charmap| charmap.map(letter)).filter(|&glyph| glyph != 0);
                glyph.is_some_and(|glyph| has_outline(data.data(), font.index(), glyph))
            })
        })
    }

    /// Reads the directories once. `false` says that it has been done before.
    fn scan(&mut self) -> bool {
        if std::mem::replace(&mut self.scanned, true) {
            return false;
        }
        self.context.collection.load_fonts_from_paths(&self.directories);
        true
    }

    /// Adds the fonts of a file under a name of the client's.
    pub(super) fn load(&mut self, name: &str, data: Vec<u8>, limit: usize) -> Result<(), LoadError> {
        let bytes = self.loaded_bytes.saturating_add(data.len());
        if bytes > limit {
            return Err(LoadError::NoRoom);
        }
        let called = FontInfoOverride { family_name: Some(name), ..FontInfoOverride::default() };
        let families = self.context.collection.register_fonts(Blob::new(Arc::new(data)), Some(called));
        let first = families.first().ok_or(LoadError::NoFont)?.0;
        self.loaded.push(first);
        self.loaded_bytes = bytes;
        self.hopeless.clear();
        Ok(())
    }

    /// All families, those installed among them.
    pub(super) fn families(&mut self) -> Vec<Family> {
        self.scan();
        let ids: Vec<_> = self.context.collection.family_ids().collect();
        let mut families: Vec<_> = ids
            .into_iter()
            .filter_map(|id| {
                let source = match id {
                    id if self.built_in.contains(&id) => "built-in",
                    id if self.loaded.contains(&id) => "loaded",
                    _ => "installed",
                };
                let family = self.context.collection.family_name(id)?.to_owned();
                Some(Family { family, source })
            })
            .collect();
        families.sort_unstable();
        families.dedup();
        families
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("scanned", &self.scanned).finish_non_exhaustive()
    }
}

/// Whether a font has a glyph as an outline. Fonts of coloured signs may have pictures only, which are not drawn.
fn has_outline(data: &[u8], index: u32, glyph: u32) -> bool {
    let font = FontRef::from_index(data, index).ok();
    font.is_some_and(|font| font.outline_glyphs().get(GlyphId::new(glyph)).is_some())
}

/// The names of a comma-separated list, without quotes.
fn names(families: &str) -> impl Iterator<Item = &str> {
    families.split(',').map(|name| name.trim().trim_matches(['"', '\''])).filter(|name| !name.is_empty())
}

fn generic(name: &str) -> Option<GenericFamily> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    alias.map(|&(_, family)| family).or_else(|| GenericFamily::parse(name))
}
