//! Large pictures scaled where nobody else waits for them, however many one line shows.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fbdraw::client::Client;
use fbdraw::device::{Device, Source};
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::Limits;
use fbdraw::screen::Screen;
use fbdraw::server::lines::Line;
use fbdraw::server::{Display, Session};
use image::{ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use crate::again::{daemon, number, pictures};
use crate::common::Daemon;
use crate::common::wire::Wire;
use crate::formats::encoded;

/// A picture that takes long enough to scale for another thread to do it, in base64.
fn large() -> String {
    STANDARD.encode(encoded(&RgbaImage::from_pixel(800, 600, Rgba([0, 255, 0, 255])), ImageFormat::Png))
}

fn image(width: usize, height: usize) -> Value {
    json!({"op": "image", "x": 0, "y": 0, "width": width, "height": height, "name": "large"})
}

/// A client that has loaded the large picture.
fn client(daemon: &Daemon) -> Client {
    let mut client = daemon.client();
    client.draw(&json!({"op": "load", "name": "large", "data": large()})).expect("it is written");
    client.ping().expect("it is loaded");
    client
}

#[test]
fn nobody_waits_while_more_is_scaled_than_is_kept() {
    let daemon = daemon("scaled_bytes = 30000");
    let mut client = client(&daemon);
    let frame: Vec<Value> = (0..60).map(|index| image(40 + index % 20, 40 + index / 20)).collect();
    let is_done = AtomicBool::new(false);
    let (took, longest) = thread::scope(|scope| {
        let drawing = scope.spawn(|| {
            let begun = Instant::now();
            let drawn = client.ask::<Value>(&json!({"id": 1, "frame": frame}));
            is_done.store(true, Ordering::SeqCst);
            drawn.expect("it is drawn");
            begun.elapsed()
        });
        let (mut other, mut longest) = (daemon.client(), Duration::ZERO);
        while !is_done.load(Ordering::SeqCst) {
            let asked = Instant::now();
            other.ping().expect("an answer");
            longest = longest.max(asked.elapsed());
        }
        (drawing.join().expect("it is drawn"), longest)
    });
    println!("{took:?} to scale, {longest:?} the longest that another client waited");
    assert!(longest < took / 2, "of {took:?} that scaling took, another client waited {longest:?} in one go");
    let mut wire = Wire::to(&daemon);
    let stats = pictures(&mut wire);
    assert_eq!((number(&stats, "scaled_misses"), number(&stats, "scaled_evicted")), (60, 0), "{stats}");
    assert_eq!(wire.ask(r#"{"op":"pixel","x":39,"y":39}"#)["result"]["color"], "#00ff00");
}

#[test]
fn what_a_line_shows_stays_until_it_is_drawn() {
    // Room for two pictures of 80 × 60 pixels, and no third.
    let daemon = daemon("scaled_bytes = 40000");
    let mut client = client(&daemon);
    let small = RgbaImage::from_pixel(300, 200, Rgba([255, 0, 0, 255]));
    let data = STANDARD.encode(encoded(&small, ImageFormat::Png));
    client.draw(&json!({"op": "load", "name": "small", "data": data})).expect("it is written");
    client.ask::<Value>(&json!([image(80, 60), image(60, 80)])).expect("it is drawn");
    // Scaled as they are drawn, these drive the large ones out one after the other.
    let small =
        |height| json!({"op": "image", "x": 0, "y": 0, "width": 80, "height": height, "name": "small"});
    let frame = json!([small(59), image(80, 60), small(58), image(60, 80), image(80, 60), image(60, 80)]);
    client.ask::<Value>(&frame).expect("it is drawn");
    let stats = pictures(&mut Wire::to(&daemon));
    assert_eq!((number(&stats, "scaled_misses"), number(&stats, "scaled_hits")), (4, 4), "{stats}");
}

#[test]
fn more_than_a_client_may_have_is_refused() {
    let daemon = daemon("client_image_bytes = 4000000");
    let mut client = client(&daemon);
    let mut wire = Wire::to(&daemon);
    let frame: Vec<Value> = (0..60).map(|index| image(800, 500 + index)).collect();
    let refused = client.ask::<Value>(&json!({"id": 1, "frame": frame})).expect_err("too much");
    let refused = format!("{refused:?}");
    assert!(refused.contains("limits.client_image_bytes"), "{refused}");
    assert!(refused.contains("TooLarge"), "{refused}");
    assert_eq!(wire.ask(r#"{"op":"pixel","x":0,"y":0}"#)["result"]["color"], "#000000");
    // What was set aside for it is free again.
    client.ask::<Value>(&json!([image(800, 500)])).expect("it is drawn");
    assert_eq!(wire.ask(r#"{"op":"pixel","x":0,"y":0}"#)["result"]["color"], "#00ff00");
}

#[test]
fn many_sizes_in_one_line_are_told_apart_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("screen.raw");
    let size = Size::new(640, 480).unwrap();
    std::fs::write(&path, vec![0; 640 * 480 * 4]).unwrap();
    let source = Source::File { path, size, format: Format::Xrgb8888, stride: None, offset: 0 };
    let screen = Screen::new(Device::open(&source).unwrap(), None).unwrap();
    let room = usize::MAX / 2;
    let limits = Limits { client_image_bytes: room, all_image_bytes: room, ..Limits::default() };
    let (mut display, mut out) = (Display::new(screen, limits), Vec::new());
    let load = json!({"op": "load", "name": "large", "data": large()}).to_string();
    // How long the thread that draws is busy with the line before scaling begins, which it never does here.
    let mut took = |x: usize| {
        let mut session = Session::default();
        session.answer(Line::Whole(load.as_bytes()), &mut display, &mut out);
        let image = |index: usize| {
            let (width, height) = (1 + index % 160, 1 + index / 160);
            format!(r#"{{"op":"image","x":{x},"y":0,"width":{width},"height":{height},"name":"large"}}"#)
        };
        let line = format!("[{}]", (0..20_000).map(image).collect::<Vec<_>>().join(","));
        let begun = Instant::now();
        let work = session.take(Line::Whole(line.as_bytes()), &mut display, &mut out);
        (begun.elapsed(), work.is_some())
    };
    let (outside, is_scaled) = took(1000);
    assert!(!is_scaled, "nothing outside the screen is scaled");
    let (found, is_scaled) = took(0);
    assert!(is_scaled, "{}", String::from_utf8_lossy(&out));
    println!("{found:?} to find what must be scaled, {outside:?} where it lies outside");
    assert!(found < outside * 8, "finding what to scale took {found:?}, {outside:?} where it lies outside");
}
