//! Scenes drawn by tiny-skia itself: what is no SVG.

use svgtypes::{SimplePathSegment, SimplifyingPathParser};
use tiny_skia::{
    BlendMode, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path, PathBuilder,
    Pixmap, PixmapPaint, Point, RadialGradient, Shader, SpreadMode, Stroke, StrokeDash, SweepGradient,
    Transform,
};

use crate::compare::{HEIGHT, Image, WIDTH};
use crate::scene::{self, Clip, Color, Common, Node, Place, Scene, Shape, Style};

/// The picture of a scene, drawn `finer` times as large and averaged.
pub(crate) fn render(scene: &Scene, finer: u32) -> Image {
    let mut pixmap = Pixmap::new(WIDTH as u32 * finer, HEIGHT as u32 * finer).expect("room");
    pixmap.fill(color(scene.background));
    nodes(&scene.nodes, Transform::from_scale(finer as f32, finer as f32), &mut pixmap);
    if scene.is_aliased() {
        return Image::sampled(pixmap.data(), finer as usize);
    }
    Image::averaged(pixmap.data(), finer as usize)
}

fn nodes(all: &[Node], outer: Transform, pixmap: &mut Pixmap) {
    for node in all {
        let common = node.common();
        let transform = match common.transform.map(|numbers| numbers.map(|number| number as f32)) {
            None => outer,
            Some([a, b, c, d, e, f]) => outer.pre_concat(Transform::from_row(a, b, c, d, e, f)),
        };
        let inside = |pixmap: &mut Pixmap, opacity, blend, mask: Option<&Mask>| match node {
            Node::Group(group) => nodes(&group.nodes, transform, pixmap),
            Node::Shape(one) => shape(one, transform, opacity, blend, mask, pixmap),
        };
        let mask = common.clip.as_ref().map(|clip| mask(clip, transform, common, pixmap));
        let is_plain = common.opacity == 1.0 && common.blend == "over";
        let isolated = match node {
            Node::Group(_) => !is_plain || mask.is_some(),
            // Both paints replace; a picture of both would replace all around them as well.
            Node::Shape(one) => {
                let is_plain = is_plain || common.blend == "src";
                !is_plain && one.style.fill.is_some() && one.style.stroke.is_some()
            }
        };
        if !isolated {
            inside(pixmap, common.opacity, blend_mode(common.blend), mask.as_ref());
            continue;
        }
        let mut layer = Pixmap::new(pixmap.width(), pixmap.height()).expect("room");
        inside(&mut layer, 1.0, BlendMode::SourceOver, None);
        let paint = PixmapPaint {
            opacity: common.opacity as f32,
            blend_mode: blend_mode(common.blend),
            ..PixmapPaint::default()
        };
        pixmap.draw_pixmap(0, 0, layer.as_ref(), &paint, Transform::identity(), mask.as_ref());
    }
}

fn shape(
    shape: &Shape,
    transform: Transform,
    opacity: f64,
    blend_mode: BlendMode,
    mask: Option<&Mask>,
    pixmap: &mut Pixmap,
) {
    let Shape { outline, style, common } = shape;
    let brush = |paint: &scene::Paint| Paint {
        shader: shader(paint, opacity),
        blend_mode,
        anti_alias: common.antialias,
        force_hq_pipeline: true,
        ..Paint::default()
    };
    if let (Some(fill), Some(path)) = (&style.fill, parse(&outline.inside())) {
        pixmap.fill_path(&path, &brush(fill), rule(style.evenodd), transform, mask);
    }
    if let (Some(paint), Some(path)) = (&style.stroke, parse(&outline.data())) {
        pixmap.stroke_path(&path, &brush(paint), &stroke(style), transform, mask);
    }
}

fn mask(clip: &Clip, transform: Transform, common: &Common, pixmap: &Pixmap) -> Mask {
    let mut mask = Mask::new(pixmap.width(), pixmap.height()).expect("room");
    let (data, evenodd) = match clip {
        Clip::Rect([x, y, width, height]) => {
            let (x1, y1) = (x + width, y + height);
            (format!("M{x} {y} H{x1} V{y1} H{x} Z"), false)
        }
        Clip::Path { d, evenodd } => (d.clone(), *evenodd),
    };
    if let Some(path) = parse(&data) {
        mask.fill_path(&path, rule(evenodd), common.antialias, transform);
    }
    mask
}

fn parse(data: &str) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for segment in SimplifyingPathParser::from(data) {
        match segment.expect("path data") {
            SimplePathSegment::MoveTo { x, y } => builder.move_to(x as f32, y as f32),
            SimplePathSegment::LineTo { x, y } => builder.line_to(x as f32, y as f32),
            SimplePathSegment::CurveTo { x1, y1, x2, y2, x, y } => {
                builder.cubic_to(x1 as f32, y1 as f32, x2 as f32, y2 as f32, x as f32, y as f32);
            }
            SimplePathSegment::Quadratic { x1, y1, x, y } => {
                builder.quad_to(x1 as f32, y1 as f32, x as f32, y as f32);
            }
            SimplePathSegment::ClosePath => builder.close(),
        }
    }
    builder.finish()
}

fn rule(evenodd: bool) -> FillRule {
    if evenodd { FillRule::EvenOdd } else { FillRule::Winding }
}

fn stroke(style: &Style) -> Stroke {
    let mut dashes: Vec<_> = style.dashes.iter().map(|&dash| dash as f32).collect();
    if dashes.len() % 2 == 1 {
        dashes.extend_from_within(..);
    }
    Stroke {
        width: style.width as f32,
        miter_limit: style.miter as f32,
        line_cap: match style.cap {
            "round" => LineCap::Round,
            "square" => LineCap::Square,
            _ => LineCap::Butt,
        },
        line_join: match style.join {
            "round" => LineJoin::Round,
            "bevel" => LineJoin::Bevel,
            _ => LineJoin::Miter,
        },
        dash: StrokeDash::new(dashes, style.dash_offset as f32),
    }
}

fn blend_mode(name: &str) -> BlendMode {
    match name {
        "over" => BlendMode::SourceOver,
        "src" => BlendMode::Source,
        "multiply" => BlendMode::Multiply,
        "screen" => BlendMode::Screen,
        "darken" => BlendMode::Darken,
        "lighten" => BlendMode::Lighten,
        "add" => BlendMode::Plus,
        "difference" => BlendMode::Difference,
        other => unreachable!("no blend mode {other}"),
    }
}

fn color(color: Color) -> tiny_skia::Color {
    let [r, g, b, a] = color.to_be_bytes();
    tiny_skia::Color::from_rgba8(r, g, b, a)
}

fn shader(paint: &scene::Paint, opacity: f64) -> Shader<'static> {
    let mut shader = match paint {
        scene::Paint::Solid(solid) => Shader::SolidColor(color(*solid)),
        scene::Paint::Gradient { place, stops, spread } => {
            let stops = scene::premultiplied(stops);
            let stops =
                stops.into_iter().map(|(at, stop)| GradientStop::new(at as f32, color(stop))).collect();
            let spread = match *spread {
                "repeat" => SpreadMode::Repeat,
                "reflect" => SpreadMode::Reflect,
                _ => SpreadMode::Pad,
            };
            let point = |x: f64, y: f64| Point::from_xy(x as f32, y as f32);
            match *place {
                Place::Linear { x1, y1, x2, y2 } => {
                    LinearGradient::new(point(x1, y1), point(x2, y2), stops, spread, Transform::identity())
                }
                Place::Radial { cx, cy, r } => RadialGradient::new(
                    point(cx, cy),
                    0.0,
                    point(cx, cy),
                    r as f32,
                    stops,
                    spread,
                    Transform::identity(),
                ),
                Place::Conic { cx, cy, angle } => {
                    let turned = Transform::from_rotate_at(angle as f32, cx as f32, cy as f32);
                    SweepGradient::new(point(cx, cy), 0.0, 360.0, stops, spread, turned)
                }
            }
            .expect("a gradient")
        }
    };
    shader.apply_opacity(opacity as f32);
    shader
}
