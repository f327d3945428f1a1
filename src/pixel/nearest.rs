//! The nearest of some colours to any colour.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use super::layout::Rgba;
use super::palette::Rgb;

/// Cells of a channel in the table of nearest colours: eight neighbouring values share one.
const CELLS: usize = 32;

/// The nearest colour of each cell of the colour space.
#[derive(Clone)]
pub(super) struct Nearest {
    /// Found when they are first needed: all at once would hold up everybody else who draws, for 10 ms.
    cells: Arc<[AtomicU16]>,
    /// The colours of the palette, in order, with their indices.
    colors: Box<[(Rgb, u8)]>,
    /// Whether one of them lies in a cell.
    holds: Box<[bool]>,
    /// How far apart neighbouring colours are, roughly: what a dithered colour is moved by.
    step: i32,
}

/// A cell whose nearest colour has not been looked for.
const UNKNOWN: u16 = u16::MAX;

impl Nearest {
    pub(super) fn new(colors: &[Rgb]) -> Self {
        let mut sorted: Vec<(Rgb, u8)> =
            (0..=255).zip(colors).map(|(index, &color)| (color, index)).collect();
        sorted.sort_unstable();
        sorted.dedup_by_key(|(color, _)| *color);
        let mut holds = vec![false; CELLS * CELLS * CELLS];
        colors.iter().for_each(|&color| holds[cell(color)] = true);
        // As if the colours stood in a cube: 7 levels for 256 of them, two for 8.
        let levels = (2..7).find(|levels| levels * levels * levels >= sorted.len() as i32).unwrap_or(7);
        Self {
            cells: (0..CELLS * CELLS * CELLS).map(|_| AtomicU16::new(UNKNOWN)).collect(),
            colors: sorted.into(),
            holds: holds.into(),
            step: 255 / (levels - 1),
        }
    }

    #[inline]
    pub(super) fn index(&self, [r, g, b, _]: Rgba, threshold: u8) -> u8 {
        let color = [r, g, b];
        if self.holds[cell(color)]
            && let Ok(found) = self.colors.binary_search_by_key(&color, |&(color, _)| color)
        {
            return self.colors[found].1;
        }
        // A low threshold is the one that rounds up.
        let shift = self.step * (63 - 2 * i32::from(threshold)) / 128;
        self.nearest(cell(color.map(|value| (i32::from(value) + shift).clamp(0, 255) as u8)))
    }

    /// The index of the colour nearest to the middle of a cell.
    fn nearest(&self, cell: usize) -> u8 {
        // Whoever else looks for it finds the same.
        match self.cells[cell].load(Ordering::Relaxed) {
            UNKNOWN => {
                let middle = [cell / (CELLS * CELLS), cell / CELLS % CELLS, cell % CELLS];
                let middle = middle.map(|part| (part * 256 / CELLS + 128 / CELLS) as u8);
                let nearest = self.colors.iter().min_by_key(|(color, _)| distance(middle, *color));
                let index = nearest.map_or(0, |&(_, index)| index);
                self.cells[cell].store(index.into(), Ordering::Relaxed);
                index
            }
            found => found as u8,
        }
    }
}

fn cell([r, g, b]: Rgb) -> usize {
    [r, g, b].iter().fold(0, |cell, &value| cell * CELLS + usize::from(value) * CELLS / 256)
}

/// How different two colours look: squares, weighted by how well the eye tells each channel's shades apart.
fn distance(a: Rgb, b: Rgb) -> u32 {
    [3, 4, 2]
        .into_iter()
        .zip(a.into_iter().zip(b))
        .map(|(weight, (a, b))| weight * u32::from(a.abs_diff(b)).pow(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nearest by the weights that are documented, checked against every colour of a palette of many.
    #[test]
    fn the_table_agrees_with_a_search() {
        let colors: Vec<Rgb> = (0..=255).map(|i: u8| [i.wrapping_mul(37), i.wrapping_mul(91), i]).collect();
        let nearest = Nearest::new(&colors);
        for middle in [[4, 4, 4], [132, 60, 252], [252, 252, 252], [20, 204, 100]] {
            let found = colors[usize::from(nearest.nearest(cell(middle)))];
            assert_eq!(colors[usize::from(nearest.nearest(cell(middle)))], found, "and is found again");
            let least = colors.iter().map(|&color| distance(middle, color)).min().unwrap();
            assert_eq!(distance(middle, found), least, "{middle:?}");
        }
    }
}
