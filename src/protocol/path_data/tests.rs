//! Path data against another reading of it, and against what has brought a daemon down.

use vello_common::kurbo::{BezPath, ParamCurve};

use super::*;

fn read(data: &str) -> Result<Vec<PathEl>, String> {
    let deserializer = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(data);
    path_data(deserializer).map(|path| path.to_vec()).map_err(|error| error.to_string())
}

#[test]
fn relative_and_short_forms_become_absolute() {
    let path = read("m10 20 l5,5 h-3 V7 z").unwrap();
    let point = |x, y| Point::new(x, y);
    assert_eq!(
        path,
        [
            PathEl::MoveTo(point(10.0, 20.0)),
            PathEl::LineTo(point(15.0, 25.0)),
            PathEl::LineTo(point(12.0, 25.0)),
            PathEl::LineTo(point(12.0, 7.0)),
            PathEl::ClosePath
        ]
    );
    assert!(read("M0 0 A 25 26 -30 0 1 50 -25").unwrap().len() > 1);
    assert_eq!(read(""), Ok(vec![]));
}

/// Another reading of the same grammar, which is not safe to use for anything longer than these.
fn by_the_library(data: &str) -> Vec<PathEl> {
    use svgtypes::SimplePathSegment as S;
    let element = |segment| match segment {
        S::MoveTo { x, y } => PathEl::MoveTo(Point::new(x, y)),
        S::LineTo { x, y } => PathEl::LineTo(Point::new(x, y)),
        S::Quadratic { x1, y1, x, y } => PathEl::QuadTo(Point::new(x1, y1), Point::new(x, y)),
        S::CurveTo { x1, y1, x2, y2, x, y } => {
            PathEl::CurveTo(Point::new(x1, y1), Point::new(x2, y2), Point::new(x, y))
        }
        S::ClosePath => PathEl::ClosePath,
    };
    svgtypes::SimplifyingPathParser::from(data).map(|segment| element(segment.unwrap())).collect()
}

#[test]
fn segments_mean_what_others_take_them_for() {
    for data in [
        "M1 2 3 4 5 6m7 8 9 10-1-2z",
        "M0 0H5V6h-2v-3l1 1ZL9 9z m1 1 l2 2 z l3 0 Z z Z M4 4z",
        "m5 5c1 2 3 4 5 6s7 8 9 1S20 21 22 23 t3 4 q1 1 2 0 T30 31 t1 2 3 4 s1 1 2 2",
        "M3 4 S 5 6 7 8 T 1 2 C 1 1 2 2 3 3 T 5 5 Q 1 1 2 2 S 4 4 5 6",
        "M10 20a5 8 30 0 1 9 3 5 8 30 1 0 -9 9A2 2 0 0020 30t4 4zs1 2 3 4",
        "M0 0A0 5 0 0 1 3 3a1 1 0 1 1 40 40 -3 -3 10 1 1 4 6",
        "M.5.5.5.6-1e1-1E-1+3,4 zm0 0",
    ] {
        let (found, expected) = (read(data).unwrap(), by_the_library(data));
        assert_eq!(found.len(), expected.len(), "{data}: {found:?} {expected:?}");
        for (&found, &expected) in found.iter().zip(&expected) {
            assert!(apart(found, expected) < 1e-9, "{data}: {found:?} for {expected:?}");
        }
    }
}

/// How far two elements of the same kind are from each other.
fn apart(a: PathEl, b: PathEl) -> f64 {
    match (a, b) {
        (PathEl::MoveTo(a), PathEl::MoveTo(b)) | (PathEl::LineTo(a), PathEl::LineTo(b)) => a.distance(b),
        (PathEl::QuadTo(a, b), PathEl::QuadTo(c, d)) => a.distance(c) + b.distance(d),
        (PathEl::CurveTo(a, b, c), PathEl::CurveTo(d, e, f)) => a.distance(d) + b.distance(e) + c.distance(f),
        (PathEl::ClosePath, PathEl::ClosePath) => 0.0,
        _ => f64::INFINITY,
    }
}

#[test]
fn arcs_are_a_hundredth_of_a_pixel_off_at_most() {
    let path =
        BezPath::from_vec(read("M1500 500A1000 1000 0 1 1 500 -500A1000 1000 0 0 1 1500 500").unwrap());
    let worst =
        path.segments().flat_map(|segment| (0..=64).map(move |step| segment.eval(f64::from(step) / 64.0)));
    let worst =
        worst.map(|point| (point.distance(Point::new(500.0, 500.0)) - 1000.0).abs()).fold(0.0, f64::max);
    assert!(worst <= 0.01, "{worst}");
}

#[test]
fn arcs_that_go_nowhere_are_nothing_and_tiny_ones_lines() {
    assert_eq!(read("M1 2A5 5 0 0 1 1 2").unwrap(), [PathEl::MoveTo(Point::new(1.0, 2.0))]);
    let lines = read("M0 0A5 5 0 0 1 1e-200 0A0 5 0 0 1 3 3").unwrap();
    assert!(matches!(lines[..], [PathEl::MoveTo(_), PathEl::LineTo(_), PathEl::LineTo(_)]), "{lines:?}");
}

/// Recursion once for each `z`, and pieces of an arc as many as there are pixels on its way to infinity, have
/// ended the process.
#[test]
fn no_path_costs_more_than_its_length() {
    assert_eq!(read(&format!("M0 0{}", "z".repeat(1_000_000))).unwrap().len(), 2);
    for data in ["M0 0A1e60 5 0 1 1 10 10", "M0 0A1e30 5 0 1 1 10 10", "M0 0A5 1e300 0 1 0 10 0"] {
        assert!(read(data).unwrap_err().contains("segment 1 (from 0) does not"), "{data}");
    }
    for radii in ["16777216 0.00002", "0.00002 16777216", "16777216 16777216"] {
        let path = read(&format!("M0 0A{radii} 77 1 1 1000 1000"));
        assert!(path.is_err() || path.unwrap().len() < 10_000, "{radii}");
    }
    let limit = context().limits.command_points;
    let found = read(&format!("M0 0{}", "h1".repeat(limit * 2))).unwrap().len();
    assert!((limit + 1..limit + 10).contains(&found), "{found}");
}

#[test]
fn the_segment_that_is_named_is_the_one_that_was_written() {
    let error = read("M0 0A50 50 0 1 1 10 10A50 50 0 1 1 20 20 z L1e9 0").unwrap_err();
    assert!(error.contains("segment 4 (from 0) does not"), "{error}");
}

#[test]
fn nonsense_and_far_points_are_refused() {
    for data in ["L10 10", "M10", "M 0 0 Q 1", "hello", "M0 0 l16777216 0 l1 0", "M1e30 0", "M0 0 L1e999 0"] {
        assert!(read(data).is_err(), "{data}");
    }
}
