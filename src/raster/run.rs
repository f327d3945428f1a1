//! Pixels in a row, and what of each is covered.

use crate::geometry::PixelRect;

/// One run, as the canvas sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run<'a> {
    /// Every pixel of the rectangle is covered whole.
    Solid(PixelRect),
    /// The pixels of row `y` from column `x` on, one coverage each.
    Mask {
        /// Column of the first coverage.
        x: i32,
        /// Row.
        y: i32,
        /// 0 is untouched, 255 is covered whole.
        alphas: &'a [u8],
    },
    /// The pixels of row `y` from column `x` on: those of a left edge, whole ones, those of a right edge.
    Span {
        /// Column of the first coverage.
        x: i32,
        /// Row.
        y: i32,
        /// Coverage of the first pixels.
        left: &'a [u8],
        /// How many pixels between are covered whole.
        whole: usize,
        /// Coverage of the last pixels.
        right: &'a [u8],
    },
}

impl Run<'_> {
    /// The rectangle around its pixels.
    #[inline]
    pub fn bounds(&self) -> PixelRect {
        let row = |x: i32, y: i32, width: usize| PixelRect { x0: x, y0: y, x1: x + width as i32, y1: y + 1 };
        match *self {
            Self::Solid(rect) => rect,
            Self::Mask { x, y, alphas } => row(x, y, alphas.len()),
            Self::Span { x, y, left, whole, right } => row(x, y, left.len() + whole + right.len()),
        }
    }

    /// The coverage of the pixel at `x`, `y`, which is one of its own.
    pub fn alpha(&self, x: i32, y: i32) -> u8 {
        debug_assert!(self.bounds().contains(PixelRect::pixel(x, y)));
        let index = (x - self.bounds().x0) as usize;
        match *self {
            Self::Solid(_) => 255,
            Self::Mask { alphas, .. } => alphas[index],
            Self::Span { left, .. } if index < left.len() => left[index],
            Self::Span { left, whole, right, .. } => {
                index.checked_sub(left.len() + whole).map_or(255, |index| right[index])
            }
        }
    }
}

/// Pixels of a row that are covered alike.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// So many, whole.
    Whole(i32),
    /// One coverage each.
    Alphas(&'a [u8]),
}

impl Piece<'_> {
    /// How many pixels it has.
    pub(super) fn width(&self) -> i32 {
        match *self {
            Self::Whole(width) => width,
            Self::Alphas(alphas) => alphas.len() as i32,
        }
    }
}

impl<'a> Run<'a> {
    /// The pieces of each of its rows, from left to right, with the columns they begin at. Some may be empty.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (i32, Piece<'a>)> + use<'a> {
        let (x, left, whole, right): (_, &[u8], _, &[u8]) = match *self {
            Self::Solid(rect) => (rect.x0, &[], rect.width(), &[]),
            Self::Mask { x, alphas, .. } => (x, alphas, 0, &[]),
            Self::Span { x, left, whole, right, .. } => (x, left, whole, right),
        };
        let (start, end) = (x + left.len() as i32, x + (left.len() + whole) as i32);
        [(x, Piece::Alphas(left)), (start, Piece::Whole(whole as i32)), (end, Piece::Alphas(right))]
            .into_iter()
    }
}
