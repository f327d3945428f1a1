//! Letters as FreeType draws them, by way of Pillow.

use std::process::Command;

use fbdraw::pixel::Format;
use serde_json::json;

use crate::picture::Picture;

/// Draws each text as FreeType does without hinting, its baseline beginning at 10, 60, and prints the greys.
const PILLOW: &str = r#"
import sys
from PIL import Image, ImageDraw, ImageFont
font, size, text = sys.argv[1], float(sys.argv[2]), sys.argv[3]
image = Image.new("L", (400, 80))
letters = ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
ImageDraw.Draw(image).text((10, 60), text, 255, letters, anchor="ls")
sys.stdout.buffer.write(image.tobytes())
"#;

#[test]
fn single_letters_look_as_freetype_draws_them() {
    let directory = tempfile::tempdir().unwrap();
    let font = directory.path().join("sans.ttf");
    std::fs::write(&font, dejavu::sans::regular()).unwrap();
    // Large letters: Pillow hints, which moves edges by up to half a pixel and matters less the larger they are.
    for size in [40, 56] {
        for letter in ["O", "S", "g", "&", "ß", "Ω", "Ж", "ש", "ع"] {
            let mut pillow = Command::new("python3");
            let output = pillow.args(["-c", PILLOW]).arg(&font).args([&size.to_string(), letter]).output();
            let Some(output) = output.ok().filter(|output| output.status.success()) else {
                crate::common::skipped("letters were not compared with FreeType's, python3 has no Pillow");
                return;
            };
            let mut picture = Picture::new(400, 80, Format::Gray8);
            picture.draw(json!({"op":"text","x":10,"y":60,"text":letter,"size":size}));
            let ours = picture.rgb();
            let (mut sum, mut lit) = (0_u64, 0_u64);
            for (ours, &theirs) in ours.iter().zip(&output.stdout) {
                sum += u64::from(ours[0].abs_diff(theirs));
                lit += u64::from(theirs > 0 || ours[0] > 0);
            }
            let mean = sum as f64 / (400.0 * 80.0);
            eprintln!(
                "{letter} {size}: {mean:.3} over the picture, {:.1} over the letter",
                sum as f64 / lit as f64
            );
            assert!(mean <= 0.75, "{letter} at {size}: {mean}");
        }
    }
}
