//! The naive road to a picture: what a shape's definition covers of each pixel, measured.

use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::picture::Picture;

/// Pixels of a side of the screen that shapes are measured on.
pub(crate) const SIDE: usize = 64;

/// Lines through each pixel on which the covered length is measured exactly. A horizontal edge can lie half a
/// line off, which is one 255th.
const LINES: usize = 128;

/// How much the pixels on a shape's edges may differ from the oracle, in 255ths.
#[derive(Clone, Copy)]
pub(crate) struct Tolerance {
    /// On average over the pixels covered in part, in either picture.
    pub(crate) mean: f64,
    /// On any pixel but the crossings.
    pub(crate) most: f64,
    /// How many pixels may be off by up to a half.
    pub(crate) crossings: usize,
}

/// Straight edges and the corners of rectangles, measured exactly but for one rounding, the oracle's lines, and the
/// few lines through each pixel that corners are measured on.
pub(crate) const EXACT: Tolerance = Tolerance { mean: 1.5, most: 4.0, crossings: 0 };

/// Curves in paths and round ends, cut into chords at most 0.01 pixels (2.6/255) away and always on the same
/// side, two thirds of that on average.
pub(crate) const CURVED: Tolerance = Tolerance { mean: 1.7, most: 4.6, crossings: 0 };

/// Where an outline crosses or touches itself inside a pixel, areas are added up and not united: two parts that
/// cover the same half of a pixel cover all of it. That is so at the inside of corners and where curves bend
/// more sharply than the line is wide; such pixels are few.
pub(crate) const CROSSING: Tolerance = Tolerance { crossings: 12, ..CURVED };

/// The mean of fewer edge pixels than this says nothing.
const FEW: f64 = 24.0;

/// A part of a shape; the shape is all that any of its parts covers.
pub(crate) enum Part {
    /// Centre and radii.
    Ellipse([f64; 4]),
    /// Closed polygons, even-odd or not.
    Rings(Vec<Vec<[f64; 2]>>, bool),
}

impl Part {
    pub(crate) fn ring(points: impl Into<Vec<[f64; 2]>>) -> Self {
        Self::Rings(vec![points.into()], false)
    }

    pub(crate) fn rect([x, y, width, height]: [f64; 4]) -> Self {
        Self::ring([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    }

    /// The highest and the lowest point.
    fn rows(&self) -> (f64, f64) {
        match self {
            &Self::Ellipse([_, cy, _, ry]) => (cy - ry, cy + ry),
            Self::Rings(rings, _) => {
                let heights = rings.iter().flatten().map(|point| point[1]);
                heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)))
            }
        }
    }

    /// Appends where the line at height `y` is inside.
    fn spans(&self, y: f64, spans: &mut Vec<[f64; 2]>) {
        match self {
            &Self::Ellipse([cx, cy, rx, ry]) => {
                let ratio = (y - cy) / ry;
                if ratio.abs() < 1.0 {
                    let half = rx * (1.0 - ratio * ratio).sqrt();
                    spans.push([cx - half, cx + half]);
                }
            }
            Self::Rings(rings, even_odd) => {
                let mut crossings = Vec::new();
                for ring in rings {
                    for (index, &[x0, y0]) in ring.iter().enumerate() {
                        let [x1, y1] = ring[(index + 1) % ring.len()];
                        if (y0 <= y) != (y1 <= y) {
                            let way = if y0 < y1 { 1 } else { -1 };
                            crossings.push((x0 + (y - y0) / (y1 - y0) * (x1 - x0), way));
                        }
                    }
                }
                crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut winding = 0;
                for (index, &(x, way)) in crossings.iter().enumerate() {
                    winding += way;
                    if if *even_odd { index % 2 == 0 } else { winding != 0 } {
                        spans.push([x, crossings[index + 1].0]);
                    }
                }
            }
        }
    }
}

/// The part of each pixel that is inside, 0–1.
pub(crate) fn coverage(shape: &[Part]) -> Vec<f64> {
    let mut covered = vec![0.0; SIDE * SIDE];
    let parts: Vec<_> = shape.iter().map(|part| (part.rows(), part)).collect();
    let mut spans = Vec::new();
    for line in 0..SIDE * LINES {
        spans.clear();
        let y = (line as f64 + 0.5) / LINES as f64;
        let crossed = parts.iter().filter(|((low, high), _)| (*low..=*high).contains(&y));
        crossed.for_each(|(_, part)| part.spans(y, &mut spans));
        spans.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let row = &mut covered[line / LINES * SIDE..][..SIDE];
        let mut done = 0.0_f64;
        for &[start, end] in &spans {
            let (start, end) = (start.max(done), end.min(SIDE as f64));
            let touched =
                row.iter_mut().enumerate().skip(start as usize).take_while(|(x, _)| (*x as f64) < end);
            for (x, covered) in touched {
                *covered += (end.min(x as f64 + 1.0) - start.max(x as f64)).max(0.0) / LINES as f64;
            }
            done = done.max(end);
        }
    }
    covered
}

/// What white paint on black makes of a command, which is its coverage in 255ths.
fn drawn(command: &Value) -> Vec<u8> {
    let mut picture = Picture::new(SIDE as u32, SIDE as u32, Format::Xrgb8888);
    picture.draw(command);
    picture.rgb().into_iter().map(|[r, ..]| r).collect()
}

/// Compares what `command` draws in white with `shape`, and without anti-aliasing with the half that is covered.
pub(crate) fn check(command: &Value, shape: &[Part], tolerance: Tolerance) {
    let exact: Vec<f64> = coverage(shape).iter().map(|covered| covered * 255.0).collect();
    assert!(exact.iter().any(|&covered| covered > 60.0), "{command} shows nothing, which is no test");
    let found = drawn(command);
    let (mut sum, mut edge, mut worst, mut crossings) = (0.0, 0.0_f64, (0.0, 0), 0);
    for (at, (&found, &exact)) in found.iter().zip(&exact).enumerate() {
        let error = (f64::from(found) - exact).abs();
        if error > 0.5 || exact > 0.5 && exact < 254.5 {
            sum += error;
            edge += 1.0;
        }
        worst = if error > worst.0 { (error, at) } else { worst };
        crossings += usize::from(error > tolerance.most);
    }
    let (mean, at) = (sum / edge.max(FEW), worst.1);
    let place = format!("at {},{}: {} for {:.1}", at % SIDE, at / SIDE, found[at], exact[at]);
    let most = if tolerance.crossings > 0 { 128.0 + tolerance.most } else { tolerance.most };
    assert!(
        worst.0 <= most && crossings <= tolerance.crossings,
        "{:.1} off {place}; {crossings} pixels are off by more than {}\n{command}",
        worst.0,
        tolerance.most
    );
    assert!(
        mean <= tolerance.mean,
        "{mean:.2} off on average over {edge} edge pixels; most {place}\n{command}"
    );
    check_hard(command, &exact, tolerance);
}

/// Compares `command` with `shape` only where that covers a pixel whole or not at all: for outlines that lie upon
/// themselves, whose edges count twice.
pub(crate) fn check_inside(command: &Value, shape: &[Part]) {
    for (at, (found, exact)) in drawn(command).into_iter().zip(coverage(shape)).enumerate() {
        let wrong = exact == 0.0 && found > 2 || exact > 0.9999 && found < 253;
        assert!(!wrong, "{found} for {exact:.3} at {},{}\n{command}", at % SIDE, at / SIDE);
    }
}

/// Without anti-aliasing a pixel is covered whole where half of it is. Where that is as near as the tolerance,
/// both are right.
fn check_hard(command: &Value, exact: &[f64], tolerance: Tolerance) {
    let mut command = command.clone();
    command["antialias"] = json!(false);
    let found = drawn(&command);
    assert!(found.iter().all(|&found| found == 0 || found == 255), "half-tones in {command}");
    let wrong = |at: &usize| {
        let error = if found[*at] == 255 { 127.5 - exact[*at] } else { exact[*at] - 127.5 };
        error > tolerance.most
    };
    let wrong: Vec<_> = (0..exact.len()).filter(wrong).map(|at| (at % SIDE, at / SIDE)).collect();
    assert!(wrong.len() <= tolerance.crossings, "{wrong:?} should be the other way\n{command}");
}

/// `object` with the members of `more`.
pub(crate) fn with(object: &Value, more: Value) -> Value {
    let mut object = object.clone();
    let members = object.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    object
}
