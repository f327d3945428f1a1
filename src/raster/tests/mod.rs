//! A second opinion on paths: slow definitions of what is inside, sampled.

mod bounds;
mod clips;
mod extremes;
mod fills;
mod rounded;
mod shapes;
mod strokes;
mod transforms;

use vello_common::kurbo::{PathEl, Point};

use super::{Coverage, FillRule, PathRaster, StrokeStyle};
use crate::geometry::PixelRect;

/// Points a pixel and axis at which the definitions are asked.
const SAMPLES: i32 = 16;

/// What of a clip is covered.
struct Picture {
    clip: PixelRect,
    alphas: Vec<u8>,
}

impl Picture {
    /// Panics where two runs cover one pixel, which would be blended twice.
    fn new(coverage: &Coverage) -> Self {
        let clip = coverage.clip();
        let mut alphas = vec![None; clip.width() * clip.height()];
        let mut put = |x: i32, y: i32, alpha: u8| {
            let index = (y - clip.y0) as usize * clip.width() + (x - clip.x0) as usize;
            assert_eq!(alphas[index].replace(alpha), None, "{x},{y} is covered twice");
        };
        for run in coverage.runs() {
            let rect = run.bounds();
            (rect.y0..rect.y1).for_each(|y| (rect.x0..rect.x1).for_each(|x| put(x, y, run.alpha(x, y))));
        }
        Self { clip, alphas: alphas.into_iter().map(|alpha| alpha.unwrap_or(0)).collect() }
    }

    fn at(&self, x: i32, y: i32) -> u8 {
        self.alphas[(y - self.clip.y0) as usize * self.clip.width() + (x - self.clip.x0) as usize]
    }

    /// The covered area in pixels.
    fn area(&self) -> f64 {
        self.alphas.iter().map(|&alpha| f64::from(alpha) / 255.0).sum()
    }

    /// Fails where the mean difference from `inside` exceeds `mean`, or any pixel's `most`, of 255.
    fn check(&self, inside: impl Fn(Point) -> bool, mean: f64, most: f64, what: &str) {
        let PixelRect { x0, y0, x1, y1 } = self.clip;
        let (mut sum, mut edge_pixels) = (0.0, 1);
        for y in y0..y1 {
            for x in x0..x1 {
                let sample = |i: i32| (f64::from(i) + 0.5) / f64::from(SAMPLES);
                let hits = (0..SAMPLES * SAMPLES).filter(|i| {
                    inside(Point::new(f64::from(x) + sample(i % SAMPLES), f64::from(y) + sample(i / SAMPLES)))
                });
                let expected = hits.count() as f64 * 255.0 / f64::from(SAMPLES * SAMPLES);
                let found = f64::from(self.at(x, y));
                let difference = (found - expected).abs();
                assert!(difference <= most, "{what}: {found} at {x},{y}, {expected:.0} expected");
                sum += difference;
                edge_pixels += i32::from(expected > 0.0 && expected < 255.0);
            }
        }
        let found = sum / f64::from(edge_pixels);
        assert!(found <= mean, "{what}: mean difference {found:.2}/255 over {edge_pixels} edge pixels");
    }

    /// Fails where a pixel differs by more than `most` from the larger picture.
    fn check_crop(&self, whole: &Self, most: u8, what: &str) {
        for y in self.clip.y0..self.clip.y1 {
            for x in self.clip.x0..self.clip.x1 {
                let (found, expected) = (self.at(x, y), whole.at(x, y));
                assert!(found.abs_diff(expected) <= most, "{what}: {found} at {x},{y}, {expected} uncropped");
            }
        }
    }
}

fn clip(x0: i32, y0: i32, x1: i32, y1: i32) -> PixelRect {
    PixelRect { x0, y0, x1, y1 }
}

fn draw(clip: PixelRect, shape: impl FnOnce(&mut Coverage)) -> Picture {
    let mut coverage = Coverage::default();
    coverage.start(clip, true);
    shape(&mut coverage);
    Picture::new(&coverage)
}

fn filled(path: &[PathEl], rule: FillRule, clip: PixelRect) -> Picture {
    draw(clip, |coverage| PathRaster::new().fill(path, rule, coverage))
}

fn stroked(path: &[PathEl], style: &StrokeStyle<'_>, clip: PixelRect) -> Picture {
    draw(clip, |coverage| PathRaster::new().stroke(path, style, coverage))
}

fn path(points: &[(f64, f64)], closed: bool) -> Vec<PathEl> {
    let mut path: Vec<_> = points.iter().map(|&point| PathEl::LineTo(point.into())).collect();
    path[0] = PathEl::MoveTo(points[0].into());
    path.extend(closed.then_some(PathEl::ClosePath));
    path
}

fn svg(text: &str) -> Vec<PathEl> {
    vello_common::kurbo::BezPath::from_svg(text).unwrap().into_iter().collect()
}

/// Numbers without pattern, the same in every run: Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn points(&mut self, count: usize, low: f64, high: f64) -> Vec<(f64, f64)> {
        (0..count).map(|_| (self.between(low, high), self.between(low, high))).collect()
    }
}

/// How often a closed polygon goes around `point`.
fn winding(points: &[(f64, f64)], point: Point) -> i32 {
    let ends = points.iter().zip(points.iter().cycle().skip(1));
    ends.map(|(&(x0, y0), &(x1, y1))| {
        if (y0 <= point.y) == (y1 <= point.y) {
            return 0;
        }
        let x = x0 + (point.y - y0) / (y1 - y0) * (x1 - x0);
        if x > point.x { 0 } else { (y1 - y0).signum() as i32 }
    })
    .sum()
}

/// How far `point` is from a line through `points`.
fn distance(points: &[(f64, f64)], closed: bool, point: Point) -> f64 {
    let end = if closed { points.len() } else { points.len() - 1 };
    (0..end)
        .map(|i| {
            let (a, b) = (Point::from(points[i]), Point::from(points[(i + 1) % points.len()]));
            let way = b - a;
            let t =
                if way.hypot2() > 0.0 { ((point - a).dot(way) / way.hypot2()).clamp(0.0, 1.0) } else { 0.0 };
            point.distance(a + way * t)
        })
        .fold(f64::INFINITY, f64::min)
}
