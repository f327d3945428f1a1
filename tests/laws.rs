//! What holds of every drawing, whatever it shows: gradients, blending, groups and transforms included.

#[path = "common/cases.rs"]
mod cases;
mod picture;

use fbdraw::pixel::Format;
use fbdraw::pixel::convert;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use cases::cases;
use picture::Picture;

const WIDTH: usize = 45;
const HEIGHT: usize = 33;

/// A screen with something to draw over.
fn screen(format: Format) -> Picture {
    let mut screen = Picture::new(WIDTH as u32, HEIGHT as u32, format);
    screen.draw(json!([
        {"op": "clear", "color": "#204060"},
        {"op": "ellipse", "cx": 22, "cy": 16, "rx": 20, "ry": 12, "fill": "#30f0a0", "antialias": false},
        {"op": "rects", "rects": [[5, 3, 9, 28], [30, 9, 12, 9]], "fill": "#c0a010"},
    ]));
    screen
}

/// The picture that a line leaves.
fn drawn(line: impl ToString) -> Vec<[u8; 3]> {
    let mut screen = screen(Format::Xrgb8888);
    screen.draw(line);
    screen.rgb()
}

fn with(mut command: Value, name: &str, value: impl Into<Value>) -> Value {
    command[name] = value.into();
    command
}

fn x() -> impl Strategy<Value = f64> {
    (-40..180).prop_map(|quarters| f64::from(quarters) / 4.0 * WIDTH as f64 / 32.0)
}

fn length() -> impl Strategy<Value = f64> {
    (1..120).prop_map(|quarters| f64::from(quarters) / 4.0)
}

fn color() -> impl Strategy<Value = String> {
    any::<[u8; 4]>().prop_map(|[r, g, b, a]| {
        let alpha = if a > 90 { 255 } else { 2 * a };
        format!("#{r:02x}{g:02x}{b:02x}{alpha:02x}")
    })
}

fn paint() -> impl Strategy<Value = Value> {
    let stops = vec((0.0..=1.0_f64, color()), 1..4);
    let gradient = (x(), x(), x(), x(), stops, select(vec!["pad", "repeat", "reflect"]), 0..3);
    prop_oneof![
        color().prop_map(Value::from),
        gradient.prop_map(|(x1, y1, x2, y2, stops, spread, kind)| match kind {
            0 =>
                json!({"linear": {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stops": stops}, "spread": spread}),
            1 => json!({"radial": {"cx": x1, "cy": y1, "r": x2.abs(), "stops": stops}, "spread": spread}),
            _ => json!({"conic": {"cx": x1, "cy": y1, "angle": x2, "stops": stops}}),
        }),
    ]
}

/// A shape with paint.
fn shape() -> impl Strategy<Value = Value> {
    let outline = prop_oneof![
        (x(), x(), length(), length())
            .prop_map(|(x, y, w, h)| json!({"op": "rect", "x": x, "y": y, "width": w, "height": h})),
        (x(), x(), length(), length())
            .prop_map(|(x, y, w, h)| json!({"op": "rect", "x": x, "y": y, "width": w, "height": h, "rx": 5})),
        (x(), x(), length(), length())
            .prop_map(|(x, y, rx, ry)| json!({"op": "ellipse", "cx": x, "cy": y, "rx": rx, "ry": ry})),
        (x(), x(), length()).prop_map(|(x, y, r)| json!({"op": "circle", "cx": x, "cy": y, "r": r})),
        vec((x(), x()), 3..6).prop_map(|points| json!({"op": "polygon", "points": points})),
        (x(), x(), x(), x()).prop_map(
            |(x, y, a, b)| json!({"op": "path", "d": format!("M{x} {y} Q{a} {b} {y} {a} T{b} {x}")})
        ),
    ];
    (outline, option::weighted(0.7, paint()), option::weighted(0.4, (paint(), 1..9))).prop_map(
        |(outline, fill, stroke)| {
            let mut shape = outline;
            if let Some((paint, width)) = &stroke {
                shape = with(with(shape, "stroke", paint.clone()), "stroke_width", *width);
            }
            match fill {
                None if stroke.is_some() => shape,
                fill => with(shape, "fill", fill.unwrap_or_else(|| "gold".into())),
            }
        },
    )
}

/// `src` is left out: what it makes of a group's empty places is no law.
fn blend() -> impl Strategy<Value = &'static str> {
    select(vec!["over", "multiply", "screen", "darken", "lighten", "add", "difference"])
}

fn matrix() -> impl Strategy<Value = [f64; 6]> {
    let number = || (-6..=6).prop_map(|quarters| f64::from(quarters) / 4.0);
    [number().boxed(), number().boxed(), number().boxed(), number().boxed(), x().boxed(), x().boxed()]
}

/// With members that any command may carry.
fn dressed(command: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let common = (
        option::weighted(0.3, blend()),
        option::weighted(0.3, 0.0..=1.0_f64),
        option::weighted(0.3, matrix()),
    );
    (command, common, any::<bool>()).prop_map(|(command, (blend, opacity, matrix), antialias)| {
        let members = [
            ("blend", blend.map(Value::from)),
            ("opacity", opacity.map(Value::from)),
            ("transform", matrix.map(|matrix| json!(matrix))),
            ("antialias", (!antialias).then_some(Value::from(false))),
        ];
        let given = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.fold(command, |command, (name, value)| with(command, name, value))
    })
}

/// A QR code or a progress bar: more than one paint, and no style.
fn widget() -> impl Strategy<Value = Value> {
    let code = (x(), x(), length(), 0..3, paint(), paint()).prop_map(|(x, y, size, zone, fill, background)| {
        json!({"op": "qr", "x": x, "y": y, "size": 2.0 * size, "data": "laws", "quiet_zone": zone, "fill": fill,
            "background": background})
    });
    let bar = ((x(), x(), length(), length()), 0.0..=1.0_f64, 0..9, paint(), paint()).prop_map(
        |((x, y, width, height), value, rx, fill, track)| {
            json!({"op": "progress", "x": x, "y": y, "width": width, "height": height, "value": value, "rx": rx,
                "fill": fill, "track": track})
        },
    );
    prop_oneof![code, bar]
}

/// Anything that is drawn in a place of its own, or a group of some, at most three deep.
fn command() -> impl Strategy<Value = Value> {
    dressed(prop_oneof![5 => shape(), 2 => widget()]).prop_recursive(2, 12, 4, |inner| {
        dressed(vec(inner, 0..4).prop_map(|commands| json!({"op": "group", "commands": commands})))
    })
}

fn clip() -> impl Strategy<Value = [i32; 4]> {
    (-5..40, -5..30, 0..50, 0..40).prop_map(|(x, y, width, height)| [x, y, width, height])
}

/// How many pixels of `found` are off by more than `tolerance`, and the worst.
fn off(found: &[[u8; 3]], expected: &[[u8; 3]], tolerance: u8) -> (usize, u8) {
    let most = |(found, expected): (&[u8; 3], &[u8; 3])| {
        (0..3).map(|channel| found[channel].abs_diff(expected[channel])).max().unwrap_or(0)
    };
    let differences = || found.iter().zip(expected).map(most);
    (differences().filter(|&most| most > tolerance).count(), differences().max().unwrap_or(0))
}

/// The numbers of pixels in members that may be percentages, as percentages of what they are taken of.
fn in_percent(command: &Value) -> Option<Value> {
    let members = command.as_object()?;
    let percent = |name: &str, value: &Value| -> Option<Value> {
        let side = match name {
            "x" | "cx" | "width" => WIDTH,
            "y" | "cy" | "height" => HEIGHT,
            "rx" if command["op"] == "ellipse" => WIDTH,
            "ry" => HEIGHT,
            _ => return None,
        };
        // Quarters of a percent; the pixels are computed from them, not the other way round.
        let quarters = (value.as_f64()? / side as f64 * 400.0).round();
        Some(format!("{}%", quarters / 4.0).into())
    };
    let members = members
        .iter()
        .map(|(name, value)| (name.clone(), percent(name, value).unwrap_or_else(|| value.clone())));
    Some(Value::from(members.collect::<Map<_, _>>()))
}

/// The pixels that percentages stand for.
fn in_pixels(command: &Value) -> Option<Value> {
    let members = command.as_object()?.iter().map(|(name, value)| {
        let side = if matches!(name.as_str(), "y" | "cy" | "height" | "ry") { HEIGHT } else { WIDTH };
        let percent = value.as_str().and_then(|text| text.strip_suffix('%')?.parse::<f64>().ok());
        let pixels = percent.map(|percent| json!(percent / 100.0 * side as f64));
        (name.clone(), pixels.unwrap_or_else(|| value.clone()))
    });
    Some(Value::from(members.collect::<Map<_, _>>()))
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn identity_changes_nothing(command in command()) {
        let group = json!({"op": "group", "commands": [command], "transform": [1, 0, 0, 1, 0, 0]});
        prop_assert!(drawn(&group) == drawn(&command));
        if command.get("transform").is_none() {
            prop_assert!(drawn(with(command.clone(), "transform", json!([1, 0, 0, 1, 0, 0]))) == drawn(&command));
        }
    }

    #[test]
    fn a_group_of_nothing_else_is_its_commands(commands in vec(command(), 0..5)) {
        let group = json!({"op": "group", "commands": commands});
        prop_assert!(drawn(group) == drawn(Value::from(commands)));
    }

    #[test]
    fn a_frame_is_its_commands(commands in vec(command(), 0..6)) {
        let (mut whole, mut single) = (screen(Format::Rgb565), screen(Format::Rgb565));
        whole.draw(Value::from(commands.clone()));
        commands.iter().for_each(|command| single.draw(command));
        prop_assert!(whole.bytes() == single.bytes());
    }

    /// Dithering depends on the place alone: what replaces everything first leaves the same bytes each time.
    #[test]
    fn a_frame_drawn_again_changes_nothing(commands in vec(command(), 0..5)) {
        let frame = Value::from([vec![json!({"op": "clear", "color": "#345"})], commands].concat());
        for format in [Format::Rgb565, Format::Xbgr1555, Format::Gray8, Format::Gray2] {
            let mut screen = screen(format);
            screen.draw(&frame);
            let once = screen.bytes();
            screen.draw(&frame);
            prop_assert!(screen.bytes() == once, "{format}");
        }
    }

    /// A group's transform is that of each of its commands, and the first of two is the outer one.
    #[test]
    fn groups_pass_their_transform_on(shape in shape(), (dx, dy) in (-20..20, -20..20), scale in select(vec![1.0, 2.0, -1.0])) {
        let outer = json!({"op": "group", "transform": [1, 0, 0, 1, dx, dy], "commands": [
            with(shape.clone(), "transform", json!([scale, 0, 0, 1, 0, 0]))
        ]});
        prop_assert!(drawn(outer) == drawn(with(shape, "transform", json!([scale, 0, 0, 1, dx, dy]))));
    }

    #[test]
    fn percentages_are_pixels(shape in shape()) {
        let percent = in_percent(&shape).expect("a shape is an object");
        let pixels = in_pixels(&percent).expect("a shape is an object");
        prop_assert!(drawn(&percent) == drawn(&pixels), "{percent}\n{pixels}");
    }

    /// Coverage may round otherwise, as other coordinates are rounded, once for each paint, and where the outline of
    /// a stroke overlaps itself its areas add up otherwise when another part of it is out of sight; such pixels are
    /// few. A transform would turn the clip as well.
    #[test]
    fn clipping_is_cropping(command in command(), clip in clip()) {
        let mut command = command;
        command.as_object_mut().expect("a command").remove("transform");
        let (before, whole) = (drawn(json!([])), drawn(&command));
        // A clip makes a group a picture of its own, so the other one has to be one, too: one that shows all.
        let whole = if command["op"] == "group" { drawn(with(command.clone(), "clip", json!([-99, -99, 999, 999]))) } else { whole };
        let found = drawn(with(command, "clip", json!(clip)));
        let [left, top, width, height] = clip;
        let inside = |at: usize| {
            let (x, y) = ((at % WIDTH) as i32, (at / WIDTH) as i32);
            (left..left + width).contains(&x) && (top..top + height).contains(&y)
        };
        let outside = (0..found.len()).find(|&at| !inside(at) && found[at] != before[at]);
        prop_assert_eq!(outside, None);
        let cropped: Vec<_> = (0..found.len()).map(|at| if inside(at) { whole[at] } else { before[at] }).collect();
        let (count, most) = off(&found, &cropped, 3);
        prop_assert!(count <= 12, "{count} pixels, by {most} at most");
    }

    /// Alpha that is kept shows nowhere on an opaque screen.
    #[test]
    fn formats_of_as_many_bits_are_one(commands in vec(command(), 0..5)) {
        let expected = drawn(Value::from(commands.clone()));
        for format in Format::ALL.into_iter().filter(|format| format.is_native() && format.bits_per_pixel() >= 24) {
            let mut screen = screen(format);
            screen.draw(Value::from(commands.clone()));
            prop_assert!(screen.rgb() == expected, "{format}");
        }
    }

    /// One opaque paint is off by a step of the format at most, that to the neighbour which dithering takes.
    #[test]
    fn formats_of_fewer_bits_are_a_step_off(shape in shape(), blend in blend()) {
        let mut shape = shape;
        shape.as_object_mut().expect("a shape").remove("stroke");
        let frame = json!([
            {"op": "clear", "color": "#000"},
            with(with(with(shape, "antialias", false), "fill", json!({"linear": {
                "x1": 0, "y1": 0, "x2": WIDTH, "y2": 9, "stops": [[0, "#f80"], [0.4, "#08f"], [1, "#ffe"]]}})), "blend", blend)
        ]);
        let expected = drawn(&frame);
        for (format, bits) in [(Format::Rgb565, [5, 6, 5]), (Format::Bgr565, [5, 6, 5]), (Format::Xrgb1555, [5; 3]), (Format::Xbgr1555, [5; 3])] {
            let mut screen = screen(format);
            screen.draw(&frame);
            for (found, expected) in screen.rgb().iter().zip(&expected) {
                for channel in 0..3 {
                    // And one for the 8 bits that each level is shown as.
                    let step = 255.0 / f64::from((1 << bits[channel]) - 1) + 1.0;
                    let apart = found[channel].abs_diff(expected[channel]);
                    prop_assert!(f64::from(apart) <= step, "{format}: {found:?} for {expected:?}");
                }
            }
        }
    }

    #[test]
    fn converted_formats_are_the_picture_converted(commands in vec(command(), 0..5)) {
        let mut reference = screen(Format::Xrgb8888);
        reference.draw(Value::from(commands.clone()));
        for format in Format::ALL.into_iter().filter(|format| !format.is_native()) {
            let mut screen = screen(format);
            screen.draw(Value::from(commands.clone()));
            for y in 0..HEIGHT {
                let (pixels, mut expected) = (reference.row(y), screen.row(y));
                convert::store(format, pixels.as_chunks().0, 0, y, &mut expected);
                prop_assert!(screen.row(y) == expected, "{format}, row {y}");
            }
        }
    }
}
