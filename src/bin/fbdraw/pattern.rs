//! A test pattern that shows at a glance what is wrong with a display: its edges, colours, sharpness and which way is up.

mod area;

use fbdraw::client::Client;
use fbdraw::protocol::answer::Info;
use serde_json::{Value, json};

use crate::{Failure, shapes};
use area::Area;

/// The bars, from light to dark, and what can be read on each.
const BARS: [(&str, &str, &str); 8] = [
    ("white", "#ffffff", "black"),
    ("yellow", "#ffff00", "black"),
    ("cyan", "#00ffff", "black"),
    ("green", "#00ff00", "black"),
    ("magenta", "#ff00ff", "white"),
    ("red", "#ff0000", "white"),
    ("blue", "#0000ff", "white"),
    ("black", "#000000", "white"),
];

/// Letters of the bars where there is no room for words.
const LETTERS: [&str; 8] = ["W", "Y", "C", "G", "M", "R", "B", "K"];

/// The corners, clockwise from the top left.
const CORNERS: [&str; 4] = ["#ff0000", "#00ff00", "#0000ff", "#ffff00"];

/// Grey steps.
const STEPS: u32 = 16;

/// Pixels from one line of the coarse grid to the next, and of the fine one, where every other pixel is lit.
const COARSE: u32 = 8;
const FINE: u32 = 2;

/// The smallest letters that can be read.
const LEGIBLE: u32 = 7;

/// Draws it on the whole screen.
pub(crate) fn pattern(mut client: Client, json: bool) -> Result<(), Failure> {
    let info = client.info()?;
    shapes::draw(client, &Value::Array(frame(&info)), json)
}

/// All of it.
fn frame(info: &Info<'_>) -> Vec<Value> {
    let (width, height) = (info.width, info.height);
    let short = width.min(height);
    let margin = (short / 18).max(4);
    let gap = (short / 60).max(2);
    let inside = Area { x: 0, y: 0, width, height }.inset(margin);
    let (bars, rest) = inside.split(inside.height * 26 / 100, gap);
    let (smooth, rest) = rest.split((inside.height * 7 / 100).max(2), 0);
    let (steps, lower) = rest.split((inside.height * 7 / 100).max(2), gap);

    let mut frame = vec![json!({"op": "clear", "color": "black"})];
    frame.extend(colour_bars(bars));
    frame.extend(ramp(smooth, 256));
    frame.extend(ramp(steps, STEPS));
    let (card, grids) = lower.beside(gap);
    frame.extend(grids.into_iter().zip([FINE, COARSE]).flat_map(|(area, pitch)| grid(area, pitch)));
    frame.extend(compass(card, info));
    frame.extend(edges(width, height, margin));
    frame
}

fn colour_bars(area: Area) -> Vec<Value> {
    let bar = area.width / 8;
    // The longest name takes about five times its size.
    let (size, named) = match (bar * 2 / 11).min(area.height / 4) {
        size if size >= LEGIBLE => (size, true),
        _ => ((bar * 2 / 3).min(area.height / 2), false),
    };
    let mut commands = Vec::new();
    for (index, (name, color, ink)) in BARS.into_iter().enumerate() {
        let column = area.column(index as u32, 8);
        commands.push(column.fill(color));
        let text = if named { name } else { LETTERS[index] };
        let y = f64::from(area.y + area.height) - f64::from(size) * 0.9;
        commands.extend(words(text, f64::from(column.x) + f64::from(column.width) / 2.0, y, size, ink));
    }
    // What is black would seem to end before the others do.
    commands.push(outline_of(area, "#606060"));
    commands
}

/// A line of one pixel just inside an area.
fn outline_of(area: Area, color: &str) -> Value {
    let Area { x, y, width, height } = area;
    let (right, bottom) = (x + width.max(1) - 1, y + height.max(1) - 1);
    json!({"op": "rects", "fill": color, "rects":
        [[x, y, width, 1], [x, bottom, width, 1], [x, y, 1, height], [right, y, 1, height]]})
}

/// So many greys from black to white, each exact.
fn ramp(area: Area, levels: u32) -> Vec<Value> {
    // Where there are fewer columns, black and white are still the ends.
    let levels = levels.min(area.width);
    let columns = (0..levels).map(|level| (area.column(level, levels), level * 255 / (levels - 1).max(1)));
    columns
        .filter(|(column, _)| column.width > 0)
        .map(|(column, grey)| column.fill(json!([grey, grey, grey])))
        .collect()
}

/// Lines of one pixel, of which the first and the last are the area's right and bottom edges as far as they fit.
fn grid(area: Area, pitch: u32) -> Vec<Value> {
    let Area { x, y, width, height } = area;
    if width <= pitch || height <= 2 * pitch {
        return Vec::new();
    }
    let (left, width) = (x + (width - 1) % pitch, (width - 1) / pitch * pitch + 1);
    let rects = |rects: Vec<[u32; 4]>| json!({"op": "rects", "fill": "white", "rects": rects});
    let upright = |height: u32| (0..width).step_by(pitch as usize).map(move |at| [left + at, y, 1, height]);
    let level =
        |top: u32, end: u32| (top..end).step_by(pitch as usize).map(move |at| [left, y + at, width, 1]);
    if pitch == FINE {
        // Both at once would be a white plane with holes: one above the other.
        let half = height / 2;
        return vec![rects(upright(half).collect()), rects(level(half + 1, height).collect())];
    }
    let height = (height - 1) / pitch * pitch + 1;
    vec![rects(upright(height).chain(level(0, height)).collect())]
}

/// A circle, which is round where pixels are square; the geometry in it, and on each side what turns that side up.
fn compass(area: Area, info: &Info<'_>) -> Vec<Value> {
    let side = area.width.min(area.height);
    let (cx, cy) =
        (f64::from(area.x) + f64::from(area.width) / 2.0, f64::from(area.y) + f64::from(area.height) / 2.0);
    let (radius, thick) = (f64::from(side) / 2.0, f64::from(side / 200 + 1));
    let mut commands = vec![json!({"op": "circle", "cx": cx, "cy": cy, "r": (radius - thick / 2.0).max(0.0),
        "stroke": "#a0a0a0", "stroke_width": thick})];
    let size = (side / 14).max(LEGIBLE);
    if side < 7 * LEGIBLE {
        return commands;
    }
    // Whoever can read one of these turns the picture by what it says.
    let out = radius - f64::from(size) * 1.1;
    let turns = [[1, 0, 0, 1], [0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0]];
    for (turn, [a, b, c, d]) in turns.into_iter().enumerate() {
        let degrees = (info.rotation + 90 * turn as u32) % 360;
        let text = if size > LEGIBLE { format!("rotate {degrees}") } else { format!("{degrees}°") };
        let mut label = label(&text, 0.0, -out, size, "#ffc040");
        label["transform"] = json!([a, b, c, d, cx, cy]);
        commands.push(label);
    }
    let room = 2.0 * (out - f64::from(size));
    let fitting = |text: &str, most: u32| most.min((room / (0.64 * text.chars().count() as f64)) as u32);
    let geometry = format!("{}×{}", info.width, info.height);
    if size == LEGIBLE {
        commands.extend(words(&geometry, cx, cy, fitting(&geometry, side).max(LEGIBLE), "white"));
        return commands;
    }
    let step = f64::from(size) * 1.4;
    let about = info.driver.as_deref().unwrap_or(&info.buffer);
    commands.extend(words(&geometry, cx, cy - step, fitting(&geometry, size * 2), "white"));
    commands.extend(words(&info.format, cx, cy + step * 0.5, fitting(&info.format, size), "#c0c0c0"));
    commands.extend(words(about, cx, cy + step * 1.5, fitting(about, size), "#c0c0c0"));
    commands
}

/// A word around a point, where it can be read.
fn words(text: &str, x: f64, y: f64, size: u32, color: &str) -> Option<Value> {
    (size >= LEGIBLE).then(|| label(text, x, y, size, color))
}

fn label(text: &str, x: f64, y: f64, size: u32, color: &str) -> Value {
    json!({"op": "text", "x": x, "y": y, "text": text, "size": size, "fill": color,
        "align": "center", "baseline": "middle"})
}

/// The outermost pixels, a frame and in each corner a pixel of its own colour; beside them the same colour again, as
/// large as can be seen.
fn edges(width: u32, height: u32, margin: u32) -> Vec<Value> {
    let all = Area { x: 0, y: 0, width, height };
    let mut commands = vec![outline_of(all, "white")];
    let (near, thick) = (2.min(margin / 2), (margin / 6).max(1));
    let long = margin * 2;
    let corners = [(false, false), (true, false), (true, true), (false, true)];
    for ((right, bottom), color) in corners.into_iter().zip(CORNERS) {
        let place = |far: bool, side: u32, from: u32, length: u32| {
            if far { side.saturating_sub(from + length) } else { from }
        };
        let rect = |from: u32, across: u32, down: u32| {
            json!([place(right, width, from, across), place(bottom, height, from, down), across, down])
        };
        commands.push(json!({"op": "rects", "fill": color,
            "rects": [rect(0, 1, 1), rect(near, long, thick), rect(near, thick, long)]}));
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use fbdraw::protocol::Limits;

    fn info(width: u32, height: u32, rotation: u32) -> Info<'static> {
        Info {
            protocol: 1,
            version: "0".into(),
            device: "screen.raw".into(),
            driver: None,
            width,
            height,
            stride: 4 * width as usize,
            format: "xrgb8888".into(),
            bits_per_pixel: 32,
            rotation,
            buffer: "shadow".into(),
            ops: Vec::new(),
            limits: Limits::default(),
            image_formats: Vec::new(),
            permissions: Vec::new(),
            region: None,
        }
    }

    /// The words that are turned, in the order of the turns.
    fn turned(info: &Info<'_>) -> Vec<String> {
        let labels = frame(info).into_iter().filter(|command| command.get("transform").is_some());
        labels.map(|label| label["text"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_side_says_which_turn_has_it_up() {
        let words = ["rotate 0", "rotate 90", "rotate 180", "rotate 270"];
        assert_eq!(turned(&info(1280, 720, 0)), words);
        assert_eq!(turned(&info(1280, 720, 270)), ["rotate 270", "rotate 0", "rotate 90", "rotate 180"]);
        assert_eq!(turned(&info(160, 120, 0)), ["0°", "90°", "180°", "270°"]);
    }

    #[test]
    fn the_geometry_is_written_in_the_middle() {
        for (width, height) in [(160, 120), (240, 320), (1280, 720), (3840, 2160)] {
            let text = format!("{width}×{height}");
            let frame = frame(&info(width, height, 0));
            let label = frame.iter().find(|command| command["text"] == text.as_str()).expect("it is there");
            assert_eq!(label["x"].as_f64().unwrap().round(), f64::from(width) / 2.0, "{label}");
            assert!(label["size"].as_u64().unwrap() >= u64::from(LEGIBLE), "{label}");
        }
    }
}
