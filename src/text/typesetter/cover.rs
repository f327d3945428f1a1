//! What of a text can be seen, as coverage or as outlines. The rest of it costs nothing.

use std::rc::Rc;

use vello_common::kurbo::{PathEl, Point, Rect, Vec2};

use super::{GlyphKey, Typesetter};
use crate::geometry::{MAX_SIDE, PixelRect};
use crate::raster::Coverage;
use crate::text::layout::{Glyph, Layout};
use crate::text::stencil::{Stencil, pixels, quarter_point, quarters};

/// The largest letters that are kept as stencils, in pixels to the em. Larger ones cost so much to paint that finding
/// their edges does not matter.
const MAX_BITMAP_SIZE: f32 = 256.0;

/// The sides of the largest glyph that is kept as a stencil, in parts of the size. Larger ones are drawn as far as they
/// can be seen.
const MAX_GLYPH: f64 = 4.0;

/// The pixels of a line that is kept as a whole, whatever of it can be seen.
const SMALL_LINE: usize = 64 << 10;

/// How many times the pixels that can be seen of it a larger line may have and be kept as a whole.
const SPARE: usize = 8;

/// The elements of a path, roughly, that letters are drawn with at a time: 56 bytes each.
const MAX_ELEMENTS: usize = 1 << 18;

impl Typesetter {
    /// Covers what can be seen of a text whose origin is at `origin`. `false` says that its letters are too large for
    /// stencils, and it must be drawn as [`Typesetter::outline`] has it.
    pub fn cover(&mut self, layout: &Layout, origin: Point, coverage: &mut Coverage) -> bool {
        if layout.setting.size() > MAX_BITMAP_SIZE {
            return false;
        }
        let (x, quarter) = quarters(origin.x);
        let clip = coverage.clip();
        let window = Rect::new(clip.x0.into(), clip.y0.into(), clip.x1.into(), clip.y1.into());
        for (index, line) in layout.lines.iter().enumerate() {
            // Between whole rows, letters would be as blurred at the top as at the bottom.
            let baseline = (origin.y + line.baseline).round();
            if !(line.ink + Vec2::new(origin.x, baseline)).overlaps(window) {
                continue;
            }
            let y = baseline as i32;
            let seen = clip.shifted(x.saturating_neg(), y.saturating_neg());
            let whole = pixels(line.ink);
            if self.is_kept(whole, seen) {
                self.line(layout, index, quarter).cover(x, y, coverage);
            } else {
                self.compose(layout, index, quarter, whole.intersect(seen)).0.cover(x, y, coverage);
            }
        }
        true
    }

    /// Whether a line is kept as a whole, of which no more than `seen` can be seen.
    fn is_kept(&self, whole: PixelRect, seen: PixelRect) -> bool {
        let [width, height] =
            [(whole.x0, whole.x1), (whole.y0, whole.y1)].map(|(from, to)| i64::from(to) - i64::from(from));
        if width.max(height) > i64::from(MAX_SIDE) {
            return false;
        }
        let seen = whole.intersect(seen);
        let enough = SMALL_LINE + SPARE * seen.width() * seen.height();
        whole.width() * whole.height() <= enough.min(self.lines.largest())
    }

    fn line(&mut self, layout: &Layout, index: usize, quarter: u8) -> Rc<Stencil> {
        let key = (layout.number, index, quarter);
        if let Some(stencil) = self.lines.get(key, |_| true) {
            return stencil;
        }
        let (stencil, inked) = self.compose(layout, index, quarter, pixels(layout.lines[index].ink));
        let stencil = Rc::new(stencil.cropped(inked));
        self.lines.insert(key, stencil.clone(), stencil.bytes());
        stencil
    }

    /// What a line covers inside `bounds`, which count from where its baseline begins, and where that may be.
    fn compose(
        &mut self,
        layout: &Layout,
        index: usize,
        quarter: u8,
        bounds: PixelRect,
    ) -> (Stencil, PixelRect) {
        let mut line = Stencil::empty(bounds);
        let mut inked = PixelRect::EMPTY;
        for glyph in &layout.glyphs[layout.lines[index].glyphs.clone()] {
            if pixels(layout.reach(glyph)).intersect(bounds).is_empty() {
                continue;
            }
            let (x, x_quarter) = quarters(f64::from(glyph.x) + f64::from(quarter) / 4.0);
            let (y, y_quarter) = quarters(f64::from(glyph.y));
            let part = self.glyph(layout, glyph, (x_quarter, y_quarter)).unwrap_or_else(|| {
                let bolder = layout.faces[usize::from(glyph.face)].bolder();
                let seen = self.scratch.bounds(bolder).intersect(bounds.shifted(-x, -y));
                Rc::new(self.scratch.stencil(bolder, seen))
            });
            inked = inked.union(line.unite(&part, x, y));
        }
        (line, inked)
    }

    /// The stencil of a glyph; nothing where it is too large for that. Its outline is then in the scratch.
    fn glyph(&mut self, layout: &Layout, glyph: &Glyph, quarters: (u8, u8)) -> Option<Rc<Stencil>> {
        let face = &layout.faces[usize::from(glyph.face)];
        let key = GlyphKey {
            font: (face.data.id(), face.index),
            id: glyph.id,
            size: face.size.to_bits(),
            quarters,
            skew: face.skew,
            embolden: face.embolden,
            coords: face.coords_hash(),
        };
        if let Some(stencil) = self.glyphs.get(key, |_| true) {
            return Some(stencil);
        }
        self.scratch.path.clear();
        face.outline(glyph.id, quarter_point(quarters.0, quarters.1), &mut self.scratch.path);
        let bounds = self.scratch.bounds(face.bolder());
        let most = (MAX_GLYPH * f64::from(face.size)) as usize + 2;
        if bounds.width().max(bounds.height()) > most {
            return None;
        }
        let stencil = Rc::new(self.scratch.stencil(face.bolder(), bounds));
        self.glyphs.insert(key, stencil.clone(), stencil.bytes());
        Some(stencil)
    }

    /// Appends the outlines of those glyphs of a text that may be seen in `window`, from the glyph with number `from`
    /// on; the text's origin is at `origin`. Once there are very many elements in the path, it returns which glyph to
    /// go on with: a path of all of them might take more memory than there is.
    pub fn outline(
        &self,
        layout: &Layout,
        origin: Point,
        window: Rect,
        from: usize,
        path: &mut Vec<PathEl>,
    ) -> Option<usize> {
        for line in layout.lines.iter().filter(|line| line.glyphs.end > from) {
            let start = Point::new(origin.x, origin.y + line.baseline);
            if !(line.ink + start.to_vec2()).overlaps(window) {
                continue;
            }
            for index in line.glyphs.start.max(from)..line.glyphs.end {
                let glyph = &layout.glyphs[index];
                if !(layout.reach(glyph) + start.to_vec2()).overlaps(window) {
                    continue;
                }
                if path.len() > MAX_ELEMENTS {
                    return Some(index);
                }
                layout.faces[usize::from(glyph.face)].outline(glyph.id, glyph.place(start), path);
            }
        }
        None
    }
}
