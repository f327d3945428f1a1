//! Decoded pictures: scaled where that serves, seen through the transform, and painted over what they cover.

use std::sync::Arc;

use vello_common::kurbo::{Affine, Rect, Vec2};

use super::fit::Place;
use super::shapes::xywh;
use super::{Painter, Target, clipping, placed};
use crate::canvas::Brush;
use crate::geometry::{PixelRect, Size};
use crate::paint::{Picture, Source};
use crate::picture::scale::outer;
use crate::picture::{Bitmap, Filter, Resized, Scaling, Texture};
use crate::pixel::Rgba;
use crate::protocol::command::Image;
use crate::raster::{self, Placement, Radius, RoundedRect, shape};

/// What moves no colour by a step: as many pixels beside another place, or as much of a scale.
const NEGLIGIBLE: f64 = 1e-6;

/// The pixels, read and written, from which on scaling takes longer than having another thread do it: about 0.2 ms.
const WORTH_A_THREAD: f64 = 262_144.0;

/// Pixels to draw with, and the transform from them to the canvas.
struct Drawn<'a> {
    texture: Texture<'a>,
    affine: Affine,
}

impl Painter {
    pub(super) fn image(&mut self, image: &Image, target: &mut Target<'_, '_>) {
        // A session gives every picture to its command before it draws; a command without one is a bug elsewhere.
        let Some(bitmap) = &image.bitmap else { return debug_assert!(false, "no picture for {image:?}") };
        let place = Place::new(image, bitmap.size());
        self.picture_at(bitmap, image.resized.as_deref(), &place, image.rx.0, image.filter, target);
    }

    /// How the picture of a command, whose surroundings `outer` places, must be scaled before it is drawn, where that
    /// takes so long that it should be done on another thread: nothing where it is small, the command's already, not
    /// scaled at all or not on the `canvas`.
    pub fn unscaled<'i>(
        &self,
        image: &'i Image,
        outer: Affine,
        canvas: Size,
    ) -> Option<(&'i Arc<Bitmap>, Scaling)> {
        let bitmap = image.bitmap.as_ref().filter(|_| image.resized.is_none())?;
        let placement = placed(outer, image.transform.as_deref().copied());
        let place = Place::new(image, bitmap.size());
        if place.is_empty() || placement == Placement::Nothing {
            return None;
        }
        let shown = placement.affine().transform_rect_bbox(place.seen);
        let screen = Rect::new(0.0, 0.0, f64::from(canvas.width), f64::from(canvas.height));
        let scaling = scaling(&place, &placement, image.filter, self.scaled.budget())?;
        let pixels = scaling.from.area() + f64::from(scaling.to.width) * f64::from(scaling.to.height);
        (pixels >= WORTH_A_THREAD && shown.overlaps(screen)).then_some((bitmap, scaling))
    }

    /// The same, where the cache has it scaled, for a command that is about to be drawn.
    pub fn kept_scaled(&mut self, image: &Image, outer: Affine, canvas: Size) -> Option<Resized> {
        let (bitmap, scaling) = self.unscaled(image, outer, canvas)?;
        let pixels = self.scaled.get(bitmap, &scaling)?;
        Some(Resized::kept(Arc::clone(bitmap), scaling, pixels))
    }

    /// How the picture of a command is scaled where it is drawn, unless that was done elsewhere.
    pub(super) fn scaled_here<'i>(
        &self,
        image: &'i Image,
        placement: &Placement,
    ) -> Option<(&'i Arc<Bitmap>, Scaling)> {
        let bitmap = image.bitmap.as_ref().filter(|_| image.resized.is_none())?;
        let place = Place::new(image, bitmap.size());
        if place.is_empty() || *placement == Placement::Nothing {
            return None;
        }
        Some((bitmap, scaling(&place, placement, image.filter, self.scaled.budget())?))
    }

    /// Whether pixels among those `seen` have to be looked up between those of the picture of a command.
    pub(super) fn is_looked_up(&self, image: &Image, placement: &Placement, seen: PixelRect) -> bool {
        let Some(bitmap) = &image.bitmap else { return false };
        let place = Place::new(image, bitmap.size());
        let size = match &image.resized {
            Some(resized) => resized.pixels().map(|_| resized.size()),
            None => self.scaled_here(image, placement).map(|(_, scaling)| scaling.to),
        };
        let drawn = match size {
            Some(size) => Drawn::scaled(&[], size, &place, placement),
            None => Drawn::whole(bitmap, &place, placement),
        };
        let shown = clipping::pixels(placement.affine().transform_rect_bbox(place.seen));
        drawn.as_it_is(shown.intersect(seen)).is_none()
    }

    /// Draws a picture at its place, with rounded corners; `resized` is what was made of it for this place. Where that
    /// was lost, it is drawn from its own pixels: scaling it would take too long now.
    pub(super) fn picture_at(
        &mut self,
        bitmap: &Arc<Bitmap>,
        resized: Option<&Resized>,
        place: &Place,
        radii: [f64; 4],
        filter: Filter,
        target: &mut Target<'_, '_>,
    ) {
        if place.is_empty() || *target.placement == Placement::Nothing {
            return;
        }
        self.cover(target, |painter| painter.cover_seen(place.seen, radii, target.placement));
        let bounds = self.coverage.bounds();
        if bounds.is_empty() {
            return;
        }
        let scaled = match resized {
            Some(resized) => resized.pixels().map(|pixels| (resized.size(), Arc::clone(pixels))),
            None => scaling(place, target.placement, filter, self.scaled.budget())
                .map(|scaling| (scaling.to, self.scaled.scaled(bitmap, &scaling))),
        };
        let drawn = match &scaled {
            Some((size, pixels)) => Drawn::scaled(pixels, *size, place, target.placement),
            None => Drawn::whole(bitmap, place, target.placement),
        };
        self.paint_drawn(&drawn, filter, bitmap.is_opaque(), bounds, target);
    }

    fn cover_seen(&mut self, seen: Rect, radii: [f64; 4], placement: &Placement) {
        if radii != [0.0; 4] {
            let rounded = RoundedRect::new(seen, radii.map(Radius::circular));
            return match placement.rounded(&rounded) {
                Some(rounded) => self.stamps.rounded(&rounded, &mut self.coverage),
                None => self.fill_outline(placement, |outline| {
                    shape::outline_within(&rounded, placement.tolerance(), outline);
                }),
            };
        }
        match placement.rect(seen) {
            Some(rect) => raster::rect(rect, &mut self.coverage),
            None => self.fill_outline(placement, |outline| shape::rectangle(seen, outline)),
        }
    }

    /// Paints what was covered, which lies in `bounds`.
    fn paint_drawn(
        &mut self,
        drawn: &Drawn<'_>,
        filter: Filter,
        is_opaque: bool,
        bounds: PixelRect,
        target: &mut Target<'_, '_>,
    ) {
        let mut looked_up = None;
        let picture = match drawn.as_it_is(bounds) {
            Some(at) => Picture::new(drawn.texture.pixels, at),
            None => {
                let mut pixels = self.picture(bounds);
                drawn.texture.sample(drawn.affine.inverse(), filter, bounds, &mut pixels);
                Picture::new(looked_up.insert(pixels), bounds)
            }
        };
        let source = Source::Picture(picture.known_opaque(is_opaque));
        target.canvas.paint(&self.coverage, &Brush { source, opacity: target.opacity, blend: target.blend });
        target.damage.add(|| bounds);
        if let Some(pixels) = looked_up {
            self.keep(pixels);
        }
    }
}

impl<'a> Drawn<'a> {
    fn whole(bitmap: &'a Arc<Bitmap>, place: &Place, placement: &Placement) -> Self {
        let size = bitmap.size();
        let texture = Texture { pixels: bitmap.pixels(), size, part: outer(place.from, size) };
        Self { texture, affine: placement.affine() * place.affine() }
    }

    fn scaled(pixels: &'a [Rgba], size: Size, place: &Place, placement: &Placement) -> Self {
        let from = xywh(0.0, 0.0, f64::from(size.width), f64::from(size.height));
        let affine = Place { from, ..*place }.affine();
        Self { texture: Texture { pixels, size, part: size.rect() }, affine: placement.affine() * affine }
    }

    /// Where the pixels lie on the canvas, if each is one of the canvas's and all of `bounds` are there.
    fn as_it_is(&self, bounds: PixelRect) -> Option<PixelRect> {
        let [a, b, c, d, e, f] = self.affine.as_coeffs();
        let (x, y) = (e.round(), f.round());
        let Texture { size, .. } = self.texture;
        // What the farthest pixel is moved by.
        let far = f64::from(size.width.max(size.height));
        let off = [a - 1.0, b, c, d - 1.0].map(|value| value.abs() * far);
        let moved = [(e - x).abs(), (f - y).abs()];
        if off.iter().chain(&moved).any(|&value| value > NEGLIGIBLE) {
            return None;
        }
        let at = size.rect().shifted(x as i32, y as i32);
        at.contains(bounds).then_some(at)
    }
}

/// How the picture is scaled before it is looked at through the transform: to about the size that it has on the
/// canvas. `None` where its own pixels do as well, or the scaled ones would not fit the cache.
fn scaling(place: &Place, placement: &Placement, filter: Filter, budget: usize) -> Option<Scaling> {
    if filter == Filter::Nearest {
        return None;
    }
    let affine = placement.affine() * place.affine();
    let [a, b, c, d, ..] = affine.as_coeffs();
    let (across, down) = (Vec2::new(a, b).hypot(), Vec2::new(c, d).hypot());
    let extent = |length: f64| length.round().clamp(1.0, f64::from(u16::MAX)) as u32;
    let to = Size { width: extent(place.from.width() * across), height: extent(place.from.height() * down) };
    let far = place.from.width().max(place.from.height());
    let is_own_size = [across, down].iter().all(|scale| (scale - 1.0).abs() * far < NEGLIGIBLE);
    // Between the pixels of a picture that only grows, looking up interpolates as well as scaling does.
    let shrinks = across < 1.0 || down < 1.0;
    let helps = shrinks || filter == Filter::Lanczos || placement.rect(place.to).is_some();
    let scaling = Scaling { from: place.from, to, filter };
    (!is_own_size && helps && scaling.bytes() <= budget).then_some(scaling)
}
