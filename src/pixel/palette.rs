//! Palettes: which index a colour becomes.

use std::fmt;
use std::sync::LazyLock;

use super::Format;
use super::dither::{Levels, share, spread};
use super::layout::{Rgba, luma};
use super::nearest::Nearest;

/// Red, green and blue, 0–255.
pub type Rgb = [u8; 3];

/// The colours that indices stand for.
///
/// Colours between those of the palette are dithered by position; a colour that the palette holds never is. A palette
/// made here is a cube of evenly spaced colours with greys of its own, so that each channel is dithered by itself and
/// greys stay grey; one of greys only takes the luma; any other is looked up in a table that fills as colours are met.
#[derive(Clone)]
pub struct Palette {
    colors: Box<[Rgb]>,
    matching: Matching,
}

#[derive(Clone)]
enum Matching {
    Cube(&'static Cube),
    /// For each luma the index below, the one above, and how many thresholds of 64 take that.
    Greys(Box<[(u8, u8, u8); 256]>),
    Nearest(Nearest),
}

/// Levels of red, green and blue, every combination a colour, and further greys behind them.
struct Cube {
    levels: [Levels; 3],
    sides: [u32; 3],
    /// The indices of evenly spaced greys from black to white, and their levels.
    greys: &'static [u8],
    grey_levels: Levels,
}

/// Green has one level more: the eye tells its shades apart best. The greys are 0, 51, … 255, and none of the four
/// between black and white is a colour of the cube.
static CUBE_256: Cube = Cube {
    levels: [Levels::of(5), Levels::of(6), Levels::of(5)],
    sides: [6, 7, 6],
    greys: &[0, 252, 253, 254, 255, 251],
    grey_levels: Levels::of(5),
};

static CUBE_16: Cube = Cube {
    levels: [Levels::of(1), Levels::of(3), Levels::of(1)],
    sides: [2, 4, 2],
    greys: &[0, 15],
    grey_levels: Levels::of(1),
};

impl Palette {
    /// The palette that a format of indices has until it gets another: 6 × 7 × 6 colours and four greys, 2 × 4 × 2
    /// colours, four greys, or black and white.
    ///
    /// # Panics
    ///
    /// For formats whose pixels are no indices.
    pub fn standard(format: Format) -> &'static Self {
        static STANDARD: LazyLock<[Palette; 4]> = LazyLock::new(|| {
            let greys = |max| (0..=max).map(|level| [spread(level, max); 3]).collect::<Vec<_>>();
            [
                Palette::cube(&CUBE_256),
                Palette::cube(&CUBE_16),
                Palette::new(&greys(3)),
                Palette::new(&greys(1)),
            ]
        });
        match format {
            Format::C8 => &STANDARD[0],
            Format::C4 => &STANDARD[1],
            Format::C2 => &STANDARD[2],
            Format::C1 => &STANDARD[3],
            other => unreachable!("{other} has no palette"),
        }
    }

    /// A palette of any colours; those beyond the 256th are left out, and none at all are one black.
    pub fn new(colors: &[Rgb]) -> Self {
        let colors: Box<[Rgb]> = match &colors[..colors.len().min(256)] {
            [] => [[0; 3]].into(),
            colors => colors.into(),
        };
        let grey = |&[r, g, b]: &Rgb| r == g && g == b;
        let matching = if colors.iter().all(grey) {
            Matching::Greys(greys(&colors))
        } else {
            Matching::Nearest(Nearest::new(&colors))
        };
        Self { colors, matching }
    }

    fn cube(cube: &'static Cube) -> Self {
        let [reds, greens, blues] = cube.sides;
        let mut colors = Vec::new();
        for (r, g) in (0..reds).flat_map(|r| (0..greens).map(move |g| (r, g))) {
            colors.extend(
                (0..blues).map(|b| [spread(r, reds - 1), spread(g, greens - 1), spread(b, blues - 1)]),
            );
        }
        let between = &cube.greys[1..cube.greys.len() - 1];
        let max = cube.greys.len() as u32 - 1;
        colors.extend((1..).zip(between).map(|(level, _)| [spread(level, max); 3]));
        Self { colors: colors.into(), matching: Matching::Cube(cube) }
    }

    /// What the indices stand for, from 0 on: 1 to 256 colours.
    pub fn colors(&self) -> &[Rgb] {
        &self.colors
    }

    /// What one index stands for; those beyond the palette are black.
    pub fn color(&self, index: u8) -> Rgb {
        self.colors.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// The index that a colour becomes at a position whose [`threshold`](super::dither::threshold) is given.
    #[inline]
    pub fn index(&self, color: Rgba, threshold: u8) -> u8 {
        match &self.matching {
            Matching::Cube(cube) => cube.index(color, threshold),
            Matching::Greys(greys) => {
                let (below, above, share) = greys[usize::from(luma(color))];
                if threshold < share { above } else { below }
            }
            Matching::Nearest(nearest) => nearest.index(color, threshold),
        }
    }
}

impl PartialEq for Palette {
    fn eq(&self, other: &Self) -> bool {
        self.colors == other.colors
    }
}

impl fmt::Debug for Palette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Palette({} colours)", self.colors.len())
    }
}

impl Cube {
    #[inline]
    fn index(&self, [r, g, b, _]: Rgba, threshold: u8) -> u8 {
        if r == g && g == b {
            return self.greys[self.grey_levels.level(g, threshold) as usize];
        }
        let [r, g, b] = [(0, r), (1, g), (2, b)].map(|(i, value)| self.levels[i].level(value, threshold));
        ((r * self.sides[1] + g) * self.sides[2] + b) as u8
    }
}

fn greys(colors: &[Rgb]) -> Box<[(u8, u8, u8); 256]> {
    let mut sorted: Vec<(u8, u8)> = (0..=255).zip(colors).map(|(index, color)| (color[0], index)).collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(grey, _)| *grey);
    Box::new(std::array::from_fn(|value| {
        let above = sorted.partition_point(|&(grey, _)| usize::from(grey) < value).min(sorted.len() - 1);
        let (high, upper) = sorted[above];
        // The first grey that is not darker; where it is as bright, or nothing is darker, there is no other.
        if usize::from(high) <= value || above == 0 {
            return (upper, upper, 0);
        }
        let (low, lower) = sorted[above - 1];
        (lower, upper, share(value as u32 - u32::from(low), u32::from(high - low)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(palette: &Palette, [r, g, b]: Rgb) -> Vec<u8> {
        (0..64).map(|threshold| palette.index([r, g, b, 255], threshold)).collect()
    }

    /// The mean of a channel over a whole pattern.
    fn mean(palette: &Palette, color: Rgb, channel: usize) -> f64 {
        let shown = indices(palette, color).into_iter().map(|index| f64::from(palette.color(index)[channel]));
        shown.sum::<f64>() / 64.0
    }

    #[test]
    fn the_standard_palettes_are_full_of_different_colours() {
        for (format, count) in [(Format::C8, 256), (Format::C4, 16), (Format::C2, 4), (Format::C1, 2)] {
            let palette = Palette::standard(format);
            let mut colors = palette.colors().to_vec();
            colors.sort_unstable();
            colors.dedup();
            assert_eq!((palette.colors().len(), colors.len()), (count, count), "{format}");
            assert!(colors.contains(&[0; 3]) && colors.contains(&[255; 3]), "{format}");
            for &color in &colors {
                let found = indices(palette, color);
                assert!(found.iter().all(|&index| palette.color(index) == color), "{format} {color:?}");
            }
        }
        let cube = Palette::standard(Format::C8);
        assert_eq!((cube.color(251), cube.color(252), cube.color(1)), ([255; 3], [51; 3], [0, 0, 51]));
    }

    #[test]
    fn the_cube_keeps_the_mean_of_colours_and_greys_stay_grey() {
        let palette = Palette::standard(Format::C8);
        for color in [[10, 200, 90], [255, 136, 17], [1, 2, 3], [77; 3], [254; 3]] {
            for channel in 0..3 {
                let mean = mean(palette, color, channel);
                assert!((mean - f64::from(color[channel])).abs() <= 1.0, "{color:?} became {mean}");
            }
        }
        for grey in 0..=255 {
            let shown = indices(palette, [grey; 3]).into_iter().map(|index| palette.color(index));
            assert!(shown.into_iter().all(|[r, g, b]| r == g && g == b && r.abs_diff(grey) < 51), "{grey}");
        }
    }

    #[test]
    fn greys_of_any_order_are_mixed_from_their_neighbours() {
        let palette = Palette::new(&[[200; 3], [0; 3], [100; 3], [100; 3]]);
        assert_eq!(indices(&palette, [100; 3]), [2; 64]);
        assert_eq!(indices(&palette, [255; 3]), [0; 64], "nothing is brighter");
        assert_eq!(indices(&palette, [0; 3]), [1; 64]);
        assert!((mean(&palette, [150; 3], 0) - 150.0).abs() <= 1.0);
        assert!((mean(&palette, [30; 3], 0) - 30.0).abs() <= 1.0);
        let alone = Palette::new(&[[90; 3]]);
        assert_eq!(indices(&alone, [0, 255, 7]), [0; 64]);
        assert_eq!(Palette::new(&[]).colors(), [[0; 3]]);
    }

    #[test]
    fn any_palette_holds_its_colours_and_finds_the_nearest() {
        let colors =
            [[0, 0, 0], [255, 0, 0], [250, 2, 1], [0, 0, 255], [255, 255, 255], [0, 128, 0], [0, 0, 0]];
        let palette = Palette::new(&colors);
        for (index, &color) in (0..).zip(&colors[..6]) {
            assert_eq!(indices(&palette, color), [index; 64], "{color:?}, also beside one that is nearly it");
        }
        let mixed = indices(&palette, [128, 128, 128]);
        assert!(mixed.contains(&0) && mixed.contains(&4), "grey of black and white: {mixed:?}");
        let pink = indices(&palette, [255, 128, 128]);
        assert!(pink.iter().all(|index| [1, 2, 4].contains(index)), "{pink:?}");
        assert!(indices(&palette, [0, 0, 240]).iter().filter(|&&index| index == 3).count() > 48);
    }
}
