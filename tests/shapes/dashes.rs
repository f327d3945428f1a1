//! Dashes, as SVG 2 has them: caps on every one, the pattern starting anew with each subpath.

use serde_json::{Value, json};

use crate::line::{Knot, Line, PLAIN, Stroke, between, distance, heading};
use crate::oracle::{CROSSING, Part, check, check_inside};

/// Cuts a line into its dashes.
fn dashes(line: &Line, pattern: &[f64], offset: f64) -> Vec<Line> {
    let lengths = pattern.repeat(1 + pattern.len() % 2);
    let mut index = 0;
    let mut left = offset.rem_euclid(lengths.iter().sum());
    while left >= lengths[index] && left > 0.0 {
        left -= lengths[index];
        index = (index + 1) % lengths.len();
    }
    let mut left = lengths[index] - left;
    let mut knots = line.knots.clone();
    if line.closed {
        knots.push(knots[0]);
    }
    let starts_drawn = index % 2 == 0;
    let last = heading(&knots, knots.len() - 2, 1.0);
    let mut dash: Option<(Vec<Knot>, [f64; 2])> =
        starts_drawn.then(|| (vec![knots[0]], heading(&knots, 0, 0.0)));
    let mut cut = Vec::new();
    for piece in 0..knots.len() - 1 {
        let (a, b) = (knots[piece].0, knots[piece + 1]);
        let length = distance(a, b.0);
        let mut done = 0.0;
        while length - done > left {
            // A dash of no length keeps its direction in one that cannot be seen.
            done += left.max(1e-9);
            let point = (between(a, b.0, done / length), true);
            let along = heading(&knots, piece, done / length);
            match dash.take() {
                Some((mut knots, start)) => {
                    knots.push(point);
                    cut.push((knots, [start, along]));
                }
                None => dash = Some((vec![point], along)),
            }
            index = (index + 1) % lengths.len();
            left = lengths[index];
        }
        left -= length - done;
        if let Some((knots, _)) = &mut dash {
            knots.push(b);
        }
    }
    // The last dash of a closed line runs on into the first.
    match dash {
        Some((mut knots, start)) if line.closed && starts_drawn && !cut.is_empty() => {
            let (first, [_, end]) = cut.remove(0);
            knots.extend(&first[1..]);
            cut.push((knots, [start, end]));
        }
        Some((knots, start)) => cut.push((knots, [start, last])),
        None => {}
    }
    cut.into_iter().map(|(knots, ends)| Line { knots, closed: false, ends: Some(ends) }).collect()
}

fn check_dashed(command: &Value, lines: &[Line], stroke: Stroke, pattern: &[f64], offset: f64) {
    let mut command = stroke.on(command);
    command["stroke_dasharray"] = json!(pattern);
    command["stroke_dashoffset"] = json!(offset);
    let cut = lines.iter().flat_map(|line| dashes(line, pattern, offset));
    let parts: Vec<Part> = cut.flat_map(|dash| dash.stroked(&stroke)).collect();
    check(&command, &parts, CROSSING);
}

#[test]
fn along_straight_lines() {
    let line = Line::straight(&[[5.3, 20.6], [58.0, 41.0]], false);
    let command = json!({"op": "line", "x1": 5.3, "y1": 20.6, "x2": 58, "y2": 41});
    for pattern in
        [&[8.0, 5.0][..], &[7.0], &[9.0, 8.0, 7.5], &[0.0, 9.0], &[6.0, 0.0, 3.0, 8.0], &[100.0, 3.0]]
    {
        for (offset, width) in [(0.0, 1.0), (3.5, 4.0), (-6.0, 2.0), (1000.0, 3.0), (8.0, 3.5)] {
            for cap in ["butt", "round", "square"] {
                if pattern[0] == 0.0 && cap == "butt" {
                    continue;
                }
                check_dashed(
                    &command,
                    std::slice::from_ref(&line),
                    Stroke { width, cap, ..PLAIN },
                    pattern,
                    offset,
                );
            }
        }
    }
}

#[test]
fn round_corners_and_along_curves() {
    let points = [[8.0, 52.0], [34.0, 10.0], [44.0, 54.0], [56.0, 20.0]];
    let corners = Line::straight(&points, false);
    let curve = Line::straight(&[[10.0, 50.0]], false).curve(&[[14.0, -20.0], [50.0, 90.0]], [54.0, 12.0]);
    for (pattern, offset) in [(&[11.0, 8.0][..], 0.0), (&[11.0, 8.0], 7.5), (&[5.0, 7.0, 9.0], -4.0)] {
        for (width, cap, join) in [(1.0, "butt", "miter"), (5.0, "round", "round"), (4.0, "square", "bevel")]
        {
            let stroke = Stroke { width, cap, join, ..PLAIN };
            let polyline = json!({"op": "polyline", "points": points});
            check_dashed(&polyline, std::slice::from_ref(&corners), stroke, pattern, offset);
            let path = json!({"op": "path", "d": "M10 50 C14 -20 50 90 54 12"});
            check_dashed(&path, std::slice::from_ref(&curve), stroke, pattern, offset);
        }
    }
}

#[test]
fn anew_in_each_subpath() {
    let curve = Line::straight(&[[8.0, 30.0]], false).curve(&[[30.0, -20.0]], [58.0, 30.0]);
    let lines = [Line::straight(&[[5.0, 50.0], [50.0, 40.0], [50.0, 60.0]], false), curve];
    let path = json!({"op": "path", "d": "M5 50 L50 40 V60 M8 30 Q30 -20 58 30"});
    for (pattern, offset) in [([11.0, 8.0], 0.0), ([11.0, 8.0], 7.5), ([4.0, 9.0], -4.0)] {
        check_dashed(&path, &lines, Stroke { width: 5.0, cap: "round", ..PLAIN }, &pattern, offset);
    }
}

/// Where outlines begin is SVG's: rectangles at the top left going right, ellipses at three o'clock.
#[test]
fn along_closed_outlines() {
    let corners = [[10.0, 12.0], [50.0, 12.0], [50.0, 47.0], [10.0, 47.0]];
    let rect = json!({"op": "rect", "x": 10, "y": 12, "width": 40, "height": 35});
    let circle = json!({"op": "circle", "cx": 32, "cy": 31.5, "r": 22});
    let arc = json!({"op": "arc", "cx": 32, "cy": 31.5, "r": 22, "start": -90, "end": 120});
    for (pattern, offset) in
        [(&[11.3, 7.0][..], 5.0), (&[11.3, 7.0], 13.0), (&[7.0], 3.0), (&[1.0, 8.0], 0.0)]
    {
        for (width, cap) in [(2.0, "butt"), (8.0, "butt"), (3.0, "round")] {
            let stroke = Stroke { width, cap, ..PLAIN };
            check_dashed(&rect, &[Line::straight(&corners, true)], stroke, pattern, offset);
            let ring = [32.0, 31.5, 22.0, 22.0];
            check_dashed(&circle, &[Line::arc(ring, 0.0, 360.0, true)], stroke, pattern, offset);
            check_dashed(&arc, &[Line::arc(ring, -90.0, 120.0, false)], stroke, pattern, offset);
        }
    }
}

/// Out of a dash that goes around an end where the line turns straight back, no spike may grow.
#[test]
fn around_a_turn_back() {
    let points = [[47.0, -5.972761494092172], [46.0, 18.495167705466795]];
    let line = Line::straight(&points, true);
    for join in ["miter", "round", "bevel"] {
        let stroke = Stroke { width: 20.847160045817844, join, limit: 1.0, ..PLAIN };
        let mut command = stroke.on(&json!({"op": "polygon", "points": points}));
        command["stroke_dasharray"] = json!([13]);
        command["stroke_dashoffset"] = json!(14);
        let parts: Vec<Part> =
            dashes(&line, &[13.0], 14.0).iter().flat_map(|dash| dash.stroked(&stroke)).collect();
        check_inside(&command, &parts);
    }
}
