//! Transforms, told apart by what they leave of a shape.

use std::f64::consts::FRAC_PI_2;

use vello_common::kurbo::{Affine, Point, Rect, Vec2};

use super::rounded::{Radius, RoundedRect};

/// The largest number in a transform, and one part of the smallest scale, that anything is drawn under. Products of
/// four of them are still numbers, so nothing that is computed further down overflows.
const MAX: f64 = (1_u128 << 120) as f64;

/// What a number in a transform may be taken for 0 below: it moves no point within ±2²⁴ by a thousandth of a pixel.
/// The cosine of 90 degrees is 6 × 10⁻¹⁷ to most programs.
const INVISIBLE: f64 = 1.0 / (1_u64 << 34) as f64;

/// How much two scales may differ and count as the same.
const NEGLIGIBLE: f64 = 1.0 / (1_u64 << 46) as f64;

/// How much thinner than wide a pen may become. What is thinner cannot be told from a line by numbers of 53 bits.
const THINNEST: f64 = 1e-15;

/// The farthest that rounded corners are computed without a path, in pixels. There a number still holds thousandths of one.
const MAX_ROUNDED: f64 = (1_u64 << 40) as f64;

/// How far a curve may be from the shape it stands for, in pixels. It makes circles longer, and the farther a dash
/// is from the beginning, the more that moves it.
const TOLERANCE: f64 = 0.001;

/// Where a transform puts shapes, as the most specific of these kinds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Placement {
    /// Where they are.
    #[default]
    Identity,
    /// Beside where they are.
    Translation(Vec2),
    /// Mirrored, stretched along the axes or turned by right angles: rectangles stay rectangles.
    AxisAligned(Affine),
    /// Turned by any angle, mirrored, or scaled the same in all directions: circles stay circles.
    Similarity(Affine),
    /// Skewed, or stretched in some direction.
    General(Affine),
    /// Nowhere: no area is left, or the numbers are beyond use (larger than 2¹²⁰ or not numbers at all).
    Nothing,
}

/// How a line is drawn under a transform: its outline is made after `affine`, where the pen is round, and
/// `squash` makes of it what is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    /// Turns and scales by `scale`; where nothing is squashed, it is the transform itself.
    pub affine: Affine,
    /// By how much widths and dashes grow.
    pub scale: f64,
    /// Turns, and scales by 1 in one direction and by less in the other.
    pub squash: Option<Affine>,
}

/// A transform's linear part as a sum of one that turns and one that mirrors; both scale.
///
/// The larger scale of the transform is the sum of theirs, the smaller one the difference, and the directions
/// lie between theirs. This is J. Blinn's closed form of the singular value decomposition.
struct Parts {
    turn: Vec2,
    mirror: Vec2,
}

impl Parts {
    fn new([a, b, c, d, ..]: [f64; 6]) -> Self {
        Self { turn: Vec2::new(a + d, b - c) * 0.5, mirror: Vec2::new(a - d, b + c) * 0.5 }
    }

    /// The scale, where it is the same in all directions.
    fn uniform(&self) -> Option<f64> {
        let (turn, mirror) = (self.turn.hypot(), self.mirror.hypot());
        (turn.min(mirror) <= NEGLIGIBLE * turn.max(mirror)).then_some(turn.max(mirror))
    }

    fn largest(&self) -> f64 {
        self.turn.hypot() + self.mirror.hypot()
    }
}

impl Placement {
    /// Classifies a transform. Entries that are 0 but for rounding count as 0.
    pub fn new(transform: Affine) -> Self {
        let coefficients = transform.as_coeffs();
        if transform == Affine::IDENTITY {
            return Self::Identity;
        }
        let is_usable = coefficients.iter().all(|value| value.abs() <= MAX);
        if !is_usable || transform.determinant() == 0.0 {
            return Self::Nothing;
        }
        let parts = Parts::new(coefficients);
        if parts.largest() * MAX < 1.0 {
            return Self::Nothing;
        }
        let [a, b, c, d, e, f] = coefficients;
        if [a, b, c, d] == [1.0, 0.0, 0.0, 1.0] {
            return Self::Translation(Vec2::new(e, f));
        }
        let is_zero = |value: f64| value.abs() <= INVISIBLE;
        if is_zero(b) && is_zero(c) && a != 0.0 && d != 0.0 {
            Self::AxisAligned(Affine::new([a, 0.0, 0.0, d, e, f]))
        } else if is_zero(a) && is_zero(d) && b != 0.0 && c != 0.0 {
            Self::AxisAligned(Affine::new([0.0, b, c, 0.0, e, f]))
        } else if parts.uniform().is_some() {
            Self::Similarity(transform)
        } else {
            Self::General(transform)
        }
    }

    /// The transform; that of [`Placement::Nothing`] makes everything one point.
    pub fn affine(&self) -> Affine {
        match *self {
            Self::Identity => Affine::IDENTITY,
            Self::Translation(by) => Affine::translate(by),
            Self::AxisAligned(affine) | Self::Similarity(affine) | Self::General(affine) => affine,
            Self::Nothing => Affine::scale(0.0),
        }
    }

    /// How far a curve may be from the shape it stands for, in units before the transform, so that it does not
    /// show behind it.
    pub fn tolerance(&self) -> f64 {
        match *self {
            Self::Identity | Self::Translation(_) | Self::Nothing => TOLERANCE,
            Self::AxisAligned(affine) | Self::Similarity(affine) | Self::General(affine) => {
                TOLERANCE / Parts::new(affine.as_coeffs()).largest()
            }
        }
    }

    /// The rectangle that becomes of `rect`; `None` where it becomes something else. A rectangle turned inside
    /// out stays empty.
    pub fn rect(&self, rect: Rect) -> Option<Rect> {
        match *self {
            Self::Identity => Some(rect),
            Self::Translation(by) => Some(rect + by),
            Self::Nothing => Some(Rect::ZERO),
            Self::AxisAligned(_) if rect.width() <= 0.0 || rect.height() <= 0.0 => Some(Rect::ZERO),
            Self::AxisAligned(affine) => {
                let corner = |x, y| affine * Point::new(x, y);
                Some(Rect::from_points(corner(rect.x0, rect.y0), corner(rect.x1, rect.y1)))
            }
            Self::Similarity(_) | Self::General(_) => None,
        }
    }

    /// The rounded rectangle or ellipse that becomes of `shape`; `None` where it becomes something else or lies
    /// beyond ±2⁴⁰ pixels, and only a path will do.
    pub fn rounded(&self, shape: &RoundedRect) -> Option<RoundedRect> {
        if *self == Self::Identity {
            return Some(*shape);
        }
        let rect = self.rect(shape.rect())?;
        let farthest =
            [rect.x0, rect.y0, rect.x1, rect.y1].into_iter().fold(0.0, |far: f64, x| far.max(x.abs()));
        (farthest <= MAX_ROUNDED).then(|| shape.moved(rect, self.corners(shape.radii())))
    }

    /// What becomes of the radii of a rectangle's corners, in CSS's order.
    fn corners(&self, radii: [Radius; 4]) -> [Radius; 4] {
        let Self::AxisAligned(affine) = *self else { return radii };
        let [a, b, c, d, ..] = affine.as_coeffs();
        let is_turned = a == 0.0;
        // Scales along the axes and whether right becomes left, bottom becomes top.
        let (across, down) = if is_turned { (c, b) } else { (a, d) };
        let mut corners = radii;
        for (index, radius) in radii.into_iter().enumerate() {
            let (is_right, is_low) = (index == 1 || index == 2, index >= 2);
            let (x, y) = if is_turned { (is_low, is_right) } else { (is_right, is_low) };
            let (rx, ry) = if is_turned { (radius.ry, radius.rx) } else { (radius.rx, radius.ry) };
            let to = match (x != (across < 0.0), y != (down < 0.0)) {
                (false, false) => 0,
                (true, false) => 1,
                (true, true) => 2,
                (false, true) => 3,
            };
            corners[to] = Radius { rx: rx * across.abs(), ry: ry * down.abs() };
        }
        corners
    }

    /// How lines are drawn; `None` where they are not.
    pub(super) fn pen(&self) -> Option<Pen> {
        let affine = self.affine();
        match *self {
            Self::Nothing => return None,
            Self::Identity | Self::Translation(_) => return Some(Pen { affine, scale: 1.0, squash: None }),
            _ => {}
        }
        let parts = Parts::new(affine.as_coeffs());
        if let Some(scale) = parts.uniform() {
            return Some(Pen { affine, scale, squash: None });
        }
        let scale = parts.largest();
        let thin = affine.determinant() / scale / scale;
        if thin.abs() < THINNEST {
            return None;
        }
        let (turn, mirror) = (parts.turn.atan2(), parts.mirror.atan2());
        let squash = rotation((turn + mirror) * 0.5) * Affine::scale_non_uniform(1.0, thin);
        Some(Pen {
            affine: Affine::scale(scale) * rotation((turn - mirror) * 0.5),
            scale,
            squash: Some(squash.then_translate(affine.translation())),
        })
    }
}

/// A rotation that is exact for right angles, which a sine is not.
fn rotation(angle: f64) -> Affine {
    let quarters = angle / FRAC_PI_2;
    match quarters as i32 {
        whole if f64::from(whole) != quarters => Affine::rotate(angle),
        whole => {
            let (sine, cosine) =
                [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)][whole.rem_euclid(4) as usize];
            Affine::new([cosine, sine, -sine, cosine, 0.0, 0.0])
        }
    }
}

impl Pen {
    /// Moved by `by`, after everything else.
    pub(super) fn moved(self, by: Vec2) -> Self {
        match self.squash {
            None => Self { affine: self.affine.then_translate(by), ..self },
            Some(squash) => Self { squash: Some(squash.then_translate(by)), ..self },
        }
    }
}
