//! Input made to cost. Work is counted, not timed; the times that are printed are for readers.

use super::*;
use crate::raster::limits::MAX_STEPS;
use crate::raster::{Cap, Join};

pub(super) const FAR: f64 = 16_777_216.0;
const SCREEN: PixelRect = PixelRect { x0: 0, y0: 0, x1: 1920, y1: 1080 };

pub(super) const PLAIN: StrokeStyle<'static> = StrokeStyle {
    width: 1.0,
    cap: Cap::Butt,
    join: Join::Miter,
    miter_limit: 4.0,
    dashes: &[],
    dash_offset: 0.0,
};

/// Draws and returns how much work it took.
pub(super) fn work(draw: impl Fn(&mut PathRaster, &mut Coverage), what: &str) -> u64 {
    let mut raster = PathRaster::new();
    let mut coverage = Coverage::default();
    coverage.start(SCREEN, true);
    let time = std::time::Instant::now();
    draw(&mut raster, &mut coverage);
    let time = time.elapsed();
    let (steps, tiles, bytes) = raster.work();
    println!("{what:50} {time:>12.2?} {steps} steps, {tiles} tiles, {bytes} bytes");
    assert!(bytes <= 48 << 20, "{what}: {bytes} bytes");
    assert!(steps <= MAX_STEPS + 200_000, "{what}: {steps} steps");
    steps
}

fn stroke_work(path: &[PathEl], style: &StrokeStyle<'_>, what: &str) -> u64 {
    work(|raster, coverage| raster.stroke(path, style, coverage), what)
}

fn fill_work(path: &[PathEl], what: &str) -> u64 {
    work(|raster, coverage| raster.fill(path, FillRule::NonZero, coverage), what)
}

#[test]
fn dashes_cost_what_is_visible() {
    let line = svg("M-500000,500 H500000");
    for dashes in [&[0.1][..], &[1.0], &[0.0, 0.001], &[1e-9, 1e-9], &[1e-300, 1e-300]] {
        for width in [1.0, 300.0, FAR] {
            for cap in [Cap::Butt, Cap::Round, Cap::Square] {
                let style = StrokeStyle { dashes, width, cap, ..PLAIN };
                let found = stroke_work(&line, &style, &format!("dashes {dashes:?} {width} {cap:?}"));
                assert!(width > 1.0 || found <= 200_000, "{found} steps for {style:?}");
            }
        }
    }
}

#[test]
fn curves_cost_what_is_visible() {
    let far = format!("M-{FAR},-{FAR} C{FAR},-{FAR} -{FAR},{FAR} {FAR},{FAR}");
    let through = format!("M-{FAR},500 C-{FAR},-{FAR} {FAR},{FAR} {FAR},500");
    for text in
        [far, through, format!("M0,0 Q{FAR},{FAR} 1000,1000"), format!("M-{FAR},0 Q960,{FAR} {FAR},0")]
    {
        let path = svg(&text);
        assert!(fill_work(&path, "curve filled") <= 4_000);
        for width in [1.0, 1000.0, FAR] {
            for join in [Join::Miter, Join::Round] {
                let style = StrokeStyle { width, join, ..PLAIN };
                assert!(stroke_work(&path, &style, &format!("curve stroked {width}")) <= 500_000);
                let style = StrokeStyle { dashes: &[0.3, 0.2], ..style };
                stroke_work(&path, &style, &format!("curve dashed {width}"));
            }
        }
    }
}

#[test]
fn long_paths_are_bounded() {
    let mut random = Random(77);
    let mut at = (900.0, 500.0);
    let crowd: Vec<_> = (0..100_000)
        .map(|_| {
            at = (
                (at.0 + random.between(-5.0, 5.0)).clamp(0.0, 1920.0),
                (at.1 + random.between(-5.0, 5.0)).clamp(0.0, 1080.0),
            );
            at
        })
        .collect();
    let crowd = path(&crowd, false);
    fill_work(&crowd, "100,000 short pieces filled");
    let zigzag: Vec<_> =
        (0..10_000).map(|i| (if i % 2 == 0 { 0.0 } else { 1920.0 }, f64::from(i * 7919 % 1080))).collect();
    let zigzag = path(&zigzag, false);
    let steep: Vec<_> =
        (0..10_000).map(|i| (f64::from(i * 7919 % 1920), if i % 2 == 0 { 0.0 } else { 1080.0 })).collect();
    let steep = path(&steep, false);
    fill_work(&steep, "steep zigzag filled");
    for width in [1.0, 40.0] {
        let style = StrokeStyle { width, join: Join::Round, ..PLAIN };
        stroke_work(&steep, &style, &format!("steep zigzag {width}"));
    }
    fill_work(&zigzag, "zigzag filled");
    for width in [1.0, 20.0, 300.0, FAR] {
        for join in [Join::Round, Join::Miter] {
            let style = StrokeStyle { width, join, ..PLAIN };
            stroke_work(&crowd, &style, &format!("100,000 short pieces {width} {join:?}"));
            stroke_work(&zigzag, &style, &format!("zigzag {width} {join:?}"));
        }
    }
    let style = StrokeStyle { dashes: &[0.1], cap: Cap::Round, join: Join::Round, ..PLAIN };
    stroke_work(&zigzag, &style, "zigzag, fine dashes");
    stroke_work(&zigzag, &StrokeStyle { dashes: &[1.0, 2.0], ..style }, "zigzag, dots");
}

#[test]
fn a_million_points_are_bounded() {
    let mut random = Random(99);
    for (what, low, high) in
        [("left", -9e6, -1e3), ("right", 2e3, 9e6), ("around", -FAR, FAR), ("here", 0.0, 1080.0)]
    {
        let points = path(&random.points(1_000_000, low, high), false);
        let found = fill_work(&points, &format!("a million points {what} filled"));
        assert!(found <= 2_500_000 || what == "around" || what == "here", "{found} steps {what}");
        for (width, dashes) in [(1.0, &[][..]), (100.0, &[]), (1.0, &[3.0])] {
            let style = StrokeStyle { width, dashes, join: Join::Round, ..PLAIN };
            stroke_work(&points, &style, &format!("a million points {what} {width} {dashes:?}"));
        }
    }
}

#[test]
#[ignore = "prints times; run by hand with optimisation"]
fn speed() {
    let circle = svg("M1010,500 a50,50 0 0 1 -100,0 a50,50 0 0 1 100,0 Z");
    let mut random = Random(1);
    let chart: Vec<_> = (0..1000).map(|i| (f64::from(i) * 1.92, random.between(300.0, 700.0))).collect();
    let chart = path(&chart, false);
    let calm: Vec<_> =
        (0..1000).map(|i| (f64::from(i) * 1.92, 500.0 + 300.0 * (f64::from(i) * 0.02).sin())).collect();
    let calm = path(&calm, false);
    let mut raster = PathRaster::new();
    let mut coverage = Coverage::default();
    let mut time = |what: &str, draw: &dyn Fn(&mut PathRaster, &mut Coverage)| {
        let best = (0..200)
            .map(|_| {
                coverage.start(SCREEN, true);
                let time = std::time::Instant::now();
                draw(&mut raster, &mut coverage);
                time.elapsed()
            })
            .min();
        println!("{what:30} {best:?}");
    };
    let round = StrokeStyle { width: 2.0, join: Join::Round, ..PLAIN };
    time("rounded circle", &|_, coverage| {
        let shape = crate::raster::RoundedRect::ellipse(
            Point::new(960.0, 500.0),
            crate::raster::Radius::circular(50.0),
        );
        crate::raster::rounded(&shape, coverage);
    });
    time("circle filled", &|raster, coverage| raster.fill(&circle, FillRule::NonZero, coverage));
    time("circle 2 px", &|raster, coverage| raster.stroke(&circle, &round, coverage));
    time("chart 2 px", &|raster, coverage| raster.stroke(&chart, &round, coverage));
    time("calm chart 2 px", &|raster, coverage| raster.stroke(&calm, &round, coverage));
    let dashed = StrokeStyle { dashes: &[5.0, 3.0], ..round };
    time("calm chart dashed", &|raster, coverage| raster.stroke(&calm, &dashed, coverage));
    let small = svg("M10,10 h8 v8 Z");
    time("triangle 8 px", &|raster, coverage| raster.fill(&small, FillRule::NonZero, coverage));
}

/// Whatever the numbers, nothing panics, hangs or leaves the clip.
#[test]
fn any_finite_path_is_drawn() {
    let mut random = Random(0xfbd);
    let mut raster = PathRaster::new();
    let mut coverage = Coverage::default();
    for _ in 0..4000 {
        let scale = [1.0, 50.0, 1e4, FAR][random.next() as usize % 4];
        let round = |value: f64| if value.to_bits() & 8 == 0 { value.round() } else { value };
        let point = |random: &mut Random| {
            Point::new(round(random.between(-scale, scale)), round(random.between(-scale, scale)))
        };
        let path: Vec<_> = (0..random.next() % 9)
            .map(|_| match random.next() % 6 {
                0 => PathEl::MoveTo(point(&mut random)),
                1 | 2 => PathEl::LineTo(point(&mut random)),
                3 => PathEl::QuadTo(point(&mut random), point(&mut random)),
                4 => PathEl::CurveTo(point(&mut random), point(&mut random), point(&mut random)),
                _ => PathEl::ClosePath,
            })
            .collect();
        let width = [1e-9, 0.3, 1.0, 70.0, 1e5, FAR][random.next() as usize % 6];
        let length = [0.0, 1e-9, 0.4, 3.0, 1e3, FAR];
        let dashes: Vec<_> = (0..random.next() % 5).map(|_| length[random.next() as usize % 6]).collect();
        let style = StrokeStyle {
            width,
            cap: [Cap::Butt, Cap::Round, Cap::Square][random.next() as usize % 3],
            join: [Join::Miter, Join::Round, Join::Bevel][random.next() as usize % 3],
            miter_limit: [0.0, 1.0, 4.0, 1e9][random.next() as usize % 4],
            dashes: &dashes,
            dash_offset: random.between(-scale, scale),
        };
        let (x, y) = ((random.next() % 40) as i32, (random.next() % 40) as i32);
        let clip = clip(x, y, x + 1 + (random.next() % 60) as i32, y + 1 + (random.next() % 60) as i32);
        let rule = if random.next().is_multiple_of(2) { FillRule::NonZero } else { FillRule::EvenOdd };
        coverage.start(clip, random.next().is_multiple_of(2));
        raster.fill(&path, rule, &mut coverage);
        Picture::new(&coverage);
        coverage.start(clip, true);
        raster.stroke(&path, &style, &mut coverage);
        assert!(raster.work().0 < 10_000_000, "{style:?} {path:?} {clip:?}");
        Picture::new(&coverage);
    }
}

/// Once warm, the memory that is kept stays as it is.
#[test]
fn drawing_again_allocates_nothing() {
    let mut random = Random(8);
    let star = path(&random.points(300, -50.0, 1200.0), true);
    let style = StrokeStyle { dashes: &[9.0, 4.0], cap: Cap::Round, ..PLAIN };
    let mut raster = PathRaster::new();
    let mut coverage = Coverage::default();
    let mut round = || {
        coverage.start(SCREEN, true);
        raster.fill(&star, FillRule::EvenOdd, &mut coverage);
        raster.stroke(&star, &style, &mut coverage);
        raster.work().2
    };
    assert_eq!(round(), round());
}
