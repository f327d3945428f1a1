//! Gradients against their definitions.

use vello_common::kurbo::{Affine, Point};

use super::{Change, Gradient, Place, Shades, Source, Spread, Stop};
use crate::color::Color;
use crate::geometry::PixelRect;
use crate::pixel::Rgba;

const BOUNDS: PixelRect = PixelRect { x0: 0, y0: 0, x1: 64, y1: 48 };

fn stop(offset: f32, r: u8, g: u8, b: u8, a: u8) -> Stop {
    Stop { offset, color: Color { r, g, b, a } }
}

fn stops() -> Vec<Stop> {
    vec![stop(0.0, 255, 0, 0, 255), stop(0.4, 0, 255, 0, 128), stop(1.0, 0, 0, 255, 0)]
}

/// The colour at `position` by the definition, premultiplied.
fn color_at(stops: &[Stop], position: f64, spread: Spread) -> [f64; 4] {
    let position = match spread {
        Spread::Pad => position.clamp(0.0, 1.0),
        Spread::Repeat => position.rem_euclid(1.0),
        Spread::Reflect => 1.0 - (position.rem_euclid(2.0) - 1.0).abs(),
    };
    let premultiplied = |color: Color| {
        let alpha = f64::from(color.a) / 255.0;
        [
            f64::from(color.r) * alpha,
            f64::from(color.g) * alpha,
            f64::from(color.b) * alpha,
            f64::from(color.a),
        ]
    };
    let after = stops.iter().position(|stop| f64::from(stop.offset) > position).unwrap_or(stops.len());
    if after == 0 || after == stops.len() {
        return premultiplied(stops[after.saturating_sub(1)].color);
    }
    let (a, b) = (stops[after - 1], stops[after]);
    let part = (position - f64::from(a.offset)) / f64::from(b.offset - a.offset);
    let (a, b) = (premultiplied(a.color), premultiplied(b.color));
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * part)
}

fn position(place: Place, point: Point) -> f64 {
    match place {
        Place::Linear { from, to } => (point - from).dot(to - from) / (to - from).hypot2(),
        Place::Radial { center, r } => (point - center).hypot() / r,
        Place::Conic { center, angle } => {
            ((point - center).atan2().to_degrees() - angle).rem_euclid(360.0) / 360.0
        }
    }
}

fn check(place: Place, transform: Affine, spread: Spread) {
    let stops = stops();
    let mut shades = Shades::default();
    let shader = shades.shader(&Gradient { place, stops: &stops, spread }, transform, BOUNDS);
    let inverse = transform.inverse();
    let mut far = 0;
    for y in BOUNDS.y0..BOUNDS.y1 {
        let mut row = [[0; 4]; 64];
        Source::Shader(shader).row(0, y, &mut row);
        for (x, color) in row.into_iter().enumerate() {
            let at = position(place, inverse * Point::new(x as f64 + 0.5, f64::from(y) + 0.5));
            let expected = color_at(&stops, at, spread);
            let alpha = f64::from(color[3]) / 255.0;
            let found = [0, 1, 2].map(|channel| f64::from(color[channel]) * alpha);
            let difference =
                (0..3).map(|channel| (found[channel] - expected[channel]).abs()).fold(0.0, f64::max);
            // A step of the ramp, and at the seam of a repetition the other side of it.
            far += usize::from(difference > 6.0 || (f64::from(color[3]) - expected[3]).abs() > 6.0);
        }
    }
    assert!(far <= 40, "{far} of {} pixels differ for {place:?} {transform:?} {spread:?}", 64 * 48);
    assert!(far == 0 || spread != Spread::Pad || matches!(place, Place::Conic { .. }), "{far}: {place:?}");
}

#[test]
fn gradients_match_their_definitions() {
    let center = Point::new(30.0, 20.0);
    for place in [
        Place::Linear { from: Point::new(5.0, 3.0), to: Point::new(50.0, 3.0) },
        Place::Linear { from: Point::new(5.0, 40.0), to: Point::new(5.0, 3.0) },
        Place::Linear { from: Point::new(10.0, 10.0), to: Point::new(40.0, 37.0) },
        Place::Radial { center, r: 25.0 },
        Place::Conic { center, angle: 30.0 },
    ] {
        for transform in [
            Affine::IDENTITY,
            Affine::translate((7.25, -3.5)),
            Affine::rotate_about(0.7, center),
            Affine::new([1.5, 0.2, -0.3, 0.8, 4.0, 1.0]),
        ] {
            for spread in [Spread::Pad, Spread::Repeat, Spread::Reflect] {
                check(place, transform, spread);
            }
        }
    }
}

fn first_color(place: Place, transform: Affine) -> Rgba {
    let (stops, mut shades) = (stops(), Shades::default());
    let gradient = Gradient { place, stops: &stops, spread: Spread::Pad };
    let mut row = [[9; 4]];
    Source::Shader(shades.shader(&gradient, transform, BOUNDS)).row(0, 0, &mut row);
    row[0]
}

#[test]
fn what_has_no_length_shows_its_end() {
    let origin = Point::ORIGIN;
    let last = [0, 0, 255, 0];
    assert_eq!(first_color(Place::Linear { from: origin, to: origin }, Affine::IDENTITY), last);
    assert_eq!(first_color(Place::Radial { center: origin, r: 0.0 }, Affine::IDENTITY), last);
    assert_eq!(first_color(Place::Conic { center: origin, angle: 0.0 }, Affine::scale(0.0)), last);
}

#[test]
fn axis_aligned_gradients_say_so() {
    let (stops, mut shades) = (stops(), Shades::default());
    let mut change = |to, transform| {
        let place = Place::Linear { from: Point::ORIGIN, to };
        let gradient = Gradient { place, stops: &stops, spread: Spread::Pad };
        Source::Shader(shades.shader(&gradient, transform, BOUNDS)).change()
    };
    assert_eq!(change(Point::new(0.0, 9.0), Affine::IDENTITY), Change::Down);
    assert_eq!(change(Point::new(9.0, 0.0), Affine::IDENTITY), Change::Across);
    assert_eq!(change(Point::new(9.0, 1.0), Affine::IDENTITY), Change::Both);
}
