//! Glyphs that their font has as pictures: PNG files for one size of letters or several (`CBDT`, `sbix`).

use skrifa::bitmap::{BitmapData, BitmapGlyph, Origin};
use skrifa::instance::Size;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_common::kurbo::{Point, Rect};

use super::layout::{Face, Layout};

/// A glyph as a picture.
#[derive(Debug, Clone, Copy)]
pub struct GlyphPicture<'l> {
    /// The same for the same picture, and for no other.
    pub key: PictureKey,
    /// The picture as an encoded file.
    pub png: &'l [u8],
    /// Where it lies, in pixels.
    pub place: Rect,
}

/// Which picture of which font it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureKey {
    font: (u64, u32),
    glyph: u32,
    /// Which of the font's sizes, in bits.
    size: u32,
}

impl Face {
    /// Whether its font has glyphs as pictures.
    pub(super) fn has_pictures(&self) -> bool {
        let font = FontRef::from_index(self.data.data(), self.index);
        font.is_ok_and(|font| !font.bitmap_strikes().is_empty())
    }

    /// The picture that suits its size best.
    pub(super) fn picture(&self, id: u32) -> Option<BitmapGlyph<'_>> {
        let font = FontRef::from_index(self.data.data(), self.index).ok()?;
        picture(&font, Size::new(self.size), id)
    }
}

/// The picture of a glyph that suits a size best.
pub(super) fn picture<'a>(font: &FontRef<'a>, size: Size, id: u32) -> Option<BitmapGlyph<'a>> {
    let glyph = font.bitmap_strikes().glyph_for_size(size, GlyphId::new(id))?;
    (matches!(glyph.data, BitmapData::Png(_)) && glyph.width > 0 && glyph.height > 0).then_some(glyph)
}

impl Layout {
    /// The glyphs of a text, whose origin is at `origin`, that are pictures and that may be seen in `window`. The same
    /// ones follow each other, so that each is decoded once.
    pub fn pictures(&self, origin: Point, window: Rect) -> Vec<GlyphPicture<'_>> {
        let mut pictures = Vec::new();
        if !self.has_pictures {
            return pictures;
        }
        for line in &self.lines {
            let start = Point::new(origin.x, origin.y + line.baseline);
            if !(line.ink + start.to_vec2()).overlaps(window) {
                continue;
            }
            for glyph in &self.glyphs[line.glyphs.clone()] {
                let face = &self.faces[usize::from(glyph.face)];
                if !(self.reach(glyph) + start.to_vec2()).overlaps(window) {
                    continue;
                }
                if let Some(picture) = face.picture(glyph.id) {
                    pictures.extend(placed(face, glyph.id, &picture, glyph.place(start)));
                }
            }
        }
        pictures.sort_by_key(|picture| picture.key);
        pictures
    }
}

/// A picture whose glyph stands at `at`.
fn placed<'l>(face: &Face, id: u32, picture: &BitmapGlyph<'l>, at: Point) -> Option<GlyphPicture<'l>> {
    let BitmapData::Png(png) = picture.data else { return None };
    let font = FontRef::from_index(face.data.data(), face.index).ok()?;
    let units = font.metrics(Size::unscaled(), skrifa::instance::LocationRef::default()).units_per_em;
    let [size, units] = [f64::from(face.size), f64::from(units.max(1))];
    let [bearing_x, bearing_y, inner_x, inner_y] =
        [picture.bearing_x, picture.bearing_y, picture.inner_bearing_x, picture.inner_bearing_y]
            .map(f64::from);
    let [across, down] = [picture.ppem_x, picture.ppem_y].map(|pixels| size / f64::from(pixels.max(1.0)));
    let (width, height) = (f64::from(picture.width) * across, f64::from(picture.height) * down);
    let left = at.x + bearing_x * size / units + inner_x * across;
    // Fonts count upwards.
    let edge = at.y - bearing_y * size / units - inner_y * down;
    let top = match picture.placement_origin {
        Origin::TopLeft => edge,
        Origin::BottomLeft => edge - height,
    };
    let key = PictureKey { font: (face.data.id(), face.index), glyph: id, size: picture.ppem_y.to_bits() };
    Some(GlyphPicture { key, png, place: Rect::new(left, top, left + width, top + height) })
}
