//! The outline of a glyph, as a path.

use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_common::kurbo::{Affine, PathEl, Point, Rect};

use super::layout::{Face, Glyph};

/// How much wider than the pen a thickened stroke becomes, in parts of the size; FreeType's.
const BOLDER: f64 = 1.0 / 24.0;

/// The box of a glyph that its font draws nothing for, in parts of the size.
const BOX: [f64; 4] = [0.06, -0.7, 0.5, 0.0];

/// Around where any glyph's baseline begins, in parts of the size: as far as glyphs usually reach. Fonts tell how far
/// theirs do, and some of them are wrong.
const USUAL_REACH: Rect = Rect::new(-1.0, -1.5, 2.0, 1.0);

/// How thick the box's line is, in parts of the size.
const BOX_LINE: f64 = 0.06;

impl Face {
    /// By how much strokes are thicker than in the font, in pixels.
    pub(super) fn bolder(&self) -> Option<f64> {
        self.embolden.then(|| f64::from(self.size) * BOLDER)
    }

    /// A rectangle around any of its glyphs, in pixels from where the baseline begins.
    pub(super) fn reach(&self) -> Rect {
        let usual = USUAL_REACH.scale_from_origin(f64::from(self.size));
        let font = FontRef::from_index(self.data.data(), self.index).ok();
        let said = font.and_then(|font| font.metrics(Size::new(self.size), LocationRef::default()).bounds);
        let upright = said.map_or(usual, |said| {
            let [x0, y0, x1, y1] = [said.x_min, -said.y_max, said.x_max, -said.y_min].map(f64::from);
            usual.union(Rect::new(x0, y0, x1, y1))
        });
        let slant = Affine::new([1.0, 0.0, -self.slant(), 1.0, 0.0, 0.0]);
        // A pixel more for places that are rounded to quarters.
        let more = self.bolder().unwrap_or(0.0) + 1.0;
        slant.transform_rect_bbox(upright).inflate(more, more)
    }

    fn slant(&self) -> f64 {
        f64::from(self.skew).to_radians().tan()
    }

    /// Appends a glyph's outline with the beginning of its baseline at `origin`. A letter that no font has becomes
    /// a box, and one that its font has as a picture has no outline.
    pub(super) fn outline(&self, id: u32, origin: Point, path: &mut Vec<PathEl>) {
        let start = path.len();
        // Fonts count upwards.
        let affine = Affine::new([1.0, 0.0, self.slant(), -1.0, origin.x, origin.y]);
        let coords: Vec<NormalizedCoord> =
            self.coords.iter().map(|&bits| NormalizedCoord::from_bits(bits)).collect();
        let font = FontRef::from_index(self.data.data(), self.index).ok();
        let outline = font.and_then(|font| font.outline_glyphs().get(GlyphId::new(id)));
        if self.picture(id).is_some() {
            return;
        }
        let has_outline = outline.is_some();
        if let Some(outline) = outline {
            let settings = DrawSettings::unhinted(Size::new(self.size), LocationRef::new(&coords));
            // A broken outline ends where it breaks.
            let _ = outline.draw(settings, &mut Pen { path, affine });
        }
        if !has_outline || (id == 0 && path.len() == start) {
            self.missing(origin, path);
        }
    }

    fn missing(&self, origin: Point, path: &mut Vec<PathEl>) {
        let size = f64::from(self.size);
        let [x0, y0, x1, y1] = BOX.map(|side| side * size);
        let line = (BOX_LINE * size).max(1.0);
        let corner = |x: f64, y: f64| origin + (x, y);
        let mut ring = |corners: [Point; 4]| {
            path.push(PathEl::MoveTo(corners[0]));
            path.extend(corners[1..].iter().map(|&corner| PathEl::LineTo(corner)));
            path.push(PathEl::ClosePath);
        };
        ring([corner(x0, y0), corner(x1, y0), corner(x1, y1), corner(x0, y1)]);
        let (x0, y0, x1, y1) = (x0 + line, y0 + line, x1 - line, y1 - line);
        // The other way around, so that it is a hole.
        ring([corner(x0, y0), corner(x0, y1), corner(x1, y1), corner(x1, y0)]);
    }
}

impl Glyph {
    /// Where it stands on a line whose baseline begins at `origin`.
    pub(super) fn place(&self, origin: Point) -> Point {
        origin + (f64::from(self.x), f64::from(self.y))
    }
}

struct Pen<'p> {
    path: &'p mut Vec<PathEl>,
    affine: Affine,
}

impl Pen<'_> {
    fn point(&self, x: f32, y: f32) -> Point {
        self.affine * Point::new(f64::from(x), f64::from(y))
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.push(PathEl::MoveTo(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.push(PathEl::LineTo(self.point(x, y)));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.path.push(PathEl::QuadTo(self.point(cx0, cy0), self.point(x, y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.path.push(PathEl::CurveTo(self.point(cx0, cy0), self.point(cx1, cy1), self.point(x, y)));
    }

    fn close(&mut self) {
        self.path.push(PathEl::ClosePath);
    }
}
