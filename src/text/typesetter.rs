//! Texts laid out, and what is kept of them.

mod set;
mod cover;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

use parley::LayoutContext;
use serde::Serialize;

use super::fonts::{Family, FontLimits, Fonts, LoadError};
use super::layout::Layout;
use super::setting::Setting;
use super::stencil::{Scratch, Stencil};
use crate::cache::{Cache, CacheStats};

/// Sets texts.
///
/// Nothing is there before the first text: no font has been read and no memory taken.
pub struct Typesetter {
    directories: Vec<PathBuf>,
    fonts: Option<Box<Fonts>>,
    parley: Option<Box<LayoutContext<()>>>,
    layouts: Cache<u64, Rc<Layout>>,
    glyphs: Cache<GlyphKey, Rc<Stencil>>,
    /// Whole lines, as they stand at a quarter of a pixel.
    lines: Cache<LineKey, Rc<Stencil>>,
    /// How many texts were laid out.
    count: u64,
    scratch: Scratch,
}

/// A line of a layout, told by its number, at a quarter of a pixel. To hold the layout itself would be to hold all of
/// its other lines.
type LineKey = (u64, usize, u8);

/// What a glyph's stencil depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct GlyphKey {
    font: (u64, u32),
    id: u32,
    size: u32,
    quarters: (u8, u8),
    skew: i8,
    embolden: bool,
    coords: u64,
}

/// How the caches do.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct TypesetterStats {
    /// Texts laid out.
    pub layouts: CacheStats,
    /// Glyphs as stencils.
    pub glyphs: CacheStats,
    /// Lines of text as stencils.
    pub lines: CacheStats,
}

impl Typesetter {
    /// A typesetter that looks for fonts in `directories` besides those of the system, and keeps what it made
    /// within `budget` bytes, of which an eighth is for others: the pictures that some fonts have in place of outlines.
    pub fn new(directories: Vec<PathBuf>, budget: usize) -> Self {
        Self {
            directories,
            fonts: None,
            parley: None,
            layouts: Cache::new(budget / 4),
            glyphs: Cache::new(budget / 8),
            lines: Cache::new(budget / 2),
            count: 0,
            scratch: Scratch::default(),
        }
    }

    /// Looks for fonts in other directories from now on, and keeps what it makes within another budget. Fonts that were
    /// loaded stay.
    pub fn move_to(&mut self, directories: Vec<PathBuf>, budget: usize) {
        let fonts = self.fonts.take();
        let fonts = if directories == self.directories {
            fonts
        } else {
            fonts.map(|fonts| Box::new(fonts.moved_to(&directories)))
        };
        *self = Self { fonts, count: self.count, ..Self::new(directories, budget) };
    }

    fn fonts(&mut self) -> &mut Fonts {
        self.fonts.get_or_insert_with(|| Box::new(Fonts::new(&self.directories)))
    }

    /// Whether there is one of the families of a comma-separated list.
    pub fn has_any(&mut self, families: &str) -> bool {
        self.fonts().has_any(families)
    }

    /// All font families.
    pub fn families(&mut self) -> Vec<Family> {
        self.fonts().families()
    }

    /// Adds the fonts of a file as a family of that name, in place of the family that was loaded under it before.
    ///
    /// # Errors
    ///
    /// When it holds no font, the name is another family's, or there is no room for it within `limits`.
    pub fn load(&mut self, name: &str, file: Vec<u8>, limits: FontLimits) -> Result<(), LoadError> {
        if self.fonts().load(name, file, limits)? {
            self.forget();
        }
        Ok(())
    }

    /// Forgets a family that was loaded. `false` says that there is none of that name.
    pub fn unload(&mut self, name: &str) -> bool {
        let is_gone = self.fonts().unload(name);
        if is_gone {
            self.forget();
        }
        is_gone
    }

    /// Forgets what was laid out, which may look different now, and holds fonts that may be gone.
    fn forget(&mut self) {
        self.layouts.clear();
        self.lines.clear();
        self.parley = None;
    }

    /// How the caches do.
    pub fn stats(&self) -> TypesetterStats {
        TypesetterStats {
            layouts: self.layouts.stats(),
            glyphs: self.glyphs.stats(),
            lines: self.lines.stats(),
        }
    }

    /// Where the glyphs of a text stand.
    pub fn layout(&mut self, setting: &Setting<'_>) -> Rc<Layout> {
        let key = setting.hash();
        if let Some(layout) = self.layouts.get(key, |layout| layout.setting.is(setting)) {
            return layout;
        }
        let mut layout = self.set(setting);
        self.count += 1;
        layout.number = self.count;
        let layout = Rc::new(layout);
        self.layouts.insert(key, layout.clone(), layout.bytes());
        layout
    }
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typesetter").field("fonts", &self.fonts).finish_non_exhaustive()
    }
}
