//! Two pictures of one scene, and what to look at where they differ.

use std::fmt;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::scene::Scene;

pub(crate) const WIDTH: usize = 160;
pub(crate) const HEIGHT: usize = 120;

/// The largest mean of all absolute differences, in 255ths.
pub(crate) const MEAN: f64 = 0.75;
/// A pixel with a channel that differs by more is far off.
pub(crate) const FAR: u8 = 24;
/// The largest share of pixels that may be.
pub(crate) const FAR_SHARE: f64 = 0.001;

/// Red, green and blue of every pixel, row after row.
pub(crate) struct Image {
    pub(crate) pixels: Vec<[u8; 3]>,
}

/// How far two pictures are apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    pub(crate) mean: f64,
    /// The share of pixels that differ by more than [`FAR`].
    pub(crate) far: f64,
    pub(crate) most: u8,
}

impl Difference {
    /// Whether it is no more than the bounds say, or those that the scene has of its own.
    pub(crate) fn is_within(&self, scene: &Scene) -> bool {
        let (mean, far) = scene.by_right.map_or((MEAN, FAR_SHARE), |right| (right.mean, right.far));
        self.mean <= mean && self.far <= far
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mean, far, most } = self;
        write!(f, "{mean:.3} in the mean, {:.3} % of pixels by more than {FAR}, {most} at most", far * 100.0)
    }
}

impl Image {
    /// Of opaque R G B A bytes, `finer` pixels for each side of one.
    pub(crate) fn averaged(rgba: &[u8], finer: usize) -> Self {
        let (pixels, _) = rgba.as_chunks::<4>();
        let area = (finer * finer) as u32;
        let pixel = |at: usize| {
            let (x, y) = (at % WIDTH * finer, at / WIDTH * finer);
            let mut sums = [0; 3];
            for row in y..y + finer {
                for &[r, g, b, _] in &pixels[row * WIDTH * finer + x..][..finer] {
                    sums = [sums[0] + u32::from(r), sums[1] + u32::from(g), sums[2] + u32::from(b)];
                }
            }
            sums.map(|sum| ((sum + area / 2) / area) as u8)
        };
        Self { pixels: (0..WIDTH * HEIGHT).map(pixel).collect() }
    }

    /// The same, but only the middle one of an odd number.
    pub(crate) fn sampled(rgba: &[u8], finer: usize) -> Self {
        let (pixels, _) = rgba.as_chunks::<4>();
        let middle = |at: usize| at * finer + finer / 2;
        let pixel = |at: usize| {
            let [r, g, b, _] = pixels[middle(at / WIDTH) * WIDTH * finer + middle(at % WIDTH)];
            [r, g, b]
        };
        Self { pixels: (0..WIDTH * HEIGHT).map(pixel).collect() }
    }

    pub(crate) fn difference(&self, other: &Self) -> Difference {
        let (mut sum, mut far, mut most) = (0, 0, 0);
        for (one, another) in self.pixels.iter().zip(&other.pixels) {
            let apart: [u8; 3] = std::array::from_fn(|channel| one[channel].abs_diff(another[channel]));
            let largest = apart.into_iter().max().unwrap_or(0);
            sum += apart.map(u64::from).iter().sum::<u64>();
            far += usize::from(largest > FAR);
            most = most.max(largest);
        }
        let count = self.pixels.len() as f64;
        Difference { mean: sum as f64 / (3.0 * count), far: far as f64 / count, most }
    }

    /// Writes `self` | difference × 4 | `other` and returns where.
    pub(crate) fn write_beside(&self, other: &Self, name: &str) -> PathBuf {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
        std::fs::create_dir_all(&directory).expect("the directory for differences can be made");
        let path = directory.join(format!("{}.png", name.replace([' ', '/'], "-")));
        let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 9);
        let rows = self.pixels.chunks(WIDTH).zip(other.pixels.chunks(WIDTH));
        for (left, right) in rows {
            bytes.extend(left.as_flattened());
            let channels = left.as_flattened().iter().zip(right.as_flattened());
            bytes.extend(channels.map(|(one, another)| one.abs_diff(*another).saturating_mul(4)));
            bytes.extend(right.as_flattened());
        }
        let file = BufWriter::new(File::create(&path).expect("the picture can be written"));
        let mut encoder = png::Encoder::new(file, 3 * WIDTH as u32, HEIGHT as u32);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().expect("the picture can be written");
        writer.write_image_data(&bytes).expect("the picture can be written");
        path
    }
}
