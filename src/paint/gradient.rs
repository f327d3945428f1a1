//! Gradients: a place becomes a position between 0 and 1, a position becomes a colour.

use serde::Deserialize;
use vello_common::kurbo::{Affine, Point, Vec2};

use super::Change;
use crate::color::Color;
use crate::geometry::PixelRect;
use crate::pixel::Rgba;

/// Fewest and most colours that a gradient is worked out to. In between it is two for each pixel along it, so
/// that an edge between two stops is at most half a pixel off.
const SHADES: (usize, usize) = (256, 8192);

/// A colour at a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// From 0 to 1, and not below the stop before.
    pub offset: f32,
    /// The colour there.
    pub color: Color,
}

/// What a gradient shows outside its stops. The names are SVG's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// The colours of its ends.
    #[default]
    Pad,
    /// Itself again.
    Repeat,
    /// Itself mirrored, then again.
    Reflect,
}

/// How a place becomes a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Along a line.
    Linear {
        /// Where 0 is.
        from: Point,
        /// Where 1 is.
        to: Point,
    },
    /// By the distance from a centre.
    Radial {
        /// Where 0 is.
        center: Point,
        /// The distance of 1.
        r: f64,
    },
    /// By the angle around a centre, clockwise.
    Conic {
        /// The centre.
        center: Point,
        /// Degrees from three o'clock to where 0 and 1 meet.
        angle: f64,
    },
}

/// A gradient in coordinates of its own.
#[derive(Debug, Clone, Copy)]
pub struct Gradient<'a> {
    /// How a place becomes a position.
    pub place: Place,
    /// How a position becomes a colour: at least one stop.
    pub stops: &'a [Stop],
    /// What is beyond the ends.
    pub spread: Spread,
}

/// The colours of a gradient worked out; kept from one to the next, so that gradients allocate nothing.
#[derive(Debug, Default)]
pub struct Shades {
    ramp: Vec<Rgba>,
    row: Vec<Rgba>,
}

/// A gradient ready to colour the pixels of some rows.
#[derive(Debug, Clone, Copy)]
pub struct Shader<'a> {
    ramp: &'a [Rgba],
    spread: Spread,
    position: Position,
    opaque: bool,
    /// The colours of every row from a column on, where all rows are the same.
    row: Option<(i32, &'a [Rgba])>,
}

/// Pixel middles to positions.
#[derive(Debug, Clone, Copy)]
enum Position {
    /// Nothing to go along: the last colour is everywhere, as SVG has it.
    End,
    /// `at + x · across + y · down`.
    Linear { at: f64, across: f64, down: f64 },
    /// The distance from the origin, after the transform.
    Radial(Affine),
    /// The angle around the origin, after the transform.
    Conic(Affine),
}

impl Shades {
    /// Makes `gradient`, whose coordinates `transform` takes to pixels, ready for the pixels of `bounds`.
    pub fn shader(&mut self, gradient: &Gradient<'_>, transform: Affine, bounds: PixelRect) -> Shader<'_> {
        let position = Position::new(gradient.place, transform);
        let length = 2.0 * position.pixels(bounds);
        let count = (length as usize).clamp(SHADES.0, SHADES.1).next_power_of_two();
        fill_ramp(gradient.stops, count, &mut self.ramp);
        let Self { ramp, row } = self;
        let opaque = gradient.stops.iter().all(|stop| stop.color.a == 255);
        let shader = Shader { ramp, spread: gradient.spread, position, opaque, row: None };
        if !matches!(position, Position::Linear { down: 0.0, .. }) {
            return shader;
        }
        row.resize(bounds.width(), [0; 4]);
        shader.row(bounds.x0, bounds.y0, row);
        Shader { row: Some((bounds.x0, row)), ..shader }
    }
}

/// Works out `count` colours at equal steps from 0 to 1, interpolated premultiplied and kept straight.
fn fill_ramp(stops: &[Stop], count: usize, ramp: &mut Vec<Rgba>) {
    let premultiplied = |color: Color| {
        let alpha = f32::from(color.a) / 255.0;
        [
            f32::from(color.r) * alpha,
            f32::from(color.g) * alpha,
            f32::from(color.b) * alpha,
            f32::from(color.a),
        ]
    };
    let straight = |[r, g, b, a]: [f32; 4]| {
        let factor = if a > 0.0 { 255.0 / a } else { 0.0 };
        [r * factor, g * factor, b * factor, a].map(|channel| (channel + 0.5) as u8)
    };
    let mut next = 0;
    ramp.clear();
    ramp.extend((0..count).map(|index| {
        let at = index as f32 / (count - 1) as f32;
        while stops.get(next).is_some_and(|stop| stop.offset <= at) {
            next += 1;
        }
        match (next.checked_sub(1).and_then(|index| stops.get(index)), stops.get(next)) {
            (Some(before), Some(after)) => {
                let part = (at - before.offset) / (after.offset - before.offset);
                let (from, to) = (premultiplied(before.color), premultiplied(after.color));
                straight(std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * part))
            }
            (Some(only), None) | (None, Some(only)) => only.color.rgba(),
            (None, None) => [0; 4],
        }
    }));
}

impl Position {
    fn new(place: Place, transform: Affine) -> Self {
        let inverse = transform.inverse();
        if !inverse.is_finite() {
            return Self::End;
        }
        match place {
            Place::Linear { from, to } => {
                let way = to - from;
                if way.hypot2() == 0.0 {
                    return Self::End;
                }
                let [a, b, c, d, e, f] = inverse.as_coeffs();
                let along = |x: f64, y: f64| Vec2::new(x, y).dot(way) / way.hypot2();
                let (across, down) = (along(a, b), along(c, d));
                // From the corner of the first pixel to its middle.
                let at = along(e - from.x, f - from.y) + 0.5 * (across + down);
                Self::Linear { at, across, down }
            }
            Place::Radial { r: 0.0, .. } => Self::End,
            Place::Radial { center, r } => {
                Self::Radial(Affine::scale(1.0 / r) * Affine::translate(-center.to_vec2()) * inverse)
            }
            Place::Conic { center, angle } => Self::Conic(
                Affine::rotate(-angle.to_radians()) * Affine::translate(-center.to_vec2()) * inverse,
            ),
        }
    }

    /// About how many pixels the way from 0 to 1 is long, as far as `bounds` can show it.
    fn pixels(&self, bounds: PixelRect) -> f64 {
        let steepest = match self {
            Self::End => return 0.0,
            Self::Linear { across, down, .. } => across.hypot(*down),
            Self::Radial(affine) => affine.determinant().abs().sqrt(),
            // Once around at the far corner.
            Self::Conic(_) => return 4.0 * (bounds.width() + bounds.height()) as f64,
        };
        1.0 / steepest
    }
}

impl Shader<'_> {
    /// The direction in which colours change.
    pub(super) fn change(&self) -> Change {
        match self.position {
            Position::End | Position::Linear { across: 0.0, .. } => Change::Down,
            Position::Linear { down: 0.0, .. } => Change::Across,
            _ => Change::Both,
        }
    }

    /// Whether no colour shows what is below.
    pub(super) fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// The colours from column `x` of row `y` on, with straight alpha.
    #[inline(always)]
    pub(super) fn row(&self, x: i32, y: i32, out: &mut [Rgba]) {
        if let Some((start, row)) = self.row {
            let start = (x - start) as usize;
            return out.copy_from_slice(&row[start..start + out.len()]);
        }
        match self.position {
            Position::End => out.fill(self.ramp[self.ramp.len() - 1]),
            Position::Linear { at, across, down } => {
                let at = at + f64::from(y) * down;
                self.colors(out, |index| at + f64::from(x + index) * across);
            }
            Position::Radial(affine) => {
                self.colors(out, |index| middle(affine, x + index, y).to_vec2().hypot2().sqrt());
            }
            Position::Conic(affine) => self.colors(out, |index| {
                let turns = middle(affine, x + index, y).to_vec2().atan2() / std::f64::consts::TAU;
                if turns < 0.0 { turns + 1.0 } else { turns }
            }),
        }
    }

    /// Looks up the colour of each position.
    #[inline(always)]
    fn colors(&self, out: &mut [Rgba], position: impl Fn(i32) -> f64) {
        let last = (self.ramp.len() - 1) as f64;
        let look_up = |at: f64| self.ramp[((at * last + 0.5) as usize).min(self.ramp.len() - 1)];
        let places = out.iter_mut().zip(0..);
        match self.spread {
            Spread::Pad => {
                places.for_each(|(color, index)| *color = look_up(position(index).clamp(0.0, 1.0)));
            }
            Spread::Repeat => places.for_each(|(color, index)| *color = look_up(fraction(position(index)))),
            Spread::Reflect => places.for_each(|(color, index)| {
                let twice = 2.0 * fraction(0.5 * position(index));
                *color = look_up(if twice > 1.0 { 2.0 - twice } else { twice });
            }),
        }
    }
}

/// The middle of a pixel, after the transform.
#[inline(always)]
fn middle(affine: Affine, x: i32, y: i32) -> Point {
    affine * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5)
}

/// What is behind the point, counted upwards: from 0 to 1.
#[inline(always)]
fn fraction(value: f64) -> f64 {
    let fraction = value - value as i64 as f64;
    if fraction < 0.0 { fraction + 1.0 } else { fraction }
}
