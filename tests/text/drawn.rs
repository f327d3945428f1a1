//! Texts as pixels, by what must hold whatever the letters look like.

use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::fonts::with_units_per_em;
use crate::picture::Picture;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

fn picture() -> Picture {
    Picture::new(160, 60, Format::Xrgb8888)
}

fn drawn(commands: &[Value]) -> Vec<[u8; 3]> {
    let mut picture = picture();
    commands.iter().for_each(|command| picture.draw(command));
    picture.rgb()
}

fn label(more: Value) -> Value {
    let mut label = json!({"op":"text","x":20,"y":40,"text":"Væg لله","size":24});
    more.as_object().expect("an object").iter().for_each(|(name, value)| label[name] = value.clone());
    label
}

fn worst(a: &[[u8; 3]], b: &[[u8; 3]]) -> u8 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| a.abs_diff(*b)).max().expect("pixels")
}

#[test]
fn it_is_white_unless_it_says_otherwise() {
    let white = drawn(&[label(json!({}))]);
    assert_eq!(white, drawn(&[label(json!({"fill":"#fff"}))]));
    assert!(white.contains(&[255; 3]));
}

#[test]
fn a_move_by_whole_pixels_moves_pixels() {
    let here = drawn(&[label(json!({}))]);
    for moved in [label(json!({"x":25,"y":38})), label(json!({"transform":[1,0,0,1,5,-2]}))] {
        let there = drawn(&[moved]);
        for (index, &pixel) in here.iter().enumerate() {
            let (x, y) = (index % 160, index / 160);
            if x < 150 && y >= 2 {
                assert_eq!(there[(y - 2) * 160 + x + 5], pixel, "{x},{y}");
            }
        }
    }
}

#[test]
fn bitmaps_and_outlines_agree() {
    // Under a scale of next to nothing letters are drawn as paths; bitmaps are kept to quarters of a pixel.
    for x in [20.0, 20.25, 20.5] {
        let bitmaps = drawn(&[label(json!({"x":x}))]);
        let outlines = drawn(&[label(json!({"x":x,"transform":[1.00001,0,0,1.00001,0,0]}))]);
        let sum: u64 = bitmaps
            .iter()
            .flatten()
            .zip(outlines.iter().flatten())
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let lit = outlines.iter().flatten().filter(|&&value| value > 0).count() as f64;
        assert!(sum as f64 / lit < 12.0, "{x}: {} on average", sum as f64 / lit);
    }
}

#[test]
fn letters_that_touch_are_one_shape() {
    // Where joined letters overlap, a translucent text is as translucent as elsewhere.
    let half = drawn(&[label(json!({"fill":"#ffffff80"}))]);
    assert_eq!(half.iter().flatten().max(), Some(&128));
    let opacity = drawn(&[label(json!({"opacity":0.5}))]);
    assert!(worst(&half, &opacity) <= 1);
}

#[test]
fn a_clip_shows_a_part_of_it() {
    let whole = drawn(&[label(json!({}))]);
    let cut = drawn(&[label(json!({"clip":[30,20,40,15]}))]);
    for (index, pixel) in cut.iter().enumerate() {
        let (x, y) = (index % 160, index / 160);
        let inside = (30..70).contains(&x) && (20..35).contains(&y);
        assert_eq!(*pixel, if inside { whole[index] } else { [0; 3] }, "{x},{y}");
    }
}

#[test]
fn a_background_lies_under_the_lines() {
    let mut picture = picture();
    let result = picture.ask(label(json!({"op":"measure"})));
    let drawn = drawn(&[label(json!({"background":"#00f","fill":"transparent"}))]);
    let blue = drawn.iter().filter(|pixel| **pixel == [0, 0, 255]).count() as f64;
    let area = result["width"].as_f64().unwrap().floor() * result["height"].as_f64().unwrap().floor();
    assert!((blue - area).abs() <= 64.0, "{blue} {area}");
}

#[test]
fn an_outline_is_outside_and_inside() {
    let filled = drawn(&[label(json!({"fill":"#f00"}))]);
    let outlined = drawn(&[label(json!({"fill":"#f00","stroke":"#00f","stroke_width":2}))]);
    let blue = outlined.iter().filter(|[r, _, b]| *b > 200 && *r < 50).count();
    assert!(blue > 100, "{blue}");
    assert!(filled.iter().zip(&outlined).any(|(before, after)| before[0] == 0 && after[2] == 255));
}

#[test]
fn groups_and_texts_go_together() {
    let alone = drawn(&[label(json!({"opacity":0.5}))]);
    let group = drawn(&[json!({"op":"group","opacity":0.5,"commands":[label(json!({}))]})]);
    assert!(worst(&alone, &group) <= 1);
}

#[test]
fn every_format_shows_the_same_text() {
    let expected = drawn(&[label(json!({}))]);
    for format in [Format::Rgb888, Format::Bgrx8888, Format::Rgb565, Format::Xrgb2101010] {
        let mut other = Picture::new(160, 60, format);
        other.draw(label(json!({})));
        let worst = worst(&expected, &other.rgb());
        assert!(worst <= if format == Format::Rgb565 { 8 } else { 1 }, "{format}: {worst}");
    }
}

#[test]
fn letters_that_nobody_sees_cost_nothing() {
    let far =
        json!({"op":"text","x":0,"y":50,"text":"abcde".repeat(20),"size":250,"letter_spacing":10_000_000});
    let alone = json!({"op":"text","x":0,"y":50,"text":"a","size":250});
    assert_eq!(drawn(&[far]), drawn(&[alone]));
    let mut picture = picture();
    let started = std::time::Instant::now();
    // As one bitmap this takes 2 GB.
    picture.draw(json!({"op":"text","x":-9_000_000,"y":50,"text":"M".repeat(60_000),"size":256}));
    let took = started.elapsed();
    assert!(picture.rgb().contains(&[255; 3]));
    let text = picture.ask(json!({"op":"stats"}))["text"].clone();
    assert!(text["glyphs"]["misses"].as_u64().unwrap() <= 4, "{text}");
    assert!(took < std::time::Duration::from_secs(3), "{took:?}");
    // Nor as outlines, which here would be 65,000 times 30 elements of 56 bytes.
    picture
        .draw(json!({"op":"text","x":-9_000_000,"y":50,"text":"M".repeat(60_000),"size":300,"stroke":"red"}));
}

#[test]
fn a_long_line_looks_where_it_is_seen_as_a_short_one() {
    let blanks = " ".repeat(2000);
    for x in [20.0, -7.3] {
        let short = label(json!({"x":x,"direction":"ltr"}));
        let text = format!("{}{blanks}x", short["text"].as_str().unwrap());
        let long = label(json!({"x":x,"direction":"ltr","text":text}));
        assert_eq!(drawn(&[long]), drawn(&[short]), "{x}");
    }
}

#[test]
fn marks_high_above_a_letter_are_there_in_groups_too() {
    let text = format!("a{}", "\u{301}".repeat(30));
    let draw = |more: Value| {
        let mut picture = Picture::new(60, 300, Format::Xrgb8888);
        let mut line = json!({"op":"text","x":20,"y":280,"text":text,"size":20});
        more.as_object().unwrap().iter().for_each(|(name, value)| line[name] = value.clone());
        picture.draw(line);
        picture.rgb()
    };
    let plain = draw(json!({"opacity":0.5}));
    let top = plain.iter().position(|pixel| *pixel != [0; 3]).unwrap() / 60;
    assert!(top < 220, "the marks stand on each other: {top}");
    assert!(worst(&plain, &draw(json!({"opacity":0.5,"background":"black"}))) <= 1);
}

#[test]
fn giant_letters_are_drawn_as_far_as_they_are_seen() {
    let mut picture = picture();
    let giant = with_units_per_em(dejavu::sans_mono::regular(), 16);
    picture.draw(json!({"op":"load","font":"Giant","data":STANDARD.encode(giant)}));
    // Letters 128 times as large as they should be: somewhere here a stem begins.
    let mut is_mixed = false;
    for x in (-900..0).step_by(100) {
        let line = json!({"op":"text","x":x,"y":3000,"text":"MMMM","size":100,"font":"Giant"});
        picture.draw(json!({"op":"clear"}));
        picture.draw(&line);
        let bitmaps = picture.rgb();
        picture.draw(json!({"op":"clear"}));
        let mut outlined = line;
        outlined["transform"] = json!([1.000_001, 0, 0, 1, 0, 0]);
        picture.draw(outlined);
        let outlines = picture.rgb();
        is_mixed |= outlines.contains(&[255; 3]) && outlines.contains(&[0; 3]);
        let different = bitmaps.iter().zip(&outlines).filter(|(a, b)| a[0].abs_diff(b[0]) > 70).count();
        assert!(different < 30, "{different} at {x}");
    }
    assert!(is_mixed);
    let text = picture.ask(json!({"op":"stats"}))["text"].clone();
    assert!(text["glyphs"]["bytes"].as_u64().unwrap() < 1 << 20, "{text}");
}
