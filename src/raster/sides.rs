//! The two sides of a line, piece by piece as they are drawn.

use vello_common::kurbo::{Affine, Point, Vec2};

use super::flatten::Heading;
use super::limits::Edges;

/// What the outline is drawn on.
pub(super) struct Plate<'a> {
    pub(super) edges: &'a mut Edges,
    /// What the outline goes through on its way, where the pen is not round.
    pub(super) squash: Option<Affine>,
}

impl Plate<'_> {
    #[inline]
    pub(super) fn edge(&mut self, p: Point, q: Point) {
        match self.squash {
            None => self.edges.edge(p, q),
            Some(squash) => self.edges.edge(squash * p, squash * q),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) from: Point,
    /// Unit vector.
    pub(super) direction: Vec2,
    /// Of a piece that a dash has of a curve's piece, the length of that: nothing else tells how the curve bends.
    pub(super) length: f64,
    /// Where the path goes at both ends.
    pub(super) heading: Heading,
}

impl Piece {
    /// Where the path goes where the piece begins; a unit vector.
    pub(super) fn start(&self) -> Vec2 {
        unit(self.heading[0]).unwrap_or(self.direction)
    }

    /// Where the path goes where the piece ends; a unit vector.
    pub(super) fn end(&self) -> Vec2 {
        unit(self.heading[1]).unwrap_or(self.direction)
    }

    /// A piece that goes another way instead.
    pub(super) fn turned(&self, direction: Vec2) -> Self {
        Self { direction, ..*self }
    }
}

pub(super) fn unit(way: Vec2) -> Option<Vec2> {
    let square = way.hypot2();
    (square >= f64::MIN_POSITIVE).then(|| way / square.sqrt())
}

/// A piece whose far end has yet to be drawn, and where its two sides have got to.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) piece: Piece,
    pub(super) left: Point,
    pub(super) right: Point,
}

/// Seen along the path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Run {
    /// Draws one side on to `to`. The left side runs along the path and the right one against it.
    #[inline]
    pub(super) fn draw(&mut self, side: Side, to: Point, plate: &mut Plate<'_>) {
        match side {
            Side::Left => plate.edge(std::mem::replace(&mut self.left, to), to),
            Side::Right => plate.edge(to, std::mem::replace(&mut self.right, to)),
        }
    }
}
