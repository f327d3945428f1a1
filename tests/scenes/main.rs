//! Whole conversations against the pictures that they made before and people looked at.
//!
//! `BLESS=1 cargo test --test scenes` writes new pictures; look at each before they are committed.

#[path = "../picture/mod.rs"]
mod picture;
mod compare;

use std::path::{Path, PathBuf};

use fbdraw::pixel::Format;

use compare::{Image, check};
use picture::Picture;

/// A file of a scene: its lines, or the picture that they make.
fn file(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenes")).join(name)
}

/// The picture after every line of `NAME.jsonl` was drawn.
fn play(name: &str, width: u32, height: u32, format: Format) -> Image {
    let text =
        std::fs::read_to_string(file(&format!("{name}.jsonl"))).expect("the scene's lines can be read");
    let mut picture = Picture::new(width, height, format);
    text.lines().for_each(|line| picture.draw(line));
    Image { width: width as usize, height: height as usize, pixels: picture.rgb() }
}

/// Edges may round otherwise on a machine with other vector instructions.
fn smooth(name: &str) {
    check(&file(&format!("{name}.png")), &play(name, 320, 240, Format::Xrgb8888), 1);
}

/// One scene of whole pixels in a format of few colours, twice as large to be looked at.
fn coarse(format: Format) {
    check(&file(&format!("ramps-{format}.png")), &play("ramps", 160, 100, format).doubled(), 0);
}

#[test]
fn primitives() {
    smooth("primitives");
}

#[test]
fn strokes() {
    smooth("strokes");
}

#[test]
fn dashes() {
    smooth("dashes");
}

#[test]
fn gauges() {
    smooth("gauges");
}

#[test]
fn transparency() {
    smooth("transparency");
}

#[test]
fn paths() {
    smooth("paths");
}

#[test]
fn panel() {
    smooth("panel");
}

#[test]
fn ramps_in_few_colours() {
    for format in [Format::Rgb565, Format::Rgb332, Format::Gray4, Format::Gray1] {
        coarse(format);
    }
}
