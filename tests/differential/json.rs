//! Scenes as our frames. What has its default value is left out.

use serde_json::{Map, Value, json};

use crate::scene::{Clip, Color, Common, Node, Outline, Paint, Place, Scene, Shape, Style};

type Members = Map<String, Value>;

/// The frame that draws a scene.
pub(crate) fn frame(scene: &Scene) -> Value {
    let clear = json!({"op": "clear", "color": color(scene.background)});
    std::iter::once(clear).chain(scene.nodes.iter().map(command)).collect()
}

/// The command that draws a node.
pub(crate) fn command(node: &Node) -> Value {
    let mut members = match node {
        Node::Group(group) => {
            object(json!({"op": "group", "commands": group.nodes.iter().map(command).collect::<Vec<_>>()}))
        }
        Node::Shape(Shape { outline, style: look, .. }) => {
            let mut members = object(geometry(outline));
            style(look, &mut members);
            members
        }
    };
    common(node.common(), &mut members);
    Value::Object(members)
}

fn object(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        other => unreachable!("{other} is no object"),
    }
}

fn color(color: Color) -> String {
    if color & 0xff == 0xff { format!("#{:06x}", color >> 8) } else { format!("#{color:08x}") }
}

fn geometry(outline: &Outline) -> Value {
    match outline {
        Outline::Rect { x, y, width, height, rx } => {
            let mut rect = json!({"op": "rect", "x": x, "y": y, "width": width, "height": height});
            if rx.iter().any(|radius| radius != &rx[0]) {
                rect["rx"] = json!(rx);
            } else if rx[0] != 0.0 {
                rect["rx"] = json!(rx[0]);
            }
            rect
        }
        Outline::Rects(rects) => json!({"op": "rects", "rects": rects}),
        Outline::Line([x1, y1, x2, y2]) => json!({"op": "line", "x1": x1, "y1": y1, "x2": x2, "y2": y2}),
        Outline::Polyline(points) => json!({"op": "polyline", "points": points}),
        Outline::Polygon(points) => json!({"op": "polygon", "points": points}),
        Outline::Circle { cx, cy, r } => json!({"op": "circle", "cx": cx, "cy": cy, "r": r}),
        Outline::Ellipse { cx, cy, rx, ry } => {
            json!({"op": "ellipse", "cx": cx, "cy": cy, "rx": rx, "ry": ry})
        }
        Outline::Arc { cx, cy, r, start, end } => {
            json!({"op": "arc", "cx": cx, "cy": cy, "r": r, "start": start, "end": end})
        }
        Outline::Path(d) => json!({"op": "path", "d": d}),
    }
}

fn paint(paint: &Paint) -> Value {
    match paint {
        Paint::Solid(solid) => json!(color(*solid)),
        Paint::Gradient { place, stops, spread } => {
            let (name, mut value) = match place {
                Place::Linear { x1, y1, x2, y2 } => {
                    ("linear", json!({"x1": x1, "y1": y1, "x2": x2, "y2": y2}))
                }
                Place::Radial { cx, cy, r } => ("radial", json!({"cx": cx, "cy": cy, "r": r})),
                Place::Conic { cx, cy, angle } => ("conic", json!({"cx": cx, "cy": cy, "angle": angle})),
            };
            value["stops"] = stops.iter().map(|&(offset, stop)| json!([offset, color(stop)])).collect();
            let mut paint = json!({name: value});
            if *spread != "pad" {
                paint["spread"] = json!(spread);
            }
            paint
        }
    }
}

fn style(style: &Style, members: &mut Members) {
    let standard = Style::default();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    if let Some(fill) = &style.fill {
        set("fill", paint(fill));
    }
    if style.evenodd {
        set("fill_rule", json!("evenodd"));
    }
    let Some(stroke) = &style.stroke else { return };
    set("stroke", paint(stroke));
    if style.width != standard.width {
        set("stroke_width", json!(style.width));
    }
    if style.cap != standard.cap {
        set("stroke_linecap", json!(style.cap));
    }
    if style.join != standard.join {
        set("stroke_linejoin", json!(style.join));
    }
    if style.miter != standard.miter {
        set("stroke_miterlimit", json!(style.miter));
    }
    if !style.dashes.is_empty() {
        set("stroke_dasharray", json!(style.dashes));
    }
    if style.dash_offset != 0.0 {
        set("stroke_dashoffset", json!(style.dash_offset));
    }
}

fn common(common: &Common, members: &mut Members) {
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    if common.opacity != 1.0 {
        set("opacity", json!(common.opacity));
    }
    if common.blend != "over" {
        set("blend", json!(common.blend));
    }
    match &common.clip {
        None => {}
        Some(Clip::Rect(rect)) => {
            set("clip", json!(rect));
        }
        Some(Clip::Path { d, evenodd: false }) => {
            set("clip", json!({"d": d}));
        }
        Some(Clip::Path { d, evenodd: true }) => {
            set("clip", json!({"d": d, "fill_rule": "evenodd"}));
        }
    }
    if let Some(transform) = common.transform {
        set("transform", json!(transform));
    }
    if !common.antialias {
        set("antialias", json!(false));
    }
}
