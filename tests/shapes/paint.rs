//! Colours: straight alpha, opacity, what replaces and what paints over, clips.

use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::oracle::with;
use crate::picture::Picture;

const BELOW: [u8; 3] = [30, 200, 101];

/// The middle pixel after `command` has been drawn over the colour below.
fn painted(command: &Value) -> [u8; 3] {
    let mut picture = Picture::new(9, 9, Format::Xrgb8888);
    picture.draw(json!({"op": "clear", "color": BELOW}));
    picture.draw(command);
    picture.rgb()[4 * 9 + 4]
}

/// `numerator`/255 of the way from what is below to `above`, rounded: no tie is possible, 255 being odd.
fn mixed(above: [u8; 3], numerator: u32) -> [u8; 3] {
    std::array::from_fn(|index| {
        let sum = u32::from(BELOW[index]) * (255 - numerator) + u32::from(above[index]) * numerator;
        ((2 * sum + 255) / 510) as u8
    })
}

/// One command of each kind that covers the middle pixel whole, its paint left open.
fn shapes() -> [(Value, &'static str); 9] {
    let ring = [[-9, -9], [20, -9], [20, 20], [-9, 20]];
    [
        (json!({"op": "rect", "x": 1, "y": 1, "width": 7, "height": 7}), "fill"),
        (json!({"op": "rects", "rects": [[1, 1, 7, 7]]}), "fill"),
        (json!({"op": "circle", "cx": 4.5, "cy": 4.5, "r": 4}), "fill"),
        (json!({"op": "polygon", "points": ring}), "fill"),
        (json!({"op": "path", "d": "M0 0H9V9H0z"}), "fill"),
        (json!({"op": "arc", "cx": 0, "cy": 0, "r": 30, "start": 0, "end": 90}), "fill"),
        (json!({"op": "line", "x1": 0, "y1": 4.5, "x2": 9, "y2": 4.5, "stroke_width": 5}), "stroke"),
        (json!({"op": "polyline", "points": [[0, 0], [9, 9]], "stroke_width": 4}), "stroke"),
        (json!({"op": "ellipse", "cx": 4.5, "cy": 0, "rx": 7, "ry": 4.5, "stroke_width": 4}), "stroke"),
    ]
}

#[test]
fn alpha_mixes_exactly() {
    let above = [255, 17, 99];
    for (shape, member) in shapes() {
        for alpha in [0, 1, 2, 63, 127, 128, 200, 254, 255] {
            let command = with(&shape, json!({member: [above[0], above[1], above[2], alpha]}));
            assert_eq!(painted(&command), mixed(above, alpha), "{command}");
        }
    }
}

/// Opacity times alpha is rounded to a 255th once before it mixes, so half a 255th of the difference may be added
/// to the half that rounding the colour costs.
#[test]
fn opacity_weakens_alpha() {
    let above = [255, 17, 99];
    for (shape, member) in shapes() {
        for (alpha, opacity) in
            [(255, 0.5), (255, 0.1), (128, 0.5), (200, 0.33), (3, 0.9), (255, 0.0), (90, 1.0)]
        {
            let paint = json!({member: [above[0], above[1], above[2], alpha], "opacity": opacity});
            let command = with(&shape, paint);
            let found = painted(&command);
            for index in 0..3 {
                let (below, above) = (f64::from(BELOW[index]), f64::from(above[index]));
                let exact = below + (above - below) * f64::from(alpha) / 255.0 * opacity;
                let error = (f64::from(found[index]) - exact).abs();
                assert!(error < 0.5 + 0.5 / 255.0 * (above - below).abs() + 1e-9, "{command}: {found:?}");
            }
        }
    }
}

#[test]
fn a_stroke_lies_over_its_fill() {
    let command = json!({"op": "rect", "x": -3, "y": 4, "width": 20, "height": 20, "fill": "#f00",
        "stroke": "#0000ff80", "stroke_width": 4});
    assert_eq!(painted(&command), [127, 0, 128]);
}

/// `clear` and `pixels` replace: a transparent colour shows black in formats without alpha.
#[test]
fn what_replaces_does_not_mix() {
    let points = [[4, 4]];
    for color in [[200, 100, 50, 128], [200, 100, 50, 0], [255, 255, 255, 255]] {
        let expected: [u8; 3] =
            std::array::from_fn(|index| ((2 * u32::from(color[index] as u8) * color[3] + 255) / 510) as u8);
        assert_eq!(painted(&json!({"op": "clear", "color": color})), expected);
        assert_eq!(painted(&json!({"op": "pixels", "points": points, "color": color})), expected);
    }
    let clear = json!({"op": "clear", "color": "#fff", "opacity": 0.2});
    assert_eq!(painted(&clear), mixed([255; 3], 51));
    let pixels = json!({"op": "pixels", "points": points, "color": "#fff", "opacity": 0.2});
    assert_eq!(painted(&pixels), mixed([255; 3], 51));
}

/// Each pixel once for every point that names it, and no other.
#[test]
fn pixels_are_exact() {
    let mut picture = Picture::new(7, 5, Format::Rgb888);
    let points = [[0, 0], [6, 4], [3, 2], [-1, 2], [7, 2], [2, 5], [16777216, -16777216]];
    picture.draw(json!({"op": "pixels", "points": points, "color": "#0f8"}));
    let inside = points.iter().filter(|&&[x, y]| (0..7).contains(&x) && (0..5).contains(&y));
    let mut expected = vec![[0; 3]; 35];
    inside.for_each(|&[x, y]| expected[(y * 7 + x) as usize] = [0, 255, 136]);
    assert_eq!(picture.rgb(), expected);
    let clipped = json!({"op": "pixels", "points": points, "color": "#fff", "clip": [1, 1, 4, 3]});
    picture.draw(clipped);
    expected[2 * 7 + 3] = [255; 3];
    assert_eq!(picture.rgb(), expected);
}

/// A clip's own edges cover in part, so `clear` under a fractional clip mixes by the area that is left.
#[test]
fn clear_fills_its_clip() {
    for (clip, exact) in [
        ([2.0, 1.0, 4.0, 3.0], true),
        ([-5.0, -5.0, 9.0, 8.0], true),
        ([1.5, 2.25, 3.25, 1.5], true),
        ([3.2, 3.3, 0.5, 0.4], true),
        ([1.5, 1.25, 3.0, 3.0], false),
    ] {
        let mut picture = Picture::new(8, 6, Format::Xrgb8888);
        picture.draw(json!({"op": "clear", "color": "#fff", "clip": clip, "antialias": exact}));
        let [x, y, width, height] = clip;
        let edges = [x, y, x + width, y + height].map(|edge: f64| if exact { edge } else { edge.round() });
        let part =
            |low: f64, high: f64, at: usize| (high.min(at as f64 + 1.0) - low.max(at as f64)).clamp(0.0, 1.0);
        for (at, [found, ..]) in picture.rgb().into_iter().enumerate() {
            let (x, y) = (at % 8, at / 8);
            let area = part(edges[0], edges[2], x) * part(edges[1], edges[3], y) * 255.0;
            assert!((f64::from(found) - area).abs() <= 0.5, "{clip:?} at {x},{y}: {found} for {area:.1}");
        }
    }
}
