//! Transforms made to cost. Work is counted, not timed; the times that are printed are for readers.

use vello_common::kurbo::{Affine, Rect, Vec2};

use super::bounds::{FAR, PLAIN, work};
use super::*;
use crate::raster::limits::MAX_STEPS;
use crate::raster::{
    Cap, Join, Placement, Radius, RoundedRect, Stamps, path_bounds, rect, shape, stroke_bounds,
};

/// The larger ones leave the middle of the screen where it is.
fn transforms() -> Vec<(&'static str, Affine)> {
    let middle = Vec2::new(960.0, 540.0);
    let around = |affine: Affine| affine.pre_translate(-middle).then_translate(middle);
    vec![
        ("turned by 30°", around(Affine::rotate(std::f64::consts::FRAC_PI_6))),
        ("skewed", around(Affine::skew(1.2, 0.4))),
        ("a million times", around(Affine::scale(1e6))),
        ("2²⁰ times", around(Affine::scale((1 << 20) as f64))),
        ("2²⁴ times and turned", around(Affine::scale(FAR) * Affine::rotate(1.0))),
        ("a thousand times as wide", around(Affine::scale_non_uniform(1e3, 1.0))),
        (
            "squashed",
            around(Affine::rotate(0.3) * Affine::scale_non_uniform(1.0, 1e-5) * Affine::rotate(1.0)),
        ),
        ("wide and squashed", around(Affine::scale_non_uniform(FAR, 1e-3))),
        ("steeper than numbers are", around(Affine::new([FAR, FAR, FAR, FAR * (1.0 + 1e-13), 0.0, 0.0]))),
        ("a millionth", around(Affine::scale(1e-6))),
    ]
}

fn fill_work(path: &[PathEl], transform: Affine, what: &str) -> u64 {
    let placement = Placement::new(transform);
    work(|raster, coverage| raster.under(placement).fill(path, FillRule::NonZero, coverage), what)
}

fn stroke_work(path: &[PathEl], style: &StrokeStyle<'_>, transform: Affine, what: &str) -> u64 {
    let placement = Placement::new(transform);
    work(|raster, coverage| raster.under(placement).stroke(path, style, coverage), what)
}

#[test]
fn placed_dashes_cost_what_is_visible() {
    let line = svg("M-500000,540 H500000");
    for (name, transform) in transforms() {
        for dashes in [&[0.1][..], &[1.0], &[1e-300, 1e-300]] {
            for (width, cap) in [(1.0, Cap::Butt), (1.0, Cap::Round), (FAR, Cap::Square)] {
                let style = StrokeStyle { dashes, width, cap, ..PLAIN };
                let found =
                    stroke_work(&line, &style, transform, &format!("{name} {dashes:?} {width} {cap:?}"));
                let is_large = width > 1.0 || transform.determinant().abs() > 2.0;
                assert!(is_large || found <= 400_000, "{found} steps {name}");
            }
        }
    }
}

#[test]
fn placed_curves_cost_what_is_visible() {
    let far = format!("M-{FAR},-{FAR} C{FAR},-{FAR} -{FAR},{FAR} {FAR},{FAR}");
    let through = format!("M-{FAR},540 C-{FAR},-{FAR} {FAR},{FAR} {FAR},540");
    for text in [far, through, format!("M0,0 Q{FAR},{FAR} 1000,1000"), format!("M960,540 q1,{FAR} 2,0")] {
        let path = svg(&text);
        for (name, transform) in transforms() {
            let found = fill_work(&path, transform, &format!("{name}, filled"));
            assert!(found <= 10_000, "{found} steps {name} {text}");
            for (width, join) in [(1.0, Join::Round), (1000.0, Join::Miter), (FAR, Join::Round)] {
                let style = StrokeStyle { width, join, ..PLAIN };
                stroke_work(&path, &style, transform, &format!("{name}, {width} wide"));
                let style = StrokeStyle { dashes: &[0.3, 0.2], cap: Cap::Round, ..style };
                stroke_work(&path, &style, transform, &format!("{name}, {width} wide, dashed"));
            }
        }
    }
}

#[test]
fn placed_long_paths_are_bounded() {
    let mut random = Random(301);
    let zigzag: Vec<_> =
        (0..10_000).map(|i| (if i % 2 == 0 { 0.0 } else { 1920.0 }, f64::from(i * 7919 % 1080))).collect();
    let near = path(&random.points(20_000, 0.0, 1080.0), false);
    for (what, path) in [("zigzag", path(&zigzag, false)), ("crowd", near)] {
        for (name, transform) in transforms() {
            fill_work(&path, transform, &format!("{what} {name}"));
            for (width, dashes) in [(1.0, &[][..]), (40.0, &[]), (2.0, &[0.1])] {
                let style = StrokeStyle { width, dashes, join: Join::Round, cap: Cap::Round, ..PLAIN };
                stroke_work(&path, &style, transform, &format!("{what} {name} {width} {dashes:?}"));
            }
        }
    }
}

/// Numbers of any size, as groups within groups multiply them.
fn any_transform(random: &mut Random) -> Affine {
    let mut transform = Affine::IDENTITY;
    for _ in 0..random.next() % 7 {
        let mut number = || match random.next() % 8 {
            0 => 0.0,
            1 => 1.0,
            2 => -1.0,
            3 => random.between(-2.0, 2.0),
            4 => random.between(-1e-9, 1e-9),
            5 => random.between(-1e3, 1e3),
            6 => FAR,
            _ => random.between(-FAR, FAR),
        };
        transform *= Affine::new([0; 6].map(|_| number()));
    }
    transform
}

/// Whatever the numbers, nothing panics, hangs or leaves the clip.
#[test]
fn any_transform_is_drawn() {
    let mut random = Random(307);
    let mut raster = PathRaster::new();
    let mut stamps = Stamps::default();
    let mut coverage = Coverage::default();
    let mut scratch = Vec::new();
    for _ in 0..400 {
        let transform = any_transform(&mut random);
        let placement = Placement::new(transform);
        let scale = [1.0, 50.0, 1e4, FAR][random.next() as usize % 4];
        let point = |random: &mut Random| Point::from(random.points(1, -scale, scale)[0]);
        let mut path: Vec<_> = (0..random.next() % 9)
            .map(|_| match random.next() % 6 {
                0 => PathEl::MoveTo(point(&mut random)),
                1 | 2 => PathEl::LineTo(point(&mut random)),
                3 => PathEl::QuadTo(point(&mut random), point(&mut random)),
                4 => PathEl::CurveTo(point(&mut random), point(&mut random), point(&mut random)),
                _ => PathEl::ClosePath,
            })
            .collect();
        path.insert(0, PathEl::MoveTo(point(&mut random)));
        let length = [0.0, 1e-9, 0.4, 3.0, 1e3, FAR];
        let dashes: Vec<_> = (0..random.next() % 5).map(|_| length[random.next() as usize % 6]).collect();
        let style = StrokeStyle {
            width: [1e-9, 0.3, 1.0, 70.0, 1e5, FAR][random.next() as usize % 6],
            cap: [Cap::Butt, Cap::Round, Cap::Square][random.next() as usize % 3],
            join: [Join::Miter, Join::Round, Join::Bevel][random.next() as usize % 3],
            miter_limit: [0.0, 1.0, 4.0, FAR][random.next() as usize % 4],
            dashes: &dashes,
            dash_offset: random.between(-scale, scale),
        };
        let (x, y) = ((random.next() % 40) as i32, (random.next() % 40) as i32);
        let clip = clip(x, y, x + 1 + (random.next() % 60) as i32, y + 1 + (random.next() % 60) as i32);
        let frame = Rect::from_points(point(&mut random), point(&mut random));
        let radius = Radius { rx: random.between(0.0, scale), ry: random.between(0.0, scale) };
        let mut draw = |draw: &mut dyn FnMut(&mut PathRaster, &mut Coverage)| {
            coverage.start(clip, true);
            draw(&mut raster, &mut coverage);
            let steps = raster.work().0;
            // A first dash, once remembered, is drawn whole.
            assert!(steps < MAX_STEPS + 1_000_000, "{steps} {transform:?} {style:?} {path:?} {clip:?}");
            Picture::new(&coverage);
        };
        draw(&mut |raster, coverage| raster.under(placement).fill(&path, FillRule::EvenOdd, coverage));
        draw(&mut |raster, coverage| raster.under(placement).stroke(&path, &style, coverage));
        draw(&mut |raster, coverage| {
            raster.under(placement).stroke_rect(frame, &style, &mut scratch, coverage);
        });
        draw(&mut |raster, coverage| {
            raster.under(placement).stroke_line(frame.origin(), frame.center(), &style, coverage);
        });
        if let Some(placed) = placement.rect(frame) {
            draw(&mut |_, coverage| rect(placed, coverage));
        }
        for shape in [RoundedRect::new(frame, [radius; 4]), RoundedRect::ellipse(frame.center(), radius)] {
            if let Some(placed) = placement.rounded(&shape) {
                draw(&mut |_, coverage| stamps.rounded(&placed, coverage));
            }
            let mut outline = Vec::new();
            shape::outline_within(&shape, placement.tolerance(), &mut outline);
            assert!(outline.len() < 1000, "{} pieces", outline.len());
            draw(&mut |raster, coverage| {
                raster.under(placement).fill(&outline, FillRule::NonZero, coverage);
            });
        }
        let bounds = stroke_bounds(path_bounds(&path, Affine::IDENTITY), &style, transform);
        assert!(bounds.is_finite() && path_bounds(&path, transform).is_finite());
    }
}
