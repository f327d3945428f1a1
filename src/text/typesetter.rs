//! Texts laid out, and what is kept of them.

mod cover;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{BaseDirection, FontFamily, FontFamilyName, LayoutContext};
use serde::Serialize;

use super::bitmap::{Bitmap, Scratch};
use super::ellipsis;
use super::fonts::{Family, Fonts, LoadError};
use super::layout::Layout;
use super::setting::{Direction, Overflow, Setting};
use crate::cache::{Cache, CacheStats};

/// Sets texts.
///
/// Nothing is there before the first text: no font has been read and no memory taken.
pub struct Typesetter {
    directories: Vec<PathBuf>,
    fonts: Option<Box<Fonts>>,
    parley: Option<Box<LayoutContext<()>>>,
    layouts: Cache<u64, Rc<Layout>>,
    glyphs: Cache<GlyphKey, Rc<Bitmap>>,
    /// Whole lines, as they stand at a quarter of a pixel.
    lines: Cache<LineKey, (Rc<Layout>, Rc<Bitmap>)>,
    scratch: Scratch,
}

/// A line of a layout, told by its address, at a quarter of a pixel.
type LineKey = (usize, usize, u8);

/// What a glyph's bitmap depends on.
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
    /// Glyphs as bitmaps.
    pub glyphs: CacheStats,
    /// Lines of text as bitmaps.
    pub lines: CacheStats,
}

impl Typesetter {
    /// A typesetter that looks for fonts in `directories` besides those of the system, and keeps what it made
    /// within `budget` bytes.
    pub fn new(directories: Vec<PathBuf>, budget: usize) -> Self {
        Self {
            directories,
            fonts: None,
            parley: None,
            layouts: Cache::new(budget / 4),
            glyphs: Cache::new(budget / 4),
            lines: Cache::new(budget / 2),
            scratch: Scratch::default(),
        }
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

    /// Adds the fonts of a file as a family of that name, where all that were added so take `limit` bytes at most.
    ///
    /// # Errors
    ///
    /// When it holds no font, or there is no room for it.
    pub fn load(&mut self, name: &str, file: Vec<u8>, limit: usize) -> Result<(), LoadError> {
        self.fonts().load(name, file, limit)?;
        // What was laid out without it may look different now.
        self.layouts.clear();
        Ok(())
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
        let layout = Rc::new(self.set(setting));
        self.layouts.insert(key, layout.clone(), layout.bytes());
        layout
    }

    fn set(&mut self, setting: &Setting<'_>) -> Layout {
        let layout = self.set_once(setting);
        let missing = layout.missing.iter().flat_map(|letters| letters.chars());
        if layout.missing.is_empty() || !self.fonts().find(missing) {
            return layout;
        }
        self.set_once(setting)
    }

    fn set_once(&mut self, setting: &Setting<'_>) -> Layout {
        let broken = self.broken(setting, setting.text);
        let limit = setting.style.max_lines.map_or(usize::MAX, |lines| lines as usize);
        if broken.len() <= limit || setting.style.overflow == Overflow::Clip {
            return Layout::new(broken, setting.text, setting, limit);
        }
        // A part of the first word that did not fit may.
        let runs = broken.lines().take(limit.saturating_add(1)).flat_map(|line| line.runs());
        let mut ends: Vec<usize> =
            runs.flat_map(|run| run.clusters()).map(|cluster| cluster.text_range().end).collect();
        ends.sort_unstable();
        let cut = ellipsis::cut(setting.text, &ends, |cut| self.broken(setting, cut).len() <= limit);
        let broken = self.broken(setting, &cut);
        Layout::new(broken, &cut, setting, limit)
    }

    /// A text in lines.
    pub(super) fn broken(&mut self, setting: &Setting<'_>, text: &str) -> parley::Layout<()> {
        let style = &setting.style;
        let fonts = self.fonts.get_or_insert_with(|| Box::new(Fonts::new(&self.directories)));
        let stack: Vec<_> =
            fonts.stack(setting.families).into_iter().map(FontFamilyName::into_owned).collect();
        let context = self.parley.get_or_insert_with(|| Box::new(LayoutContext::new()));
        let mut builder = context.ranged_builder(fonts.context(), text, 1.0, true);
        builder.set_base_direction(match style.direction {
            Direction::Auto => BaseDirection::Auto,
            Direction::Ltr => BaseDirection::Ltr,
            Direction::Rtl => BaseDirection::Rtl,
        });
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(stack.into())));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(style.weight))));
        builder.push_default(StyleProperty::FontStyle(if style.italic {
            FontStyle::Italic
        } else {
            FontStyle::Normal
        }));
        builder.push_default(StyleProperty::LetterSpacing(style.letter_spacing));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        if let Some(height) = style.line_height {
            builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(height)));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(style.max_width);
        layout
    }
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typesetter").field("fonts", &self.fonts).finish_non_exhaustive()
    }
}
