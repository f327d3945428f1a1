//! Commands of all kinds, as random as the protocol allows.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Where coordinates lie.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// On the screen or not far from it.
    Near,
    /// Anywhere that the protocol allows.
    Anywhere,
}

/// The largest magnitude of a coordinate.
const FAR: f64 = 16_777_216.0;

fn coordinate(kind: Kind) -> BoxedStrategy<f64> {
    let near = prop_oneof![
        (-20..70).prop_map(f64::from),
        (-40..140).prop_map(|halves| f64::from(halves) / 2.0),
        -20.0..70.0,
    ];
    if kind == Kind::Near {
        return near.boxed();
    }
    let odd = select(vec![0.0, -0.0, 1e-9, -1e-300, 0.499_999_99, 32_767.5, -65_536.0, FAR, -FAR, FAR - 0.5]);
    prop_oneof![5 => near, 1 => odd, 1 => -FAR..FAR].boxed()
}

fn length(kind: Kind) -> BoxedStrategy<f64> {
    let near = prop_oneof![(0..60).prop_map(f64::from), 0.0..40.0, 0.0..2.0];
    if kind == Kind::Near {
        return near.boxed();
    }
    prop_oneof![5 => near, 1 => select(vec![0.0, 1e-300, 1e-6, 70_000.0, FAR]), 1 => 0.0..FAR].boxed()
}

fn color() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["red", "#fff", "#0008", "#ff008800", "teal"]).prop_map(Value::from),
        any::<[u8; 3]>().prop_map(|channels| json!(channels)),
        any::<[u8; 4]>().prop_map(|channels| json!(channels)),
    ]
}

fn points(kind: Kind) -> impl Strategy<Value = Vec<(f64, f64)>> {
    vec((coordinate(kind), coordinate(kind)), 0..7)
}

/// SVG path data of absolute commands.
fn path_data(kind: Kind) -> impl Strategy<Value = String> {
    let numbers = |count| vec(coordinate(kind), count);
    let written = |letter: char| {
        move |numbers: Vec<f64>| {
            numbers.iter().fold(letter.to_string(), |text, number| format!("{text} {number}"))
        }
    };
    // From near to near: an arc to a far point bulges out of the range that all points must keep.
    let arc = vec(coordinate(Kind::Near), 4);
    let arc = (arc, 0.0..60.0, 0.0..60.0, any::<[bool; 2]>()).prop_map(|(ends, rx, ry, [large, sweep])| {
        let (large, sweep) = (u8::from(large), u8::from(sweep));
        format!("L {} {} A {rx} {ry} 30 {large} {sweep} {} {}", ends[0], ends[1], ends[2], ends[3])
    });
    let segment = prop_oneof![
        numbers(2).prop_map(written('M')),
        numbers(2).prop_map(written('L')),
        numbers(4).prop_map(written('Q')),
        numbers(6).prop_map(written('C')),
        arc,
        Just("Z".to_owned()),
    ];
    (numbers(2), vec(segment, 0..6))
        .prop_map(move |(start, segments)| format!("{} {}", written('M')(start), segments.join(" ")))
}

/// Where a shape is, without its paint.
fn outline(kind: Kind) -> impl Strategy<Value = Value> {
    let c = move || coordinate(kind);
    let l = move || length(kind);
    prop_oneof![
        (c(), c(), l(), l())
            .prop_map(|(x, y, w, h)| json!({"op": "rect", "x": x, "y": y, "width": w, "height": h})),
        (c(), c(), l(), l(), [l(), l(), l(), l()]).prop_map(
            |(x, y, w, h, rx)| json!({"op": "rect", "x": x, "y": y, "width": w, "height": h, "rx": rx})
        ),
        (c(), c(), c(), c())
            .prop_map(|(a, b, x, y)| json!({"op": "line", "x1": a, "y1": b, "x2": x, "y2": y})),
        points(kind).prop_map(|points| json!({"op": "polyline", "points": points})),
        points(kind).prop_map(|points| json!({"op": "polygon", "points": points})),
        (c(), c(), l()).prop_map(|(x, y, r)| json!({"op": "circle", "cx": x, "cy": y, "r": r})),
        (c(), c(), l(), l())
            .prop_map(|(x, y, rx, ry)| json!({"op": "ellipse", "cx": x, "cy": y, "rx": rx, "ry": ry})),
        (c(), c(), l(), -800.0..800.0, -800.0..800.0).prop_map(
            |(x, y, r, start, end)| json!({"op": "arc", "cx": x, "cy": y, "r": r, "start": start, "end": end})
        ),
        path_data(kind).prop_map(|d| json!({"op": "path", "d": d})),
    ]
}

/// How lines look.
fn stroke(kind: Kind) -> impl Strategy<Value = Value> {
    let dashes = prop_oneof![3 => Just(vec![]), 2 => vec(length(kind), 0..5), 1 => vec(0.0..1.0, 1..4)];
    (
        length(kind),
        select(vec!["butt", "round", "square"]),
        select(vec!["miter", "round", "bevel"]),
        1.0..20.0,
        dashes,
        coordinate(kind),
    )
        .prop_map(|(width, cap, join, limit, dashes, offset)| {
            json!({"stroke_width": width, "stroke_linecap": cap, "stroke_linejoin": join,
                "stroke_miterlimit": limit, "stroke_dasharray": dashes, "stroke_dashoffset": offset})
        })
}

/// A shape with a fill, a stroke or both.
pub(crate) fn shape(kind: Kind) -> impl Strategy<Value = Value> {
    let paint = prop_oneof![
        color().prop_map(|fill| json!({"fill": fill})),
        (stroke(kind), color()).prop_map(|(stroke, color)| set(&stroke, "stroke", color)),
        (stroke(kind), color(), color()).prop_map(|(stroke, color, fill)| set(
            &set(&stroke, "stroke", color),
            "fill",
            fill
        )),
    ];
    let rule = select(vec!["nonzero", "evenodd"]);
    (outline(kind), paint, rule, opacity()).prop_map(|(outline, paint, rule, opacity)| {
        let shape = set(&merged(outline, paint), "fill_rule", json!(rule));
        if let Some(opacity) = opacity { set(&shape, "opacity", json!(opacity)) } else { shape }
    })
}

fn opacity() -> impl Strategy<Value = Option<f64>> {
    option::weighted(0.3, prop_oneof![Just(0.0), Just(1.0), 0.0..1.0])
}

/// A shape of opaque paint without anti-aliasing.
pub(crate) fn hard_shape() -> impl Strategy<Value = Value> {
    (shape(Kind::Near), any::<[[u8; 3]; 2]>()).prop_map(|(mut shape, [fill, stroke])| {
        for (paint, color) in [("fill", fill), ("stroke", stroke)] {
            if shape.get(paint).is_some() {
                shape[paint] = json!(color);
            }
        }
        set(&set(&shape, "opacity", json!(1)), "antialias", json!(false))
    })
}

/// A clip of whole pixels, perhaps beyond the screen's edges.
pub(crate) fn whole_clip(width: usize, height: usize) -> impl Strategy<Value = [i32; 4]> {
    let (width, height) = (width as i32, height as i32);
    (-9..width + 9, -9..height + 9, 0..width + 20, 0..height + 20).prop_map(|(x, y, w, h)| [x, y, w, h])
}

/// Any drawing command that a screen of this size accepts.
pub(crate) fn any_command(width: usize, height: usize) -> impl Strategy<Value = Value> {
    use Kind::Anywhere;
    let c = || coordinate(Anywhere);
    let l = || length(Anywhere);
    let whole = || prop_oneof![4 => -5..60_i32, 1 => select(vec![-(1 << 24), 1 << 24, 32_768])];
    let copy = (0..=width, 0..=height, whole(), whole()).prop_flat_map(move |(x, y, to_x, to_y)| {
        (0..=width - x, 0..=height - y).prop_map(move |(w, h)| {
            json!({"op": "copy", "x": x, "y": y, "width": w, "height": h, "to_x": to_x, "to_y": to_y})
        })
    });
    let command = prop_oneof![
        8 => shape(Anywhere),
        1 => color().prop_map(|color| json!({"op": "clear", "color": color})),
        1 => (vec((c(), c(), l(), l()), 0..6), color())
            .prop_map(|(rects, fill)| json!({"op": "rects", "rects": rects, "fill": fill})),
        1 => (vec((whole(), whole()), 0..9), color())
            .prop_map(|(points, color)| json!({"op": "pixels", "points": points, "color": color})),
        1 => copy,
        1 => qr(Anywhere),
        1 => progress(Anywhere),
    ];
    let clip = option::weighted(0.3, (c(), c(), l(), l()));
    (command, clip, option::of(any::<bool>()), opacity()).prop_map(|(command, clip, antialias, opacity)| {
        let common = [
            ("clip", clip.map(|clip| json!(clip))),
            ("antialias", antialias.map(Value::from)),
            ("opacity", opacity.map(Value::from)),
        ];
        let given = common.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.fold(command, |command, (name, value)| set(&command, name, value))
    })
}

fn qr(kind: Kind) -> impl Strategy<Value = Value> {
    let data = prop_oneof!["[0-9]{1,40}", "[A-Z $%*+./:-]{1,40}", "\\PC{1,60}"];
    let place = (coordinate(kind), coordinate(kind), length(kind));
    let zone = prop_oneof![4 => 0..6, 1 => select(vec![1000, 1 << 24])];
    (place, data, select(vec!["L", "M", "Q", "H"]), zone, color(), color()).prop_map(
        |((x, y, size), data, ecc, zone, fill, background)| {
            json!({"op": "qr", "x": x, "y": y, "size": size, "data": data, "ecc": ecc, "quiet_zone": zone,
                "fill": fill, "background": background})
        },
    )
}

fn progress(kind: Kind) -> impl Strategy<Value = Value> {
    let l = move || length(kind);
    let value = prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0];
    let radii =
        prop_oneof![Just(json!(0)), l().prop_map(Value::from), [l(), l(), l(), l()].prop_map(|rx| json!(rx))];
    (coordinate(kind), coordinate(kind), l(), l(), value, radii, color(), color()).prop_map(
        |(x, y, width, height, value, rx, fill, track)| {
            json!({"op": "progress", "x": x, "y": y, "width": width, "height": height, "value": value, "rx": rx,
                "fill": fill, "track": track})
        },
    )
}

/// `command` with one more or another member.
pub(crate) fn set(command: &Value, name: &str, value: Value) -> Value {
    merged(command.clone(), Value::from(Map::from_iter([(name.to_owned(), value)])))
}

fn merged(mut command: Value, more: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut command, more) {
        members.extend(more);
    }
    command
}
