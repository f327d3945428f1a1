//! How much work a path may cause: edges are cut to what can be seen, and counted before they are drawn.
//!
//! The rasteriser below spends memory and time on every 4 × 4 tile that an edge touches, wherever that tile is,
//! and keeps an edge's height left of the screen in 16 bits. So nothing outside the clip ever reaches it, and what is
//! too much of it goes another way.

use vello_common::flatten::{Line, Point as Corner};
use vello_common::kurbo::{Point, Rect};

use super::dense::Dense;

/// The most that one shape may cost, in steps of some 20 ns: a row or four columns that an edge crosses, an end of an
/// edge, a fifth of a dash. A line of 10,000 pieces from top to bottom of a 1080p screen takes 23 million. A shape that
/// comes here has been over every pixel many times; what is beyond is not drawn.
pub const MAX_STEPS: u64 = 24_000_000;

/// The most edges that are kept: 4 MiB. Those of a shape that has more are added up as they come.
const MAX_EDGES: usize = 1 << 18;

/// The most pixels that are worked on at once; they decide how much memory it takes. This is 4K.
pub(super) const MAX_PIXELS: usize = 3840 * 2160;

/// The edges of one shape, cut to the clip.
///
/// # Guarantees
///
/// Every edge lies in the rectangle from the origin to the clip's size. What lies above, below or to the right
/// of it is dropped and what lies to the left is moved onto its left side, which leaves every winding number
/// inside as it was.
#[derive(Debug, Default)]
pub(super) struct Edges {
    lines: Vec<Line>,
    width: f64,
    height: f64,
    /// Pieces of the left side, from and to a height. Two are kept open because a stroke has two sides.
    walls: [(f64, f64); 2],
    dense: Dense,
    /// Whether some of the edges have gone to `dense`.
    spilled: bool,
    tiles: u64,
    steps: u64,
}

impl Edges {
    /// Forgets the last shape and takes edges for a clip of `width` by `height` pixels.
    pub(super) fn start(&mut self, width: usize, height: usize) {
        self.lines.clear();
        (self.width, self.height) = (width as f64, height as f64);
        self.walls = [(0.0, 0.0); 2];
        (self.tiles, self.steps, self.spilled) = (0, 0, false);
    }

    /// What can be seen: the clip, moved to the origin.
    pub(super) fn view(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// Counts steps of work. `false` says that the shape has had its share: whoever adds edges closes what is
    /// open, so that no winding number is left hanging, and stops.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        self.steps += steps;
        self.steps < MAX_STEPS
    }

    /// The complete edges, where their tiles are fewer than the clip's.
    pub(super) fn sparse(&mut self) -> Option<&[Line]> {
        for wall in std::mem::take(&mut self.walls) {
            self.build(wall);
        }
        let all = self.width * self.height * (1.0 / 16.0);
        let is_sparse = !self.spilled && (self.tiles as f64) < all + 16.0;
        is_sparse.then_some(&self.lines)
    }

    /// The sum of all edges, after [`Edges::sparse`].
    pub(super) fn dense(&mut self) -> &mut Dense {
        self.spill();
        &mut self.dense
    }

    fn spill(&mut self) {
        if !std::mem::replace(&mut self.spilled, true) {
            self.dense.start(self.width as usize, self.height as usize);
        }
        self.dense.add(&self.lines);
        self.lines.clear();
    }

    /// Adds the edge from `p` to `q`.
    #[inline]
    pub(super) fn edge(&mut self, p: Point, q: Point) {
        let inside = |point: Point| {
            point.x >= 0.0 && point.x <= self.width && point.y >= 0.0 && point.y <= self.height
        };
        if inside(p) && inside(q) {
            self.push(p, q);
        } else {
            self.cut(p, q);
        }
    }

    /// Adds what can be seen of the edge from `p` to `q`.
    fn cut(&mut self, p: Point, q: Point) {
        let (width, height) = (self.width, self.height);
        self.steps += 1;
        if !(p.x + p.y + q.x + q.y).is_finite() {
            debug_assert!(false, "{p:?} {q:?}");
            return;
        }
        if (p.y <= 0.0 && q.y <= 0.0) || (p.y >= height && q.y >= height) || (p.x >= width && q.x >= width) {
            return;
        }
        if p.x <= 0.0 && q.x <= 0.0 {
            return self.wall(p.y.clamp(0.0, height), q.y.clamp(0.0, height));
        }
        let slope = (q - p) / (q.y - p.y);
        let at_height = |end: Point| match end.y.clamp(0.0, height) {
            y if y == end.y => end,
            y => Point::new((p.x + (y - p.y) * slope.x).clamp(p.x.min(q.x), p.x.max(q.x)), y),
        };
        let (a, b) = (at_height(p), at_height(q));
        if a.x >= width && b.x >= width {
            return;
        }
        if a.x <= 0.0 && b.x <= 0.0 {
            return self.wall(a.y, b.y);
        }
        let steepness = (q.y - p.y) / (q.x - p.x);
        let at_column = |end: Point| match end.x.clamp(0.0, width) {
            x if x == end.x => end,
            x => Point::new(x, (p.y + (x - p.x) * steepness).clamp(a.y.min(b.y), a.y.max(b.y))),
        };
        let (from, to) = (at_column(a), at_column(b));
        if a.x < 0.0 {
            self.wall(a.y, from.y);
        }
        self.push(from, to);
        if b.x < 0.0 {
            self.wall(to.y, b.y);
        }
    }

    /// Adds a piece of the left side. Pieces that meet become one, so that a line wandering about left of the
    /// clip costs nothing.
    fn wall(&mut self, from: f64, to: f64) {
        if from == to {
            return;
        }
        for wall in &mut self.walls {
            let is_free = wall.0 == wall.1;
            if is_free || wall.1 == from {
                *wall = (if is_free { from } else { wall.0 }, to);
                return;
            } else if wall.0 == to {
                wall.0 = from;
                return;
            }
        }
        self.build(self.walls[0]);
        self.walls = [self.walls[1], (from, to)];
    }

    fn build(&mut self, (from, to): (f64, f64)) {
        if from != to {
            self.push(Point::new(0.0, from), Point::new(0.0, to));
        }
    }

    #[inline]
    fn push(&mut self, p: Point, q: Point) {
        if self.lines.len() == MAX_EDGES {
            self.spill();
        }
        let (columns, rows) = ((q.x - p.x).abs() as u64, (q.y - p.y).abs() as u64);
        self.tiles += (columns + rows) / 4 + 1;
        self.steps += columns / 4 + rows + 1;
        self.lines.push(Line::new(Corner::from(p), Corner::from(q)));
    }
}

#[cfg(test)]
impl Edges {
    /// Steps of work, tiles, and bytes kept.
    pub(super) fn work(&self) -> (u64, u64, usize) {
        (self.steps, self.tiles, self.lines.capacity() * size_of::<Line>() + self.dense.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(points: &[(f64, f64)]) -> Vec<[f32; 4]> {
        let mut edges = Edges::default();
        edges.start(100, 50);
        for pair in points.windows(2) {
            edges.edge(pair[0].into(), pair[1].into());
        }
        edges.sparse().unwrap().iter().map(|line| [line.p0.x, line.p0.y, line.p1.x, line.p1.y]).collect()
    }

    #[test]
    fn edges_are_cut_to_the_clip() {
        assert_eq!(cut(&[(10.0, 10.0), (20.0, 60.0)]), [[10.0, 10.0, 18.0, 50.0]]);
        assert_eq!(cut(&[(90.0, 10.0), (110.0, 30.0)]), [[90.0, 10.0, 100.0, 20.0]]);
        assert_eq!(cut(&[(-10.0, 10.0), (10.0, 30.0)]), [[0.0, 20.0, 10.0, 30.0], [0.0, 10.0, 0.0, 20.0]]);
        assert_eq!(cut(&[(-100.0, -1.0), (200.0, -1.0), (200.0, 60.0), (5.0, 60.0)]), [[0.0; 4]; 0]);
    }

    #[test]
    fn wandering_left_of_the_clip_leaves_one_wall() {
        let mut points = vec![(-5.0, -9.0)];
        points.extend((0..1000).map(|i| (-6.0 - f64::from(i), f64::from(i * 37 % 101) - 20.0)));
        points.push((-3.0, 40.0));
        assert_eq!(cut(&points), [[0.0, 0.0, 0.0, 40.0]]);
    }
}
