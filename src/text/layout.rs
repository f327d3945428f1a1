//! Where the glyphs of a text stand.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use parley::fontique::Blob;
use parley::{Alignment, AlignmentOptions, GlyphRun, PositionedLayoutItem};
use vello_common::kurbo::{Point, Rect, Vec2};

use super::fonts::Fonts;
use super::setting::{Align, Kept, Setting};

/// Around a letter's place on the baseline, in parts of the size: few letters and pictures of them are larger.
const LETTER: Rect = Rect::new(-0.1, -1.1, 1.3, 0.4);

/// Glyphs in their places, in pixels from the text's origin: the point that it is aligned to at the top of its
/// first line.
#[derive(Debug)]
pub struct Layout {
    /// No other layout of its typesetter has had the same.
    pub(super) number: u64,
    /// What was set; a cache asks.
    pub(super) setting: Kept,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) faces: Vec<Face>,
    /// How far any glyph of each face reaches from its place.
    reaches: Vec<Rect>,
    /// Whether a font has glyphs as pictures.
    pub(super) has_pictures: bool,
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// The widest line.
    pub width: f64,
    /// All lines.
    pub height: f64,
    /// Letters that no font has, each once. A box stands for each.
    pub missing: Vec<Box<str>>,
    /// The families that glyphs came from, each once.
    pub fonts: Vec<Box<str>>,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its left end.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Without the white space that it ends in.
    pub width: f64,
    /// Down to the next line.
    pub height: f64,
    /// Where its letters stand.
    pub baseline: f64,
    /// What it says.
    pub text: Box<str>,
    pub(super) glyphs: Range<usize>,
    /// Around all of its letters, from where its baseline begins.
    pub(super) ink: Rect,
}

/// A glyph on its baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Which of the layout's faces.
    pub face: u16,
    pub id: u32,
    pub x: f32,
    /// Down from the line's baseline.
    pub y: f32,
}

/// A font at a size, with what stands in for faces that there are not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Face {
    pub data: Blob<u8>,
    /// Which font of the file.
    pub index: u32,
    pub size: f32,
    /// Degrees that it is slanted by.
    pub skew: i8,
    /// Whether its strokes are thickened.
    pub embolden: bool,
    /// Where it lies on the axes of a variable font.
    pub coords: Vec<i16>,
}

/// A layout in the making.
#[derive(Debug)]
pub(super) struct Builder {
    layout: Layout,
    /// What is in `missing`: a text may have thousands of different letters that no font has.
    known: HashSet<Box<str>>,
}

impl Builder {
    /// One without lines.
    pub(super) fn new(setting: &Setting<'_>) -> Self {
        let layout = Layout {
            number: 0,
            setting: setting.keep(),
            glyphs: Vec::new(),
            faces: Vec::new(),
            reaches: Vec::new(),
            has_pictures: false,
            lines: Vec::new(),
            width: 0.0,
            height: 0.0,
            missing: Vec::new(),
            fonts: Vec::new(),
        };
        Self { layout, known: HashSet::new() }
    }

    /// Adds the first `count` lines that `parley` has broken some paragraphs into.
    pub(super) fn add(&mut self, mut broken: parley::Layout<()>, text: &str, count: usize, fonts: &Fonts) {
        let style = self.layout.setting.style();
        let alignment = match style.align {
            Align::Left => Alignment::Left,
            Align::Center => Alignment::Center,
            Align::Right => Alignment::Right,
        };
        broken.align(
            alignment,
            AlignmentOptions { align_when_overflowing: true, ..AlignmentOptions::default() },
        );
        let room = style.max_width.unwrap_or(broken.width());
        let origin = match style.align {
            Align::Left => 0.0,
            Align::Center => room / 2.0,
            Align::Right => room,
        };
        let top = self.layout.height;
        for line in broken.lines().take(count) {
            self.layout.add(&line, text, (origin, top), broken.is_rtl(), fonts);
            self.add_missing(&line, text);
        }
    }

    fn add_missing(&mut self, line: &parley::Line<'_, ()>, text: &str) {
        for cluster in line.runs().flat_map(|run| run.clusters()) {
            if !cluster.glyphs().any(|glyph| glyph.id == 0) {
                continue;
            }
            let letters = text.get(cluster.text_range()).unwrap_or_default();
            if letters != "\n" && !self.known.contains(letters) {
                self.known.insert(letters.into());
                self.layout.missing.push(letters.into());
            }
        }
    }

    /// The layout.
    pub(super) fn finish(self) -> Layout {
        let mut layout = self.layout;
        layout.glyphs.shrink_to_fit();
        layout.lines.shrink_to_fit();
        layout.missing.shrink_to_fit();
        layout
    }
}

impl Layout {
    /// Whether some of its letters may be pictures.
    pub fn has_pictures(&self) -> bool {
        self.has_pictures
    }

    /// A rectangle around all letters.
    pub fn ink(&self) -> Rect {
        let lines = self.lines.iter().filter(|line| !line.glyphs.is_empty());
        let boxes = lines.map(|line| line.ink + Vec2::new(0.0, line.baseline));
        boxes.reduce(|all, other| all.union(other)).unwrap_or_default()
    }

    /// A rectangle for each letter of a text, whose origin is at `origin`, as large as most letters of its size are and
    /// about where it stands.
    pub fn letters(&self, origin: Point) -> impl Iterator<Item = Rect> {
        self.lines.iter().flat_map(move |line| {
            let start = Point::new(origin.x, origin.y + line.baseline);
            self.glyphs[line.glyphs.clone()].iter().map(move |glyph| {
                let size = f64::from(self.faces[usize::from(glyph.face)].size);
                LETTER.scale_from_origin(size) + glyph.place(start).to_vec2()
            })
        })
    }

    fn add(
        &mut self,
        line: &parley::Line<'_, ()>,
        text: &str,
        (origin, top): (f32, f64),
        is_rtl: bool,
        fonts: &Fonts,
    ) {
        let metrics = *line.metrics();
        let start = self.glyphs.len();
        for item in line.items() {
            if let PositionedLayoutItem::GlyphRun(run) = item {
                self.add_run(&run, origin, metrics.baseline, fonts);
            }
        }
        let hanging = metrics.hanging_advance;
        // Letters set very close end left of where they begin.
        let width = f64::from(metrics.advance - hanging).max(0.0);
        let left = metrics.offset - origin + if is_rtl { hanging } else { 0.0 };
        let bottom = top + f64::from(metrics.block_max_coord);
        self.lines.push(Line {
            x: f64::from(left),
            y: top + f64::from(metrics.block_min_coord),
            width,
            height: f64::from(metrics.block_max_coord - metrics.block_min_coord),
            baseline: top + f64::from(metrics.baseline),
            text: text.get(line.text_range()).unwrap_or_default().trim_end_matches('\n').into(),
            glyphs: start..self.glyphs.len(),
            ink: self.ink_from(start),
        });
        self.width = self.width.max(width);
        self.height = bottom;
    }

    /// A rectangle around the glyphs from number `start` on, on their baseline.
    fn ink_from(&self, start: usize) -> Rect {
        let boxes = self.glyphs[start..].iter().map(|glyph| self.reach(glyph));
        boxes.reduce(|all, other| all.union(other)).unwrap_or_default()
    }

    /// A rectangle around a glyph on its baseline.
    pub(super) fn reach(&self, glyph: &Glyph) -> Rect {
        self.reaches[usize::from(glyph.face)] + glyph.place(Point::ZERO).to_vec2()
    }

    fn add_run(&mut self, run: &GlyphRun<'_, ()>, origin: f32, baseline: f32, fonts: &Fonts) {
        let parts = run.run();
        let synthesis = parts.synthesis();
        let face = Face {
            data: parts.font().data.clone(),
            index: parts.font().index,
            size: parts.font_size(),
            skew: synthesis.skew().unwrap_or(0.0) as i8,
            embolden: synthesis.embolden(),
            coords: parts.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
        };
        let known = self.faces.iter().position(|known| *known == face);
        let index = known.unwrap_or_else(|| {
            let loaded = fonts.loaded_name(face.data.id()).map(str::to_owned);
            let family = loaded.unwrap_or_else(|| family_name(&face));
            if !self.fonts.iter().any(|known| **known == *family) {
                self.fonts.push(family.into());
            }
            self.reaches.push(face.reach());
            self.has_pictures |= face.has_pictures();
            self.faces.push(face);
            self.faces.len() - 1
        });
        self.glyphs.extend(run.positioned_glyphs().map(|glyph| Glyph {
            face: index as u16,
            id: glyph.id,
            x: glyph.x - origin,
            y: glyph.y - baseline,
        }));
    }

    /// What it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        // The least that a text of its own takes.
        let text = |text: &str| text.len().max(32);
        let lines: usize = self.lines.iter().map(|line| size_of::<Line>() + text(&line.text)).sum();
        let faces: usize = self.faces.iter().map(|face| size_of::<Face>() + size_of_val(&*face.coords)).sum();
        let faces = faces + size_of_val(&*self.reaches);
        let names = self.missing.iter().chain(&self.fonts);
        let names: usize = names.map(|name| size_of_val(name) + text(name)).sum();
        size_of::<Self>() + self.setting.bytes() + size_of_val(&*self.glyphs) + faces + lines + names
    }
}

impl Face {
    /// Tells places on a variable font's axes apart.
    pub(super) fn coords_hash(&self) -> u64 {
        if self.coords.is_empty() { 0 } else { FixedState::default().hash_one(&self.coords) }
    }
}

/// What a face's font calls its family.
fn family_name(face: &Face) -> String {
    use skrifa::MetadataProvider;
    let font = skrifa::FontRef::from_index(face.data.data(), face.index);
    let names = [skrifa::string::StringId::TYPOGRAPHIC_FAMILY_NAME, skrifa::string::StringId::FAMILY_NAME];
    let name = font.ok().and_then(|font| {
        names
            .into_iter()
            .find_map(|id| font.localized_strings(id).english_or_first().map(|name| name.to_string()))
    });
    name.unwrap_or_default()
}
