//! How a text is to be set.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

/// A text and all that its layout depends on. Where it stands and what it is painted with is none of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting<'a> {
    /// The words. A line feed ends a line, and so does whatever else Unicode ends lines with; tabs are set as spaces.
    pub text: &'a str,
    /// Font families, best first, separated by commas; CSS's generic names are known.
    pub families: &'a str,
    /// The rest of it.
    pub style: TextStyle,
}

/// What a setting says besides its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// Pixels to the em.
    pub size: f32,
    /// From 1 to 1000; 400 is regular, 700 is bold.
    pub weight: u16,
    /// Whether letters slant.
    pub italic: bool,
    /// Which part of each line stands at the origin.
    pub align: Align,
    /// How wide lines may be, in pixels; without it only line feeds end them.
    pub max_width: Option<f32>,
    /// How many lines there may be.
    pub max_lines: Option<u32>,
    /// What becomes of lines beyond those.
    pub overflow: Overflow,
    /// From one baseline to the next, in parts of the size; without it, as the font has it.
    pub line_height: Option<f32>,
    /// Pixels added behind each letter.
    pub letter_spacing: f32,
    /// Which way lines run.
    pub direction: Direction,
}

/// Which part of a line stands at the text's `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Its left end.
    #[default]
    Left,
    /// Its middle.
    Center,
    /// Its right end.
    Right,
}

/// What becomes of lines beyond the last that may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overflow {
    /// They are left out.
    #[default]
    Clip,
    /// They are left out and an ellipsis at the end of the last line says so.
    Ellipsis,
}

/// Which way lines run, and where they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Each paragraph as its first letter that has a direction (UAX #9, P2 and P3).
    #[default]
    Auto,
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

/// A setting that outlives the line it came on.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    text: Box<str>,
    families: Box<str>,
    style: TextStyle,
}

impl Setting<'_> {
    /// The same for the same settings, and hardly ever for others.
    pub(super) fn hash(&self) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        let TextStyle { size, weight, italic, align, max_width, max_lines, overflow, .. } = self.style;
        let TextStyle { line_height, letter_spacing, direction, .. } = self.style;
        (self.text, self.families).hash(&mut hasher);
        (size.to_bits(), weight, italic, align, max_width.map(f32::to_bits), max_lines).hash(&mut hasher);
        (overflow, line_height.map(f32::to_bits), letter_spacing.to_bits(), direction).hash(&mut hasher);
        hasher.finish()
    }

    pub(super) fn keep(&self) -> Kept {
        Kept { text: self.text.into(), families: self.families.into(), style: self.style }
    }
}

impl Kept {
    /// Pixels to the em.
    pub(super) fn size(&self) -> f32 {
        self.style.size
    }

    /// What it says besides its words.
    pub(super) fn style(&self) -> TextStyle {
        self.style
    }

    pub(super) fn is(&self, setting: &Setting<'_>) -> bool {
        Setting { text: &self.text, families: &self.families, style: self.style } == *setting
    }

    /// What it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.len() + self.families.len()
    }
}
