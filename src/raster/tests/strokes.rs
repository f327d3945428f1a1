//! Lines along paths.

use super::*;
use crate::raster::{Cap, Join};

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 48, y1: 48 };

const ROUND: StrokeStyle<'static> = StrokeStyle {
    width: 5.0,
    cap: Cap::Round,
    join: Join::Round,
    miter_limit: 4.0,
    dashes: &[],
    dash_offset: 0.0,
};

const PLAIN: StrokeStyle<'static> = StrokeStyle { cap: Cap::Butt, join: Join::Miter, ..ROUND };

/// Points whose corners are all wider than 40°: at a sharper one, the pieces lie over each other for long, and
/// where they do, areas add up.
fn blunt(random: &mut Random, count: usize) -> Vec<(f64, f64)> {
    loop {
        let points = random.points(count, -10.0, 58.0);
        let way = |i: usize| Point::from(points[(i + 1) % count]) - Point::from(points[i % count]);
        let is_blunt = |i: usize| way(i).dot(way(i + 1)) > -0.766 * way(i).hypot() * way(i + 1).hypot();
        if count == 2 || (0..count).all(is_blunt) {
            return points;
        }
    }
}

#[test]
fn round_lines_match_the_oracle() {
    let mut random = Random(23);
    for count in 2..9 {
        for width in [0.4, 1.0, 2.5, 7.0, 30.0] {
            for closed in [false, count > 2] {
                let points = blunt(&mut random, count);
                let picture = stroked(&path(&points, closed), &StrokeStyle { width, ..ROUND }, CLIP);
                let inside = |point| distance(&points, closed, point) <= width * 0.5;
                // Pieces that cross within a pixel add up there.
                picture.check(inside, 6.0, 200.0, &format!("{width} {closed} {points:?}"));
            }
        }
    }
}

#[test]
fn single_round_lines_match_the_oracle_everywhere() {
    let mut random = Random(29);
    for width in [1.0, 2.0, 6.0, 25.0] {
        for _ in 0..8 {
            let points = random.points(2, 0.0, 48.0);
            let picture = stroked(&path(&points, false), &StrokeStyle { width, ..ROUND }, CLIP);
            picture.check(|p| distance(&points, false, p) <= width * 0.5, 6.0, 30.0, &format!("{points:?}"));
        }
    }
}

/// The line along a curve is what a disc on the curve sweeps; its flattening must not show.
#[test]
fn lines_along_curves_match_the_oracle() {
    let center = Point::new(24.0, 24.0);
    for width in [1.0, 3.0, 12.0] {
        for radius in [4.0, 9.0, 17.0] {
            let circle = svg(&format!(
                "M{},24 a{radius},{radius} 0 0 1 {},0 a{radius},{radius} 0 0 1 {},0 Z",
                24.0 + radius,
                -2.0 * radius,
                2.0 * radius
            ));
            for join in [Join::Miter, Join::Round, Join::Bevel] {
                let picture = stroked(&circle, &StrokeStyle { width, join, ..PLAIN }, CLIP);
                let inside = |p: Point| (p.distance(center) - radius).abs() <= width * 0.5;
                picture.check(inside, 8.0, 40.0, &format!("radius {radius} width {width} {join:?}"));
            }
        }
    }
}

fn polygon(style: &StrokeStyle<'_>, line: &[(f64, f64)], closed: bool, outlines: &[&[(f64, f64)]]) {
    let picture = stroked(&path(line, closed), style, CLIP);
    let inside = |point| outlines.iter().any(|outline| winding(outline, point) != 0);
    picture.check(inside, 8.0, 20.0, &format!("{style:?} {line:?}"));
}

#[test]
fn caps_and_joins_have_their_shapes() {
    let wide = StrokeStyle { width: 8.0, ..PLAIN };
    let across: &[(f64, f64)] = &[(10.0, 20.0), (30.0, 20.0)];
    polygon(&wide, across, false, &[&[(10.0, 16.0), (30.0, 16.0), (30.0, 24.0), (10.0, 24.0)]]);
    let square = StrokeStyle { cap: Cap::Square, ..wide };
    polygon(&square, across, false, &[&[(6.0, 16.0), (34.0, 16.0), (34.0, 24.0), (6.0, 24.0)]]);
    for flipped in [false, true] {
        let flip = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            points.iter().map(|&(x, y)| if flipped { (x, 48.0 - y) } else { (x, y) }).collect()
        };
        let line = flip(&[(10.0, 10.0), (30.0, 10.0), (30.0, 40.0)]);
        let mitered =
            flip(&[(10.0, 6.0), (34.0, 6.0), (34.0, 40.0), (26.0, 40.0), (26.0, 14.0), (10.0, 14.0)]);
        let bevelled = flip(&[
            (10.0, 6.0),
            (30.0, 6.0),
            (34.0, 10.0),
            (34.0, 40.0),
            (26.0, 40.0),
            (26.0, 14.0),
            (10.0, 14.0),
        ]);
        polygon(&wide, &line, false, &[&mitered]);
        polygon(&StrokeStyle { join: Join::Bevel, ..wide }, &line, false, &[&bevelled]);
        polygon(&StrokeStyle { miter_limit: 1.4, ..wide }, &line, false, &[&bevelled]);
        polygon(&StrokeStyle { miter_limit: 1.42, ..wide }, &line, false, &[&mitered]);
    }
    let frame = stroked(&path(&[(10.0, 10.0), (40.0, 10.0), (40.0, 30.0), (10.0, 30.0)], true), &wide, CLIP);
    frame.check(
        |p| {
            (p.x - 25.0).abs().max((p.y - 20.0).abs() + 5.0) <= 19.0
                && !((p.x - 25.0).abs() < 11.0 && (p.y - 20.0).abs() < 6.0)
        },
        1.0,
        1.0,
        "frame",
    );
}

#[test]
fn dots() {
    let wide = StrokeStyle { width: 8.0, ..ROUND };
    for text in ["M20,20 Z", "M20,20 L20,20", "M20,20 L20,20 L20,20 Z", "M20,20 C20,20 20,20 20,20"] {
        let round = stroked(&svg(text), &wide, CLIP);
        round.check(|p| p.distance(Point::new(20.0, 20.0)) <= 4.0, 6.0, 24.0, text);
        assert_eq!(
            stroked(&svg(text), &StrokeStyle { cap: Cap::Square, ..wide }, CLIP).area(),
            64.0,
            "{text}"
        );
        assert_eq!(stroked(&svg(text), &StrokeStyle { cap: Cap::Butt, ..wide }, CLIP).area(), 0.0, "{text}");
        let dashed = StrokeStyle { dashes: &[3.0], ..wide };
        assert_eq!(stroked(&svg(text), &dashed, CLIP).alphas, round.alphas, "{text}");
    }
    assert_eq!(stroked(&svg("M20,20"), &wide, CLIP).area(), 0.0);
}

/// The spans of a horizontal line, one pixel a character.
fn row(text: &str, dashes: &[f64], dash_offset: f64, cap: Cap) -> String {
    let style = StrokeStyle { width: 2.0, cap, dashes, dash_offset, ..PLAIN };
    let picture = stroked(&svg(text), &style, CLIP);
    (0..48)
        .map(|x| match picture.at(x, 10) {
            0 => '.',
            255 => '#',
            _ => '+',
        })
        .collect()
}

#[test]
fn dashes_are_svgs() {
    let line = "M4,10 H44";
    let dots = |n| ".".repeat(n);
    assert_eq!(row(line, &[6.0, 4.0], 0.0, Cap::Butt), format!("....{}{}", "######....".repeat(4), dots(4)));
    assert_eq!(
        row(line, &[6.0, 4.0], 8.0, Cap::Butt),
        format!("....{}######{}", "..######..".repeat(3) + "..", dots(6))
    );
    assert_eq!(row(line, &[6.0, 4.0], -2.0, Cap::Butt), row(line, &[6.0, 4.0], 8.0, Cap::Butt));
    assert_eq!(row(line, &[5.0], 0.0, Cap::Butt), row(line, &[5.0, 5.0], 0.0, Cap::Butt));
    let odd = row(line, &[6.0, 4.0, 10.0], 0.0, Cap::Butt);
    assert_eq!(odd, format!("....{}{}{}", "######....##########", "......####..........", dots(4)));
    assert_eq!(odd, row(line, &[6.0, 4.0, 10.0, 6.0, 4.0, 10.0], 0.0, Cap::Butt));
    for solid in [&[][..], &[0.0], &[0.0, 0.0], &[5.0, 0.0], &[5.0, 0.0, 2.0, 0.0]] {
        assert_eq!(row(line, solid, 3.0, Cap::Butt), format!("....{}....", "#".repeat(40)), "{solid:?}");
    }
    assert_eq!(row(line, &[3.0, 0.0, 3.0, 4.0], 0.0, Cap::Butt), row(line, &[6.0, 4.0], 0.0, Cap::Butt));
    assert_eq!(
        row(line, &[6.0, 4.0, 3.0, 0.0], 0.0, Cap::Butt),
        row(line, &[6.0, 4.0, 3.0, 0.0], 13.0, Cap::Butt)
    );
    assert_eq!(
        row(line, &[0.0, 10.0], 0.0, Cap::Square),
        format!("...##{}{}", "........##".repeat(4), dots(3))
    );
    assert_eq!(row(line, &[4.0, 6.0], 0.0, Cap::Square), format!("...{}.....", "######....".repeat(4)));
}

/// Where a closed path ends within a dash, the dash goes on into the first one, with a join.
#[test]
fn dashes_go_around_the_start_of_a_closed_path() {
    let style = StrokeStyle { width: 4.0, dashes: &[20.0, 20.0], dash_offset: 10.0, ..PLAIN };
    let picture = stroked(&svg("M10,10 h20 v20 h-20 Z"), &style, CLIP);
    assert_eq!(
        [picture.at(8, 8), picture.at(19, 8), picture.at(21, 9), picture.at(9, 19)],
        [255, 255, 0, 255]
    );
    let open = stroked(&svg("M10,10 h20 v20 h-20 v-20"), &style, CLIP);
    assert_eq!([open.at(8, 8), open.at(9, 10), open.at(10, 9)], [0, 255, 255]);
}

/// Where a path turns back, nothing sticks out, however inexact the turn is.
#[test]
fn turning_back_leaves_no_spike() {
    let mut random = Random(43);
    for _ in 0..300 {
        let points = random.points(2, 10.0, 38.0);
        for dashes in [&[][..], &[0.05, 0.2], &[7.0, 1e-3]] {
            let style = StrokeStyle { dashes, ..PLAIN };
            let picture = stroked(&path(&points, true), &style, CLIP);
            for (x, y) in (0..48).flat_map(|x| (0..48).map(move |y| (x, y))) {
                let middle = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let is_near = distance(&points, true, middle) < 2.5 * 1.415 + 0.8;
                assert!(is_near || picture.at(x, y) == 0, "{x},{y} {points:?} {dashes:?}");
            }
        }
    }
}

#[test]
fn dashes_too_fine_to_see_cover_their_share() {
    for dashes in [&[0.01, 0.03][..], &[1e-9, 3e-9], &[0.001, 0.001, 0.001, 0.005]] {
        for cap in [Cap::Butt, Cap::Square] {
            let picture =
                stroked(&svg("M4,10 H44"), &StrokeStyle { width: 1e-4, cap, dashes, ..PLAIN }, CLIP);
            assert!(picture.area() <= 0.1);
        }
        let picture = stroked(&svg("M4,10 H44"), &StrokeStyle { width: 4.0, dashes, ..PLAIN }, CLIP);
        assert!((picture.area() - 40.0).abs() < 1.0, "{} {dashes:?}", picture.area());
        let round = StrokeStyle { width: 4.0, dashes, ..ROUND };
        let solid = stroked(&svg("M4,10 H44"), &StrokeStyle { dashes: &[], ..round }, CLIP);
        assert_eq!(stroked(&svg("M4,10 H44"), &round, CLIP).alphas, solid.alphas, "{dashes:?}");
    }
    let nothing = StrokeStyle { dashes: &[0.0, 0.001], ..PLAIN };
    assert_eq!(stroked(&svg("M4,10 H44"), &nothing, CLIP).area(), 0.0);
}

#[test]
fn clipping_is_cropping() {
    let mut random = Random(41);
    let whole = clip(0, 0, 90, 90);
    let clips = [clip(13, 7, 58, 41), clip(1, 1, 2, 90), clip(31, 30, 90, 33), clip(50, 61, 87, 90)];
    for round in 0..40 {
        let mut path = path(&random.points(2 + round % 5, -150.0, 240.0), round % 2 == 0);
        if round % 3 == 0 {
            let p = |random: &mut Random| {
                Point::new(random.between(-300.0, 300.0), random.between(-300.0, 300.0))
            };
            path.insert(2, PathEl::CurveTo(p(&mut random), p(&mut random), p(&mut random)));
        }
        for (width, dashes) in
            [(1.0, &[][..]), (14.0, &[]), (3.0, &[7.0, 5.0]), (40.0, &[3.0, 6.0, 1.0]), (9.0, &[0.0, 13.0])]
        {
            for (cap, join) in
                [(Cap::Butt, Join::Miter), (Cap::Round, Join::Round), (Cap::Square, Join::Bevel)]
            {
                let style = StrokeStyle { width, cap, join, miter_limit: 4.0, dashes, dash_offset: 2.5 };
                let expected = stroked(&path, &style, whole);
                for clip in clips {
                    // A curve is cut into other pieces where less of it shows, and its dashes sit by their ends.
                    let most = if round % 3 == 0 { 40 } else { 1 };
                    stroked(&path, &style, clip).check_crop(
                        &expected,
                        most,
                        &format!("{style:?} {path:?} {clip:?}"),
                    );
                }
            }
        }
    }
}

/// Dashes of a line that was cut far away are where they are on the whole line.
#[test]
fn the_phase_survives_what_is_out_of_sight() {
    let style = StrokeStyle { width: 4.0, dashes: &[7.0, 5.0], ..PLAIN };
    let far = stroked(&svg("M-11999996,20 H12000000"), &style, CLIP);
    let near = stroked(&svg("M-8,20 H60"), &style, CLIP);
    assert_eq!(far.alphas, near.alphas);
    // Half a circle of 1,000 pixels, then a line: what is left of the half circle decides.
    let curved = stroked(&svg("M24,-2000 A1000,1000 0 0 0 24,0 V48"), &style, CLIP);
    let offset = 1000.0 * std::f64::consts::PI;
    let straight =
        stroked(&svg("M24,0 V48"), &StrokeStyle { dash_offset: offset, ..style }, clip(20, 4, 28, 48));
    straight.check_crop(&curved, 26, "half circle");
}
