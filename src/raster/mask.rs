//! The coverage of a clip, row by row, so that what lies under a piece of a shape is found at once.

use super::coverage::Coverage;
use super::run::Piece;
use crate::geometry::PixelRect;

/// An index of a [`Coverage`]'s pixels. It keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Mask {
    /// The first row.
    y0: i32,
    /// Where in `parts` each row begins, and where the last one ends.
    rows: Vec<u32>,
    /// Rows from top to bottom, each from left to right.
    parts: Vec<Part>,
}

/// Pixels of one row.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    x0: i32,
    x1: i32,
    /// Where their alphas begin; `None` where all are covered whole.
    alphas: Option<u32>,
}

impl Mask {
    /// Reads the coverage of one shape, which covers no pixel twice.
    pub(super) fn read(&mut self, clip: &Coverage) {
        let bounds = clip.bounds();
        self.y0 = bounds.y0;
        self.rows.clear();
        self.rows.resize(bounds.height() + 2, 0);
        // A counting sort: how many parts a row has, where each row begins, then the parts. Counting two rows
        // ahead leaves every row's beginning where the next one's was counted.
        for (rect, _) in clip.parts() {
            self.rows(rect).for_each(|row| self.rows[row + 2] += 1);
        }
        let mut sum = 0;
        for count in &mut self.rows {
            sum += *count;
            *count = sum;
        }
        self.parts.clear();
        self.parts.resize(sum as usize, Part::default());
        for (rect, alphas) in clip.parts() {
            for row in self.rows(rect) {
                let place = &mut self.rows[row + 1];
                self.parts[*place as usize] = Part { x0: rect.x0, x1: rect.x1, alphas };
                *place += 1;
            }
        }
        for row in 0..bounds.height() {
            let (start, end) = (self.rows[row] as usize, self.rows[row + 1] as usize);
            self.parts[start..end].sort_unstable_by_key(|part| part.x0);
        }
    }

    fn rows(&self, rect: PixelRect) -> std::ops::Range<usize> {
        (rect.y0 - self.y0) as usize..(rect.y1 - self.y0) as usize
    }

    /// Adds to `cut` what `clip`, which was read, leaves of a `piece` of row `y` from column `x` on.
    pub(super) fn cut(&self, clip: &Coverage, (x, y): (i32, i32), piece: Piece<'_>, cut: &mut Coverage) {
        let Some(&[start, end]) =
            usize::try_from(y - self.y0).ok().and_then(|row| self.rows.get(row..row + 2)?.first_chunk())
        else {
            return;
        };
        let row = &self.parts[start as usize..end as usize];
        let right = x + piece.width();
        let first = row.partition_point(|part| part.x1 <= x);
        for part in row[first..].iter().take_while(|part| part.x0 < right) {
            let (from, to) = (part.x0.max(x), part.x1.min(right));
            let seen = |offset: i32| (from - offset) as usize..(to - offset) as usize;
            let clip = part.alphas.map(|start| &clip.alphas(start)[seen(part.x0)]);
            match (piece, clip) {
                (Piece::Whole(_), None) => cut.solid_below(PixelRect { x0: from, y0: y, x1: to, y1: y + 1 }),
                (Piece::Whole(_), Some(alphas)) => cut.mask(from, y, alphas.iter().copied()),
                (Piece::Alphas(alphas), None) => cut.mask(from, y, alphas[seen(x)].iter().copied()),
                (Piece::Alphas(alphas), Some(clip)) => {
                    let both = alphas[seen(x)].iter().zip(clip);
                    cut.mask(from, y, both.map(|(&a, &b)| product(a, b)));
                }
            }
        }
    }
}

/// `a · b / 255`, rounded.
#[inline]
fn product(a: u8, b: u8) -> u8 {
    let sum = u32::from(a) * u32::from(b) + 128;
    ((sum + (sum >> 8)) >> 8) as u8
}

#[cfg(test)]
mod tests {
    #[test]
    fn products_are_rounded() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                let exact = f64::from(a) * f64::from(b) / 255.0;
                assert_eq!(super::product(a, b), exact.round() as u8, "{a} {b}");
            }
        }
    }
}
