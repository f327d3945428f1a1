//! What of an outline lies to the left of an upright line.

use vello_common::kurbo::{PathEl, Point, flatten};

/// Cuts a closed convex outline, the only one in `path`, at the column `x` and leaves what is left of it, as straight
/// lines that are within `tolerance` of its curves. This is one step of I. Sutherland's and G. Hodgman's algorithm.
pub fn keep_left_of(x: f64, tolerance: f64, path: &mut Vec<PathEl>) {
    let count = path.len();
    let (mut first, mut last) = (None, None);
    for index in 0..count {
        let element = path[index];
        let Some(from) = last else {
            (first, last) = (element.end_point(), element.end_point());
            push_inside(last, x, count, path);
            continue;
        };
        let mut from = from;
        let close = if element == PathEl::ClosePath { first.map(PathEl::LineTo) } else { Some(element) };
        flatten([PathEl::MoveTo(from)].into_iter().chain(close), tolerance, |line| {
            if let PathEl::LineTo(to) = line {
                push_line(from, to, x, count, path);
                from = to;
            }
        });
        last = Some(from);
    }
    path.drain(..count);
    if !path.is_empty() {
        path.push(PathEl::ClosePath);
    }
}

/// Adds the end of a line and, before it, where the line crosses the column.
fn push_line(from: Point, to: Point, x: f64, start: usize, path: &mut Vec<PathEl>) {
    if (from.x <= x) != (to.x <= x) {
        let crossing = from.lerp(to, (x - from.x) / (to.x - from.x));
        push_inside(Some(Point::new(x, crossing.y)), x, start, path);
    }
    push_inside(Some(to), x, start, path);
}

fn push_inside(point: Option<Point>, x: f64, start: usize, path: &mut Vec<PathEl>) {
    if let Some(point) = point.filter(|point| point.x <= x) {
        path.push(if path.len() == start { PathEl::MoveTo(point) } else { PathEl::LineTo(point) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Radius, RoundedRect, shape};
    use vello_common::kurbo::{Rect, Shape};

    fn cut(x: f64) -> (f64, Rect) {
        let circle = RoundedRect::ellipse(Point::new(10.0, 20.0), Radius::circular(5.0));
        let mut path = Vec::new();
        shape::outline_within(&circle, 1e-4, &mut path);
        keep_left_of(x, 1e-4, &mut path);
        if path.is_empty() {
            (0.0, Rect::ZERO)
        } else {
            (path.as_slice().area().abs(), path.as_slice().bounding_box())
        }
    }

    #[test]
    fn a_part_of_a_circle_has_the_area_of_its_segment() {
        for part in [0.001, 0.1, 0.3, 0.5, 0.77, 0.99] {
            let x = 5.0 + 10.0 * part;
            let (area, bounds) = cut(x);
            // A circular segment of height h: r² acos(1 - h/r) - (r - h) sqrt(2rh - h²).
            let (r, h) = (5.0_f64, 10.0 * part);
            let expected = r * r * (1.0 - h / r).acos() - (r - h) * (2.0 * r * h - h * h).sqrt();
            assert!((area - expected).abs() < 0.01, "{part}: {area} for {expected}");
            assert_eq!(bounds.x1, x, "{part}");
        }
    }

    #[test]
    fn all_or_nothing_may_be_left() {
        assert_eq!(cut(4.9).0, 0.0);
        let (area, bounds) = cut(15.1);
        assert!((area - 25.0 * std::f64::consts::PI).abs() < 0.01, "{area}");
        assert!((bounds.x1 - 15.0).abs() < 1e-3, "{bounds:?}");
    }
}
