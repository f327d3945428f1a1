//! Where a picture's colours must appear, worked out pixel by pixel and filter by filter as the books have it.

use image::RgbaImage;
use serde_json::{Value, json};

use crate::formats::encoded;
use crate::picture::Picture;
use fbdraw::pixel::Format;

/// A screen for one test.
pub(crate) const WIDTH: u32 = 96;
pub(crate) const HEIGHT: u32 = 64;

/// The command for a picture in the line, with other members.
pub(crate) fn command(picture: &RgbaImage, members: &Value) -> Value {
    use base64::Engine;
    let data = base64::engine::general_purpose::STANDARD.encode(encoded(picture, image::ImageFormat::Png));
    let mut command = json!({"op": "image", "x": 0, "y": 0, "data": data});
    let all = command.as_object_mut().expect("an object");
    all.extend(members.as_object().expect("an object").clone());
    command
}

/// The screen after one picture was drawn on black.
pub(crate) fn drawn(picture: &RgbaImage, members: &Value) -> Vec<[u8; 3]> {
    let mut screen = Picture::new(WIDTH, HEIGHT, Format::Xrgb8888);
    screen.draw(command(picture, members));
    screen.rgb()
}

/// A box `[x, y, width, height]` and what is in it.
pub(crate) struct Layout {
    /// The part of the picture.
    pub(crate) from: [f64; 4],
    /// Where all of the part lies.
    pub(crate) to: [f64; 4],
    /// The box, which cuts it.
    pub(crate) cut: [f64; 4],
}

/// CSS's object-fit and object-position, in whole pixels.
pub(crate) fn layout(from: [f64; 4], cut: [f64; 4], fit: &str, align: (f64, f64)) -> Layout {
    let [.., width, height] = cut;
    let [.., own_width, own_height] = from;
    let (across, down) = (width / own_width, height / own_height);
    let (w, h) = match fit {
        "fill" => (width, height),
        "contain" => ((own_width * across.min(down)).round(), (own_height * across.min(down)).round()),
        "cover" => ((own_width * across.max(down)).round(), (own_height * across.max(down)).round()),
        _ => (own_width, own_height),
    };
    let (x, y) = (cut[0] + ((width - w) * align.0).round(), cut[1] + ((height - h) * align.1).round());
    Layout { from, to: [x, y, w, h], cut }
}

/// The weight of a source pixel `distance` pixels from the middle.
fn weight(filter: &str, distance: f64) -> f64 {
    let x = distance.abs();
    match filter {
        "bilinear" => (1.0 - x).max(0.0),
        _ if x < 1e-12 => 1.0,
        _ if x >= 3.0 => 0.0,
        _ => {
            let sinc = |x: f64| (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x);
            sinc(x) * sinc(x / 3.0)
        }
    }
}

/// Which source pixels along one side make up the target's pixel `at`, and how much of each.
fn taps(filter: &str, at: i32, from: (f64, f64), to: (f64, f64)) -> Vec<(u32, f64)> {
    let scale = from.1 / to.1;
    let middle = from.0 + (f64::from(at) + 0.5 - to.0) * scale;
    let (first, end) = (from.0.floor(), (from.0 + from.1).ceil());
    if filter == "nearest" {
        return vec![((middle + 1e-9).floor().clamp(first, end - 1.0) as u32, 1.0)];
    }
    let spread = scale.max(1.0);
    let weights: Vec<_> = (first as u32..end as u32)
        .map(|pixel| (pixel, weight(filter, (f64::from(pixel) + 0.5 - middle) / spread)))
        .filter(|&(_, weight)| weight != 0.0)
        .collect();
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    weights.into_iter().map(|(pixel, weight)| (pixel, weight / sum)).collect()
}

/// What the screen must show of `picture` on black.
pub(crate) fn expected(picture: &RgbaImage, layout: &Layout, filter: &str) -> Vec<[u8; 3]> {
    let Layout { from, to, cut } = layout;
    let inside = |at: i32, start: f64, extent: f64| {
        let middle = f64::from(at) + 0.5;
        middle > start && middle < start + extent
    };
    let mut screen = Vec::new();
    for y in 0..HEIGHT as i32 {
        for x in 0..WIDTH as i32 {
            let is_in = [to, cut].iter().all(|b| inside(x, b[0], b[2]) && inside(y, b[1], b[3]));
            if !is_in {
                screen.push([0; 3]);
                continue;
            }
            let mut sum = [0.0; 4];
            for &(column, across) in &taps(filter, x, (from[0], from[2]), (to[0], to[2])) {
                let mut down = [0.0; 4];
                for &(row, part) in &taps(filter, y, (from[1], from[3]), (to[1], to[3])) {
                    let [r, g, b, a] = picture.get_pixel(column, row).0.map(f64::from);
                    let premultiplied = [r * a / 255.0, g * a / 255.0, b * a / 255.0, a];
                    down.iter_mut().zip(premultiplied).for_each(|(sum, channel)| *sum += channel * part);
                }
                // Between the two passes there are bytes, which a Lanczos window overshoots.
                sum.iter_mut()
                    .zip(down)
                    .for_each(|(sum, channel)| *sum += channel.clamp(0.0, 255.0) * across);
            }
            // No colour is stronger than its alpha.
            screen.push([0, 1, 2].map(|i| sum[i].clamp(0.0, sum[3].clamp(0.0, 255.0)).round() as u8));
        }
    }
    screen
}

/// # Panics
///
/// When a channel anywhere differs by more than `most`.
pub(crate) fn assert_near(found: &[[u8; 3]], expected: &[[u8; 3]], most: u8, what: &str) {
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let far = (0..3).any(|i| found[i].abs_diff(expected[i]) > most);
        let (x, y) = (index % WIDTH as usize, index / WIDTH as usize);
        assert!(!far, "{what}: {found:?} at {x},{y}, expected {expected:?}");
    }
}
