//! Pictures that a device shows turned, beside the same pictures upright.

#[path = "../common/cases.rs"]
mod cases;
mod device;

use cases::cases;
use device::{Geometry, Shown};
use fbdraw::geometry::{PixelRect, Size};
use fbdraw::pixel::Format;
use fbdraw::rotation::Rotation;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Something drawn, in a picture whose sides are up to some eighty pixels.
fn command() -> impl Strategy<Value = String> {
    let place = || -10..90_i32;
    let color = || (any::<u8>(), any::<u8>(), any::<u8>(), select(vec![60_u8, 255]));
    prop_oneof![
        (place(), place(), 1..60_i32, 1..60_i32, color()).prop_map(|(x, y, width, height, (r, g, b, a))| {
            format!(r#"{{"op":"rect","x":{x},"y":{y},"width":{width},"height":{height},"fill":[{r},{g},{b},{a}]}}"#)
        }),
        (place(), place(), 1..30_i32, color()).prop_map(|(x, y, r, (red, g, b, a))| {
            format!(r#"{{"op":"circle","cx":{x},"cy":{y},"r":{r},"fill":[{red},{g},{b},{a}],"stroke":"white"}}"#)
        }),
        (vec((place(), place()), 1..4), color()).prop_map(|(points, (r, g, b, _))| {
            let points: Vec<_> = points.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
            format!(r#"{{"op":"pixels","points":[{}],"color":[{r},{g},{b}]}}"#, points.join(","))
        }),
        (place(), place()).prop_map(|(x, y)| format!(r#"{{"op":"copy","to_x":{x},"to_y":{y}}}"#)),
        Just(r#"{"op":"rect","x":"10%","y":"30%","width":"50%","height":"25%","fill":"teal"}"#.to_owned()),
    ]
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let size = (1..80_u32, 1..80_u32).prop_map(|(width, height)| Size { width, height });
    (size, select(Format::ALL.to_vec()), 0..20_usize).prop_map(|(size, format, padding)| Geometry {
        size,
        format,
        padding,
    })
}

fn rotation() -> impl Strategy<Value = Rotation> {
    select(Rotation::ALL.to_vec())
}

proptest! {
    #![proptest_config(cases(300))]

    /// The device shows each pixel where the rotation says, converted there; clients see the picture upright; and what
    /// lies between the rows stays.
    #[test]
    fn turned_and_upright_are_the_same_picture(
        geometry in geometry(),
        rotation in rotation(),
        commands in vec(command(), 1..8),
    ) {
        let mut upright = Shown::new(geometry.turned(rotation), Rotation::R0);
        let mut turned = Shown::new(geometry, rotation);
        prop_assert_eq!(turned.size(), upright.size());
        for command in &commands {
            upright.draw(command);
            turned.draw(command);
        }
        let picture = upright.rgb();
        prop_assert!(turned.rgb() == picture, "seen by clients");
        prop_assert!(turned.bytes() == geometry.expected(&picture, rotation), "shown by the device");
    }

    /// What has changed is all that had to be shown.
    #[test]
    fn showing_what_changed_shows_everything(
        geometry in geometry(),
        rotation in rotation(),
        commands in vec(command(), 1..8),
    ) {
        let mut shown = Shown::new(geometry, rotation);
        for command in &commands {
            shown.draw(command);
            let after_changes = shown.bytes();
            shown.repaint();
            prop_assert!(shown.bytes() == after_changes, "{}", command);
        }
    }

    /// A screen begins with what the device shows, and leaves it until something is drawn.
    #[test]
    fn a_turned_screen_begins_with_what_is_there(
        geometry in geometry(),
        rotation in rotation(),
        commands in vec(command(), 1..4),
    ) {
        let mut first = Shown::new(geometry, rotation);
        commands.iter().for_each(|command| first.draw(command));
        let (before, picture) = (first.bytes(), first.rgb_of_device());
        let mut second = first.reopened();
        prop_assert!(second.rgb() == picture);
        second.draw(r#"{"op":"ping"}"#);
        prop_assert!(second.bytes() == before);
    }

    /// Turned while it runs, pixels keep their places, and what is new is black.
    #[test]
    fn a_picture_keeps_its_places_when_it_is_turned(
        geometry in geometry(),
        rotations in vec(rotation(), 1..5),
        commands in vec(command(), 5),
    ) {
        let mut shown = Shown::new(geometry, Rotation::R0);
        for (rotation, command) in rotations.into_iter().zip(&commands) {
            shown.draw(command);
            let (before, size) = (shown.rgb(), shown.size());
            shown.draw(&format!(r#"{{"op":"rotate","degrees":{rotation}}}"#));
            let (after, turned) = (shown.rgb(), shown.size());
            prop_assert_eq!(turned, rotation.size(geometry.size));
            for (x, y) in (0..turned.width).flat_map(|x| (0..turned.height).map(move |y| (x, y))) {
                let pixel = |rgb: &[u8], width: u32| {
                    let at = (y * width + x) as usize * 3;
                    [rgb[at], rgb[at + 1], rgb[at + 2]]
                };
                let kept = size.rect().contains(PixelRect::pixel(x as i32, y as i32));
                let expected = if kept { pixel(&before, size.width) } else { [0; 3] };
                prop_assert_eq!(pixel(&after, turned.width), expected, "{},{} at {}°", x, y, rotation);
            }
            prop_assert!(shown.bytes() == geometry.expected(&after, rotation), "shown at {}°", rotation);
        }
    }
}
