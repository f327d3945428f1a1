//! What a command is cut to.

use vello_common::kurbo::Rect;

use super::Painter;
use super::shapes::xywh;
use crate::geometry::{PixelRect, ceil, floor};
use crate::protocol::clip::{Clip, ClipPath};
use crate::protocol::command::Common;
use crate::raster::{FillRule, Placement, path_bounds, shape};

/// A clip, told apart by what it costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clipping<'a> {
    /// The pixels that show anything.
    pub pixels: PixelRect,
    edges: Edges<'a>,
}

/// Where inside those pixels the clip ends.
#[derive(Debug, Clone, Copy)]
enum Edges<'a> {
    /// Between pixels.
    Pixels,
    /// At the sides of a rectangle that run through pixels.
    Rect(Rect),
    /// At those of a rectangle that is turned or skewed.
    Turned(Rect),
    /// Along a path.
    Path(&'a ClipPath),
}

impl<'a> Clipping<'a> {
    #[inline]
    pub(super) fn new(common: &Common<'a>, placement: &Placement, canvas: PixelRect) -> Self {
        match common.clip {
            None => Self { pixels: canvas, edges: Edges::Pixels },
            Some(clip) => Self::of(clip, placement, common.antialias, canvas),
        }
    }

    /// No clip but the pixels there are.
    pub(super) fn whole(pixels: PixelRect) -> Self {
        Self { pixels, edges: Edges::Pixels }
    }

    /// Without anti-aliasing the edges move to the nearest pixel's.
    pub(super) fn of(clip: &'a Clip, placement: &Placement, antialias: bool, canvas: PixelRect) -> Self {
        let (bounds, edges) = match clip {
            &Clip::Rect { x, y, width, height } => {
                let rect = xywh(x, y, width, height);
                match placement.rect(rect) {
                    Some(rect) => {
                        let exact = if antialias { rect } else { rect.round() };
                        let whole = exact.expand() == exact;
                        (exact, if whole { Edges::Pixels } else { Edges::Rect(exact) })
                    }
                    None => (placement.affine().transform_rect_bbox(rect), Edges::Turned(rect)),
                }
            }
            Clip::Path(path) => (path_bounds(&path.d, placement.affine()), Edges::Path(path)),
        };
        Self { pixels: pixels(bounds).intersect(canvas), edges }
    }

    /// The path that it ends along, if it does.
    pub(super) fn path(&self) -> Option<&'a ClipPath> {
        match self.edges {
            Edges::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Whether it ends between pixels, so that the pixels are all there is to it.
    #[inline]
    pub(super) fn is_pixels(&self) -> bool {
        matches!(self.edges, Edges::Pixels)
    }
}

/// The pixels that a rectangle touches.
pub(super) fn pixels(rect: Rect) -> PixelRect {
    PixelRect { x0: floor(rect.x0), y0: floor(rect.y0), x1: ceil(rect.x1), y1: ceil(rect.y1) }
}

impl Painter {
    /// Cuts what is covered to a clip in coordinates that `placement` places.
    #[inline]
    pub(super) fn cut(&mut self, clip: &Clipping<'_>, placement: &Placement) {
        if !clip.is_pixels() {
            self.cut_along(clip.edges, placement);
        }
    }

    fn cut_along(&mut self, edges: Edges<'_>, placement: &Placement) {
        let Self { coverage, cutter, paths, outline, .. } = self;
        match edges {
            Edges::Pixels => {}
            Edges::Rect(rect) => cutter.cut(rect, coverage),
            Edges::Turned(rect) => cutter.cut_to(coverage, |clip| {
                outline.clear();
                shape::rectangle(rect, outline);
                paths.under(*placement).fill(outline, FillRule::NonZero, clip);
            }),
            Edges::Path(path) => cutter.cut_to(coverage, |clip| {
                paths.under(*placement).fill(&path.d, path.fill_rule, clip);
            }),
        }
    }
}
