//! The dashes of a line, in a form that can be walked along.

use super::stroke::{Cap, StrokeStyle};

/// The shortest pair of dash and gap that is drawn one by one, in pixels.
///
/// What is finer shows on no screen but as a fraction of coverage. Such a pattern is drawn as one dash and one
/// gap of this length together, in the same proportion: a pixel holds four of them, so their areas add up to it.
pub(super) const FINEST: f64 = 0.25;

/// Lengths of dash, gap, dash, gap … that can be walked along without end.
///
/// # Guarantees
///
/// An even number of lengths, at least two; every gap is longer than 0 and the sum at least [`FINEST`].
#[derive(Debug, Default)]
pub(super) struct Pattern {
    lengths: Vec<f64>,
    sum: f64,
    /// Where subpaths begin, from 0 to below `sum`.
    offset: f64,
    cap: Cap,
}

impl Pattern {
    /// Reads the dashes of `style`, which are still to be scaled while its width already is; `false` where the
    /// line is solid.
    pub(super) fn read(&mut self, style: &StrokeStyle<'_>, scale: f64) -> bool {
        self.lengths.clear();
        self.cap = style.cap;
        for _ in 0..=style.dashes.len() % 2 {
            self.lengths.extend(style.dashes.iter().map(|length| length * scale));
        }
        self.sum = self.lengths.iter().sum();
        if self.sum <= 0.0 {
            return false;
        }
        self.offset = (style.dash_offset * scale).rem_euclid(self.sum);
        self.close_gaps(style) && self.coarsen(style)
    }

    /// Joins dashes across gaps that cannot be seen: of no length, or so short between rounded or square ends
    /// that the notch between two circles is not a thirtieth of a pixel deep. `false` where no gap remains.
    fn close_gaps(&mut self, style: &StrokeStyle<'_>) -> bool {
        let shown = |gap: f64| match style.cap {
            Cap::Butt => gap > 0.0,
            Cap::Round | Cap::Square => gap > 0.0 && gap * gap > style.width.min(1.0) * style.width * 0.125,
        };
        let Some(last) = self.lengths.chunks_exact(2).rposition(|pair| shown(pair[1])) else { return false };
        // The pattern begins behind a gap that stays.
        let behind = 2 * last + 2;
        let turned: f64 = self.lengths[behind..].iter().sum();
        self.lengths.rotate_left(behind);
        self.offset = (self.offset + turned).rem_euclid(self.sum);
        let (mut kept, mut dash) = (0, 0.0);
        for index in (0..self.lengths.len()).step_by(2) {
            let gap = self.lengths[index + 1];
            dash += self.lengths[index];
            if shown(gap) {
                (self.lengths[kept], self.lengths[kept + 1]) = (dash, gap);
                kept += 2;
                dash = 0.0;
            } else {
                dash += gap;
            }
        }
        self.lengths.truncate(kept);
        true
    }

    /// Replaces a pattern too fine to be seen; round ends count as square ones. `false` where it has no gaps.
    fn coarsen(&mut self, style: &StrokeStyle<'_>) -> bool {
        let pairs = self.lengths.len() as f64 / 2.0;
        if self.sum >= FINEST * pairs {
            return true;
        }
        let dashes: f64 = self.lengths.iter().step_by(2).sum();
        let ends = if style.cap == Cap::Butt { 0.0 } else { pairs * style.width };
        let share = (dashes + ends) / self.sum;
        if share >= 1.0 {
            return false;
        }
        let scale = self.sum.max(FINEST) / self.sum;
        self.sum *= scale;
        self.offset *= scale;
        self.lengths.clear();
        self.lengths.extend([share * self.sum, (1.0 - share) * self.sum]);
        self.cap = Cap::Butt;
        true
    }

    /// Both ends of every dash. Square ends of a pattern too fine to be seen are already part of its dashes.
    pub(super) fn cap(&self) -> Cap {
        self.cap
    }

    /// Dash, gap, dash, gap …
    pub(super) fn lengths(&self) -> &[f64] {
        &self.lengths
    }

    /// The index of the length that subpaths begin in, and how much of it is left.
    pub(super) fn start(&self) -> (usize, f64) {
        self.find(self.offset)
    }

    /// The index and the rest `distance` pixels behind the place where `left` of length `index` is left.
    pub(super) fn onward(&self, index: usize, left: f64, distance: f64) -> (usize, f64) {
        self.find(self.lengths[..=index].iter().sum::<f64>() - left + distance)
    }

    /// The index of the length at `position`, and how much of it is left.
    fn find(&self, position: f64) -> (usize, f64) {
        let mut into = position.rem_euclid(self.sum);
        for (index, &length) in self.lengths.iter().enumerate() {
            if into < length || (into == 0.0 && length == 0.0) {
                return (index, length - into);
            }
            into -= length;
        }
        (0, self.lengths[0])
    }
}
