//! The road of a command: parse, coverage and paint, each beside its bound in the same run.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use fbdraw::canvas::{Brush, Canvas};
use fbdraw::color::Color;
use fbdraw::damage::Damage;
use fbdraw::draw::Painter;
use fbdraw::geometry::{PixelRect, Size};
use fbdraw::paint::Source;
use fbdraw::pixel::{Blend, Format};
use fbdraw::protocol::{Body, Limits, parse};
use fbdraw::raster::{self, Coverage, FillRule, PathRaster, Radius, RoundedRect, Stamps, StrokeStyle, shape};
use fearless_simd::Level;
use vello_common::kurbo::{PathEl, Point};

const SCREEN: Size = Size { width: 1920, height: 1080 };
const SIDE: usize = 500;

/// A block of 500 × 500 pixels, at a place that is no cache line's.
const BLOCK: PixelRect = PixelRect { x0: 101, y0: 57, x1: 101 + SIDE as i32, y1: 57 + SIDE as i32 };

/// The bound of everything that writes pixels: the C library fills the same bytes.
fn memset(group: &mut BenchmarkGroup<'_, WallTime>, format: Format) {
    let bytes_per_pixel = format.bits_per_pixel() as usize / 8;
    let stride = SCREEN.width as usize * bytes_per_pixel;
    let mut screen = vec![0_u8; stride * SCREEN.height as usize];
    group.bench_function(format!("{format}, memset of the same bytes"), |bench| {
        bench.iter(|| {
            for y in BLOCK.y0 as usize..BLOCK.y1 as usize {
                let start = y * stride + BLOCK.x0 as usize * bytes_per_pixel;
                black_box(&mut screen[start..start + SIDE * bytes_per_pixel]).fill(7);
            }
        });
    });
}

fn paint(criterion: &mut Criterion, name: &str, color: Color, partly: bool) {
    let brush = Brush { source: Source::Solid(color), opacity: 255, blend: Blend::Over };
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    let mut coverage = Coverage::default();
    coverage.start(SCREEN.rect(), true);
    if partly {
        (BLOCK.y0..BLOCK.y1).for_each(|y| coverage.mask(BLOCK.x0, y, (0..SIDE).map(|i| i as u8 | 1)));
    } else {
        coverage.solid(BLOCK);
    }
    for format in [Format::Xrgb8888, Format::Rgb888, Format::Rgb565, Format::Gray8] {
        let stride = format.row_bytes(SCREEN.width);
        let mut bytes = vec![0; stride * SCREEN.height as usize];
        let mut canvas = Canvas::new(&mut bytes, stride, SCREEN, format, Level::new());
        group.bench_function(format!("{format}"), |bench| {
            bench.iter(|| canvas.paint(&coverage, black_box(&brush)));
        });
        memset(&mut group, format);
    }
    group.finish();
}

fn pixels(criterion: &mut Criterion) {
    let translucent = Color { r: 250, g: 120, b: 10, a: 120 };
    paint(criterion, "fill", Color::opaque(250, 120, 10), false);
    paint(criterion, "blend", translucent, false);
    paint(criterion, "masked blend", translucent, true);
}

fn chart() -> Vec<PathEl> {
    let points = (0..1000).map(|i| {
        let x = f64::from(i) * 1.9;
        Point::new(x, 540.0 + 200.0 * (x / 60.0).sin() + 90.0 * (x / 17.0).cos())
    });
    let mut path = Vec::new();
    shape::lines(points, false, &mut path);
    path
}

fn shapes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coverage");
    let mut coverage = Coverage::default();
    let mut cover = |name: &str, shape: &mut dyn FnMut(&mut Coverage)| {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                coverage.start(SCREEN.rect(), true);
                shape(&mut coverage);
                black_box(coverage.is_empty())
            });
        });
    };
    let circle = RoundedRect::ellipse(Point::new(300.0, 300.0), Radius::circular(50.0));
    let (mut stamps, mut paths) = (Stamps::default(), PathRaster::new());
    let mut outline = Vec::new();
    shape::outline(&circle, &mut outline);
    let chart = chart();
    let line = StrokeStyle { width: 2.0, ..StrokeStyle::default() };
    cover("100-pixel circle, new", &mut |coverage| raster::rounded(&circle, coverage));
    cover("100-pixel circle, seen lately", &mut |coverage| stamps.rounded(&circle, coverage));
    cover("100-pixel circle, as a path", &mut |coverage| paths.fill(&outline, FillRule::NonZero, coverage));
    cover("1000-point chart, stroked", &mut |coverage| paths.stroke(&chart, &line, coverage));
    let mut mask = vec![0_u8; 100 * 100];
    cover("memset of a circle's mask", &mut |_| black_box(&mut mask).fill(7));
    group.finish();
}

/// The most common background: a gradient along an axis is to cost no more than twice as much as one colour.
fn backgrounds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("background");
    group.throughput(Throughput::Elements(u64::from(SCREEN.width * SCREEN.height)));
    let gradient = |x2: &str, y2: &str| {
        let stops = r##"[[0,"#0d1730"],[1,"#2c3f78"]]"##;
        format!(r#"{{"linear":{{"x1":0,"y1":0,"x2":"{x2}","y2":"{y2}","stops":{stops}}}}}"#)
    };
    let paints = [
        ("one colour", r##""#0d1730""##.to_owned()),
        ("a gradient down", gradient("0%", "100%")),
        ("a gradient across", gradient("100%", "0%")),
    ];
    for format in [Format::Xrgb8888, Format::Rgb888, Format::Rgb565] {
        let stride = format.row_bytes(SCREEN.width);
        let mut bytes = vec![0; stride * SCREEN.height as usize];
        for (name, paint) in &paints {
            let line =
                format!(r#"{{"op":"rect","x":0,"y":0,"width":"100%","height":"100%","fill":{paint}}}"#);
            let body = parse(line.as_bytes(), &Limits::default(), SCREEN).map(|request| request.body);
            let Ok(Body::Command(command)) = body else { panic!("{line}") };
            let mut canvas = Canvas::new(&mut bytes, stride, SCREEN, format, Level::new());
            let (mut painter, mut damage) = (Painter::default(), Damage::ignored());
            group.bench_function(format!("{format}, {name}"), |bench| {
                bench.iter(|| painter.draw(black_box(&command), &mut canvas, &mut damage));
            });
        }
    }
    group.finish();
}

/// What the members of a rectangle cost alone: no operation to find, nothing to check.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "only read")]
struct BareRect<'a> {
    op: &'a str,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    fill: &'a str,
}

/// The same of many points.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "only read")]
struct BarePoints<'a> {
    op: &'a str,
    points: Vec<[f64; 2]>,
    fill: &'a str,
}

fn lines(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    let limits = Limits::default();
    let rect = r##"{"op":"rect","x":10,"y":20,"width":30,"height":40,"fill":"#ff8800"}"##;
    let points: Vec<String> = (0..1000).map(|i| format!("[{},{}.5]", i, i * 7 % 1000)).collect();
    let polygon = format!(r##"{{"op":"polygon","points":[{}],"fill":"#ff8800"}}"##, points.join(","));
    group.bench_function("rect", |bench| {
        bench.iter(|| parse(black_box(rect).as_bytes(), &limits, SCREEN).is_ok());
    });
    group.bench_function("rect, bare serde_json", |bench| {
        bench.iter(|| serde_json::from_str::<BareRect<'_>>(black_box(rect)).is_ok());
    });
    group.bench_function("1000-point polygon", |bench| {
        bench.iter(|| parse(black_box(&polygon).as_bytes(), &limits, SCREEN).is_ok());
    });
    group.bench_function("1000-point polygon, bare serde_json", |bench| {
        bench.iter(|| serde_json::from_str::<BarePoints<'_>>(black_box(&polygon)).is_ok());
    });
    group.finish();
}

criterion_group!(benches, pixels, backgrounds, shapes, lines);
criterion_main!(benches);
