//! Shapes, and the exact lines along them.

use vello_common::kurbo::Rect;

use super::*;
use crate::raster::{Cap, Join, Radius, RoundedRect, Sector, rect, rounded, shape};

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 48, y1: 48 };

fn sector(start: f64, end: f64) -> Sector {
    Sector { center: Point::new(24.0, 24.0), radius: 18.0, start, end }
}

#[test]
fn pies_match_the_oracle() {
    for (start, end, from, sweep) in [
        (0.0, 90.0, 0.0, 90.0),
        (350.0, 10.0, 350.0, 20.0),
        (90.0, 0.0, 90.0, 270.0),
        (-30.0, 200.0, 330.0, 230.0),
        (0.0, 360.0, 0.0, 360.0),
        (20.0, 740.0, 0.0, 360.0),
        (360.0, 0.0, 0.0, 360.0),
        (45.0, 45.0, 0.0, 0.0),
    ] {
        let mut path = Vec::new();
        sector(start, end).pie(&mut path);
        let inside = |point: Point| {
            let way = point - Point::new(24.0, 24.0);
            way.hypot() <= 18.0 && (way.atan2().to_degrees() - from).rem_euclid(360.0) <= sweep && sweep > 0.0
        };
        let picture = filled(&path, FillRule::NonZero, CLIP);
        picture.check(inside, 6.0, 24.0, &format!("pie from {start} to {end}"));
    }
}

#[test]
fn arcs_are_open_until_they_are_circles() {
    let style = StrokeStyle { width: 4.0, ..StrokeStyle::default() };
    for (start, end, sweep) in [(0.0, 90.0, 90.0), (90.0, 0.0, 270.0), (0.0, 720.0, 360.0)] {
        let mut path = Vec::new();
        sector(start, end).arc(&mut path);
        assert_eq!(path.last() == Some(&PathEl::ClosePath), sweep == 360.0);
        let area = stroked(&path, &style, CLIP).area();
        let expected = f64::to_radians(sweep) * 18.0 * 4.0;
        assert!((area - expected).abs() < 0.5, "{area} for {expected}");
    }
}

#[test]
fn outlines_are_what_rounded_covers() {
    let square = Rect::new(3.2, 5.0, 44.0, 41.7);
    for shape in [
        RoundedRect::new(square, [8.0, 0.0, 3.0, 14.0].map(Radius::circular)),
        RoundedRect::new(square, [Radius { rx: 15.0, ry: 6.0 }; 4]),
        RoundedRect::new(square, [Radius::default(); 4]),
        RoundedRect::ellipse(Point::new(24.0, 23.0), Radius { rx: 20.0, ry: 11.0 }),
    ] {
        let mut path = Vec::new();
        shape::outline(&shape, &mut path);
        let exact = draw(CLIP, |coverage| rounded(&shape, coverage));
        filled(&path, FillRule::NonZero, CLIP).check_crop(&exact, 14, &format!("{shape:?}"));
    }
}

#[test]
fn exact_lines_are_what_paths_cover() {
    let mut raster = PathRaster::new();
    let mut scratch = Vec::new();
    for width in [0.5, 1.0, 2.0, 7.3, 40.0] {
        for cap in [Cap::Butt, Cap::Square, Cap::Round] {
            let style = StrokeStyle { width, cap, ..StrokeStyle::default() };
            for clip in [CLIP, clip(11, 13, 30, 29)] {
                for frame in [
                    Rect::new(10.0, 12.0, 30.0, 40.0),
                    Rect::new(10.3, 12.5, 30.9, 28.2),
                    Rect::new(30.0, 9.0, 20.5, -4.0),
                ] {
                    let exact =
                        draw(clip, |coverage| raster.stroke_rect(frame, &style, &mut scratch, coverage));
                    scratch.clear();
                    shape::rectangle(frame.abs(), &mut scratch);
                    stroked(&scratch, &style, clip).check_crop(&exact, 2, &format!("{frame:?} {style:?}"));
                }
                for (from, to) in [((5.0, 20.5), (40.0, 20.5)), ((20.25, 40.0), (20.25, -90.0))] {
                    let exact =
                        draw(clip, |coverage| raster.stroke_line(from.into(), to.into(), &style, coverage));
                    let path = path(&[from, to], false);
                    stroked(&path, &style, clip).check_crop(&exact, 2, &format!("{from:?} {to:?} {style:?}"));
                }
            }
        }
    }
}

#[test]
fn a_one_pixel_frame_is_four_lines_of_pixels() {
    let style = StrokeStyle::default();
    let frame = Rect::new(2.5, 3.5, 9.5, 8.5);
    let picture =
        draw(CLIP, |coverage| PathRaster::new().stroke_rect(frame, &style, &mut Vec::new(), coverage));
    let hole = draw(CLIP, |coverage| rect(Rect::new(3.0, 4.0, 9.0, 8.0), coverage));
    let whole = draw(CLIP, |coverage| rect(Rect::new(2.0, 3.0, 10.0, 9.0), coverage));
    let expected: Vec<_> = whole.alphas.iter().zip(&hole.alphas).map(|(a, b)| a - b).collect();
    assert_eq!(picture.alphas, expected);
    let bevelled = StrokeStyle { width: 6.0, join: Join::Bevel, ..style };
    let picture = draw(CLIP, |coverage| {
        PathRaster::new().stroke_rect(Rect::new(9.0, 9.0, 30.0, 30.0), &bevelled, &mut Vec::new(), coverage);
    });
    assert_eq!([picture.at(6, 6), picture.at(9, 6)], [0, 255]);
}
