//! Progress bars against an oracle that asks many points of each pixel whether they lie inside.

use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::picture::Picture;

const WIDTH: usize = 100;
const HEIGHT: usize = 60;

/// Points of a pixel across and down.
const POINTS: usize = 16;

/// A bar: its place, its corners and how much of it is filled.
#[derive(Clone, Copy)]
struct Bar {
    place: [f64; 4],
    rx: [f64; 4],
    value: f64,
}

impl Bar {
    /// In pure red on pure green, so that red is how much of a pixel is filled.
    fn command(&self) -> Value {
        let [x, y, width, height] = self.place;
        json!({"op": "progress", "x": x, "y": y, "width": width, "height": height, "rx": self.rx,
            "value": self.value, "fill": "#f00", "track": "#0f0"})
    }

    /// Whether a point is on the track, and whether on its filled part.
    fn at(&self, x: f64, y: f64) -> (bool, bool) {
        let [left, top, width, height] = self.place;
        let (x, y) = (x - left, y - top);
        if x < 0.0 || y < 0.0 || x > width || y > height {
            return (false, false);
        }
        let [tl, tr, br, bl] = self.rx;
        let corners = [(tl, x, y), (tr, width - x, y), (br, width - x, height - y), (bl, x, height - y)];
        let inside = corners.into_iter().all(|(r, x, y)| x >= r || y >= r || (r - x).hypot(r - y) <= r);
        (inside, inside && x <= width * self.value)
    }

    /// How much of each pixel is track, and how much is filled, 0–255; `back` leads from the screen to the bar.
    fn by_points(&self, back: impl Fn(f64, f64) -> (f64, f64)) -> Vec<[f64; 2]> {
        let share = |at: usize| {
            let (mut track, mut filled) = (0, 0);
            for point in 0..POINTS * POINTS {
                let part = |index: usize| (index as f64 + 0.5) / POINTS as f64;
                let (x, y) = back(
                    (at % WIDTH) as f64 + part(point % POINTS),
                    (at / WIDTH) as f64 + part(point / POINTS),
                );
                let (on, full) = self.at(x, y);
                track += usize::from(on);
                filled += usize::from(full);
            }
            [track, filled].map(|count| count as f64 * 255.0 / (POINTS * POINTS) as f64)
        };
        (0..WIDTH * HEIGHT).map(share).collect()
    }
}

fn drawn(command: &Value) -> Vec<[u8; 3]> {
    let mut picture = Picture::new(WIDTH as u32, HEIGHT as u32, Format::Xrgb8888);
    picture.draw(command);
    picture.rgb()
}

/// The pixels of a black screen are as red and as green as the shares say.
fn assert_near(found: &[[u8; 3]], shares: &[[f64; 2]], tolerance: f64, what: &str) {
    for (at, (&[red, green, blue], &[track, filled])) in found.iter().zip(shares).enumerate() {
        // Painted one over the other, green shows as far as red does not cover it.
        let expected = [filled, track * (1.0 - filled / 255.0)];
        let off = [f64::from(red) - expected[0], f64::from(green) - expected[1]];
        let place = (at % WIDTH, at / WIDTH);
        assert!(
            off.iter().all(|off| off.abs() <= tolerance) && blue == 0,
            "{what} at {place:?}: {red} {green} {blue} for {expected:.1?}"
        );
    }
}

#[test]
fn a_bar_is_what_its_points_say() {
    for (place, rx) in [
        ([10.0, 20.0, 80.0, 20.0], [10.0; 4]),
        ([10.0, 20.0, 80.0, 20.0], [0.0; 4]),
        ([10.5, 20.25, 70.0, 17.5], [8.75; 4]),
        ([5.0, 5.0, 90.0, 50.0], [25.0, 0.0, 12.5, 3.0]),
        ([20.0, 10.0, 8.0, 40.0], [4.0; 4]),
    ] {
        for value in [0.0, 0.004, 0.02, 0.05, 0.11, 0.25, 0.5, 0.617, 0.9, 0.98, 0.999, 1.0] {
            let bar = Bar { place, rx, value };
            let shares = bar.by_points(|x, y| (x, y));
            assert_near(&drawn(&bar.command()), &shares, 12.0, &format!("{place:?} {rx:?} {value}"));
        }
    }
}

#[test]
fn a_bar_turns_with_its_transform() {
    let bar = Bar { place: [-40.0, -10.0, 80.0, 20.0], rx: [10.0, 10.0, 4.0, 4.0], value: 0.03 };
    for value in [0.03, 0.4, 0.97] {
        for degrees in [0.0_f64, 90.0, 180.0, 270.0, 25.0] {
            let bar = Bar { value, ..bar };
            let (sin, cos) = degrees.to_radians().sin_cos();
            let mut command = bar.command();
            command["transform"] = json!([cos, sin, -sin, cos, 50, 30]);
            let shares = bar.by_points(|x, y| {
                let (x, y) = (x - 50.0, y - 30.0);
                (x * cos + y * sin, y * cos - x * sin)
            });
            assert_near(&drawn(&command), &shares, 16.0, &format!("{degrees} {value}"));
        }
    }
}

/// Step by step no pixel is ever less filled than before, and only the column at the end changes.
#[test]
fn more_is_never_less() {
    let bar = Bar { place: [8.0, 22.0, 84.0, 16.0], rx: [8.0; 4], value: 0.0 };
    let mut before = drawn(&bar.command());
    assert!(before.iter().all(|&[red, ..]| red == 0), "nothing is filled at 0");
    for step in 1..=336 {
        let value = f64::from(step) / 336.0;
        let now = drawn(&Bar { value, ..bar }.command());
        for (at, (&[was, ..], &[is, ..])) in before.iter().zip(&now).enumerate() {
            let column = (at % WIDTH) as f64 - 8.0;
            let end = value * 84.0;
            // Two ways lead to a pixel, one for corners; they round by themselves.
            let same = is.abs_diff(was) <= 2;
            assert!(is > was || same, "{value}: {is} after {was} at {at}");
            assert!(same || (column - end).abs() <= 1.001, "{value}: column {column} has changed");
        }
        before = now;
    }
    let full = json!({"op": "rect", "x": 8, "y": 22, "width": 84, "height": 16, "rx": 8, "fill": "#f00"});
    assert!(
        before.iter().zip(drawn(&full)).all(|(&[bar, ..], [rect, ..])| bar == rect),
        "full is the whole track"
    );
}

/// The little that is filled of a pill keeps inside its round end.
#[test]
fn no_corner_pokes_out() {
    let pill = json!({"op": "rect", "x": 8, "y": 20, "width": 84, "height": 20, "rx": 10, "fill": "#fff"});
    let pill = drawn(&pill);
    for value in [0.01, 0.02, 0.04, 0.08, 0.97, 0.99] {
        let bar = Bar { place: [8.0, 20.0, 84.0, 20.0], rx: [10.0; 4], value };
        let found = drawn(&bar.command());
        for (at, (&[red, ..], &[whole, ..])) in found.iter().zip(&pill).enumerate() {
            assert!(red <= whole.saturating_add(2), "{value}: {red} of {whole} at {at}");
        }
        assert!(found.iter().any(|&[red, ..]| red > 100), "{value}: nothing is to be seen");
    }
}

#[test]
fn left_to_itself_it_is_blue_on_grey() {
    let mut picture = Picture::new(100, 20, Format::Xrgb8888);
    for (paper, track) in [("#fff", [0xd7; 3]), ("#000", [0x28; 3])] {
        picture.draw(json!({"op": "clear", "color": paper}));
        picture.draw(json!({"op": "progress", "x": 0, "y": 5, "width": "100%", "height": 10, "value": 0.25}));
        let rgb = picture.rgb();
        assert_eq!((rgb[1000], rgb[1024]), ([0x3b, 0x82, 0xf6], [0x3b, 0x82, 0xf6]));
        for (found, expected) in rgb[1025].into_iter().zip(track) {
            assert!(found.abs_diff(expected) <= 1, "{:?} on {paper}", rgb[1025]);
        }
    }
}

/// Opacity is that of both paints together.
#[test]
fn a_bar_is_one_picture() {
    let bar = Bar { place: [8.5, 20.0, 84.0, 20.0], rx: [10.0; 4], value: 0.4 };
    for (member, value) in
        [("opacity", json!(0.5)), ("blend", json!("screen")), ("clip", json!([20.5, 10, 33.3, 22.2]))]
    {
        let mut command = bar.command();
        command[member] = value.clone();
        let mut group = json!({"op": "group", "commands": [bar.command()]});
        group[member] = value;
        assert!(drawn(&command) == drawn(&group), "{member}");
    }
    let hard = {
        let mut command = bar.command();
        command["antialias"] = json!(false);
        drawn(&command)
    };
    assert!(hard.iter().all(|pixel| [[0; 3], [255, 0, 0], [0, 255, 0]].contains(pixel)), "a pixel is mixed");
}

#[test]
fn what_is_no_part_is_refused() {
    for (member, value) in [
        ("value", json!(1.01)),
        ("value", json!(-0.1)),
        ("value", json!("50%")),
        ("rx", json!(-1)),
        ("height", json!(-1)),
    ] {
        let mut command = Bar { place: [0.0, 0.0, 9.0, 9.0], rx: [0.0; 4], value: 0.5 }.command();
        command[member] = value;
        let mut picture = Picture::new(20, 20, Format::Xrgb8888);
        let reply = picture.ask_anything(&command);
        assert_eq!(
            (&reply["error"]["code"], &reply["error"]["at"]),
            (&json!("invalid"), &json!(format!("/{member}")))
        );
    }
}
