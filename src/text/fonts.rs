//! The fonts there are: built in, installed, loaded by clients.

mod load;

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parley::fontique::{Blob, Collection, CollectionOptions, FamilyId, GenericFamily, SourceCache};
use parley::{FontContext, FontFamilyName};
use skrifa::instance::Size;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::font_dirs::font_files;
use super::names::{generic, names};
use super::pictures::picture;

use load::Loaded;
pub use load::{FontLimits, LoadError};

/// The family that everything is set in unless it asks for another.
const SANS: &str = "DejaVu Sans";

/// The built-in family whose letters are all as wide.
const MONO: &str = "DejaVu Sans Mono";

/// Where Linux installs fonts.
const SYSTEM_DIRECTORIES: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// Font families, by name and by what they can show.
///
/// The installed ones are looked for when a name or a letter is asked for that the built-in ones do not have, and
/// not before: a thousand faces take 30 ms.
pub(super) struct Fonts {
    context: FontContext,
    /// The fonts without those that were loaded, once some are: fonts can be added to a collection, not taken away.
    base: Option<Collection>,
    directories: Vec<PathBuf>,
    /// Whether the directories have been read.
    scanned: bool,
    /// Families that have letters which the built-in ones lack, in the order in which they were needed.
    fallbacks: Vec<String>,
    /// Letters that were looked for in all families.
    sought: HashSet<char>,
    /// All families in the order in which letters are looked for in them; empty until that is needed.
    order: Vec<String>,
    built_in: Vec<FamilyId>,
    loaded: Vec<Loaded>,
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
            base: None,
            directories,
            scanned: false,
            fallbacks: Vec::new(),
            sought: HashSet::new(),
            order: Vec::new(),
            built_in,
            loaded: Vec::new(),
        }
    }

    /// The same with other directories. What clients have loaded is kept.
    pub(super) fn moved_to(self, directories: &[PathBuf]) -> Self {
        let mut fonts = Self::new(directories);
        fonts.restore(self.loaded);
        fonts
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
    ///
    /// Each family is opened once, however many letters there are: a text may hold thousands that no font has.
    pub(super) fn find(&mut self, missing: impl Iterator<Item = char>) -> bool {
        let mut letters: HashSet<char> = missing.filter(|letter| !self.sought.contains(letter)).collect();
        if letters.is_empty() {
            return false;
        }
        self.scan();
        self.sought.extend(&letters);
        self.sort();
        let before = self.fallbacks.len();
        for name in &self.order {
            if letters.is_empty() {
                break;
            }
            let count = letters.len();
            remove_shown(&mut self.context, name, &mut letters);
            if letters.len() < count && !self.fallbacks.contains(name) {
                self.fallbacks.push(name.clone());
            }
        }
        self.fallbacks.len() > before
    }

    /// Puts the families in order: by name, those for text before those for signs of all kinds.
    fn sort(&mut self) {
        if self.order.is_empty() {
            self.order = self.context.collection.family_names().map(str::to_owned).collect();
            self.order.sort_by_cached_key(|name| {
                let odd = ["Symbol", "Mono", "Serif", "Emoji", "Math"];
                (odd.iter().any(|odd| name.contains(odd)), name.clone())
            });
        }
    }

    /// Reads the directories once. `false` says that it has been done before.
    fn scan(&mut self) -> bool {
        if std::mem::replace(&mut self.scanned, true) {
            return false;
        }
        let is_system =
            |directory: &Path| SYSTEM_DIRECTORIES.iter().any(|system| directory == Path::new(system));
        let files = font_files(&self.directories, is_system);
        self.context.collection.load_fonts_from_paths(files);
        self.order.clear();
        true
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
                    _ => "installed",
                };
                let family = self.context.collection.family_name(id)?.to_owned();
                let is_loaded = self.loaded.iter().any(|loaded| loaded.is_called(&family));
                let source = if is_loaded { "loaded" } else { source };
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

/// Removes the letters that a family has a picture of.
fn remove_shown(context: &mut FontContext, family: &str, letters: &mut HashSet<char>) {
    let FontContext { collection, source_cache } = context;
    let family = collection.family_by_name(family);
    let Some(font) = family.as_ref().and_then(|family| family.default_font()) else { return };
    let Some(data) = font.load(Some(source_cache)) else { return };
    let Some(charmap) = font.charmap_index().charmap(data.data()) else { return };
    let Ok(reference) = FontRef::from_index(data.data(), font.index()) else { return };
    let outlines = reference.outline_glyphs();
    letters.retain(|&letter| {
        let glyph = charmap.map(letter).filter(|&glyph| glyph != 0);
        !glyph.is_some_and(|glyph| {
            outlines.get(GlyphId::new(glyph)).is_some()
                || picture(&reference, Size::unscaled(), glyph).is_some()
        })
    });
}
