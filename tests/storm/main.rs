//! Drawing storms: whatever is drawn, it stays inside the screen and keeps its promises.

#[path = "../common/cases.rs"]
mod cases;
#[path = "../picture/mod.rs"]
mod picture;
mod commands;

use fbdraw::draw::Painter;
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::{Body, Limits, parse};
use fbdraw::screen::Buffering::{Direct, Shadow};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use cases::cases;
use commands::{Kind, any_command, hard_shape, set, shape, whole_clip};
use picture::Picture;

const WIDTH: usize = 45;
const HEIGHT: usize = 33;

/// A screen inside a larger file, with padding that no pixel fits into evenly.
fn screen(format: Format) -> Picture {
    Picture::new(WIDTH as u32, HEIGHT as u32, format).with_padding(7).with_offset(4099)
}

/// Something to draw over, different everywhere.
fn pattern() -> Value {
    let row = |y: usize| (0..WIDTH).step_by(3).map(move |x| [x, y, 2, 1]);
    let rects: Vec<_> = (0..HEIGHT).step_by(2).flat_map(row).collect();
    json!([
        {"op": "clear", "color": "#204060"},
        {"op": "rects", "rects": rects, "fill": "#c0a010"},
        {"op": "ellipse", "cx": 22, "cy": 16, "rx": 20, "ry": 12, "fill": "#30f0a080"},
    ])
}

fn patterned(format: Format) -> Picture {
    let mut picture = screen(format);
    picture.draw(pattern());
    picture
}

/// The largest difference of a channel, and where it is.
fn worst(found: &[[u8; 3]], expected: &[[u8; 3]]) -> (u8, [usize; 2]) {
    let channels = found.as_flattened().iter().zip(expected.as_flattened());
    let differences = channels.map(|(found, expected)| found.abs_diff(*expected)).enumerate();
    let (at, most) = differences.max_by_key(|&(_, difference)| difference).unwrap_or((0, 0));
    (most, [at / 3 % WIDTH, at / 3 / WIDTH])
}

proptest! {
    #![proptest_config(cases(200))]

    /// Silence, and not a byte outside the pixels: padding, spare bits, the file before and behind.
    #[test]
    fn nothing_outside_is_touched(
        format in select(&Format::ALL[..]),
        shadow in any::<bool>(),
        commands in vec(any_command(WIDTH, HEIGHT), 1..8),
    ) {
        let buffering = if shadow || !format.is_native() { Shadow } else { Direct };
        let mut picture = screen(format).with_buffering(buffering);
        for command in &commands {
            picture.draw(command);
        }
        picture.assert_untouched_around();
        // What can be seen is what is remembered.
        if format.is_native() {
            let sum = picture.ask(json!({"op": "checksum"}));
            prop_assert_eq!(sum["crc32"].as_str().unwrap(), picture::decode::crc32(&picture.rgb()));
        }
    }

    /// What a command changes it is charged for before it is drawn.
    #[test]
    fn no_more_is_painted_than_was_counted(command in any_command(WIDTH, HEIGHT)) {
        let before = patterned(Format::Xrgb8888).rgb();
        let mut picture = patterned(Format::Xrgb8888);
        picture.draw(&command);
        let changed = picture.rgb().iter().zip(&before).filter(|(after, before)| after != before).count();
        let size = Size { width: WIDTH as u32, height: HEIGHT as u32 };
        let line = json!([command]).to_string();
        let request = parse(line.as_bytes(), &Limits::default(), size).expect("it was drawn");
        let Body::Frame(frame) = request.body else { unreachable!("it is a frame") };
        let allowed = |pixels| Painter::default().weigh_all(frame.commands.list(), size.rect(), pixels).is_ok();
        prop_assert!(changed == 0 || !allowed(changed - 1), "{} pixels were changed", changed);
    }

    #[test]
    fn direct_and_shadow_draw_the_same(
        format in select(&Format::ALL[..13]),
        commands in vec(any_command(WIDTH, HEIGHT), 1..8),
    ) {
        let [direct, shadow] = [Direct, Shadow].map(|buffering| {
            let mut picture = screen(format).with_buffering(buffering);
            commands.iter().for_each(|command| picture.draw(command));
            picture.bytes()
        });
        prop_assert!(direct == shadow);
    }

    #[test]
    fn a_frame_is_its_commands(commands in vec(any_command(WIDTH, HEIGHT), 0..12)) {
        let (mut whole, mut single) = (patterned(Format::Rgb565), patterned(Format::Rgb565));
        whole.draw(Value::from(commands.clone()));
        commands.iter().for_each(|command| single.draw(command));
        prop_assert!(whole.bytes() == single.bytes());
    }

    /// Coverage may round otherwise, as other coordinates are rounded: each paint may be off by one. Where the
    /// outline of a stroke overlaps itself, its areas add up otherwise when another part of it is out of sight;
    /// such pixels are few.
    #[test]
    fn clipping_is_cropping(command in shape(Kind::Near), clip in whole_clip(WIDTH, HEIGHT)) {
        let before = patterned(Format::Xrgb8888).rgb();
        let (mut whole, mut clipped) = (patterned(Format::Xrgb8888), patterned(Format::Xrgb8888));
        let paints = ["fill", "stroke"].into_iter().filter(|&paint| command.get(paint).is_some()).count();
        whole.draw(&command);
        clipped.draw(set(&command, "clip", json!(clip)));
        let inside = |at: usize| {
            let (x, y) = ((at % WIDTH) as i32, (at / WIDTH) as i32);
            let [left, top, width, height] = clip;
            (left..left + width).contains(&x) && (top..top + height).contains(&y)
        };
        let cropped: Vec<_> = whole.rgb().into_iter().zip(before).enumerate()
            .map(|(at, (after, before))| if inside(at) { after } else { before })
            .collect();
        let found = clipped.rgb();
        let off = found.iter().zip(&cropped).filter(|(found, cropped)| {
            (0..3).any(|index| usize::from(found[index].abs_diff(cropped[index])) > paints)
        });
        let allowed = if command.get("stroke").is_some() { 12 } else { 0 };
        let off = off.count();
        prop_assert!(off <= allowed, "{} pixels, at worst {:?}", off, worst(&found, &cropped));
        let outside = (0..found.len()).find(|&at| !inside(at) && found[at] != cropped[at]);
        prop_assert_eq!(outside, None);
    }

    #[test]
    fn hard_opaque_shapes_can_be_repeated(command in hard_shape()) {
        let mut picture = patterned(Format::Xrgb8888);
        picture.draw(&command);
        let once = picture.rgb();
        picture.draw(&command);
        prop_assert_eq!(worst(&picture.rgb(), &once), (0, [WIDTH - 1, HEIGHT - 1]));
    }

    #[test]
    fn copies_are_naive_copies(
        format in select(vec![Format::Xrgb8888, Format::Rgb888, Format::Bgr565, Format::Gray8]),
        (x, width) in (0..=WIDTH).prop_flat_map(|x| (Just(x), 0..=WIDTH - x)),
        (y, height) in (0..=HEIGHT).prop_flat_map(|y| (Just(y), 0..=HEIGHT - y)),
        (dx, dy) in prop_oneof![
            3 => (-2..=2, -2..=2),
            2 => (-60..60, -50..50),
            1 => (select(vec![-16_777_216, 16_777_000]), -40..50),
        ],
        clip in proptest::option::of(whole_clip(WIDTH, HEIGHT)),
    ) {
        let (to_x, to_y) = (x as i32 + dx, y as i32 + dy);
        let mut picture = patterned(format);
        let before = picture.rgb();
        let mut expected = before.clone();
        for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
            let (to_x, to_y) = (to_x + column as i32, to_y + row as i32);
            let shown = clip.is_none_or(|[left, top, width, height]: [i32; 4]| {
                (left..left + width).contains(&to_x) && (top..top + height).contains(&to_y)
            });
            if shown && (0..WIDTH as i32).contains(&to_x) && (0..HEIGHT as i32).contains(&to_y) {
                expected[to_y as usize * WIDTH + to_x as usize] = before[(y + row) * WIDTH + x + column];
            }
        }
        let copy = json!({"op": "copy", "x": x, "y": y, "width": width, "height": height,
            "to_x": to_x, "to_y": to_y});
        picture.draw(if let Some(clip) = clip { set(&copy, "clip", json!(clip)) } else { copy });
        prop_assert!(picture.rgb() == expected);
        picture.assert_untouched_around();
    }
}
