//! Straight pieces of a path → the edges of the line along them.
//!
//! A line is the sum of its pieces' rectangles, its joins' wedges and its caps, which all wind the same way, so
//! a non-zero fill covers exactly their union however they overlap. Edges that two of them share cancel and are
//! left out, and what remains may come in any order: nothing is kept but where both sides have got to.

use std::f64::consts::PI;

use vello_common::kurbo::{Affine, Point, Rect, Vec2};

use super::arc::{Arc, TOLERANCE};
use super::flatten::{Heading, Pen, STRAIGHT, TINY, beside};
use super::limits::Edges;
use super::sides::{Piece, Plate, Run, Side, unit};
use super::stroke::{Cap, Join, StrokeStyle};

/// The sine of a turn that is none but for rounding.
const PARALLEL: f64 = 1e-6;

/// One more than the cosine of a turn straight back but for rounding.
const BACK: f64 = 1e-9;

/// Draws the outline of a line into a shape's edges.
pub(super) struct Outline<'a> {
    plate: Plate<'a>,
    /// What can be seen, before it is squashed.
    view: Rect,
    /// Half the line's width.
    half: f64,
    cap: Cap,
    join: Join,
    miter_limit: f64,
    /// A piece beside this is not visible.
    window: Rect,
    /// Where the pen is.
    at: Point,
    /// Whether the subpath has had any piece that goes anywhere.
    moved: bool,
    /// Where to a subpath goes that goes nowhere; a unit vector.
    facing: Vec2,
    /// The subpath's first piece, if it is visible. Whether its beginning is a cap or a join shows at the end.
    first: Option<Piece>,
    /// The piece that ends at the pen, if it is visible.
    run: Option<Run>,
}

/// How far a corner turns, to either side.
#[derive(Clone, Copy)]
struct Turn {
    sine: f64,
    cosine: f64,
    /// One plus the cosine: 0 where the path turns back.
    opening: f64,
}

impl<'a> Outline<'a> {
    /// With `squash`, the outline goes through it last. It makes nothing larger, so what is drawn finely enough
    /// without it stays so.
    pub(super) fn new(style: &StrokeStyle<'_>, squash: Option<Affine>, edges: &'a mut Edges) -> Self {
        let reach = style.reach() + 1.0;
        let view = edges.view();
        let view = squash.map_or(view, |squash| squash.inverse().transform_rect_bbox(view));
        Self {
            half: style.width * 0.5,
            cap: style.cap,
            join: style.join,
            miter_limit: style.miter_limit.max(1.0),
            view,
            window: view.inflate(reach, reach),
            at: Point::ZERO,
            moved: false,
            facing: Vec2::new(1.0, 0.0),
            first: None,
            run: None,
            plate: Plate { edges, squash },
        }
    }

    /// No piece beside this is visible.
    pub(super) fn window(&self) -> Rect {
        self.window
    }

    /// What can be seen.
    pub(super) fn view(&self) -> Rect {
        self.view
    }

    /// How far the ends of a line reach beyond its end points, in pixels.
    pub(super) fn overhang(&self) -> f64 {
        if self.cap == Cap::Butt { 0.0 } else { self.half }
    }

    /// A line of no length in `direction`, a vector of any, which only its caps make visible.
    pub(super) fn dot(&mut self, at: Point, direction: Vec2) {
        let direction = unit(direction).unwrap_or(Vec2::new(1.0, 0.0));
        if self.cap != Cap::Butt && !beside(&[at], self.window) {
            self.cap(at, direction);
            self.cap(at, -direction);
        }
    }

    /// From the path to the left side of a piece.
    fn normal(&self, direction: Vec2) -> Vec2 {
        Vec2::new(direction.y, -direction.x) * self.half
    }

    /// Draws around the end of a line, from its left side to its right one.
    fn cap(&mut self, at: Point, direction: Vec2) {
        let (out, ahead) = (self.normal(direction), direction * self.half);
        let mut from = at + out;
        let view = self.view();
        self.plate.edges.spend(if self.cap == Cap::Round { 10 } else { 1 });
        let mut draw = |to: Point| self.plate.edge(std::mem::replace(&mut from, to), to);
        match self.cap {
            Cap::Butt => {}
            Cap::Square => {
                draw(at + out + ahead);
                draw(at - out + ahead);
            }
            Cap::Round => Arc::new(at, out, ahead, PI, view).draw(&mut draw),
        }
        draw(at - out);
    }

    /// Draws both sides around the place where `next` follows on `run`, which ends at the pen.
    fn join(&mut self, run: Run, next: Piece) -> Run {
        let (before, after) = (run.piece.heading[1], next.heading[0]);
        if before == after && before != Vec2::ZERO {
            return self.corner(run, next, true);
        }
        let (before, after) = (run.piece.end(), next.start());
        if before.cross(after).abs() < PARALLEL && before.dot(after) > 0.0 {
            return self.corner(run, next, true);
        }
        // The corner is between the curves, not between the pieces that stand for them.
        let run = self.corner(run, run.piece.turned(before), true);
        let run = self.corner(run, next.turned(after), false);
        self.corner(run, next, true)
    }

    /// Draws both sides around the corner between `run`, which ends at the pen, and the piece that is `next`.
    fn corner(&mut self, mut run: Run, next: Piece, smooth: bool) -> Run {
        let (sine, cosine) =
            (run.piece.direction.cross(next.direction), run.piece.direction.dot(next.direction));
        if sine.abs() < 1e-12 && cosine > 0.0 {
            return Run { piece: next, ..run };
        }
        // A turn to the right, which is clockwise on a screen, has the left side outside.
        let (outside, inside, sign) =
            if sine > 0.0 { (Side::Left, Side::Right, 1.0) } else { (Side::Right, Side::Left, -1.0) };
        let before = self.normal(run.piece.direction) * sign;
        let after = self.normal(next.direction) * sign;
        // Near a turn back, one plus the cosine is nothing but rounding, and the tip would be anywhere.
        let opening = if cosine < 0.0 { sine * sine / (1.0 - cosine) } else { 1.0 + cosine };
        let tip = (before + after) / opening;
        let turn = Turn { sine: sine.abs(), cosine, opening };
        self.outer(&mut run, outside, [before, tip, after], turn, smooth);
        // Inside, both pieces end where their sides meet. Where one is too short for that, the sides go by the
        // corner itself, and the pieces overlap.
        let overlap = self.half * sine.abs() / opening;
        if opening > BACK && overlap <= 0.5 * run.piece.length.min(next.length) {
            run.draw(inside, self.at - tip, &mut self.plate);
        } else {
            for to in [self.at - before, self.at, self.at - after] {
                run.draw(inside, to, &mut self.plate);
            }
        }
        Run { piece: next, ..run }
    }

    /// The outer side of a corner, from `before` to `after`, which meet at `tip`: the places of the sides, seen
    /// from the corner.
    fn outer(
        &mut self,
        run: &mut Run,
        side: Side,
        [before, tip, after]: [Vec2; 3],
        turn: Turn,
        smooth: bool,
    ) {
        let join = if smooth { Join::Round } else { self.join };
        let pointed = match join {
            // The sides lie side by side and meet nowhere.
            _ if turn.opening <= BACK => false,
            Join::Miter => turn.opening * self.miter_limit * self.miter_limit >= 2.0,
            Join::Round => tip.hypot() - self.half < TOLERANCE,
            Join::Bevel => false,
        };
        if pointed {
            return run.draw(side, self.at + tip, &mut self.plate);
        }
        run.draw(side, self.at + before, &mut self.plate);
        if join == Join::Round {
            let ahead = run.piece.direction * self.half;
            let view = self.view();
            Arc::new(self.at, before, ahead, turn.sine.atan2(turn.cosine), view)
                .draw(&mut |to| run.draw(side, to, &mut self.plate));
        }
        run.draw(side, self.at + after, &mut self.plate);
    }

    /// Ends what is drawn so far at the pen.
    fn stop(&mut self) {
        if let Some(run) = self.run.take() {
            self.finish(run, run.piece.end());
        }
    }

    /// Draws the end of `run`, which is at the pen, where the path goes in `direction`.
    fn finish(&mut self, run: Run, direction: Vec2) {
        let run = self.corner(run, run.piece.turned(direction), true);
        self.catch_up(run);
        self.cap(self.at, direction);
    }

    /// Draws both sides of `run` on to the pen.
    fn catch_up(&mut self, mut run: Run) {
        let out = self.normal(run.piece.direction);
        run.draw(Side::Left, self.at + out, &mut self.plate);
        run.draw(Side::Right, self.at - out, &mut self.plate);
    }

    /// The sides of `piece` where it begins.
    fn begin(&self, piece: Piece) -> Run {
        let out = self.normal(piece.direction);
        Run { piece, left: piece.from + out, right: piece.from - out }
    }

    /// Draws the end that a line has where `piece` begins: seen backwards, it is one like the other.
    fn open(&mut self, piece: Piece) {
        let at = std::mem::replace(&mut self.at, piece.from);
        let back = self.begin(piece.turned(-piece.direction));
        self.finish(back, -piece.start());
        self.at = at;
    }
}

impl Pen for Outline<'_> {
    fn start(&mut self, point: Point) {
        self.at = point;
        self.moved = false;
        self.facing = Vec2::new(1.0, 0.0);
        self.first = None;
        self.run = None;
    }

    fn line(&mut self, to: Point, whole: f64, heading: Heading) {
        let (from, length) = (self.at, self.at.distance(to));
        if length <= TINY {
            // The next piece makes up for it.
            self.facing = unit(to - from).unwrap_or(self.facing);
            return;
        }
        let started = std::mem::replace(&mut self.moved, true);
        // A pen millions of pixels wide is near the clip for long, with no edge to count there.
        self.plate.edges.spend(4);
        if beside(&[from, to], self.window) {
            // The cap where the line goes out of sight is out of sight as well.
            self.stop();
        } else {
            let direction = (to - from) / length;
            let length = if heading == STRAIGHT { length } else { whole.max(length) };
            let piece = Piece { from, direction, length, heading };
            self.run = Some(match self.run {
                Some(run) => self.join(run, piece),
                None => {
                    if started {
                        self.open(piece);
                    } else {
                        self.first = Some(piece);
                    }
                    self.begin(piece)
                }
            });
        }
        self.at = to;
    }

    fn end(&mut self, closed: bool) {
        match (self.first.take(), self.run) {
            (Some(first), Some(run)) if closed => {
                // But for rounding the pen is there already.
                self.at = first.from;
                let run = self.join(run, first);
                self.catch_up(run);
                self.run = None;
            }
            (first, _) => {
                self.stop();
                if let Some(first) = first {
                    self.open(first);
                }
            }
        }
        if !self.moved {
            self.dot(self.at, self.facing);
        }
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.plate.edges.spend(steps)
    }
}
