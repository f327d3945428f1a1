//! Pictures of `path` and `data` drawn again: decoded once, and never older than their files.

use std::fs::{self, File};
use std::time::{Duration, Instant, SystemTime};

use fbdraw::client::Client;
use serde_json::{Value, json};

use crate::common::wire::Wire;
use crate::common::{Daemon, PATIENCE};
use crate::names::data;

/// A daemon whose clients may name files beneath its `images`, with more of a configuration.
pub(crate) fn daemon(limits: &str) -> Daemon {
    let setup = Daemon::on("64x48");
    let images = setup.directory().join("images");
    fs::create_dir(&images).expect("the directory is ours");
    let config = setup.directory().join("fbdrawd.toml");
    fs::write(&config, format!("image_dirs = [{images:?}]\n[limits]\n{limits}\n")).expect("a file");
    setup.with_args(&["--config", config.to_str().expect("a name in UTF-8")]).start()
}

/// Writes a picture, which changed last long ago as far as its modification time says.
fn write(daemon: &Daemon, color: [u8; 3]) {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(data(color)).expect("base64");
    let path = daemon.directory().join("images/sign.png");
    fs::write(&path, bytes).expect("the directory is ours");
    File::options()
        .write(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)))
        .expect("the file is ours");
}

pub(crate) fn pictures(wire: &mut Wire) -> Value {
    wire.ask(r#"{"op":"stats"}"#)["result"]["pictures"].clone()
}

pub(crate) fn number(stats: &Value, name: &str) -> u64 {
    stats[name].as_u64().unwrap_or_else(|| panic!("{name} in {stats}"))
}

fn color(wire: &mut Wire) -> Value {
    wire.ask(r#"{"op":"pixel","x":0,"y":0}"#)["result"]["color"].clone()
}

/// Draws the file until it is found decoded, which takes 2 seconds since it changed.
fn draw_until_kept(wire: &mut Wire) {
    let deadline = Instant::now() + PATIENCE;
    let before = number(&pictures(wire), "decoded_hits");
    while number(&pictures(wire), "decoded_hits") == before {
        assert!(Instant::now() < deadline, "it is decoded every time: {}", pictures(wire));
        wire.send_line(r#"{"op":"image","x":0,"y":0,"path":"sign.png"}"#);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_same_text_is_decoded_once_for_everybody() {
    let daemon = daemon("");
    let (mut wire, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    let image = json!({"op": "image", "x": 0, "y": 0, "data": data([255, 0, 0])});
    let frame = json!([image, image, {"op": "group", "commands": [image]}]);
    wire.send_line(image.to_string());
    wire.send_line(frame.to_string());
    wire.settle();
    other.send_line(image.to_string());
    assert_eq!(color(&mut other), "#ff0000");
    let stats = pictures(&mut other);
    assert_eq!((number(&stats, "decoded"), number(&stats, "decoded_hits")), (1, 4), "{stats}");
    assert!(number(&stats, "decoded_bytes") >= 8 * 6 * 4, "{stats}");
    assert_eq!(stats["bytes"], stats["decoded_bytes"], "nobody else pays for it: {stats}");
    // Another picture is another picture.
    other.send_line(json!({"op": "image", "x": 0, "y": 0, "data": data([0, 255, 0])}).to_string());
    assert_eq!(color(&mut other), "#00ff00");
    assert_eq!(number(&pictures(&mut other), "decoded"), 2);
}

#[test]
fn a_changed_file_shows_its_new_picture() {
    let daemon = daemon("");
    let mut wire = Wire::to(&daemon);
    write(&daemon, [255, 0, 0]);
    draw_until_kept(&mut wire);
    assert_eq!(color(&mut wire), "#ff0000");
    // As many bytes, and as old by its modification time.
    write(&daemon, [0, 0, 255]);
    wire.send_line(r#"{"op":"image","x":0,"y":0,"path":"sign.png"}"#);
    assert_eq!(color(&mut wire), "#0000ff");
    // Another file in its place.
    draw_until_kept(&mut wire);
    write(&daemon, [0, 0, 255]);
    let path = daemon.directory().join("images/sign.png");
    fs::rename(&path, path.with_extension("old")).unwrap();
    write(&daemon, [0, 255, 0]);
    wire.send_line(r#"{"op":"image","x":0,"y":0,"path":"sign.png"}"#);
    assert_eq!(color(&mut wire), "#00ff00");
}

#[test]
fn a_file_that_changes_all_the_time_is_never_shown_old() {
    let daemon = daemon("");
    let mut wire = Wire::to(&daemon);
    for round in 0..20_u8 {
        let shade = [round, 255 - round, 7];
        write(&daemon, shade);
        wire.send_line(r#"{"op":"image","x":0,"y":0,"path":"sign.png"}"#);
        let [r, g, b] = shade;
        assert_eq!(color(&mut wire), format!("#{r:02x}{g:02x}{b:02x}"));
    }
}

#[test]
fn kept_pictures_are_the_first_to_go() {
    // Room for a few pictures of 192 bytes, their texts and names.
    let daemon = daemon("all_image_bytes = 3000");
    let mut wire = Wire::to(&daemon);
    for shade in 0..20 {
        let image = json!({"op": "image", "x": 0, "y": 0, "data": data([shade, 0, 0])});
        wire.send_line(image.to_string());
    }
    let stats = pictures(&mut wire);
    assert!(number(&stats, "bytes") <= 3000 && number(&stats, "decoded_bytes") > 1000, "{stats}");
    assert!(number(&stats, "decoded_evicted") > 10, "{stats}");
    for name in ["a", "b", "c", "d"] {
        let load = json!({"op": "load", "name": name, "data": data([9, 9, 9]), "id": 1});
        assert_eq!(wire.ask(&load.to_string())["result"]["width"], 8, "those kept make room");
    }
    let stats = pictures(&mut wire);
    assert!(number(&stats, "decoded_bytes") < 1000, "{stats}");
    wire.send_line(json!({"op": "image", "x": 0, "y": 0, "name": "a"}).to_string());
    assert_eq!(color(&mut wire), "#090909");
}

#[test]
fn nothing_is_kept_where_the_setting_says_so() {
    let daemon = daemon("decoded_bytes = 0");
    let mut wire = Wire::to(&daemon);
    for _ in 0..3 {
        wire.send_line(json!({"op": "image", "x": 0, "y": 0, "data": data([255, 0, 0])}).to_string());
    }
    let stats = pictures(&mut wire);
    assert_eq!((number(&stats, "decoded"), number(&stats, "bytes")), (3, 0), "{stats}");
}

#[test]
fn large_pictures_are_scaled_before_they_are_drawn_and_freed_with_their_client() {
    let daemon = daemon("");
    let mut client: Client = daemon.client();
    let mut wire = Wire::to(&daemon);
    let large = crate::patience::large();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, large);
    client.draw(&json!({"op": "load", "name": "large", "data": text})).unwrap();
    let image = json!({"op": "image", "x": 4, "y": 2, "width": 20, "height": 30, "name": "large"});
    let group = json!({"op": "group", "transform": [0.5, 0, 0, 0.5, 0, 0], "commands": [image]});
    for (command, misses, hits) in [(&image, 1, 0), (&image, 1, 1), (&group, 2, 1), (&group, 2, 2)] {
        client.draw(command).unwrap();
        client.ping().unwrap();
        let stats = pictures(&mut wire);
        assert_eq!(
            (number(&stats, "scaled_misses"), number(&stats, "scaled_hits")),
            (misses, hits),
            "{stats}"
        );
    }
    assert_eq!(wire.ask(r#"{"op":"pixel","x":5,"y":3}"#)["result"]["color"], "#ffffff");
    assert!(number(&pictures(&mut wire), "scaled_bytes") > 0);
    drop(client);
    let deadline = Instant::now() + PATIENCE;
    while number(&pictures(&mut wire), "scaled_bytes") > 0 {
        assert!(
            Instant::now() < deadline,
            "scaled pictures of a client that is gone: {}",
            pictures(&mut wire)
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
