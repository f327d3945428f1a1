//! Straight pieces of a path → the edges of the line along them.
//!
//! A line is the sum of its pieces' rectangles, its joins' wedges and its caps, which all wind the same way, so
//! a non-zero fill covers exactly their union however they overlap. Edges that two of them share cancel and are
//! left out, and what remains may come in any order: nothing is kept but where both sides have got to.

use std::f64::consts::PI;

use vello_common::kurbo::{Affine, Point, Rect, Vec2};

use super::arc::{Arc, TOLERANCE};
use super::flatten::{Pen, beside};
use super::limits::Edges;
use super::stroke::{Cap, Join, StrokeStyle};

/// The shortest piece that is drawn, in pixels; a shorter one becomes part of the next. What closes a circle is often
/// no longer than the rounding of its last point, and has a direction that means nothing.
const SHORTEST: f64 = 1e-5;

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
    /// The subpath's first piece, if it is visible. Whether its beginning is a cap or a join shows at the end.
    first: Option<Piece>,
    /// The piece that ends at the pen, if it is visible.
    run: Option<Run>,
}

/// What the outline is drawn on.
struct Plate<'a> {
    edges: &'a mut Edges,
    /// What the outline goes through on its way, where the pen is not round.
    squash: Option<Affine>,
}

impl Plate<'_> {
    #[inline]
    fn edge(&mut self, p: Point, q: Point) {
        match self.squash {
            None => self.edges.edge(p, q),
            Some(squash) => self.edges.edge(squash * p, squash * q),
        }
    }
}

#[derive(Clone, Copy)]
struct Piece {
    from: Point,
    /// Unit vector.
    direction: Vec2,
    length: f64,
}

/// A piece whose far end has yet to be drawn, and where its two sides have got to.
#[derive(Clone, Copy)]
struct Run {
    piece: Piece,
    left: Point,
    right: Point,
}

/// How far a corner turns, to either side.
#[derive(Clone, Copy)]
struct Turn {
    sine: f64,
    cosine: f64,
    /// One plus the cosine: 0 where the path turns back.
    opening: f64,
}

/// Seen along the path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Run {
    /// Draws one side on to `to`. The left side runs along the path and the right one against it.
    #[inline]
    fn draw(&mut self, side: Side, to: Point, plate: &mut Plate<'_>) {
        match side {
            Side::Left => plate.edge(std::mem::replace(&mut self.left, to), to),
            Side::Right => plate.edge(to, std::mem::replace(&mut self.right, to)),
        }
    }
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

    /// A line of no length in `direction`, which only its caps make visible.
    pub(super) fn dot(&mut self, at: Point, direction: Vec2) {
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
        if overlap <= 0.5 * run.piece.length.min(next.length) {
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
        if let Some(mut run) = self.run.take() {
            let out = self.normal(run.piece.direction);
            run.draw(Side::Left, self.at + out, &mut self.plate);
            run.draw(Side::Right, self.at - out, &mut self.plate);
            self.cap(self.at, run.piece.direction);
        }
    }
}

impl Pen for Outline<'_> {
    fn start(&mut self, point: Point) {
        self.at = point;
        self.moved = false;
        self.first = None;
        self.run = None;
    }

    fn line(&mut self, to: Point, _: f64, smooth: bool) {
        let (from, length) = (self.at, self.at.distance(to));
        if length < SHORTEST {
            return;
        }
        let started = std::mem::replace(&mut self.moved, true);
        // A pen millions of pixels wide is near the clip for long, with no edge to count there.
        self.plate.edges.spend(4);
        if beside(&[from, to], self.window) {
            // The cap where the line goes out of sight is out of sight as well.
            self.stop();
        } else {
            let piece = Piece { from, direction: (to - from) / length, length };
            self.run = Some(match self.run {
                Some(run) => self.corner(run, piece, smooth),
                None => {
                    if started {
                        self.cap(from, -piece.direction);
                    } else {
                        self.first = Some(piece);
                    }
                    let out = self.normal(piece.direction);
                    Run { piece, left: from + out, right: from - out }
                }
            });
        }
        self.at = to;
    }

    fn end(&mut self, closed: bool) {
        match (self.first.take(), self.run) {
            (Some(first), Some(run)) if closed => {
                let mut run = self.corner(run, first, false);
                let out = self.normal(first.direction);
                run.draw(Side::Left, self.at + out, &mut self.plate);
                run.draw(Side::Right, self.at - out, &mut self.plate);
                self.run = None;
            }
            (first, _) => {
                self.stop();
                if let Some(first) = first {
                    self.cap(first.from, -first.direction);
                }
            }
        }
        if !self.moved {
            self.dot(self.at, Vec2::new(1.0, 0.0));
        }
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.plate.edges.spend(steps)
    }
}
