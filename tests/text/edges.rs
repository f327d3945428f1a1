//! Texts across the edges of the screen, against the same texts on a larger one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::fonts::with_units_per_em;
use crate::picture::Picture;

const WIDTH: u32 = 120;
const HEIGHT: u32 = 80;

/// How much more there is of the larger screen on each side.
const MARGIN: u32 = 150;

/// What is drawn of `text` on a screen, `margin` pixels larger on each side and everything moved by as much; of the
/// larger screen what the smaller one shows, and whether anything is drawn around that.
fn drawn(text: &Value, font: Option<&str>, margin: u32) -> (Vec<u8>, bool) {
    let (width, height) = (WIDTH + 2 * margin, HEIGHT + 2 * margin);
    let mut picture = Picture::new(width, height, Format::Gray8);
    if let Some(font) = font {
        picture.draw(json!({"op":"load","font":"Giant","data":font}));
    }
    // Rather than by a group, which would be drawn by another road.
    let mut text = text.clone();
    let by = f64::from(margin);
    match text.get_mut("transform") {
        Some(matrix) => {
            for index in [4, 5] {
                matrix[index] = (matrix[index].as_f64().expect("a number") + by).into();
            }
        }
        None => {
            for name in ["x", "y"] {
                text[name] = (text[name].as_f64().expect("a number") + by).into();
            }
        }
    }
    picture.draw(text);
    let bytes = picture.bytes();
    let rows = bytes.chunks_exact(width as usize).take(height as usize);
    let is_inside = |at: usize, extent: u32| (margin as usize..(margin + extent) as usize).contains(&at);
    let (mut inside, mut spills) = (Vec::new(), false);
    for (y, row) in rows.enumerate() {
        for (x, &value) in row.iter().enumerate() {
            if is_inside(x, WIDTH) && is_inside(y, HEIGHT) {
                inside.push(value);
            } else {
                spills |= value > 0;
            }
        }
    }
    (inside, spills)
}

/// Asserts that what a screen shows of a text does not depend on how large it is, but for `tolerance` steps of grey.
/// Returns whether the text is cut at all: something of it shows, and something does not.
fn is_cut(text: &Value, font: Option<&str>, tolerance: u8) -> bool {
    let (cut, _) = drawn(text, font, 0);
    let (whole, spills) = drawn(text, font, MARGIN);
    for (index, (cut, whole)) in cut.iter().zip(&whole).enumerate() {
        let (x, y) = (index % WIDTH as usize, index / WIDTH as usize);
        assert!(cut.abs_diff(*whole) <= tolerance, "{text}\nat {x},{y}: {cut}, on a larger screen {whole}");
    }
    spills && cut.iter().any(|&value| value > 0)
}

/// Places of a text of that extent at which it lies across each edge and each corner.
fn places(width: f64, ascent: f64) -> [(f64, f64); 8] {
    let (left, right) = (-width / 2.0, f64::from(WIDTH) - width / 2.0);
    let (top, bottom) = (ascent / 2.0, f64::from(HEIGHT) + ascent / 2.0);
    let (x, y) = (10.25, 40.0);
    [(left, y), (right, y), (x, top), (x, bottom), (left, top), (right, top), (left, bottom), (right, bottom)]
}

#[test]
fn texts_across_all_edges_are_cut() {
    let texts = [
        json!({"text":"Væg لله\nשלום ffi","direction":"ltr"}),
        json!({"text":"Væg لله","fill":"transparent","stroke":"#fff","stroke_width":3}),
        json!({"text":"Væg لله","background":"#888"}),
    ];
    // Kept as lines, composed of what is seen, and, from 257 pixels on, outlines.
    for size in [9, 24, 60, 140, 256, 257] {
        for text in &texts {
            let mut text = text.clone();
            (text["op"], text["size"]) = ("text".into(), size.into());
            let width = f64::from(size) * 3.5;
            let mut cuts = 0;
            for (x, y) in places(width, f64::from(size) * 0.7) {
                (text["x"], text["y"]) = (x.into(), y.into());
                cuts += usize::from(is_cut(&text, None, 1));
            }
            assert!(cuts >= 6, "only {cuts} of 8 places have some of it on the screen and some not: {text}");
        }
    }
}

#[test]
fn turned_texts_are_cut_at_all_edges_too() {
    let mut cuts = 0;
    for (x, y) in [(-20, 10), (90, 20), (50, -10), (60, 60)] {
        let text =
            json!({"op":"text","x":0,"y":20,"text":"Væg لله","size":30,"transform":[0.8,0.6,-0.6,0.8,x,y]});
        cuts += usize::from(is_cut(&text, None, 1));
    }
    assert_eq!(cuts, 4);
}

#[test]
fn texts_far_beyond_an_edge_leave_no_trace() {
    for (x, y) in [(1_000_000, 30), (-1_000_000, 30), (20, -16_000_000), (20, 16_000_000)] {
        let (cut, _) = drawn(&json!({"op":"text","x":x,"y":y,"text":"Væg","size":24}), None, 0);
        assert!(cut.iter().all(|&value| value == 0), "{x}, {y}");
    }
}

#[test]
fn giant_letters_are_cut_at_all_edges() {
    // Letters 128 times as large as they should be: stems are wider than the screen.
    let font = STANDARD.encode(with_units_per_em(dejavu::sans_mono::regular(), 16));
    let mut cuts = 0;
    for x in (-1000..200).step_by(150) {
        for y in [40, 3000] {
            let text = json!({"op":"text","x":x,"y":y,"text":"MM","size":100,"font":"Giant"});
            cuts += usize::from(is_cut(&text, Some(&font), 1));
        }
    }
    assert!(cuts >= 4, "{cuts}");
}
