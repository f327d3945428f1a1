//! Shapes and lines under transforms.

use std::f64::consts::FRAC_PI_2;

use vello_common::kurbo::{Affine, Rect, Vec2};

use super::*;
use crate::raster::{Cap, Join, Placement, Radius, RoundedRect, rect, rounded, shape};

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 48, y1: 48 };

const ROUND: StrokeStyle<'static> = StrokeStyle {
    width: 4.0,
    cap: Cap::Round,
    join: Join::Round,
    miter_limit: 4.0,
    dashes: &[],
    dash_offset: 0.0,
};

fn filled_under(path: &[PathEl], transform: Affine) -> Picture {
    let placement = Placement::new(transform);
    draw(CLIP, |coverage| PathRaster::new().under(placement).fill(path, FillRule::NonZero, coverage))
}

fn stroked_under(path: &[PathEl], style: &StrokeStyle<'_>, transform: Affine) -> Picture {
    let placement = Placement::new(transform);
    draw(CLIP, |coverage| PathRaster::new().under(placement).stroke(path, style, coverage))
}

/// Paths about the middle of the clip, the last one bent.
fn paths(random: &mut Random) -> Vec<Vec<PathEl>> {
    let mut paths: Vec<_> =
        (2..6).map(|count| path(&random.points(count, -20.0, 68.0), count % 2 == 0)).collect();
    paths.push(svg("M5,10 C60,-10 -20,60 40,40 Q48,20 20,30 Z M30,5 A8,12 30 1 0 40,20"));
    paths
}

fn styles() -> [StrokeStyle<'static>; 3] {
    [
        ROUND,
        StrokeStyle {
            cap: Cap::Butt,
            join: Join::Miter,
            dashes: &[5.0, 3.0, 1.0],
            dash_offset: 2.5,
            ..ROUND
        },
        StrokeStyle { cap: Cap::Square, join: Join::Bevel, width: 1.0, ..ROUND },
    ]
}

/// Transforms of every kind that leave the middle of the clip about where it is.
fn transforms() -> Vec<Affine> {
    let around =
        |affine: Affine| Affine::translate((24.0, 24.0)) * affine * Affine::translate((-24.0, -24.0));
    [
        Affine::rotate(0.5),
        Affine::rotate(FRAC_PI_2),
        Affine::scale(1.7),
        Affine::FLIP_X * Affine::rotate(1.0),
        Affine::scale_non_uniform(2.5, 0.5),
        Affine::scale_non_uniform(-0.4, 1.5),
        Affine::skew(0.8, 0.0),
        Affine::skew(-0.3, 1.1) * Affine::rotate(2.0),
        Affine::rotate(0.7) * Affine::scale_non_uniform(0.3, 3.0) * Affine::rotate(-1.2),
    ]
    .map(around)
    .to_vec()
}

#[test]
fn transforms_are_told_apart() {
    let kind = |coefficients| Placement::new(Affine::new(coefficients));
    assert_eq!(kind([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]), Placement::Identity);
    assert_eq!(kind([1.0, 0.0, 0.0, 1.0, 0.5, -3.0]), Placement::Translation(Vec2::new(0.5, -3.0)));
    for transform in [
        Affine::scale_non_uniform(-2.0, 3.0),
        Affine::rotate(FRAC_PI_2),
        Affine::rotate(-3.0 * FRAC_PI_2) * Affine::scale_non_uniform(1e-3, 100.0),
        Affine::rotate(2.0 * FRAC_PI_2).then_translate(Vec2::new(1e6, 0.25)),
    ] {
        let Placement::AxisAligned(cleaned) = Placement::new(transform) else { panic!("{transform:?}") };
        let both = transform.as_coeffs().into_iter().zip(cleaned.as_coeffs());
        assert!(both.into_iter().all(|(a, b)| (a - b).abs() < 1e-12), "{transform:?} {cleaned:?}");
    }
    for transform in [Affine::rotate(1e-9), Affine::FLIP_Y * Affine::rotate(0.3) * Affine::scale(1e6)] {
        assert_eq!(Placement::new(transform), Placement::Similarity(transform));
    }
    for transform in [Affine::skew(1e-9, 0.0), Affine::rotate(0.2) * Affine::scale_non_uniform(1.0, 1.1)] {
        assert_eq!(Placement::new(transform), Placement::General(transform));
    }
    for nothing in [
        [0.0; 6],
        [1.0, 2.0, 2.0, 4.0, 5.0, 5.0],
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [f64::NAN, 0.0, 0.0, 1.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 1.0, f64::INFINITY, 0.0],
        [1e200, 0.0, 0.0, 1e200, 0.0, 0.0],
        [1e-200, 0.0, 0.0, 1e-200, 0.0, 0.0],
    ] {
        assert_eq!(kind(nothing), Placement::Nothing, "{nothing:?}");
    }
}

#[test]
fn identity_changes_nothing() {
    let mut random = Random(101);
    let same = [
        Placement::Identity,
        Placement::Translation(Vec2::ZERO),
        Placement::AxisAligned(Affine::IDENTITY),
        Placement::Similarity(Affine::IDENTITY),
        Placement::General(Affine::IDENTITY),
    ];
    let frame = Rect::new(8.3, 9.0, 30.7, 41.5);
    let corners = RoundedRect::new(frame, [3.0, 8.5, 0.0, 5.0].map(Radius::circular));
    for path in paths(&mut random) {
        for placement in same {
            let mut raster = PathRaster::new();
            let found =
                draw(CLIP, |coverage| raster.under(placement).fill(&path, FillRule::EvenOdd, coverage));
            assert_eq!(found.alphas, filled(&path, FillRule::EvenOdd, CLIP).alphas, "{placement:?}");
            for style in styles() {
                let found = draw(CLIP, |coverage| raster.under(placement).stroke(&path, &style, coverage));
                assert_eq!(found.alphas, stroked(&path, &style, CLIP).alphas, "{placement:?}");
            }
        }
    }
    for placement in &same[..3] {
        assert_eq!(placement.rect(frame), Some(frame));
        let moved = placement.rounded(&corners).unwrap();
        assert_eq!((moved.rect(), moved.radii()), (corners.rect(), corners.radii()));
    }
}

#[test]
fn fills_are_those_of_the_transformed_path() {
    let mut random = Random(103);
    for path in paths(&mut random) {
        for transform in transforms() {
            let transformed: Vec<_> = path.iter().map(|&element| transform * element).collect();
            let expected = filled(&transformed, FillRule::NonZero, CLIP);
            filled_under(&path, transform).check_crop(&expected, 1, &format!("{transform:?} {path:?}"));
        }
    }
}

/// A line under a turn, a scale or a mirror is the line along what they make of the path, that much wider.
#[test]
fn similar_lines_are_those_of_the_transformed_path() {
    let mut random = Random(107);
    for path in paths(&mut random) {
        for transform in &transforms()[..4] {
            let transformed: Vec<_> = path.iter().map(|&element| *transform * element).collect();
            let scale = transform.determinant().abs().sqrt();
            for style in styles() {
                let dashes: Vec<_> = style.dashes.iter().map(|length| length * scale).collect();
                let scaled = StrokeStyle {
                    width: style.width * scale,
                    dashes: &dashes,
                    dash_offset: style.dash_offset * scale,
                    ..style
                };
                let expected = stroked(&transformed, &scaled, CLIP);
                let what = format!("{transform:?} {style:?} {path:?}");
                stroked_under(&path, &style, *transform).check_crop(&expected, 1, &what);
            }
        }
    }
}

#[test]
fn quarter_turns_are_those_of_the_geometry() {
    let turn = Affine::rotate(FRAC_PI_2).then_translate(Vec2::new(48.0, 0.0));
    let placement = Placement::new(turn);
    let frame = Rect::new(10.0, 12.0, 30.0, 40.0);
    assert_eq!(placement.rect(frame), Some(Rect::new(8.0, 10.0, 36.0, 30.0)));
    let radii = [1.0, 2.0, 3.0, 4.0].map(|r| Radius { rx: r, ry: 2.0 * r });
    let turned = placement.rounded(&RoundedRect::new(frame, radii)).unwrap();
    assert_eq!(turned.radii(), [4.0, 1.0, 2.0, 3.0].map(|r| Radius { rx: 2.0 * r, ry: r }));
    let mut random = Random(109);
    for path in paths(&mut random) {
        for style in styles() {
            let upright = stroked(&path, &style, CLIP);
            let turned = stroked_under(&path, &style, turn);
            for (x, y) in (0..48).flat_map(|x| (0..48).map(move |y| (x, y))) {
                // What a pixel is may differ where pieces cross in it, by the order in which areas are added.
                let (found, expected) = (turned.at(47 - y, x), upright.at(x, y));
                assert!(found.abs_diff(expected) <= 3, "{found} at {x},{y}, {expected} upright, {path:?}");
            }
        }
    }
}

/// The line is where, before the transform, the path is near: a round pen, seen through the transform.
#[test]
fn stretched_round_lines_match_the_oracle() {
    let mut random = Random(113);
    for transform in transforms() {
        let back = transform.inverse();
        for width in [1.0, 3.0, 11.0] {
            for _ in 0..3 {
                let points = random.points(2, 4.0, 44.0);
                let picture =
                    stroked_under(&path(&points, false), &StrokeStyle { width, ..ROUND }, transform);
                let inside = |point: Point| distance(&points, false, back * point) <= width * 0.5;
                picture.check(inside, 6.0, 40.0, &format!("{transform:?} {width} {points:?}"));
            }
            for closed in [false, true] {
                let points = [(8.0, 12.0), (40.0, 9.0), (33.0, 40.0)];
                let picture =
                    stroked_under(&path(&points, closed), &StrokeStyle { width, ..ROUND }, transform);
                let inside = |point: Point| distance(&points, closed, back * point) <= width * 0.5;
                picture.check(inside, 6.0, 200.0, &format!("{transform:?} {width} {closed}"));
            }
        }
    }
}

#[test]
fn stretched_circles_match_the_oracle() {
    let circle = svg("M38,24 a14,14 0 0 1 -28,0 a14,14 0 0 1 28,0 Z");
    let center = Point::new(24.0, 24.0);
    for transform in transforms() {
        for width in [1.0, 3.0, 12.0] {
            let style = StrokeStyle { width, join: Join::Miter, ..ROUND };
            let inside =
                |point: Point| ((transform.inverse() * point).distance(center) - 14.0).abs() <= width * 0.5;
            let picture = stroked_under(&circle, &style, transform);
            picture.check(inside, 8.0, 60.0, &format!("{transform:?} {width}"));
        }
    }
}

/// Corners, ends and dashes are made before the transform and come out skewed.
#[test]
fn stretched_corners_and_dashes_match_the_oracle() {
    let line = path(&[(10.0, 10.0), (30.0, 10.0), (30.0, 40.0)], false);
    let outline = [(10.0, 6.0), (34.0, 6.0), (34.0, 40.0), (26.0, 40.0), (26.0, 14.0), (10.0, 14.0)];
    let mitered = StrokeStyle { width: 8.0, cap: Cap::Butt, join: Join::Miter, ..ROUND };
    let dashed = StrokeStyle { dashes: &[6.0, 4.0], dash_offset: 3.0, ..mitered };
    for transform in transforms() {
        let back = transform.inverse();
        let inside = |point: Point| winding(&outline, back * point) != 0;
        let what = format!("{transform:?}");
        stroked_under(&line, &mitered, transform).check(inside, 8.0, 30.0, &what);
        let level = |point: Point| {
            let Point { x, y } = back * point;
            (y - 24.0).abs() <= 4.0 && (4.0..=44.0).contains(&x) && (x - 4.0 + 3.0) % 10.0 <= 6.0
        };
        let picture = stroked_under(&svg("M4,24 H44"), &dashed, transform);
        picture.check(level, 8.0, 30.0, &what);
    }
}

#[test]
fn exact_roads_are_what_paths_cover() {
    let frame = Rect::new(8.3, 9.0, 30.7, 39.5);
    let corners = RoundedRect::new(frame, [3.0, 8.5, 0.0, 5.0].map(Radius::circular));
    let ellipse = RoundedRect::ellipse(Point::new(23.0, 25.0), Radius { rx: 12.0, ry: 9.0 });
    let mut exact = 0;
    for transform in transforms() {
        let placement = Placement::new(transform);
        let what = format!("{placement:?}");
        let mut outline = Vec::new();
        shape::rectangle(frame, &mut outline);
        if let Some(placed) = placement.rect(frame) {
            let picture = draw(CLIP, |coverage| rect(placed, coverage));
            filled_under(&outline, transform).check_crop(&picture, 2, &what);
            exact += 1;
        }
        for style in
            [StrokeStyle { width: 3.0, ..StrokeStyle::default() }, StrokeStyle { width: 90.0, ..ROUND }]
        {
            let picture = draw(CLIP, |coverage| {
                PathRaster::new().under(placement).stroke_rect(frame, &style, &mut Vec::new(), coverage);
            });
            stroked_under(&outline, &style, transform).check_crop(&picture, 2, &what);
            let (from, to) = (Point::new(5.0, 20.5), Point::new(40.0, 20.5));
            let picture = draw(CLIP, |coverage| {
                PathRaster::new().under(placement).stroke_line(from, to, &style, coverage);
            });
            let line = [PathEl::MoveTo(from), PathEl::LineTo(to)];
            stroked_under(&line, &style, transform).check_crop(&picture, 2, &what);
        }
        for shape in [corners, ellipse] {
            let Some(placed) = placement.rounded(&shape) else { continue };
            let picture = draw(CLIP, |coverage| rounded(&placed, coverage));
            outline.clear();
            shape::outline_within(&shape, placement.tolerance(), &mut outline);
            filled_under(&outline, transform).check_crop(&picture, 14, &what);
            exact += 1;
        }
    }
    assert_eq!(exact, 4 * 3, "axis-aligned transforms have exact roads");
}

#[test]
fn what_has_no_area_is_not_drawn() {
    let mut random = Random(127);
    for transform in
        [[0.0; 6], [1.0, 2.0, 2.0, 4.0, 0.0, 0.0], [3.0, 0.0, 0.0, 0.0, 0.0, 20.0]].map(Affine::new)
    {
        for path in paths(&mut random) {
            assert_eq!(filled_under(&path, transform).area(), 0.0);
            assert!(styles().iter().all(|style| stroked_under(&path, style, transform).area() == 0.0));
        }
        let placement = Placement::new(transform);
        assert_eq!(placement.rect(Rect::new(1.0, 1.0, 40.0, 40.0)), Some(Rect::ZERO));
        let picture = draw(CLIP, |coverage| {
            let frame = Rect::new(3.0, 3.0, 30.0, 30.0);
            PathRaster::new().under(placement).stroke_rect(frame, &ROUND, &mut Vec::new(), coverage);
        });
        assert_eq!(picture.area(), 0.0);
    }
}

/// A small circle under a large scale is as round as a large one.
#[test]
fn curves_stay_smooth_under_large_scales() {
    for scale in [1e3, 1e6, (1 << 24) as f64] {
        let placement = Placement::new(Affine::scale(scale).then_translate(Vec2::new(0.0, 24.0)));
        let shape = RoundedRect::ellipse(Point::new(1.0, 0.0), Radius::circular(1.0));
        let mut outline = Vec::new();
        shape::outline_within(&shape, placement.tolerance(), &mut outline);
        let picture = draw(CLIP, |coverage| {
            PathRaster::new().under(placement).fill(&outline, FillRule::NonZero, coverage);
        });
        let expected = draw(CLIP, |coverage| rounded(&placement.rounded(&shape).unwrap(), coverage));
        picture.check_crop(&expected, 14, &format!("{scale}"));
    }
}
