//! Scenes as SVG, drawn by resvg.

use std::fmt::Write as _;

use resvg::{tiny_skia, usvg};

use crate::compare::{HEIGHT, Image, WIDTH};
use crate::scene::{Clip, Color, Common, Node, Outline, Paint, Place, Scene, Shape, Style, premultiplied};

/// The document that shows a scene.
pub(crate) fn document(scene: &Scene) -> String {
    let mut writer = Writer::default();
    writer.nodes(&scene.nodes);
    let Writer { defs, body, .. } = writer;
    let background = attributes("fill", "fill-opacity", scene.background);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\n\
         {defs}<rect width=\"{WIDTH}\" height=\"{HEIGHT}\"{background}/>\n{body}</svg>\n"
    )
}

/// The picture that resvg makes of a document, drawn `finer` times as large and averaged.
pub(crate) fn render(document: &str, finer: u32) -> Image {
    let tree = usvg::Tree::from_str(document, &usvg::Options::default()).expect("the SVG is well-formed");
    let mut pixmap = tiny_skia::Pixmap::new(WIDTH as u32 * finer, HEIGHT as u32 * finer).expect("room");
    resvg::render(&tree, tiny_skia::Transform::from_scale(finer as f32, finer as f32), &mut pixmap.as_mut());
    Image::averaged(pixmap.data(), finer as usize)
}

#[derive(Default)]
struct Writer {
    defs: String,
    body: String,
    ids: usize,
}

/// An attribute for a colour and one for its alpha.
fn attributes(name: &str, opacity: &str, color: Color) -> String {
    let alpha = match color & 0xff {
        0xff => String::new(),
        alpha => format!(" {opacity}=\"{}\"", f64::from(alpha) / 255.0),
    };
    format!(" {name}=\"#{:06x}\"{alpha}", color >> 8)
}

impl Writer {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            let common = self.common(node.common());
            match node {
                Node::Group(group) => {
                    let _ = writeln!(self.body, "<g{common}>");
                    self.nodes(&group.nodes);
                    self.body.push_str("</g>\n");
                }
                Node::Shape(shape) => self.shape(shape, &common),
            }
        }
    }

    fn shape(&mut self, shape: &Shape, common: &str) {
        let style = self.style(&shape.style);
        let list = |points: &[[f64; 2]]| {
            points.iter().map(|[x, y]| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
        };
        let (element, geometry) = match &shape.outline {
            Outline::Rect { x, y, width, height, rx } if rx.iter().all(|radius| radius == &rx[0]) => (
                "rect",
                format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{}\"", rx[0]),
            ),
            Outline::Line([x1, y1, x2, y2]) => {
                ("line", format!("x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\""))
            }
            Outline::Polyline(points) => ("polyline", format!("points=\"{}\"", list(points))),
            Outline::Polygon(points) => ("polygon", format!("points=\"{}\"", list(points))),
            // SVG 2, 10.3: they begin at three o'clock. resvg's dashes begin elsewhere, those of a path do not.
            round @ (Outline::Circle { .. } | Outline::Ellipse { .. }) if !shape.style.dashes.is_empty() => {
                ("path", format!("d=\"{}\"", round.data()))
            }
            Outline::Circle { cx, cy, r } => ("circle", format!("cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"")),
            Outline::Ellipse { cx, cy, rx, ry } => {
                ("ellipse", format!("cx=\"{cx}\" cy=\"{cy}\" rx=\"{rx}\" ry=\"{ry}\""))
            }
            // Filled, it is the pie; no scene fills and strokes one.
            arc @ Outline::Arc { .. } if shape.style.fill.is_some() => {
                assert!(shape.style.stroke.is_none(), "the pie and the arc are two paths");
                ("path", format!("d=\"{}\"", arc.inside()))
            }
            other => ("path", format!("d=\"{}\"", other.data())),
        };
        let _ = writeln!(self.body, "<{element} {geometry}{style}{common}/>");
    }

    fn style(&mut self, style: &Style) -> String {
        let mut text = match &style.fill {
            None => " fill=\"none\"".to_owned(),
            Some(fill) => self.paint("fill", fill),
        };
        if style.evenodd {
            text.push_str(" fill-rule=\"evenodd\"");
        }
        let Some(stroke) = &style.stroke else { return text };
        text += &self.paint("stroke", stroke);
        let _ = write!(
            text,
            " stroke-width=\"{}\" stroke-linecap=\"{}\" stroke-linejoin=\"{}\" stroke-miterlimit=\"{}\"",
            style.width, style.cap, style.join, style.miter
        );
        if !style.dashes.is_empty() {
            let dashes: Vec<_> = style.dashes.iter().map(f64::to_string).collect();
            let (dashes, offset) = (dashes.join(","), style.dash_offset);
            let _ = write!(text, " stroke-dasharray=\"{dashes}\" stroke-dashoffset=\"{offset}\"");
        }
        text
    }

    fn paint(&mut self, name: &str, paint: &Paint) -> String {
        let (place, stops, spread) = match paint {
            Paint::Solid(color) => return attributes(name, &format!("{name}-opacity"), *color),
            Paint::Gradient { place, stops, spread } => (place, stops, spread),
        };
        let (element, geometry) = match place {
            Place::Linear { x1, y1, x2, y2 } => {
                ("linearGradient", format!("x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\""))
            }
            Place::Radial { cx, cy, r } => ("radialGradient", format!("cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"")),
            Place::Conic { .. } => unreachable!("SVG has no conic gradients"),
        };
        let id = self.id();
        let _ = writeln!(
            self.defs,
            "<{element} id=\"{id}\" gradientUnits=\"userSpaceOnUse\" {geometry} spreadMethod=\"{spread}\">"
        );
        for (offset, color) in premultiplied(stops) {
            let color = attributes("stop-color", "stop-opacity", color);
            let _ = writeln!(self.defs, "<stop offset=\"{offset}\"{color}/>");
        }
        let _ = writeln!(self.defs, "</{element}>");
        format!(" {name}=\"url(#{id})\"")
    }

    fn common(&mut self, common: &Common) -> String {
        let mut text = String::new();
        if common.opacity != 1.0 {
            let _ = write!(text, " opacity=\"{}\"", common.opacity);
        }
        if common.blend != "over" {
            let _ = write!(text, " style=\"mix-blend-mode:{}\"", common.blend);
        }
        if let Some([a, b, c, d, e, f]) = common.transform {
            let _ = write!(text, " transform=\"matrix({a} {b} {c} {d} {e} {f})\"");
        }
        let clip = match &common.clip {
            None => return text,
            Some(Clip::Rect([x, y, width, height])) => {
                format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>")
            }
            Some(Clip::Path { d, evenodd }) => {
                let rule = if *evenodd { "evenodd" } else { "nonzero" };
                format!("<path d=\"{d}\" clip-rule=\"{rule}\"/>")
            }
        };
        let id = self.id();
        let _ = writeln!(self.defs, "<clipPath id=\"{id}\">{clip}</clipPath>");
        let _ = write!(text, " clip-path=\"url(#{id})\"");
        text
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("d{}", self.ids)
    }
}
