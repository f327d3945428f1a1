//! Filled paths.

use super::*;

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 48, y1: 48 };

fn inside(points: &[(f64, f64)], rule: FillRule) -> impl Fn(Point) -> bool {
    move |point| match rule {
        FillRule::NonZero => winding(points, point) != 0,
        FillRule::EvenOdd => winding(points, point) % 2 != 0,
    }
}

#[test]
fn triangles_match_the_oracle() {
    let mut random = Random(7);
    for _ in 0..40 {
        let points = random.points(3, -20.0, 68.0);
        for rule in [FillRule::NonZero, FillRule::EvenOdd] {
            let picture = filled(&path(&points, true), rule, CLIP);
            picture.check(inside(&points, rule), 6.0, 24.0, &format!("{rule:?} {points:?}"));
        }
    }
}

/// Where edges cross inside a pixel, the rasteriser adds up signed areas instead of measuring the union, so
/// single pixels are off by what the areas overlap; everywhere else it is exact.
#[test]
fn crossing_polygons_match_the_oracle() {
    let mut random = Random(11);
    for count in 4..12 {
        for rule in [FillRule::NonZero, FillRule::EvenOdd] {
            let points = random.points(count, -15.0, 63.0);
            let picture = filled(&path(&points, true), rule, CLIP);
            picture.check(inside(&points, rule), 6.0, 255.0, &format!("{rule:?} {points:?}"));
        }
    }
}

#[test]
fn curves_match_the_oracle() {
    let circle = svg("M40,24 A16,16 0 0 1 8,24 A16,16 0 0 1 40,24 Z");
    let center = Point::new(24.0, 24.0);
    let picture = filled(&circle, FillRule::NonZero, CLIP);
    picture.check(|point| point.distance(center) <= 16.0, 6.0, 24.0, "circle");
    let parabola = svg("M4,40 Q24,-40 44,40");
    let picture = filled(&parabola, FillRule::NonZero, CLIP);
    let below = |p: Point| p.y <= 40.0 && p.y >= (p.x - 24.0).powi(2) / 10.0;
    picture.check(below, 6.0, 24.0, "parabola");
}

#[test]
fn clipping_is_cropping() {
    let mut random = Random(3);
    let whole = clip(0, 0, 90, 90);
    for round in 0..60 {
        let points = random.points(3 + round % 7, -70.0, 160.0);
        let mut path = path(&points, true);
        if round % 2 == 1 {
            let p = |random: &mut Random| {
                Point::new(random.between(-300.0, 300.0), random.between(-300.0, 300.0))
            };
            path.insert(2, PathEl::CurveTo(p(&mut random), p(&mut random), p(&mut random)));
            path.push(PathEl::QuadTo(p(&mut random), p(&mut random)));
        }
        for rule in [FillRule::NonZero, FillRule::EvenOdd] {
            let expected = filled(&path, rule, whole);
            for clip in [clip(13, 7, 58, 41), clip(1, 1, 2, 90), clip(31, 30, 90, 33), clip(50, 61, 87, 90)] {
                // A curve is cut into other pieces where less of it shows.
                let most = if round % 2 == 1 { 12 } else { 1 };
                filled(&path, rule, clip).check_crop(&expected, most, &format!("{rule:?} {path:?} {clip:?}"));
            }
        }
    }
}

#[test]
fn open_and_empty_paths() {
    let closed = filled(&path(&[(4.0, 4.0), (40.0, 4.0), (4.0, 40.0)], true), FillRule::NonZero, CLIP);
    let open = filled(&path(&[(4.0, 4.0), (40.0, 4.0), (4.0, 40.0)], false), FillRule::NonZero, CLIP);
    assert_eq!(open.alphas, closed.alphas);
    for text in ["", "M5,5", "M5,5 L20,20", "M5,5 Z", "M5,5 L5,5 L5,5 Z"] {
        assert_eq!(filled(&svg(text), FillRule::NonZero, CLIP).area(), 0.0, "{text:?}");
    }
    assert_eq!(filled(&[PathEl::LineTo(Point::new(9.0, 9.0))], FillRule::NonZero, CLIP).area(), 0.0);
    let two = filled(&svg("M4,4 h8 v8 h-8 Z h-4 v-4 Z"), FillRule::NonZero, CLIP);
    assert!((two.area() - 72.0).abs() < 0.1, "{}", two.area());
}

#[test]
fn what_surrounds_the_clip_fills_it() {
    let around = svg("M-9e6,-9e6 H9e6 V9e6 H-9e6 Z");
    for clip in [CLIP, clip(5, 3, 6, 4), clip(7, 9, 40, 21)] {
        assert!(filled(&around, FillRule::NonZero, clip).alphas.iter().all(|&alpha| alpha == 255));
        let twice = [&around[..], &around[..]].concat();
        assert!(filled(&twice, FillRule::EvenOdd, clip).alphas.iter().all(|&alpha| alpha == 0));
    }
}

/// 70,000 turns around the clip wrap a 16-bit winding number, on whichever side they are counted.
#[test]
fn many_turns_around_the_clip_count() {
    let square = [(-9.0, -9.0), (60.0, -9.0), (60.0, 60.0), (-9.0, 60.0)];
    let turns: Vec<_> = square.into_iter().cycle().take(4 * 70_000).collect();
    let picture = filled(&path(&turns, true), FillRule::NonZero, CLIP);
    assert!(picture.alphas.iter().all(|&alpha| alpha == 255));
}

#[test]
fn busy_paths_are_drawn_in_bands_without_a_trace() {
    let mut random = Random(5);
    let points = random.points(6000, -100.0, 1100.0);
    let whole = filled(&path(&points, true), FillRule::EvenOdd, clip(0, 0, 1000, 1000));
    let part = filled(&path(&points, true), FillRule::EvenOdd, clip(500, 501, 520, 530));
    part.check_crop(&whole, 3, "bands");
}
