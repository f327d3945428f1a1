//! A path → its dashes, those that can be seen.

use vello_common::kurbo::{Point, Rect, Vec2};

use super::flatten::{Heading, Pen, STRAIGHT};
use super::outline::Outline;
use super::pattern::Pattern;

/// A straight piece of a dash: to where, how long the piece is that it was cut from, and where the path goes.
pub(super) type Step = (Point, f64, Heading);

/// The most points that a subpath's first dash is remembered by. A longer one is drawn at once, and does not join the
/// last.
const MAX_FIRST: usize = 1 << 17;

/// A pen that lifts itself.
pub(super) struct Dasher<'a, 'b> {
    outline: &'a mut Outline<'b>,
    pattern: &'a Pattern,
    /// The dash that a subpath begins with. Where the subpath is closed and ends within a dash, the two are one.
    first: &'a mut Vec<Step>,
    /// Whether `first` is still being drawn.
    in_first: bool,
    at: Point,
    /// Of any length.
    direction: Vec2,
    /// The length of the piece that dashes are being cut from.
    whole: f64,
    /// Which of the pattern's lengths the pen is in, and how much of it is left. Dashes have even indices.
    index: usize,
    left: f64,
    /// Whether the subpath has any length.
    moved: bool,
    /// Whether the present dash has any length, so that the outline knows of it.
    begun: bool,
}

impl<'a, 'b> Dasher<'a, 'b> {
    /// `first` is scratch memory.
    pub(super) fn new(outline: &'a mut Outline<'b>, pattern: &'a Pattern, first: &'a mut Vec<Step>) -> Self {
        Self {
            outline,
            pattern,
            first,
            in_first: false,
            at: Point::ZERO,
            direction: Vec2::ZERO,
            whole: 0.0,
            index: 0,
            left: 0.0,
            moved: false,
            begun: false,
        }
    }

    fn is_down(&self) -> bool {
        self.index.is_multiple_of(2)
    }

    /// Moves on to `to`, drawing if the pen is down.
    fn go(&mut self, to: Point, heading: Heading) {
        if self.is_down() && to != self.at {
            if self.in_first && self.first.len() == MAX_FIRST {
                self.forget_first();
            }
            if self.in_first {
                self.first.push((to, self.whole, heading));
            } else {
                if !std::mem::replace(&mut self.begun, true) {
                    self.outline.start(self.at);
                }
                self.outline.line(to, self.whole, heading);
            }
        }
        if heading[1] != Vec2::ZERO {
            self.direction = heading[1];
        }
        self.at = to;
    }

    /// Draws what there is of the first dash and goes on as in any other.
    fn forget_first(&mut self) {
        (self.in_first, self.begun) = (false, true);
        self.outline.start(self.first[0].0);
        for (to, whole, heading) in self.first.drain(..).skip(1) {
            self.outline.line(to, whole, heading);
        }
    }

    /// Lifts the pen.
    fn lift(&mut self) {
        if self.in_first {
            self.in_first = false;
            if self.first.len() == 1 {
                self.outline.dot(self.at, self.direction);
                self.first.clear();
            }
        } else if std::mem::take(&mut self.begun) {
            self.outline.end(false);
        } else {
            self.outline.dot(self.at, self.direction);
        }
    }

    /// Goes straight to `to`, which is `length` away, without drawing the dashes between: none can be seen. Those
    /// that the way begins and ends in are drawn, for the sake of their joins.
    fn skip(&mut self, to: Point, length: f64, heading: Heading) {
        if self.left > length {
            self.left -= length;
            return self.go(to, heading);
        }
        let (from, way) = (self.at, (to - self.at) / length);
        self.outline.spend(self.pattern.lengths().len() as u64);
        let (index, left) = self.pattern.onward(self.index, self.left, length);
        let begun = length - (self.pattern.lengths()[index] - left);
        self.go(from + way * self.left, [heading[0], at(heading, self.left / length)]);
        if self.is_down() {
            self.lift();
        }
        (self.index, self.left) = (index, left);
        if self.is_down() {
            self.at = from + way * begun.max(0.0);
        }
        self.go(to, [at(heading, begun / length), heading[1]]);
    }

    /// Goes straight to `to`, which is `length` away, dash by dash.
    fn walk(&mut self, to: Point, length: f64, heading: Heading) {
        let from = self.at;
        let mut done = 0.0;
        let mut last = heading[0];
        while self.left <= length - done && self.outline.spend(5) {
            done += self.left;
            let share = (done / length).min(1.0);
            let next = at(heading, share);
            self.go(from + (to - from) * share, [last, next]);
            last = next;
            if self.is_down() {
                self.lift();
            }
            self.index = (self.index + 1) % self.pattern.lengths().len();
            self.left = self.pattern.lengths()[self.index];
        }
        self.left -= length - done;
        self.go(to, [last, heading[1]]);
    }

    /// From which to which fraction of the way from the pen to `to` dashes can be seen.
    fn visible(&self, to: Point) -> Option<(f64, f64)> {
        let (from, way) = (self.at, to - self.at);
        let between = |start: f64, step: f64, low: f64, high: f64| {
            let (a, b) = ((low - start) / step, (high - start) / step);
            match step {
                0.0 if start < low || start > high => (1.0, 0.0),
                0.0 => (0.0, 1.0),
                _ => (a.min(b), a.max(b)),
            }
        };
        let window = self.outline.window();
        let across = between(from.x, way.x, window.x0, window.x1);
        let down = between(from.y, way.y, window.y0, window.y1);
        // However wide the line, a dash shows only where the clip is beside it.
        let (low, high) = span(self.outline.view(), self.direction, from);
        let ends = self.outline.overhang() + 1.0;
        let along = between(0.0, way.hypot(), low - ends, high + ends);
        let start = across.0.max(down.0).max(along.0).max(0.0);
        let end = across.1.min(down.1).min(along.1).min(1.0);
        (start < end).then_some((start, end))
    }
}

/// Where a curve goes at a fraction of a piece of it.
fn at([start, end]: Heading, share: f64) -> Vec2 {
    start.lerp(end, share.clamp(0.0, 1.0))
}

/// How far along `direction` from `from` the nearest and the farthest corner of `view` are.
fn span(view: Rect, direction: Vec2, from: Point) -> (f64, f64) {
    let corners = [(view.x0, view.y0), (view.x1, view.y0), (view.x0, view.y1), (view.x1, view.y1)];
    let along = corners.map(|corner| (Point::from(corner) - from).dot(direction));
    (along.into_iter().fold(f64::INFINITY, f64::min), along.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

impl Pen for Dasher<'_, '_> {
    fn start(&mut self, point: Point) {
        self.at = point;
        self.direction = Vec2::new(1.0, 0.0);
        (self.index, self.left) = self.pattern.start();
        self.moved = false;
        self.begun = false;
        self.first.clear();
        self.in_first = self.is_down();
        if self.in_first {
            self.first.push((point, 0.0, STRAIGHT));
        }
    }

    fn line(&mut self, to: Point, length: f64, heading: Heading) {
        self.outline.spend(4);
        let way = to - self.at;
        if length <= 0.0 || way == Vec2::ZERO {
            return;
        }
        self.moved = true;
        self.whole = length;
        self.direction = way / way.hypot();
        let Some((start, end)) = self.visible(to) else { return self.skip(to, length, heading) };
        let from = self.at;
        let first = if start > 0.0 { at(heading, start) } else { heading[0] };
        let last = if end < 1.0 { at(heading, end) } else { heading[1] };
        if start > 0.0 {
            self.skip(from + way * start, length * start, [heading[0], first]);
        }
        let stop = if end < 1.0 { from + way * end } else { to };
        self.walk(stop, length * (end - start), [first, last]);
        if end < 1.0 {
            self.skip(to, length * (1.0 - end), [last, heading[1]]);
        }
    }

    fn end(&mut self, closed: bool) {
        let is_whole = std::mem::take(&mut self.in_first);
        let goes_on = closed && self.begun && !self.first.is_empty();
        if std::mem::take(&mut self.begun) && !goes_on {
            self.outline.end(false);
        }
        let is_dot = self.first.len() == 1;
        if let Some(&(start, ..)) = self.first.first()
            && (!is_dot || !self.moved)
        {
            if !goes_on {
                self.outline.start(start);
            }
            for &(to, whole, heading) in &self.first[1..] {
                self.outline.line(to, whole, heading);
            }
            self.outline.end(closed && is_whole);
        } else if goes_on {
            self.outline.end(false);
        }
        self.first.clear();
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.outline.spend(steps)
    }
}
