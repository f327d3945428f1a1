//! What a stroke covers by SVG's definition: a rectangle for each straight piece, and a part for each join and cap.

use std::f64::consts::TAU;

use serde_json::{Value, json};

use crate::oracle::{Part, with};

/// Straight pieces that one curve is cut into: a thousandth of a pixel at the sizes used here.
const PIECES: usize = 200;

/// A point of a line, and whether the line runs through it without a corner, as it does inside curves.
pub(crate) type Knot = ([f64; 2], bool);

/// One subpath, curves cut into pieces.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) knots: Vec<Knot>,
    pub(crate) closed: bool,
    /// Where an open line goes at its ends, if its knots do not say it.
    pub(crate) ends: Option<[[f64; 2]; 2]>,
}

/// SVG's stroke properties.
#[derive(Clone, Copy)]
pub(crate) struct Stroke {
    pub(crate) width: f64,
    pub(crate) cap: &'static str,
    pub(crate) join: &'static str,
    pub(crate) limit: f64,
}

/// SVG's initial values.
pub(crate) const PLAIN: Stroke = Stroke { width: 1.0, cap: "butt", join: "miter", limit: 4.0 };

impl Stroke {
    /// `command` stroked like this in white.
    pub(crate) fn on(&self, command: &Value) -> Value {
        with(
            command,
            json!({"stroke": "#fff", "stroke_width": self.width, "stroke_linecap": self.cap,
                "stroke_linejoin": self.join, "stroke_miterlimit": self.limit}),
        )
    }
}

impl Line {
    /// Corners at all points.
    pub(crate) fn straight(points: &[[f64; 2]], closed: bool) -> Self {
        Self { knots: points.iter().map(|&point| (point, false)).collect(), closed, ends: None }
    }

    /// A part of an ellipse, clockwise from `start` to `end` in degrees from three o'clock.
    pub(crate) fn arc([cx, cy, rx, ry]: [f64; 4], start: f64, end: f64, closed: bool) -> Self {
        let knot = |index| {
            let angle = (start + (end - start) * index as f64 / PIECES as f64) / 360.0 * TAU;
            ([cx + rx * angle.cos(), cy + ry * angle.sin()], true)
        };
        Self { knots: (0..if closed { PIECES } else { PIECES + 1 }).map(knot).collect(), closed, ends: None }
    }

    /// Continues with a Bézier curve from the last point; two control points make it cubic.
    pub(crate) fn curve(mut self, controls: &[[f64; 2]], end: [f64; 2]) -> Self {
        let start = self.knots[self.knots.len() - 1].0;
        let points: Vec<_> = [start].into_iter().chain(controls.iter().copied()).chain([end]).collect();
        for index in 1..=PIECES {
            let t = index as f64 / PIECES as f64;
            // De Casteljau: between neighbours until one is left.
            let mut points = points.clone();
            while points.len() > 1 {
                points = points.windows(2).map(|pair| between(pair[0], pair[1], t)).collect();
            }
            self.knots.push((points[0], index < PIECES));
        }
        self
    }

    pub(crate) fn points(&self) -> Vec<[f64; 2]> {
        self.knots.iter().map(|knot| knot.0).collect()
    }

    /// All that the stroke covers.
    pub(crate) fn stroked(&self, stroke: &Stroke) -> Vec<Part> {
        let mut knots = self.knots.clone();
        // Pieces that are nothing but rounding have no direction.
        knots.dedup_by(|a, b| distance(a.0, b.0) < 1e-9);
        if self.closed && distance(knots[0].0, knots[knots.len() - 1].0) < 1e-9 {
            knots.pop();
        }
        let ends = if self.closed { knots.len() } else { knots.len() - 1 };
        let half = stroke.width / 2.0;
        let tangents = match self.ends {
            Some(ends) => ends,
            None if self.closed || ends == 0 => [[1.0, 0.0]; 2],
            None => [heading(&knots, 0, 0.0), heading(&knots, ends - 1, 1.0)],
        };
        let mut parts = Vec::new();
        for index in 0..ends {
            let (a, (b, smooth)) = (knots[index].0, knots[(index + 1) % knots.len()]);
            // A line ends at right angles to itself, not to the last piece that a curve was cut into.
            let along = |is_end: bool, tangent| {
                let along = if is_end && !self.closed { tangent } else { direction(a, b) };
                scaled(side(along), half)
            };
            let (from, to) = (along(index == 0, tangents[0]), along(index + 1 == ends, tangents[1]));
            parts.push(Part::ring([add(a, from), add(b, to), sub(b, to), sub(a, from)]));
            if self.closed || index + 1 < ends {
                let after = knots[(index + 2) % knots.len()].0;
                // Neighbouring pieces of a curve leave a gap outside that a bevel fills to a thousandth.
                let join = if smooth { "bevel" } else { stroke.join };
                parts.extend(joined(b, direction(a, b), direction(b, after), half, join, stroke.limit));
            }
        }
        if !self.closed {
            let (first, last) = (knots[0].0, knots[ends].0);
            parts.extend(capped(first, scaled(tangents[0], -1.0), half, stroke.cap));
            parts.extend(capped(last, tangents[1], half, stroke.cap));
        }
        parts
    }
}

/// Where the line goes at a fraction of the piece behind the knot at `index`. A piece of a curve goes where the curve
/// goes in its middle, and between the middles of two pieces the direction changes evenly.
pub(crate) fn heading(knots: &[Knot], index: usize, fraction: f64) -> [f64; 2] {
    let piece = |index: usize| (knots[index].0, knots[index + 1].0);
    let (a, b) = piece(index);
    let here = direction(a, b);
    let before = (index > 0 && knots[index].1).then(|| piece(index - 1));
    let after = (index + 2 < knots.len() && knots[index + 1].1).then(|| piece(index + 1));
    let other = if fraction < 0.5 { before.or(after) } else { after.or(before) };
    let Some((c, d)) = other else { return here };
    let ahead = (fraction - 0.5) * distance(a, b) * if c == b { 1.0 } else { -1.0 };
    let part = 2.0 * ahead / (distance(a, b) + distance(c, d));
    let mixed = between(here, direction(c, d), part);
    scaled(mixed, 1.0 / distance([0.0; 2], mixed))
}

/// What a join adds at `point`, between a piece that comes along `before` and one that leaves along `after`.
fn joined(
    point: [f64; 2],
    before: [f64; 2],
    after: [f64; 2],
    half: f64,
    join: &str,
    limit: f64,
) -> Option<Part> {
    let turn = before[0] * after[1] - before[1] * after[0];
    // The outer side, which is the left one in a turn to the right.
    let out = if turn > 0.0 { -half } else { half };
    let (a, b) = (scaled(side(before), out), scaled(side(after), out));
    let cosine = before[0] * after[0] + before[1] * after[1];
    // 1 / sin of half the angle between the pieces.
    let miter = (2.0 / (1.0 + cosine)).sqrt();
    match join {
        "round" => Some(Part::Ellipse([point[0], point[1], half, half])),
        "miter" if miter <= limit => {
            let tip = add(point, scaled(add(a, b), 1.0 / (1.0 + cosine)));
            Some(Part::ring([point, add(point, a), tip, add(point, b)]))
        }
        _ => Some(Part::ring([point, add(point, a), add(point, b)])),
    }
}

/// What a cap adds at an end that the line reaches along `along`.
fn capped(point: [f64; 2], along: [f64; 2], half: f64, cap: &str) -> Option<Part> {
    let (normal, end) = (scaled(side(along), half), add(point, scaled(along, half)));
    match cap {
        "round" => Some(Part::Ellipse([point[0], point[1], half, half])),
        "square" => {
            Some(Part::ring([add(point, normal), add(end, normal), sub(end, normal), sub(point, normal)]))
        }
        _ => None,
    }
}

fn add(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] + b[0], a[1] + b[1]]
}

fn sub(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn scaled(a: [f64; 2], factor: f64) -> [f64; 2] {
    [a[0] * factor, a[1] * factor]
}

/// The right-hand side of a direction.
fn side([x, y]: [f64; 2]) -> [f64; 2] {
    [-y, x]
}

pub(crate) fn between(a: [f64; 2], b: [f64; 2], t: f64) -> [f64; 2] {
    add(scaled(a, 1.0 - t), scaled(b, t))
}

pub(crate) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

fn direction(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    scaled(sub(b, a), 1.0 / distance(a, b))
}
