//! Pictures under transforms, clips, opacity and in groups.

use fbdraw::pixel::Format;
use image::{Rgba, RgbaImage, imageops};
use serde_json::{Value, json};

use crate::formats::sample;
use crate::oracle::{HEIGHT, WIDTH, assert_near, command, drawn};
use crate::picture::Picture;

/// The screen with `picture` on it at whole pixels.
fn placed(picture: &RgbaImage, x: i64, y: i64) -> Vec<[u8; 3]> {
    let mut screen = RgbaImage::from_pixel(WIDTH, HEIGHT, Rgba([0, 0, 0, 255]));
    imageops::replace(&mut screen, picture, x, y);
    screen.pixels().map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect()
}

#[test]
fn what_scales_nothing_is_exact() {
    let picture = sample(24, 18, true);
    for filter in ["nearest", "bilinear", "lanczos"] {
        for (matrix, expected) in [
            (json!([1, 0, 0, 1, 5, 9]), placed(&picture, 8, 13)),
            (json!([-1, 0, 0, 1, 50, 0]), placed(&imageops::flip_horizontal(&picture), 50 - 3 - 24, 4)),
            (json!([1, 0, 0, -1, 0, 60]), placed(&imageops::flip_vertical(&picture), 3, 60 - 4 - 18)),
            (json!([0, 1, -1, 0, 50, 0]), placed(&imageops::rotate90(&picture), 50 - 4 - 18, 3)),
            (json!([-1, 0, 0, -1, 60, 50]), placed(&imageops::rotate180(&picture), 60 - 3 - 24, 50 - 4 - 18)),
        ] {
            let members = json!({"x": 3, "y": 4, "transform": matrix, "filter": filter});
            assert_near(&drawn(&picture, &members), &expected, 0, &members.to_string());
        }
    }
}

#[test]
fn every_format_gets_the_same_colours() {
    let picture = sample(24, 18, true);
    for format in [Format::Argb8888, Format::Xbgr8888, Format::Rgbx8888, Format::Rgb888, Format::Bgr888] {
        let mut screen = Picture::new(WIDTH, HEIGHT, format);
        screen.draw(command(&picture, &json!({"x": 3, "y": 4})));
        assert_eq!(screen.rgb(), placed(&picture, 3, 4), "{format}");
    }
}

/// A turned picture against the colour that each pixel's middle comes from, away from the edges.
#[test]
fn any_angle_looks_colours_up() {
    let picture = sample(40, 30, true);
    let (sine, cosine) = 30_f64.to_radians().sin_cos();
    let scale = 1.25;
    let matrix = [scale * cosine, scale * sine, -scale * sine, scale * cosine, 40.0, 2.0];
    for filter in ["nearest", "bilinear"] {
        let members = json!({"transform": matrix, "filter": filter});
        let found = drawn(&picture, &members);
        let mut compared = 0;
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let (dx, dy) = (f64::from(x) + 0.5 - matrix[4], f64::from(y) + 0.5 - matrix[5]);
                let (u, v) = ((cosine * dx + sine * dy) / scale, (cosine * dy - sine * dx) / scale);
                if u < 2.0 || v < 2.0 || u > 38.0 || v > 28.0 {
                    continue;
                }
                let pixel = |u: f64, v: f64| picture.get_pixel(u as u32, v as u32).0.map(f64::from);
                let expected = if filter == "nearest" {
                    pixel(u, v)
                } else {
                    let (left, top) = ((u - 0.5).floor(), (v - 0.5).floor());
                    let (right_part, low_part) = (u - 0.5 - left, v - 0.5 - top);
                    std::array::from_fn(|i| {
                        let row = |v: f64| {
                            pixel(left, v)[i] * (1.0 - right_part) + pixel(left + 1.0, v)[i] * right_part
                        };
                        row(top) * (1.0 - low_part) + row(top + 1.0) * low_part
                    })
                };
                let found = found[(y * WIDTH + x) as usize];
                let far = (0..3).any(|i| (f64::from(found[i]) - expected[i]).abs() > 2.0);
                assert!(!far, "{filter} at {x},{y}: {found:?}, expected {expected:?}");
                compared += 1;
            }
        }
        assert!(compared > 700, "{compared} pixels");
    }
}

/// A picture of one colour is a rectangle in that colour, whatever else is said.
#[test]
fn one_colour_is_a_rectangle() {
    let orange = RgbaImage::from_pixel(20, 10, Rgba([255, 136, 0, 255]));
    for members in [
        json!({"rx": 7}),
        json!({"rx": [3, 0, 9, 1]}),
        json!({"x": 10.25, "y": 7.5, "width": 30.5, "height": 20.25}),
        json!({"opacity": 0.4}),
        json!({"clip": [20, 15, 9, 9]}),
        json!({"clip": {"d": "M30 10 L50 40 H10 Z"}, "rx": 4}),
        json!({"transform": [0.8, 0.6, -0.6, 0.8, 20, -5]}),
        json!({"transform": [0.8, 0.6, -0.6, 0.8, 20, -5], "rx": 6, "opacity": 0.7}),
        json!({"transform": [1.5, 0, 0.3, 0.7, 0.5, 0.25]}),
        json!({"antialias": false, "x": 10.6, "rx": 5}),
        json!({"blend": "difference"}),
        json!({"filter": "lanczos"}),
    ] {
        let mut all = json!({"x": 12, "y": 9, "width": 40, "height": 30});
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let mut rect = all.clone();
        let shape = rect.as_object_mut().unwrap();
        shape.remove("filter");
        shape.extend([("op".to_owned(), "rect".into()), ("fill".to_owned(), "#ff8800".into())]);
        let screen = |command: Value| {
            let mut screen = Picture::new(WIDTH, HEIGHT, Format::Xrgb8888);
            screen.draw(json!({"op": "clear", "color": "#204060"}));
            screen.draw(command);
            screen.rgb()
        };
        let (found, expected) = (screen(command(&orange, &all)), screen(rect));
        assert_near(&found, &expected, 1, &members.to_string());
    }
}

#[test]
fn groups_hold_pictures() {
    let picture = sample(24, 18, true);
    let group = |inner: Value| json!({"op": "group", "opacity": 0.5, "transform": [1, 0, 0, 1, 6, 2], "commands": [inner]});
    let mut screen = Picture::new(WIDTH, HEIGHT, Format::Xrgb8888);
    screen.draw(group(command(&picture, &json!({"x": 3, "y": 4}))));
    let expected: Vec<_> = placed(&picture, 9, 6)
        .into_iter()
        .map(|color| color.map(|channel| (f64::from(channel) * 128.0 / 255.0).round() as u8))
        .collect();
    assert_near(&screen.rgb(), &expected, 1, "half of it");
}

#[test]
fn src_replaces_what_was_there() {
    let clear = RgbaImage::from_pixel(20, 10, Rgba([255, 255, 255, 0]));
    let mut screen = Picture::new(WIDTH, HEIGHT, Format::Xrgb8888);
    screen.draw(json!({"op": "clear", "color": "red"}));
    screen.draw(command(&clear, &json!({})));
    assert_eq!(screen.rgb()[0], [255, 0, 0], "over shows what is below");
    screen.draw(command(&clear, &json!({"blend": "src"})));
    assert_eq!(screen.rgb()[0], [0, 0, 0]);
    assert_eq!(screen.rgb()[30], [255, 0, 0], "beside it nothing changes");
}
