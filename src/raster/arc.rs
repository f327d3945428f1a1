//! Rounded joins and ends → straight pieces, many only where they can be seen.

use std::f64::consts::PI;

use vello_common::kurbo::{Point, Rect, Vec2};

use super::flatten::beside;

/// How far an arc's pieces may be from the arc, in pixels.
pub(super) const TOLERANCE: f64 = 0.01;

/// A piece of a circle, cut into straight pieces where it can be seen.
pub(super) struct Arc {
    center: Point,
    /// From the centre to the beginning.
    out: Vec2,
    /// As long, a right angle ahead.
    ahead: Vec2,
    angle: f64,
    /// The longest angle that a straight piece may stand for.
    step: f64,
    view: Rect,
}

impl Arc {
    pub(super) fn new(center: Point, out: Vec2, ahead: Vec2, angle: f64, view: Rect) -> Self {
        let radius = out.hypot();
        let sagitta = TOLERANCE / radius;
        // Too small a number would be lost in 1, and its cosine's angle is known then.
        let step =
            if sagitta > 1e-8 { 2.0 * (1.0 - sagitta).max(0.0).acos() } else { (8.0 * sagitta).sqrt() };
        Self { center, out, ahead, angle, step, view }
    }

    fn point(&self, angle: f64) -> Point {
        let (sine, cosine) = angle.sin_cos();
        self.center + self.out * cosine + self.ahead * sine
    }

    /// Calls `draw` with each point between the ends.
    pub(super) fn draw(&self, draw: &mut impl FnMut(Point)) {
        let pieces = (self.angle / self.step).ceil().max(1.0);
        if pieces <= 16.0 {
            // One sine and cosine, then rotations by it.
            let (sine, cosine) = (self.angle / pieces).sin_cos();
            let (mut along, mut across) = (1.0, 0.0);
            for _ in 1..pieces as u32 {
                (along, across) = (along * cosine - across * sine, across * cosine + along * sine);
                draw(self.center + self.out * along + self.ahead * across);
            }
        } else {
            // At a radius of 2²⁴ pixels there are 20,000 pieces, of which a screen shows a handful.
            self.halve((0.0, self.point(0.0)), (self.angle, self.point(self.angle)), draw);
        }
    }

    fn halve(&self, from: (f64, Point), to: (f64, Point), draw: &mut impl FnMut(Point)) {
        let half = (to.0 - from.0) * 0.5;
        if half * 2.0 <= self.step {
            return;
        }
        let angle = from.0 + half;
        if angle <= from.0 || angle >= to.0 {
            // A circle so large that its angles have no numbers left.
            return;
        }
        let middle = self.point(angle);
        if half < PI / 4.0 {
            let apex = self.center + (middle - self.center) / half.cos();
            if beside(&[from.1, to.1, apex], self.view) {
                return;
            }
        }
        self.halve(from, (angle, middle), draw);
        draw(middle);
        self.halve((angle, middle), to, draw);
    }
}
