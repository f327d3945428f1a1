//! Every way to lie in a box, against the oracle.

use image::RgbaImage;
use serde_json::json;

use crate::formats::sample;
use crate::oracle::{assert_near, drawn, expected, layout};

/// Steps of a channel that roundings of two passes may add up to.
const FILTERS: [(&str, u8); 3] = [("nearest", 0), ("bilinear", 2), ("lanczos", 3)];

/// Names of alignments, and the spare room left of and above the picture.
const ALIGNS: [(&str, (f64, f64)); 6] = [
    ("center", (0.5, 0.5)),
    ("left", (0.0, 0.5)),
    ("top right", (1.0, 0.0)),
    ("bottom", (0.5, 1.0)),
    ("left bottom", (0.0, 1.0)),
    ("center right", (1.0, 0.5)),
];

fn whole(picture: &RgbaImage) -> [f64; 4] {
    [0.0, 0.0, f64::from(picture.width()), f64::from(picture.height())]
}

#[test]
fn every_fit_and_alignment() {
    for picture in [sample(24, 18, true), sample(13, 40, true)] {
        for cut in [[10.0, 8.0, 60.0, 30.0], [20.0, 4.0, 17.0, 50.0], [30.0, 30.0, 9.0, 5.0]] {
            for fit in ["fill", "contain", "cover", "none"] {
                for (align, place) in ALIGNS {
                    for (filter, most) in FILTERS {
                        let [x, y, width, height] = cut;
                        let members = json!({"x": x, "y": y, "width": width, "height": height,
                            "fit": fit, "align": align, "filter": filter});
                        let layout = layout(whole(&picture), cut, fit, place);
                        let expected = expected(&picture, &layout, filter);
                        assert_near(&drawn(&picture, &members), &expected, most, &members.to_string());
                    }
                }
            }
        }
    }
}

#[test]
fn parts_of_pictures() {
    let picture = sample(40, 30, true);
    for part in
        [[0.0, 0.0, 8.0, 8.0], [16.0, 8.0, 8.0, 16.0], [3.0, 5.0, 37.0, 25.0], [2.5, 3.25, 20.5, 10.25]]
    {
        for (filter, most) in FILTERS {
            let cut = [7.0, 9.0, 48.0, 36.0];
            let members =
                json!({"x": 7, "y": 9, "width": 48, "height": 36, "source": part, "filter": filter});
            let expected = expected(&picture, &layout(part, cut, "fill", (0.5, 0.5)), filter);
            assert_near(&drawn(&picture, &members), &expected, most, &members.to_string());
        }
    }
}

#[test]
fn translucent_pictures_are_scaled_premultiplied() {
    let picture = sample(24, 18, false);
    for (filter, most) in FILTERS {
        let members = json!({"x": 5, "y": 5, "width": 48, "height": 45, "filter": filter});
        let layout = layout(whole(&picture), [5.0, 5.0, 48.0, 45.0], "fill", (0.5, 0.5));
        let expected = expected(&picture, &layout, filter);
        assert_near(&drawn(&picture, &members), &expected, most + 1, &members.to_string());
    }
}

#[test]
fn sizes_that_are_left_out_follow() {
    let picture = sample(24, 18, true);
    for (members, box_) in [
        (json!({"x": 3, "y": 4}), [3.0, 4.0, 24.0, 18.0]),
        (json!({"x": 3, "y": 4, "width": 48}), [3.0, 4.0, 48.0, 36.0]),
        (json!({"x": 3, "y": 4, "height": 9}), [3.0, 4.0, 12.0, 9.0]),
        (json!({"x": 3, "y": 4, "source": [4, 4, 10, 6]}), [3.0, 4.0, 10.0, 6.0]),
        (json!({"x": 3, "y": 4, "width": "50%", "height": "25%"}), [3.0, 4.0, 48.0, 16.0]),
    ] {
        let from = if members.get("source").is_some() { [4.0, 4.0, 10.0, 6.0] } else { whole(&picture) };
        let expected = expected(&picture, &layout(from, box_, "fill", (0.5, 0.5)), "bilinear");
        assert_near(&drawn(&picture, &members), &expected, 2, &members.to_string());
    }
}

/// Only what is visible costs anything.
#[test]
fn boxes_far_larger_than_the_screen() {
    let picture = sample(24, 18, true);
    for filter in ["nearest", "bilinear", "lanczos"] {
        let started = std::time::Instant::now();
        let members = json!({"x": -8_000_000, "y": -8_000_000, "width": 16_000_000, "height": 16_000_000,
            "filter": filter});
        let found = drawn(&picture, &members);
        // The middle of the picture lies at the corner of the screen, between four pixels.
        let around = [(12, 9), (11, 9), (12, 8), (11, 8)].map(|(x, y)| picture.get_pixel(x, y).0);
        let around = &around[..if filter == "nearest" { 1 } else { 4 }];
        for (channel, found) in found[0].into_iter().enumerate() {
            let sum: u32 = around.iter().map(|color| u32::from(color[channel])).sum();
            let mean = (sum / around.len() as u32) as u8;
            assert!(found.abs_diff(mean) <= 1, "{filter}: {found}, expected {mean}");
        }
        assert!(started.elapsed().as_secs() < 5, "{filter} took {:?}", started.elapsed());
    }
}
