//! Letters that a font has as pictures, in a font made for it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fbdraw::pixel::Format;
use serde_json::{Value, json};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use crate::picture::Picture;

/// The size that the font's pictures are for, in pixels to the em.
const STRIKE: u16 = 20;

/// A picture of 10×10 pixels: red, and blue at the bottom.
fn png() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 10, 10);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("it can be written");
    let rows = [[255, 0, 0].repeat(50), [0, 0, 255].repeat(50)].concat();
    writer.write_image_data(&rows).expect("it can be written");
    drop(writer);
    file
}

/// DejaVu Sans Mono with a picture in place of its A, which stands on the baseline: a table `sbix` is added.
fn font(png: &[u8]) -> Vec<u8> {
    let plain = dejavu::sans_mono::regular();
    let font = FontRef::new(plain).expect("it is a font");
    let letter = font.charmap().map('A').expect("it has an A").to_u32();
    let count = u32::from(font.maxp().expect("it has the table").num_glyphs());
    let mut sbix = [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 12].to_vec();
    sbix.extend([STRIKE.to_be_bytes(), 72_u16.to_be_bytes()].concat());
    let data = 4 + 4 * (count + 1);
    let length = 8 + png.len() as u32;
    for glyph in 0..=count {
        sbix.extend((data + if glyph > letter { length } else { 0 }).to_be_bytes());
    }
    sbix.extend(*b"\0\0\0\0png ");
    sbix.extend(png);

    // One more entry of the directory moves all tables.
    let tables = u16::from_be_bytes([plain[4], plain[5]]);
    let end = 12 + 16 * usize::from(tables);
    let mut file = plain[..end].to_vec();
    file[4..6].copy_from_slice(&(tables + 1).to_be_bytes());
    for record in file[12..].chunks_exact_mut(16) {
        let place = u32::from_be_bytes(record[8..12].try_into().expect("four bytes")) + 16;
        record[8..12].copy_from_slice(&place.to_be_bytes());
    }
    let last = [*b"sbix", [0; 4], (plain.len() as u32 + 16).to_be_bytes(), (sbix.len() as u32).to_be_bytes()];
    file.extend(last.concat());
    file.extend(&plain[end..]);
    file.extend(sbix);
    // Directories are searched by halves.
    let mut records: Vec<[u8; 16]> =
        file[12..end + 16].chunks_exact(16).map(|record| record.try_into().expect("16 bytes")).collect();
    records.sort();
    file[12..end + 16].copy_from_slice(&records.concat());
    file
}

fn with_font(png: &[u8]) -> Picture {
    let mut picture = Picture::new(80, 60, Format::Xrgb8888);
    picture.draw(json!({"op":"load","font":"Signs","data":STANDARD.encode(font(png))}));
    picture
}

fn text(more: Value) -> Value {
    let mut text = json!({"op":"text","x":10,"y":40,"text":"A","size":20,"font":"Signs","fill":"lime"});
    more.as_object().expect("an object").iter().for_each(|(name, value)| text[name] = value.clone());
    text
}

/// What is drawn: the first column and row, the columns and rows, and how many pixels of each colour.
fn drawn(text: Value) -> ([usize; 4], usize, usize, usize) {
    let mut picture = with_font(&png());
    picture.draw(text);
    let rgb = picture.rgb();
    let lit: Vec<_> = (0..rgb.len()).filter(|&index| rgb[index] != [0; 3]).collect();
    let columns = || lit.iter().map(|index| index % 80);
    let rows = || lit.iter().map(|index| index / 80);
    let (left, top) = (columns().min().unwrap_or(0), rows().min().unwrap_or(0));
    let extent = |first: usize, last: Option<usize>| last.map_or(0, |last| last - first + 1);
    let count = |color: [u8; 3]| rgb.iter().filter(|pixel| **pixel == color).count();
    let bounds = [left, top, extent(left, columns().max()), extent(top, rows().max())];
    (bounds, count([255, 0, 0]), count([0, 0, 255]), count([0, 255, 0]))
}

#[test]
fn a_letter_that_is_a_picture_is_drawn_in_its_colours() {
    let (bounds, red, blue, green) = drawn(text(json!({})));
    assert_eq!((bounds[1..].to_vec(), red, blue, green), (vec![30, 10, 10], 50, 50, 0));
    assert!((10..13).contains(&bounds[0]), "{bounds:?}");
    // Twice the size, and the other letters as ever.
    let (bounds, red, ..) = drawn(text(json!({"size":40})));
    assert_eq!((bounds[1..].to_vec(), red), (vec![20, 20, 20], 200 - 20));
    let (.., green) = drawn(text(json!({"text":"AB"})));
    assert!(green > 10, "{green}");
}

#[test]
fn opacity_clips_and_transforms_apply_to_it() {
    let mut picture = with_font(&png());
    picture.draw(text(json!({"opacity":0.5,"clip":[0,0,80,33]})));
    let rgb = picture.rgb();
    let lit: Vec<_> = rgb.iter().filter(|pixel| **pixel != [0; 3]).collect();
    assert_eq!(lit.len(), 30);
    assert!(lit.iter().all(|pixel| [127, 128].contains(&pixel[0]) && pixel[1] == 0));
    let (bounds, red, blue, _) = drawn(text(json!({"x":5,"y":20,"transform":[2,0,0,2,0,0]})));
    assert!(
        bounds[1..] == [20, 20, 20] || bounds[1..] == [20, 21, 20],
        "between pixels, or on them: {bounds:?}"
    );
    assert!(red + blue > 300, "{red} {blue}");
}

#[test]
fn nothing_is_missing_and_a_broken_picture_hurts_nobody() {
    let mut picture = with_font(&png()[..60]);
    let measured = picture.ask(json!({"op":"measure","text":"A","font":"Signs"}));
    assert_eq!(measured["missing"], json!([]));
    picture.draw(text(json!({"text":"AB"})));
    assert!(picture.rgb().contains(&[0, 255, 0]), "the other letter is drawn");
}
