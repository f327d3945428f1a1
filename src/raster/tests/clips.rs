//! Clips of any shape, and bounds.

use vello_common::kurbo::{Affine, Rect};

use super::*;
use crate::raster::{
    Cap, Cutter, Join, Placement, Radius, RoundedRect, path_bounds, rect, rounded, stroke_bounds,
};

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 48, y1: 48 };

/// The product, pixel by pixel.
fn check_product(cut: &Picture, shape: &Picture, clips: &[&Picture], what: &str) {
    for (x, y) in (CLIP.y0..CLIP.y1).flat_map(|y| (CLIP.x0..CLIP.x1).map(move |x| (x, y))) {
        let expected = clips.iter().fold(shape.at(x, y), |alpha, clip| {
            (f64::from(alpha) * f64::from(clip.at(x, y)) / 255.0).round() as u8
        });
        assert_eq!(cut.at(x, y), expected, "{what} at {x},{y}");
    }
}

type Cover = Box<dyn Fn(&mut Coverage)>;

/// Shapes that make runs of every kind.
fn covers() -> Vec<Cover> {
    let star = path(&Random(7).points(9, -5.0, 53.0), true);
    let turned = Placement::new(Affine::rotate_about(0.4, Point::new(24.0, 24.0)));
    let corners = RoundedRect::new(Rect::new(3.0, 4.5, 41.0, 46.0), [Radius { rx: 9.0, ry: 4.0 }; 4]);
    vec![
        Box::new(|coverage| rect(Rect::new(5.0, 7.0, 40.0, 39.0), coverage)),
        Box::new(|coverage| rect(Rect::new(2.3, -7.0, 37.6, 31.2), coverage)),
        Box::new(|coverage| {
            rounded(&RoundedRect::ellipse((20.0, 22.0).into(), Radius::circular(19.3)), coverage);
        }),
        Box::new(move |coverage| rounded(&corners, coverage)),
        Box::new(move |coverage| PathRaster::new().fill(&star, FillRule::EvenOdd, coverage)),
        Box::new(move |coverage| {
            let mut square = Vec::new();
            crate::raster::shape::rectangle(Rect::new(10.0, 10.0, 38.0, 38.0), &mut square);
            PathRaster::new().under(turned).fill(&square, FillRule::NonZero, coverage);
        }),
        Box::new(|_| {}),
    ]
}

#[test]
fn cutting_is_multiplying() {
    let mut cutter = Cutter::default();
    for (i, shape) in covers().iter().enumerate() {
        let whole = draw(CLIP, shape);
        for (j, first) in covers().iter().enumerate() {
            for (k, second) in covers().iter().enumerate() {
                let cut = draw(CLIP, |coverage| {
                    shape(coverage);
                    cutter.cut_to(coverage, first);
                    cutter.cut_to(coverage, second);
                });
                let clips = [&draw(CLIP, first), &draw(CLIP, second)];
                // A path may be rounded otherwise where less of it is drawn, so whole clips are compared first.
                let both = draw(CLIP, |coverage| {
                    shape(coverage);
                    for clip in [first, second] {
                        let mut mask = Coverage::default();
                        mask.start(CLIP, true);
                        clip(&mut mask);
                        cutter.cut_both(&mask, coverage);
                    }
                });
                check_product(&both, &whole, &clips, &format!("{i} {j} {k}"));
                cut.check_crop(&both, 2, &format!("{i} {j} {k}"));
            }
        }
    }
}

#[test]
fn cuts_match_the_oracle() {
    let mut random = Random(211);
    for _ in 0..30 {
        let (shape, clip) = (random.points(3, -10.0, 58.0), random.points(3, -10.0, 58.0));
        let mut raster = PathRaster::new();
        let picture = draw(CLIP, |coverage| {
            raster.fill(&path(&shape, true), FillRule::NonZero, coverage);
            let cover = |mask: &mut Coverage| raster.fill(&path(&clip, true), FillRule::NonZero, mask);
            Cutter::default().cut_to(coverage, cover);
        });
        let inside = |point| winding(&shape, point) != 0 && winding(&clip, point) != 0;
        // Where two edges meet in a pixel, the product stands for the area inside both.
        picture.check(inside, 16.0, 100.0, &format!("{shape:?} {clip:?}"));
    }
}

#[test]
fn whole_parts_stay_whole() {
    let mut coverage = Coverage::default();
    coverage.start(CLIP, true);
    rect(Rect::new(15.0, 16.0, 30.0, 32.0), &mut coverage);
    let circle = RoundedRect::ellipse((24.0, 24.0).into(), Radius::circular(20.0));
    Cutter::default().cut_to(&mut coverage, |mask| rounded(&circle, mask));
    let whole = PixelRect { x0: 15, y0: 16, x1: 30, y1: 32 };
    assert_eq!(coverage.runs().collect::<Vec<_>>(), [crate::raster::Run::Solid(whole)]);
}

#[test]
fn without_antialiasing_cuts_are_hard() {
    for (shape, clip) in covers().iter().zip(covers().iter().skip(1)) {
        let mut coverage = Coverage::default();
        coverage.start(CLIP, false);
        shape(&mut coverage);
        for _ in 0..2 {
            Cutter::default().cut_to(&mut coverage, clip);
        }
        assert!(Picture::new(&coverage).alphas.iter().all(|&alpha| alpha == 0 || alpha == 255));
    }
}

fn any_transform(random: &mut Random) -> Affine {
    let linear = match random.next() % 5 {
        0 => Affine::IDENTITY,
        1 => Affine::scale_non_uniform(random.between(-3.0, 3.0), random.between(-3.0, 3.0)),
        2 => Affine::rotate(random.between(0.0, 7.0)),
        3 => Affine::skew(random.between(-2.0, 2.0), random.between(-2.0, 2.0)),
        _ => Affine::new([0.0; 6].map(|_: f64| random.between(-2.0, 2.0))),
    };
    Affine::translate((random.between(20.0, 80.0), random.between(20.0, 80.0)))
        * linear
        * Affine::translate((-50.0, -50.0))
}

#[test]
fn bounds_hold_all_that_is_covered() {
    let mut random = Random(223);
    let screen = clip(0, 0, 100, 100);
    let mut raster = PathRaster::new();
    let mut coverage = Coverage::default();
    for round in 0..3000 {
        let mut path = path(&random.points(2 + round % 5, 10.0, 90.0), round % 3 == 0);
        if round % 2 == 0 {
            let [a, b, c] = [0; 3].map(|_| Point::from(random.points(1, 0.0, 100.0)[0]));
            path.extend([PathEl::QuadTo(a, b), PathEl::CurveTo(b, a, c)]);
        }
        if round % 7 == 0 {
            path.iter_mut().for_each(|element| *element = Affine::scale(8.0).inverse() * *element);
        }
        let transform = any_transform(&mut random);
        let placement = Placement::new(transform);
        let style = StrokeStyle {
            width: random.between(0.0, 9.0),
            cap: [Cap::Butt, Cap::Round, Cap::Square][round % 3],
            join: [Join::Miter, Join::Round, Join::Bevel][round / 3 % 3],
            miter_limit: random.between(0.5, 9.0),
            dashes: [&[][..], &[4.0, 3.0], &[0.0, 5.0], &[0.01, 0.02]][round % 4],
            dash_offset: 1.0,
        };
        let mut check = |bounds: Rect, draw: &dyn Fn(&mut PathRaster, &mut Coverage)| {
            coverage.start(screen, true);
            draw(&mut raster, &mut coverage);
            let bounds = bounds.expand();
            let picture = Picture::new(&coverage);
            for (x, y) in (0..100).flat_map(|y| (0..100).map(move |x| (x, y))) {
                let pixel = Rect::new(x.into(), y.into(), f64::from(x) + 1.0, f64::from(y) + 1.0);
                let is_held = bounds.intersect(pixel) == pixel;
                assert!(
                    is_held || picture.at(x, y) == 0,
                    "{x},{y} {bounds:?} {path:?} {style:?} {transform:?}"
                );
            }
        };
        check(path_bounds(&path, transform), &|raster, coverage| {
            raster.under(placement).fill(&path, FillRule::NonZero, coverage);
        });
        let bounds = stroke_bounds(path_bounds(&path, Affine::IDENTITY), &style, transform);
        check(bounds, &|raster, coverage| raster.under(placement).stroke(&path, &style, coverage));
    }
    assert_eq!(path_bounds(&[], Affine::IDENTITY), Rect::ZERO);
    assert_eq!(path_bounds(&svg("M1,2 H5 V9 Z"), Affine::IDENTITY), Rect::new(1.0, 2.0, 5.0, 9.0));
    assert_eq!(path_bounds(&svg("M1,2 H5 V9 Z"), Affine::scale(0.0)), Rect::ZERO);
}
