//! Every pixel format shows the same picture, as well as it can.

mod picture;

use fbdraw::pixel::Format;
use fbdraw::screen::Buffering::{Direct, Shadow};
use picture::Picture;
use picture::decode::{self, crc32};
use serde_json::{Value, json};

/// No multiple of eight, so that rows of few bits per pixel end inside a byte.
const WIDTH: usize = 69;
const HEIGHT: usize = 40;

fn screen(format: Format) -> Picture {
    Picture::new(WIDTH as u32, HEIGHT as u32, format)
}

fn native() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| format.is_native())
}

fn converted() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| !format.is_native())
}

/// Every operation, and no colour but the six: whole pixels only.
fn hard_scene(colors: [Value; 6]) -> Value {
    let [a, b, c, d, e, f] = colors;
    let star = "M35 2 L46 37 L17 15 L53 15 L24 37 Z";
    json!([
        {"op": "clear", "color": a},
        {"op": "rect", "x": 3, "y": 2, "width": 21, "height": 17, "fill": b, "stroke": c, "antialias": false},
        {"op": "rects", "rects": [[1, 30, 5, 5], [7, 30, 5, 5], [13, 30, 51, 9]], "fill": c},
        {"op": "circle", "cx": 50, "cy": 14, "r": 12.5, "fill": d, "antialias": false},
        {"op": "ellipse", "cx": 30, "cy": 30, "rx": 9, "ry": 6, "fill": f, "antialias": false},
        {"op": "rect", "x": 5.5, "y": 5, "width": 31, "height": 11, "rx": 4, "fill": e, "antialias": false},
        {"op": "line", "x1": 0, "y1": 39, "x2": 68, "y2": 3, "stroke": b, "stroke_width": 3, "antialias": false},
        {"op": "path", "d": star, "fill": c, "fill_rule": "evenodd", "antialias": false},
        {"op": "arc", "cx": 58, "cy": 30, "r": 7, "start": 20, "end": 290, "stroke": d, "stroke_width": 4,
            "antialias": false},
        {"op": "pixels", "points": [[0, 0], [68, 0], [0, 39], [68, 39], [33, 21]], "color": f},
        {"op": "polygon", "points": [[60, 0], [69, 9], [55, 20]], "fill": e, "antialias": false,
            "clip": [57, 3, 9, 99]},
        {"op": "copy", "x": 2, "y": 1, "width": 33, "height": 20, "to_x": 11, "to_y": 12},
    ])
}

/// Six colours that the format holds exactly. The numbers are those that few bits repeated give.
fn held_by(format: Format) -> [Value; 6] {
    match format {
        Format::Gray1 | Format::Mono01 | Format::Mono10 | Format::C1 => [0, 255, 0, 255, 255, 0].map(gray),
        Format::Gray2 | Format::C2 => [0, 255, 85, 170, 85, 255].map(gray),
        Format::Gray4 => [17, 255, 51, 170, 119, 0].map(gray),
        Format::Gray8 => [1, 254, 100, 37, 128, 77].map(gray),
        Format::Rgb332 => [
            json!([36, 73, 85]),
            json!([255, 0, 0]),
            json!([0, 255, 170]),
            json!([219, 182, 255]),
            json!([109, 146, 0]),
            json!([255, 255, 255]),
        ],
        Format::C8 => [
            json!([51, 43, 102]),
            json!([255, 0, 0]),
            json!([0, 213, 204]),
            json!([153, 153, 153]),
            json!([102, 170, 51]),
            json!([255, 255, 255]),
        ],
        Format::C4 => [
            json!([0, 85, 255]),
            json!([255, 0, 0]),
            json!([0, 170, 0]),
            json!([0, 0, 0]),
            json!([255, 85, 255]),
            json!([255, 255, 255]),
        ],
        Format::Rgb565 | Format::Bgr565 => [
            json!([8, 4, 16]),
            json!([255, 130, 0]),
            json!([132, 255, 33]),
            json!([0, 0, 247]),
            json!([74, 125, 123]),
            json!([189, 251, 140]),
        ],
        Format::Xrgb1555 | Format::Xbgr1555 => [
            json!([8, 24, 16]),
            json!([255, 132, 0]),
            json!([132, 255, 33]),
            json!([0, 0, 247]),
            json!([74, 123, 115]),
            json!([189, 239, 140]),
        ],
        _ => [
            json!("#010203"),
            json!("darkorange"),
            json!("#80fe21"),
            json!("#0000f9"),
            json!("#4a7d7c"),
            json!("#bdfb8d"),
        ],
    }
}

fn gray(value: u8) -> Value {
    json!([value, value, value])
}

#[test]
fn what_a_format_holds_is_the_same_as_everywhere() {
    for format in Format::ALL {
        let scene = hard_scene(held_by(format));
        let mut reference = screen(Format::Xrgb8888);
        reference.draw(&scene);
        let expected = reference.rgb();
        let mut picture = screen(format).with_padding(5).with_offset(11);
        picture.draw(&scene);
        let found = picture.rgb();
        if let Some(at) = (0..found.len()).find(|&at| found[at] != expected[at]) {
            let (x, y) = (at % WIDTH, at / WIDTH);
            panic!("{format} at {x},{y}: {:?} instead of {:?}", found[at], expected[at]);
        }
        let sum = picture.ask(json!({"op": "checksum"}));
        assert_eq!(sum, reference.ask(json!({"op": "checksum"})), "{format}");
        assert_eq!(sum["crc32"], crc32(&found), "{format}");
        picture.assert_untouched_around();
    }
}

/// Edges and transparent paint, at most two mixtures on a pixel; large flat areas.
fn soft_scene() -> Value {
    json!([
        {"op": "clear", "color": "#336699"},
        {"op": "rects", "rects": [[0, 0, 16, 16], [24, 8, 16, 16]], "fill": "#c86432"},
        {"op": "rects", "rects": [[40, 24, 24, 16]], "fill": "#0b9e55"},
        {"op": "rects", "rects": [[0, 16, 8, 8], [40, 8, 8, 8]], "fill": "#ffffff80"},
        {"op": "circle", "cx": 52.3, "cy": 12.7, "r": 9.1, "fill": "#fa0"},
        {"op": "path", "d": "M2 39 C 10 20 30 20 37 38 Z", "fill": "#e2f", "stroke": "#123", "opacity": 0.7},
    ])
}

/// How far apart two levels of a channel are.
fn step(format: Format, letter: u8) -> f64 {
    let bits = match format {
        // A grey of the four has 51 to its neighbours as well.
        Format::C8 => return if letter == b'g' { 42.5 } else { 51.0 },
        Format::C4 => return if letter == b'g' { 85.0 } else { 255.0 },
        Format::Gray8 => 8,
        Format::Gray4 => 4,
        Format::Gray2 | Format::C2 => 2,
        Format::Gray1 | Format::Mono01 | Format::Mono10 | Format::C1 => 1,
        colors => decode::channel(colors, &[0; 4], 0, letter).map_or(8, |(_, bits)| bits),
    };
    255.0 / f64::from((1_u32 << bits) - 1)
}

/// The reference as `format` would show it if it had all levels: grey by BT.601.
fn ideal(format: Format, [r, g, b]: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = [r, g, b].map(f64::from);
    let colors = format.channels().is_some() || matches!(format, Format::C8 | Format::C4);
    if colors { [r, g, b] } else { [0.299 * r + 0.587 * g + 0.114 * b; 3] }
}

fn soft_reference() -> Vec<[u8; 3]> {
    let mut reference = screen(Format::Xrgb8888);
    reference.draw(soft_scene());
    reference.rgb()
}

/// What is painted whole is off by half a step, and by half of one more for repeating bits instead of dividing.
/// A mixture adds another half step to what is left of the error below it, and half of one for its own rounding
/// and that of the reference. Grey adds the rounding of a luma in 256ths.
#[test]
fn native_formats_come_as_near_as_their_levels_allow() {
    let expected = soft_reference();
    for format in native() {
        let mut picture = screen(format);
        picture.draw(soft_scene());
        let found = picture.rgb();
        for (at, (found, &expected)) in found.iter().zip(&expected).enumerate() {
            let (x, y) = (at % WIDTH, at / WIDTH);
            let whole = x < 16 && y < 16 || x >= 40 && y >= 24 && x < 64;
            for (index, expected) in ideal(format, expected).into_iter().enumerate() {
                let step = step(format, b"rgb"[index]);
                let half = if step > 1.0 { step / 2.0 + 0.5 } else { 0.0 };
                let grey = if format == Format::Gray8 { 1.0 } else { 0.0 };
                let bound = if whole { half + grey } else { 3.0 * (half + grey) };
                let error = (f64::from(found[index]) - expected).abs();
                assert!(error <= bound, "{format} at {x},{y}: {found:?}, {error:.1} off in channel {index}");
            }
        }
    }
}

/// Dithering takes one of the two nearest levels, and over an 8 × 8 block of one colour each of 64 thresholds
/// once: the mean is off by half a 64th of a step, by a luma's rounding and by that of a level's 8-bit value.
#[test]
fn dithered_areas_keep_their_mean() {
    let expected = soft_reference();
    for format in converted() {
        let mut picture = screen(format);
        picture.draw(soft_scene());
        let found = picture.rgb();
        let steps = [b'r', b'g', b'b'].map(|letter| step(format, letter));
        for (at, (found, &expected)) in found.iter().zip(&expected).enumerate() {
            for (index, expected) in ideal(format, expected).into_iter().enumerate() {
                let error = (f64::from(found[index]) - expected).abs();
                let (x, y) = (at % WIDTH, at / WIDTH);
                assert!(error <= steps[index] + 1.0, "{format} at {x},{y}: {found:?} for {expected:.1}");
            }
        }
        for (left, top) in (0..64).step_by(8).flat_map(|x| (0..HEIGHT).step_by(8).map(move |y| (x, y))) {
            let block = || (0..64).map(|i| (top + i / 8) * WIDTH + left + i % 8);
            if block().any(|at| expected[at] != expected[top * WIDTH + left]) {
                continue;
            }
            let expected = ideal(format, expected[top * WIDTH + left]);
            for index in 0..3 {
                let mean = block().map(|at| f64::from(found[at][index])).sum::<f64>() / 64.0;
                let bound = steps[index] / 128.0 + 1.0;
                let error = (mean - expected[index]).abs();
                assert!(error <= bound, "{format} at {left},{top}: {mean} for {}", expected[index]);
            }
        }
    }
}

#[test]
fn captures_say_what_the_file_holds() {
    use base64::Engine;
    for format in Format::ALL {
        // What a converted format cannot hold is captured as it was drawn, not as it was dithered.
        let scene = if format.is_native() { soft_scene() } else { hard_scene(held_by(format)) };
        let mut picture = screen(format).with_padding(3);
        picture.draw(scene);
        let region = json!({"op": "capture", "format": "raw", "x": 7, "y": 3, "width": 41, "height": 30});
        let captured = picture.ask(region);
        let text = captured["data"].as_str().unwrap();
        let data = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        let rgb = picture.rgb();
        let rows = (3..33).flat_map(|y| &rgb[y * WIDTH + 7..y * WIDTH + 48]);
        let expected: Vec<[u8; 3]> = rows.copied().collect();
        assert_eq!(data.as_chunks().0, expected, "{format}");
        let sum = picture.ask(json!({"op": "checksum", "x": 7, "y": 3, "width": 41, "height": 30}));
        assert_eq!(sum["crc32"], crc32(&expected), "{format}");
    }
}

#[test]
fn direct_and_shadow_leave_the_same_file() {
    for format in native() {
        let [direct, shadow] = [Direct, Shadow].map(|buffering| {
            let mut picture = screen(format).with_padding(7).with_offset(4099).with_buffering(buffering);
            picture.draw(soft_scene());
            picture.draw(hard_scene(held_by(format)));
            picture.draw(json!({"op": "clear", "color": "#ff008040", "clip": [3, 3, 20, 9]}));
            picture.assert_untouched_around();
            picture.bytes()
        });
        assert!(direct == shadow, "{format}");
    }
}

/// Hardware that takes an unused field for alpha must show the picture; premultiplied formats keep their alpha.
#[test]
fn alpha_is_kept_and_unused_bits_are_set() {
    for format in native() {
        let mut picture = screen(format);
        picture.draw(json!({"op": "clear", "color": [200, 100, 50, 128]}));
        picture.draw(json!({"op": "rects", "rects": [[0, 0, 9, 9]], "fill": "#fff"}));
        let (opaque, half) = (picture.row(0), picture.row(20));
        if let Some((alpha, _)) = decode::channel(format, &half, 5, b'a') {
            assert_eq!((alpha, decode::channel(format, &opaque, 5, b'a')), (128, Some((255, 8))), "{format}");
            assert_eq!(decode::rgb(format, &half, 5), [100, 50, 25], "{format}");
        }
        // Two bits of `xrgb2101010` are set as well, but that format is not native.
        for row in [&opaque, &half] {
            let unused = decode::channel(format, row, 5, b'x');
            assert!(unused.is_none_or(|(value, bits)| value == (1 << bits) - 1), "{format}: {unused:?}");
        }
    }
}

/// Whatever stands beside a narrow rectangle in its bytes stays, at every position in the byte.
#[test]
fn neighbours_in_a_byte_are_left_alone() {
    for format in converted() {
        let [dark, light, ..] = held_by(format);
        let mut picture = Picture::new(21, 3, format).with_padding(2).with_offset(1);
        for (x, width) in (0..19).flat_map(|x| [1, 2, 3, 5, 9].map(|width| (x, width))) {
            let stripes: Vec<_> = (0..21).step_by(2).map(|x| [x, 0, 1, 3]).collect();
            picture.draw(json!([
                {"op": "clear", "color": dark},
                {"op": "rects", "rects": stripes, "fill": light},
            ]));
            let mut expected = picture.rgb();
            let paint = if x % 2 == 0 { &dark } else { &light };
            let painted = expected[usize::from(x % 2 == 0)];
            picture.draw(json!({"op": "rects", "rects": [[x, 1, width, 1]], "fill": paint}));
            expected[21 + x..21 + (x + width).min(21)].fill(painted);
            assert_eq!(picture.rgb(), expected, "{format}: {width} pixels from column {x}");
            picture.assert_untouched_around();
        }
    }
}
