//! A picture against the one that was blessed, and what to look at where they differ.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// Red, green and blue of every pixel, row after row.
pub(crate) struct Image {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[u8; 3]>,
}

/// Compares `found` with the blessed picture at `blessed`; each channel may differ by `tolerance`.
///
/// # Panics
///
/// Where they differ by more, after writing both and their difference side by side into one picture.
pub(crate) fn check(blessed: &Path, found: &Image, tolerance: u8) {
    if let Err(difference) = compare(blessed, found, tolerance) {
        panic!("{difference}");
    }
}

/// The same for one of many pictures: what is wrong with it is told to whoever shows all of them.
pub(crate) fn compare(blessed: &Path, found: &Image, tolerance: u8) -> Result<(), String> {
    if std::env::var_os("BLESS").is_some_and(|value| value != "0") {
        // A rounding of this machine is no reason for a new picture.
        if !blessed.exists() || !Image::read(blessed).differing(found, tolerance).is_empty() {
            found.write(blessed);
        }
        return Ok(());
    }
    if !blessed.exists() {
        return Err(format!("{} is missing; bless it with BLESS=1", blessed.display()));
    }
    let expected = Image::read(blessed);
    let wrong = expected.differing(found, tolerance);
    if wrong.is_empty() {
        return Ok(());
    }
    let name = blessed.file_stem().expect("a picture has a name").display();
    let path = output().join(format!("{name}.expected-difference-actual.png"));
    expected.beside(found).write(&path);
    let bound = |pick: fn(&(usize, usize)) -> usize| {
        let values = || wrong.iter().map(pick);
        format!("{}..={}", values().min().unwrap_or(0), values().max().unwrap_or(0))
    };
    Err(format!(
        "{name}: {} pixels differ by more than {tolerance}, within columns {} and rows {}\n\
         expected | difference | actual: {}\nif it is meant, look at it and bless it with BLESS=1",
        wrong.len(),
        bound(|place| place.0),
        bound(|place| place.1),
        path.display()
    ))
}

/// A directory for what failed, below cargo's `target`.
fn output() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&path).expect("the directory for differences can be made");
    path
}

impl Image {
    /// With two by two pixels for each.
    pub(crate) fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x / 2, y / 2)));
        let pixels = places.map(|(x, y)| self.pixels[y * self.width + x]).collect();
        Self { width, height, pixels }
    }

    /// Where a channel differs by more than `tolerance`; everywhere if the sizes do.
    fn differing(&self, other: &Self, tolerance: u8) -> Vec<(usize, usize)> {
        let same_size = (self.width, self.height) == (other.width, other.height);
        let differs = |at: usize| {
            !same_size || (0..3).any(|i| self.pixels[at][i].abs_diff(other.pixels[at][i]) > tolerance)
        };
        (0..self.pixels.len())
            .filter(|&at| differs(at))
            .map(|at| (at % self.width, at / self.width))
            .collect()
    }

    /// This one, the difference eight times as strong, and `other`.
    fn beside(&self, other: &Self) -> Self {
        let (width, height) = (self.width.max(other.width), self.height.max(other.height));
        let pixel = |image: &Self, x: usize, y: usize| {
            if x < image.width && y < image.height {
                image.pixels[y * image.width + x]
            } else {
                [255, 0, 255]
            }
        };
        let places = (0..height).flat_map(|y| (0..3 * width).map(move |x| (x / width, x % width, y)));
        let pixels = places.map(|(part, x, y)| {
            let (expected, actual) = (pixel(self, x, y), pixel(other, x, y));
            match part {
                0 => expected,
                1 => std::array::from_fn(|i| expected[i].abs_diff(actual[i]).saturating_mul(8)),
                _ => actual,
            }
        });
        Self { width: 3 * width, height, pixels: pixels.collect() }
    }

    pub(crate) fn read(path: &Path) -> Self {
        let file = File::open(path).expect("the picture can be opened");
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("it is a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("it fits into memory")];
        let info = reader.next_frame(&mut bytes).expect("it can be decoded");
        assert_eq!(info.color_type, png::ColorType::Rgb, "{}", path.display());
        let pixels = bytes.as_chunks().0.to_vec();
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    fn write(&self, path: &Path) {
        let file = BufWriter::new(File::create(path).expect("the picture can be created"));
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let written = encoder.write_header();
        let written = written.and_then(|mut writer| writer.write_image_data(self.pixels.as_flattened()));
        written.expect("the picture can be written");
    }
}
