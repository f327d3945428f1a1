//! Insides: rectangles, corners, ellipses, pies, polygons, paths.

use serde_json::json;

use crate::line::Line;
use crate::oracle::{CROSSING, CURVED, EXACT, Part, check};

/// A rectangle whose corners have the radii of CSS: scaled down together until each edge has room for two.
pub(crate) fn rounded([x, y, width, height]: [f64; 4], radii: [f64; 4]) -> Line {
    let [tl, tr, br, bl] = radii;
    let room = [(width, tl + tr), (width, bl + br), (height, tl + bl), (height, tr + br)];
    let scale = room.into_iter().map(|(edge, sum)| if sum > edge { edge / sum } else { 1.0 });
    let scale = scale.fold(1.0, f64::min);
    let mut knots = Vec::new();
    for (index, radius) in radii.map(|radius| radius * scale).into_iter().enumerate() {
        let cx = if index == 0 || index == 3 { x + radius } else { x + width - radius };
        let cy = if index < 2 { y + radius } else { y + height - radius };
        let start = 180.0 + 90.0 * index as f64;
        let corner = Line::arc([cx, cy, radius, radius], start, start + 90.0, false).knots;
        knots.extend(if radius == 0.0 { vec![([cx, cy], false)] } else { corner });
    }
    Line { knots, closed: true, ends: None }
}

#[test]
fn rectangles() {
    for rect in [
        [3.0, 5.0, 40.0, 31.0],
        [3.25, 5.5, 40.5, 31.75],
        [10.3, 10.7, 0.4, 20.0],
        [7.9, 20.2, 0.5, 0.6],
        [-10.5, -3.25, 30.0, 20.0],
        [50.2, 40.9, 1000.0, 1e6],
        [0.0, 0.0, 64.0, 64.0],
    ] {
        let [x, y, width, height] = rect;
        let command = json!({"op": "rect", "x": x, "y": y, "width": width, "height": height, "fill": "#fff"});
        check(&command, &[Part::rect(rect)], EXACT);
        // Apart from each other, so that one paint after the other and a union are the same.
        let other = [x, y - 2.0 * height, width, height];
        let command = json!({"op": "rects", "rects": [rect, other], "fill": "#fff"});
        check(&command, &[Part::rect(rect), Part::rect(other)], EXACT);
    }
}

#[test]
fn rounded_rectangles() {
    for rect in [[4.0, 6.0, 50.0, 40.0], [4.3, 6.6, 40.1, 30.2], [10.0, 10.5, 9.0, 44.0]] {
        for radii in
            [[8.0; 4], [0.0, 12.0, 3.0, 20.0], [30.0, 0.0, 30.0, 5.0], [100.0; 4], [1.0, 60.0, 2.5, 0.0]]
        {
            let [x, y, width, height] = rect;
            let command = json!({"op": "rect", "x": x, "y": y, "width": width, "height": height, "rx": radii,
                "fill": "#fff"});
            check(&command, &[Part::ring(rounded(rect, radii).points())], EXACT);
        }
    }
}

#[test]
fn circles_and_ellipses() {
    for r in [0.7, 1.0, 2.5, 5.2, 12.0, 31.0, 200.0] {
        for (cx, cy) in [(32.0, 32.0), (31.5, 30.5), (30.2, 33.7), (0.0, 10.0)] {
            let command = json!({"op": "circle", "cx": cx, "cy": cy, "r": r, "fill": "#fff"});
            check(&command, &[Part::Ellipse([cx, cy, r, r])], EXACT);
        }
    }
    for (rx, ry) in [(30.0, 5.0), (4.0, 28.0), (13.0, 14.0), (0.6, 20.0), (25.0, 0.7), (300.0, 20.0)] {
        let command = json!({"op": "ellipse", "cx": 32.2, "cy": 31.9, "rx": rx, "ry": ry, "fill": "#fff"});
        check(&command, &[Part::Ellipse([32.2, 31.9, rx, ry])], EXACT);
    }
}

/// Clockwise from three o'clock, the centre included; a whole turn or more is the circle.
#[test]
fn pies() {
    let center = [31.3, 32.6];
    for r in [8.0, 26.5] {
        for (start, end) in [(0.0, 90.0), (-90.0, 135.0), (10.0, 350.0), (200.0, 215.0), (700.0, 900.0)] {
            let command = json!({"op": "arc", "cx": center[0], "cy": center[1], "r": r, "start": start,
                "end": end, "fill": "#fff"});
            let mut ring = Line::arc([center[0], center[1], r, r], start, end, false).points();
            ring.push(center);
            check(&command, &[Part::ring(ring)], CURVED);
        }
        for (start, end) in [(0.0, 360.0), (-90.0, 270.0), (0.0, 720.0), (45.0, 1000.0)] {
            let command = json!({"op": "arc", "cx": center[0], "cy": center[1], "r": r, "start": start,
                "end": end, "fill": "#fff"});
            check(&command, &[Part::Ellipse([center[0], center[1], r, r])], CURVED);
        }
    }
}

#[test]
fn polygons_under_both_rules() {
    let star = vec![[32.0, 3.0], [50.3, 59.1], [2.4, 24.4], [61.6, 24.4], [13.7, 59.1]];
    let bow = vec![[5.0, 5.0], [58.5, 50.0], [58.5, 8.0], [4.0, 55.0]];
    let simple = vec![[10.2, 8.0], [57.0, 20.6], [40.0, 60.1], [30.0, 25.0], [3.0, 50.0]];
    for (points, tolerance) in [(star, CROSSING), (bow, CROSSING), (simple, EXACT)] {
        for (rule, even_odd) in [("nonzero", false), ("evenodd", true)] {
            // A polyline's inside is that of the polygon.
            for op in ["polygon", "polyline"] {
                let command = json!({"op": op, "points": points, "fill": "#fff", "fill_rule": rule});
                check(&command, &[Part::Rings(vec![points.clone()], even_odd)], tolerance);
            }
        }
    }
}

#[test]
fn paths_with_curves() {
    let cubic = Line::straight(&[[5.0, 50.0]], false).curve(&[[5.0, -20.0], [60.0, 90.0]], [60.0, 12.0]);
    let command = json!({"op": "path", "d": "M5 50 C5 -20 60 90 60 12 Z", "fill": "#fff"});
    check(&command, &[Part::ring(cubic.points())], CROSSING);

    let waves = Line::straight(&[[4.0, 30.0]], false).curve(&[[18.0, 2.0]], [32.0, 30.0]);
    let waves = waves.curve(&[[46.0, 58.0]], [60.0, 30.0]);
    let command = json!({"op": "path", "d": "m4 30 q14 -28 28 0 t28 0 z", "fill": "#fff"});
    check(&command, &[Part::ring(waves.points())], CURVED);

    // An ellipse of two arcs, the second the large way round, and a circle inside it the same or the other way.
    let outer = Line::arc([32.0, 32.0, 28.0, 20.0], 180.0, 540.0, true).points();
    let inner = Line::arc([32.0, 32.0, 10.0, 10.0], 180.0, 540.0, true).points();
    let ellipse = "M4 32 A28 20 0 0 1 32 12 A28 20 0 1 1 4 32 Z";
    for (sweep, rule, hole) in
        [(1, "nonzero", false), (0, "nonzero", true), (1, "evenodd", true), (0, "evenodd", true)]
    {
        let d = format!("{ellipse} M22 32 a10 10 0 1 {sweep} 20 0 a10 10 0 1 {sweep} -20 0 z");
        let command = json!({"op": "path", "d": d, "fill": "#fff", "fill_rule": rule});
        check(&command, &[Part::Rings(vec![outer.clone(), inner.clone()], hole)], CURVED);
    }
}
