//! QR codes: `rqrr` reads them back, and every pixel is where the modules say.

use fbdraw::pixel::Format;
use qrcode::{Color, EcLevel, QrCode};
use rqrr::PreparedImage;
use serde_json::{Value, json};

use crate::picture::Picture;

/// What a reader makes of a picture.
fn read(rgb: &[[u8; 3]], width: usize) -> Option<(String, u16)> {
    let grey = |x: usize, y: usize| {
        let [r, g, b] = rgb[y * width + x].map(u32::from);
        ((r * 299 + g * 587 + b * 114) / 1000) as u8
    };
    let mut image = PreparedImage::prepare_from_greyscale(width, rgb.len() / width, grey);
    let grids = image.detect_grids();
    assert!(grids.len() <= 1, "{} codes", grids.len());
    let (meta, text) = grids.first()?.decode().ok()?;
    Some((text, meta.ecc_level))
}

/// A grey screen with a code on it.
fn drawn(side: u32, format: Format, command: impl ToString) -> Vec<[u8; 3]> {
    let mut picture = Picture::new(side, side, format);
    picture.draw(json!({"op": "clear", "color": "#808080"}));
    picture.draw(command);
    picture.rgb()
}

/// Code, place and message of a command that must be refused.
fn refused(command: &Value) -> (String, String, String) {
    let mut picture = Picture::new(64, 64, Format::Xrgb8888);
    let reply = picture.ask_anything(command);
    assert!(picture.rgb().iter().all(|&pixel| pixel == [0; 3]), "something was drawn");
    let text = |member: &str| reply["error"][member].as_str().unwrap_or_default().to_owned();
    (text("code"), text("at"), text("message"))
}

/// The code as whole squares of `module` pixels, by the book: the modules come from the same crate, their places do
/// not.
fn by_hand(side: usize, [x, y, size]: [usize; 3], data: &str, quiet_zone: usize) -> Vec<[u8; 3]> {
    let code = QrCode::with_error_correction_level(data, EcLevel::M).expect("it fits");
    let modules = code.width();
    let module = size / (modules + 2 * quiet_zone);
    let margin = (size - module * modules) / 2;
    let color = |column: usize, row: usize| {
        if !(x..x + size).contains(&column) || !(y..y + size).contains(&row) {
            return [0x80; 3];
        }
        let inside = |at: usize, edge: usize| at.checked_sub(edge + margin).map(|at| at / module);
        match (inside(column, x), inside(row, y)) {
            (Some(column), Some(row)) if column < modules && row < modules => {
                [[255; 3], [0; 3]][usize::from(code[(column, row)] == Color::Dark)]
            }
            _ => [255; 3],
        }
    };
    (0..side * side).map(|at| color(at % side, at / side)).collect()
}

#[test]
fn a_reader_reads_what_was_said() {
    let long = "The quick brown fox jumps over the lazy dog, 1234567890 times. ".repeat(6);
    let texts = [
        "7",
        "TICKET 0042",
        "https://example.org/menu?table=12&lang=fr",
        "Grüße, Ελλάδα, 日本語のメニュー, שלום 🙂",
        &long,
    ];
    for format in
        [Format::Xrgb8888, Format::Rgb565, Format::Gray8, Format::Gray2, Format::Rgb332, Format::Mono01]
    {
        for text in texts {
            // As rqrr numbers the levels: by the bits in the code.
            for (ecc, bits) in [("L", 1), ("M", 0), ("Q", 3), ("H", 2)] {
                for size in [260, 301] {
                    let code = json!({"op": "qr", "x": 11, "y": 7, "size": size, "data": text, "ecc": ecc});
                    let found = read(&drawn(320, format, &code), 320);
                    assert_eq!(found, Some((text.to_owned(), bits)), "{format} {ecc} {size}");
                }
            }
        }
    }
}

#[test]
fn the_largest_code_is_read() {
    let digits: String = (0..7089).map(|at| char::from(b'0' + (at * 7 % 10) as u8)).collect();
    let code = json!({"op": "qr", "x": 0, "y": 0, "size": "100%", "data": digits, "ecc": "L"});
    assert_eq!(read(&drawn(740, Format::Xrgb8888, &code), 740), Some((digits, 1)));
}

#[test]
fn modules_are_whole_pixels() {
    let data = "https://example.org/1";
    for (size, zone) in [(25, 0), (26, 0), (33, 4), (34, 4), (65, 4), (66, 4), (67, 2), (100, 1), (149, 12)] {
        let code = json!({"op": "qr", "x": 5, "y": 3, "size": size, "data": data, "quiet_zone": zone});
        let expected = by_hand(160, [5, 3, size], data, zone);
        assert!(drawn(160, Format::Xrgb8888, &code) == expected, "{size} {zone}");
        // Each is drawn twice, the second time without encoding.
        assert!(drawn(160, Format::Xrgb8888, json!([code, code])) == expected, "{size} {zone}, again");
    }
    // A box between pixels is moved to the nearest, and a third of 150 is 50, though its percentage is a bit less.
    let code = json!({"op": "qr", "x": 4.6, "y": 3.4, "size": 50.3, "data": data, "quiet_zone": 0});
    assert!(drawn(160, Format::Xrgb8888, &code) == by_hand(160, [5, 3, 50], data, 0));
    let code = json!({"op": "qr", "x": "10%", "y": "20%", "size": "50%", "data": data});
    assert!(drawn(160, Format::Xrgb8888, &code) == by_hand(160, [16, 32, 80], data, 4));
}

/// Turned by right angles and mirrored, a code keeps its whole pixels, and the odd one that is left over.
#[test]
fn right_angles_keep_pixels_whole() {
    let (side, data) = (160_usize, "turned");
    let code = |matrix: [i32; 6]| json!({"op": "qr", "x": 10, "y": 20, "size": 87, "data": data, "transform": matrix});
    let straight = by_hand(side, [10, 20, 87], data, 4);
    let from = |place: fn(usize, usize) -> (usize, usize)| -> Vec<[u8; 3]> {
        let pixel = |at: usize| {
            let (x, y) = place(at % 160, at / 160);
            straight[y * 160 + x]
        };
        (0..side * side).map(pixel).collect()
    };
    assert!(
        drawn(160, Format::Xrgb8888, code([0, 1, -1, 0, 160, 0])) == from(|x, y| (y, 159 - x)),
        "clockwise"
    );
    assert!(
        drawn(160, Format::Xrgb8888, code([-1, 0, 0, 1, 160, 0])) == from(|x, y| (159 - x, y)),
        "mirrored"
    );
    assert!(
        drawn(160, Format::Xrgb8888, code([-1, 0, 0, -1, 160, 160])) == from(|x, y| (159 - x, 159 - y)),
        "half"
    );
    // A scale makes room for larger modules, which are whole again.
    let doubled =
        json!({"op": "qr", "x": 1, "y": 2, "size": 72.5, "data": data, "transform": [2, 0, 0, 2, 3, 1]});
    assert!(drawn(160, Format::Xrgb8888, doubled) == by_hand(side, [5, 5, 145], data, 4), "doubled");
}

#[test]
fn turned_codes_are_read_and_have_no_seams() {
    for degrees in [8.0_f64, 30.0, 45.0, 61.5] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let code = json!({"op": "qr", "x": -90, "y": -90, "size": 180, "data": "turned", "ecc": "Q",
            "transform": [cos, sin, -sin, cos, 150, 150]});
        let picture = drawn(300, Format::Xrgb8888, &code);
        assert_eq!(read(&picture, 300), Some(("turned".to_owned(), 3)), "{degrees}");
        // The middles of the finders are three modules square and dark throughout.
        let module = 180.0 / 29.0;
        let mut seen = 0;
        for (at, pixel) in picture.iter().enumerate() {
            let (x, y) = ((at % 300) as f64 + 0.5 - 150.0, (at / 300) as f64 + 0.5 - 150.0);
            let (x, y) =
                ((x * cos + y * sin + 90.0) / module - 4.0, (y * cos - x * sin + 90.0) / module - 4.0);
            let inside = |at: f64| {
                [(2.0, 5.0), (16.0, 19.0)].iter().any(|&(low, high)| at > low + 0.2 && at < high - 0.2)
            };
            if inside(x) && inside(y) && !(x > 10.0 && y > 10.0) {
                assert_eq!(*pixel, [0; 3], "{degrees}: {x} {y}");
                seen += 1;
            }
        }
        assert!(seen > 500, "{seen} pixels");
    }
}

/// The codes that people look at in the gallery, each cut out with some of the card around it.
#[test]
fn the_codes_of_the_gallery_can_be_read() {
    let mut page = Picture::new(640, 400, Format::Xrgb8888);
    include_str!("../../assets/gallery/widgets.jsonl").lines().for_each(|frame| page.draw(frame));
    let rgb = page.rgb();
    for (x, text) in [(58, "https://example.org/menu"), (261, "fbdraw"), (464, "fbdraw gallery")] {
        let part: Vec<_> = (96..212).flat_map(|y| rgb[y * 640 + x..][..118].iter().copied()).collect();
        assert_eq!(read(&part, 118).map(|(text, _)| text).as_deref(), Some(text));
    }
}

/// A code that has fewer pixels than modules stays in its box, about as dark as it should be.
#[test]
fn too_small_a_code_is_a_grey_square() {
    let data = "x".repeat(300);
    let code = json!({"op": "qr", "x": 10, "y": 10, "size": 40, "data": data, "quiet_zone": 0});
    let picture = drawn(60, Format::Xrgb8888, &code);
    let (mut sum, mut grey) = (0, 0);
    for (at, &[value, ..]) in picture.iter().enumerate() {
        if (10..50).contains(&(at % 60)) && (10..50).contains(&(at / 60)) {
            sum += u32::from(value);
            grey += u32::from((20..235).contains(&value));
        } else {
            assert_eq!(value, 0x80, "pixel {at} is outside");
        }
    }
    assert!((95..160).contains(&(sum / 1600)), "{}", sum / 1600);
    assert!(grey > 1000, "{grey} pixels between black and white");
    for size in [json!(0), json!(0.4)] {
        let code = json!({"op": "qr", "x": 10, "y": 10, "size": size, "data": "x"});
        assert!(drawn(60, Format::Xrgb8888, &code).iter().all(|&pixel| pixel == [0x80; 3]), "{size}");
    }
}

#[test]
fn paints_are_those_asked_for() {
    let code = json!({"op": "qr", "x": 0, "y": 0, "size": 50, "data": "paint", "quiet_zone": 2, "fill": "#123456",
        "background": "#fedcba"});
    let plain = drawn(50, Format::Xrgb8888, &code);
    let colors = by_hand(50, [0, 0, 50], "paint", 2);
    let expected =
        |dark, light| -> Vec<_> { colors.iter().map(|&[v, ..]| if v == 0 { dark } else { light }).collect() };
    assert!(plain == expected([0x12, 0x34, 0x56], [0xfe, 0xdc, 0xba]));

    let mut clear = code.clone();
    clear["background"] = json!("transparent");
    assert!(drawn(50, Format::Xrgb8888, &clear) == expected([0x12, 0x34, 0x56], [0x80; 3]), "no background");

    // Half of both, not half of the dark on half of the light.
    let mut faint = code.clone();
    faint["opacity"] = json!(0.5);
    let half = |[r, g, b]: [u8; 3]| [r, g, b].map(|value: u8| ((u32::from(value) + 0x80) / 2) as u8);
    let found = drawn(50, Format::Xrgb8888, &faint);
    let wanted = expected(half([0x12, 0x34, 0x56]), half([0xfe, 0xdc, 0xba]));
    let off = |(a, b): (&[u8; 3], &[u8; 3])| (0..3).any(|index| a[index].abs_diff(b[index]) > 1);
    assert_eq!(found.iter().zip(&wanted).filter(|&pair| off(pair)).count(), 0);

    // A gradient lies in the command's coordinates.
    let mut shaded = code;
    shaded["fill"] =
        json!({"linear": {"x1": 0, "y1": 0, "x2": 0, "y2": 1, "stops": [[0, "#f00"], [1, "#00f"]]}});
    assert!(drawn(50, Format::Xrgb8888, &shaded) == expected([0, 0, 255], [0xfe, 0xdc, 0xba]));
}

#[test]
fn what_is_no_code_is_refused() {
    let code = |member: &str, value: Value| {
        let mut code = json!({"op": "qr", "x": 0, "y": 0, "size": 50, "data": "x"});
        code[member] = value;
        code
    };
    let (kind, at, message) = refused(&code("data", "x".repeat(2332).into()));
    assert_eq!((kind.as_str(), at.as_str()), ("too_large", "/data"));
    assert!(message.starts_with("data has 2332 bytes, a QR code of ecc M holds 2331 "), "{message}");
    for (member, value, kind) in [
        ("data", json!(""), "invalid"),
        ("data", json!(42), "invalid"),
        ("data", json!("1".repeat(7090)), "too_large"),
        ("ecc", json!("X"), "invalid"),
        ("quiet_zone", json!(-1), "invalid"),
        ("quiet_zone", json!(1.5), "invalid"),
        ("size", json!(-1), "invalid"),
        ("stroke", json!("red"), "unknown_field"),
    ] {
        let (code, at, message) = refused(&code(member, value));
        assert_eq!((code.as_str(), at), (kind, format!("/{member}")), "{message}");
    }
    let frame = json!([{"op": "clear", "color": "red"}, code("data", "x".repeat(3000).into())]);
    assert_eq!(refused(&frame).1, "/1/data");
}

#[test]
fn a_code_drawn_again_is_counted_as_kept() {
    let mut picture = Picture::new(64, 64, Format::Xrgb8888);
    let code = json!({"op": "qr", "x": 0, "y": 0, "size": 64, "data": "fbdraw"});
    for _ in 0..3 {
        picture.draw(&code);
    }
    let stats = &picture.ask_anything(json!({"op": "stats"}))["result"]["qr"];
    assert_eq!((&stats["hits"], &stats["misses"], &stats["entries"]), (&json!(2), &json!(1), &json!(1)));
    assert!(stats["bytes"].as_u64() > Some(21 * 21), "{stats}");
}
