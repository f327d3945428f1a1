//! Lines: widths, caps, joins, and the outlines of all shapes.

use serde_json::{Value, json};

use crate::fills::rounded;
use crate::line::{Line, PLAIN, Stroke};
use crate::oracle::{CROSSING, CURVED, EXACT, Tolerance, check, check_inside};

/// Below one pixel both edges of a line run through the same pixels.
const WIDTHS: [f64; 6] = [0.5, 1.0, 2.0, 3.7, 9.0, 20.0];

const CAPS: [&str; 3] = ["butt", "round", "square"];

fn check_line(command: &Value, line: &Line, stroke: Stroke, tolerance: Tolerance) {
    check(&stroke.on(command), &line.stroked(&stroke), tolerance);
}

#[test]
fn lines_with_each_cap() {
    for [x1, y1, x2, y2] in [
        [12.0, 20.0, 50.0, 20.0],
        [12.5, 14.5, 12.5, 50.0],
        [11.3, 50.8, 52.9, 13.4],
        [15.0, 40.0, 49.0, 43.0],
        [40.0, 30.0, 40.6, 30.3],
        [-500.0, 10.0, 900.0, 50.0],
    ] {
        let line = Line::straight(&[[x1, y1], [x2, y2]], false);
        for (width, cap) in WIDTHS.into_iter().flat_map(|width| CAPS.map(|cap| (width, cap))) {
            if width * (x2 - x1).hypot(y2 - y1) < 1.0 {
                continue;
            }
            let command = json!({"op": "line", "x1": x1, "y1": y1, "x2": x2, "y2": y2});
            let tolerance = if cap == "round" { CURVED } else { EXACT };
            check_line(&command, &line, Stroke { width, cap, ..PLAIN }, tolerance);
        }
    }
}

/// SVG: a subpath of no length shows its caps, a square one along the axes.
#[test]
fn points_show_their_caps() {
    for cap in ["round", "square"] {
        let line = Line::straight(&[[30.3, 20.0]], false);
        let stroke = Stroke { width: 9.0, cap, ..PLAIN };
        for command in [
            json!({"op": "line", "x1": 30.3, "y1": 20, "x2": 30.3, "y2": 20}),
            json!({"op": "polyline", "points": [[30.3, 20], [30.3, 20], [30.3, 20]]}),
            json!({"op": "path", "d": "M30.3 20 z"}),
        ] {
            check_line(&command, &line, stroke, CURVED);
        }
    }
}

#[test]
fn joins_and_their_limit() {
    let sharp = [[8.0, 52.0], [34.0, 10.0], [41.0, 54.0], [52.5, 20.0]];
    let obtuse = [[6.0, 30.0], [24.0, 24.0], [40.0, 33.0], [56.0, 31.0]];
    for points in [sharp, obtuse] {
        for width in [1.0, 4.0, 9.0] {
            for (join, limit) in
                [("miter", 4.0), ("miter", 1.2), ("miter", 10.0), ("round", 4.0), ("bevel", 4.0)]
            {
                let stroke = Stroke { width, join, limit, ..PLAIN };
                let line = Line::straight(&points, false);
                check_line(&json!({"op": "polyline", "points": points}), &line, stroke, CROSSING);
                // Closing the blunt one would lay one line over another.
                if points == sharp {
                    let ring = Line::straight(&points, true);
                    check_line(&json!({"op": "polygon", "points": points}), &ring, stroke, CROSSING);
                }
            }
        }
    }
}

/// The directions there and back differ by rounding only, and what is rounded must not become a spike.
#[test]
fn lines_that_turn_back() {
    for index in 0..60 {
        let (sine, cosine) = (f64::from(index) * 0.37).sin_cos();
        let (dx, dy) = (14.3 * cosine, 14.3 * sine);
        let points = [[32.1 - dx, 31.7 - dy], [32.1 + dx, 31.7 + dy]];
        for join in ["miter", "round", "bevel"] {
            let stroke = Stroke { width: 11.3, join, ..PLAIN };
            let command = stroke.on(&json!({"op": "polygon", "points": points}));
            check_inside(&command, &Line::straight(&points, true).stroked(&stroke));
        }
    }
}

/// SVG bevels a mitre that is longer than the limit: 1 / sin(45°) is 1.414 widths at a right angle.
#[test]
fn the_limit_is_the_length_of_the_mitre_in_widths() {
    let points = [[10.0, 50.0], [10.0, 10.0], [50.0, 10.0]];
    let line = Line::straight(&points, false);
    for limit in [1.41, 1.42] {
        let stroke = Stroke { width: 12.0, limit, ..PLAIN };
        check_line(&json!({"op": "polyline", "points": points}), &line, stroke, CROSSING);
    }
}

#[test]
fn outlines_of_rectangles() {
    for rect in [[10.0, 12.0, 40.0, 30.0], [10.5, 12.5, 40.0, 30.0], [14.3, 15.6, 30.2, 20.9]] {
        let [x, y, width, height] = rect;
        let corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
        for (stroke_width, join) in [(1.0, "miter"), (2.0, "round"), (7.0, "bevel"), (9.0, "miter")] {
            let stroke = Stroke { width: stroke_width, join, ..PLAIN };
            let command = json!({"op": "rect", "x": x, "y": y, "width": width, "height": height});
            check_line(&command, &Line::straight(&corners, true), stroke, CROSSING);
            for radii in [[6.0; 4], [0.0, 14.0, 3.0, 30.0]] {
                let mut command = command.clone();
                command["rx"] = json!(radii);
                check_line(&command, &rounded(rect, radii), stroke, CROSSING);
            }
        }
    }
}

#[test]
fn outlines_of_circles_and_ellipses() {
    for width in WIDTHS {
        for (rx, ry) in [(20.0, 20.0), (21.7, 21.7), (12.0, 22.0)] {
            let line = Line::arc([32.2, 31.7, rx, ry], 0.0, 360.0, true);
            let stroke = Stroke { width, ..PLAIN };
            let command = json!({"op": "ellipse", "cx": 32.2, "cy": 31.7, "rx": rx, "ry": ry});
            check_line(&command, &line, stroke, CROSSING);
            if rx == ry {
                check_line(&json!({"op": "circle", "cx": 32.2, "cy": 31.7, "r": rx}), &line, stroke, CURVED);
            }
        }
    }
}

/// Two arcs, the second ending where the first began, but for the last bits of the numbers: no corner shows.
#[test]
fn circles_made_of_path_arcs() {
    for d in [
        "M54 32 A22 22 0 0 1 10 32 A22 22 0 0 1 54 32 Z",
        "M54 32 a22 22 0 0 1 -44 0 a22 22 0 0 1 44 0 z",
        "M54 32 A22 22 0 0 1 10 32 A22 22 0 0 1 54.00000000000001 31.99999999999999 Z",
        "M54 32 A22 22 0 0 1 10 32 A22 22 0 0 1 53.999999999 31.999999999 Z",
        "M54 32 a22 22 0 0 1 -14.6667 20.7423 a22 22 0 1 1 14.6667 -20.7423 z",
    ] {
        for width in [1.0, 6.0, 16.0] {
            let line = Line::arc([32.0, 32.0, 22.0, 22.0], 0.0, 360.0, true);
            check_line(&json!({"op": "path", "d": d}), &line, Stroke { width, ..PLAIN }, CURVED);
        }
    }
}

#[test]
fn arcs_with_each_cap() {
    for (width, cap) in WIDTHS.into_iter().flat_map(|width| CAPS.map(|cap| (width, cap))) {
        for (start, end) in [(0.0, 90.0), (-90.0, 135.0), (20.0, 300.0), (700.0, 740.0)] {
            let line = Line::arc([31.3, 32.6, 20.0, 20.0], start, end, false);
            let command = json!({"op": "arc", "cx": 31.3, "cy": 32.6, "r": 20, "start": start, "end": end});
            check_line(&command, &line, Stroke { width, cap, ..PLAIN }, CROSSING);
        }
    }
    let line = Line::arc([31.3, 32.6, 20.0, 20.0], 0.0, 360.0, true);
    let command = json!({"op": "arc", "cx": 31.3, "cy": 32.6, "r": 20, "start": -90, "end": 270});
    check_line(&command, &line, Stroke { width: 7.0, ..PLAIN }, CROSSING);
}

#[test]
fn paths_with_curves() {
    let curve = Line::straight(&[[10.0, 50.0]], false).curve(&[[14.0, -20.0], [50.0, 90.0]], [54.0, 12.0]);
    let corner = Line::straight(&[[8.0, 40.0], [30.0, 12.0]], false).curve(&[[52.0, 8.0]], [50.0, 52.0]);
    for (width, cap) in [(0.5, "butt"), (1.0, "round"), (3.0, "square"), (8.0, "round"), (8.0, "butt")] {
        let stroke = Stroke { width, cap, ..PLAIN };
        check_line(&json!({"op": "path", "d": "M10 50 C14 -20 50 90 54 12"}), &curve, stroke, CROSSING);
        let d = json!({"op": "path", "d": "M8 40 L30 12 Q52 8 50 52"});
        for join in ["miter", "round", "bevel"] {
            check_line(&d, &corner, Stroke { join, ..stroke }, CROSSING);
        }
    }
}
