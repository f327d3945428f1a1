//! SVG path data as path elements, with every point in range.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};
use svgtypes::{SimplePathSegment, SimplifyingPathParser};
use vello_common::kurbo::{PathEl, Point};

use super::buffer::Buffer;
use super::value::MAX_COORDINATE;

/// Reads path data: for `#[serde(deserialize_with = …)]`.
pub(super) fn path_data<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Buffer<PathEl>, D::Error> {
    deserializer.deserialize_str(PathVisitor)
}

struct PathVisitor;

impl Visitor<'_> for PathVisitor {
    type Value = Buffer<PathEl>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SVG path data such as \"M10 10 H90 V90 Z\"")
    }

    fn visit_str<E: Error>(self, data: &str) -> Result<Buffer<PathEl>, E> {
        let mut path = Buffer::new();
        for (index, segment) in SimplifyingPathParser::from(data).enumerate() {
            let segment =
                segment.map_err(|error| E::custom(format_args!("must be SVG path data: {error}")))?;
            let element = element(segment);
            if !in_range(element) {
                return Err(E::custom(format_args!(
                    "must keep every point within ±{MAX_COORDINATE}, segment {index} does not"
                )));
            }
            path.push(element);
        }
        Ok(path)
    }
}

fn element(segment: SimplePathSegment) -> PathEl {
    match segment {
        SimplePathSegment::MoveTo { x, y } => PathEl::MoveTo(Point::new(x, y)),
        SimplePathSegment::LineTo { x, y } => PathEl::LineTo(Point::new(x, y)),
        SimplePathSegment::Quadratic { x1, y1, x, y } => PathEl::QuadTo(Point::new(x1, y1), Point::new(x, y)),
        SimplePathSegment::CurveTo { x1, y1, x2, y2, x, y } => {
            PathEl::CurveTo(Point::new(x1, y1), Point::new(x2, y2), Point::new(x, y))
        }
        SimplePathSegment::ClosePath => PathEl::ClosePath,
    }
}

/// Relative commands add up, so a point can be out of range though no number in the data is.
fn in_range(element: PathEl) -> bool {
    let near = |point: Point| point.x.abs() <= MAX_COORDINATE && point.y.abs() <= MAX_COORDINATE;
    match element {
        PathEl::MoveTo(a) | PathEl::LineTo(a) => near(a),
        PathEl::QuadTo(a, b) => near(a) && near(b),
        PathEl::CurveTo(a, b, c) => near(a) && near(b) && near(c),
        PathEl::ClosePath => true,
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn nonsense_and_far_points_are_refused() {
        for data in
            ["L10 10", "M10", "M 0 0 Q 1", "hello", "M0 0 l16777216 0 l1 0", "M1e30 0", "M0 0 L1e999 0"]
        {
            assert!(read(data).is_err(), "{data}");
        }
    }
}
