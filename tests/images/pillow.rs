//! What Pillow, another decoder, makes of the same files; left out where Python has no Pillow.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::directory;
use crate::formats::{decoded, premultiplied};
use crate::png::kinds;

/// Writes files that Rust's encoders cannot, and beside every file of the directory what it holds.
const SCRIPT: &str = r#"
import os, sys
from PIL import Image, ImageOps
folder = sys.argv[1]
def save(picture, name, **options):
    picture.save(os.path.join(folder, name), **options)
sample = Image.new("RGB", (97, 61))
sample.putdata([((x * 3 + y) % 256, (y * 4) % 256, (x + y) % 256) for y in range(61) for x in range(97)])
alpha = sample.copy()
alpha.putalpha(Image.linear_gradient("L").resize((97, 61)))
save(sample, "baseline.jpg", quality=90)
save(sample, "full.jpg", quality=95, subsampling=0)
save(sample, "progressive.jpg", quality=90, progressive=True)
save(sample.convert("L"), "grey.jpg", quality=90)
save(sample.convert("CMYK"), "cmyk.jpg", quality=95)
exif = Image.Exif()
for orientation in range(1, 9):
    exif[0x0112] = orientation
    save(sample, "turned%d.jpg" % orientation, quality=95, subsampling=0, exif=exif)
save(alpha, "lossless.webp", lossless=True, exact=True)
save(sample, "lossy.webp", quality=90)
save(alpha, "lossy-alpha.webp", quality=90)
save(sample.quantize(64), "palette.gif")
save(sample.quantize(64), "frames.gif", save_all=True, append_images=[sample.rotate(180).quantize(64)] * 3)
for mode in ["1", "L", "P", "RGB"]:
    save(sample.convert(mode), "mode%s.bmp" % mode)
save(sample.quantize(16), "palette.png")
save(alpha, "optimised.png", optimize=True)
for name in sorted(os.listdir(folder)):
    picture = Image.open(os.path.join(folder, name))
    picture.seek(0)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 257).convert("L")
    picture = picture.convert("RGBA")
    with open(os.path.join(folder, name + ".rgba"), "wb") as out:
        out.write(picture.width.to_bytes(4, "little") + picture.height.to_bytes(4, "little"))
        out.write(picture.tobytes())
"#;

#[test]
fn two_decoders_agree() {
    if !Command::new("python3")
        .args(["-c", "import PIL"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        crate::common::skipped("pictures were not compared with Pillow's, python3 has none");
        return;
    }
    let directory = directory();
    for (index, kind) in kinds().into_iter().enumerate() {
        // Pillow cuts 16 bits off rather than rounding them, and compares a key of less than 8 bits of grey with
        // what it has made of them, 8 bits.
        let is_grey_key = kind.color == 0 && kind.transparent;
        if kind.depth == 8 || kind.depth < 8 && !is_grey_key {
            fs::write(directory.path().join(format!("{index:02}.png")), kind.file(37, 23)).unwrap();
        }
    }
    let output = Command::new("python3").args(["-c", SCRIPT]).arg(directory.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut compared = 0;
    for entry in fs::read_dir(directory.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension != "rgba") {
            compare(&path);
            compared += 1;
        }
    }
    assert!(compared >= 50, "{compared} files");
}

fn compare(path: &Path) {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let theirs = fs::read(path.with_file_name(format!("{name}.rgba"))).expect("the script wrote it");
    let bitmap =
        decoded(&fs::read(path).expect("it is there")).unwrap_or_else(|error| panic!("{name} {error}"));
    let side = |at: usize| u32::from_le_bytes(theirs[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((bitmap.size().width, bitmap.size().height), (side(0), side(4)), "{name}");
    let (pixels, _) = theirs[8..].as_chunks::<4>();
    let expected = pixels.iter().map(|&pixel| premultiplied(pixel));
    let differences: Vec<u8> = bitmap
        .pixels()
        .iter()
        .zip(expected)
        .flat_map(|(found, expected)| std::array::from_fn::<u8, 4, _>(|i| found[i].abs_diff(expected[i])))
        .collect();
    let (most, sum) = differences.iter().fold((0, 0), |(most, sum), &d| (d.max(most), sum + u64::from(d)));
    let mean = sum as f64 / differences.len() as f64;
    // Lossy decoders may round differently, and interpolate colours at half the resolution as they like.
    let (most_allowed, mean_allowed) = match name.rsplit_once('.') {
        Some(("cmyk", "jpg")) => (24, 3.0),
        Some((stem, "jpg")) if stem == "full" || stem.starts_with("turned") => (6, 1.0),
        Some((_, "jpg")) => (40, 2.0),
        Some((stem, "webp")) if stem.starts_with("lossy") => (40, 2.0),
        _ => (0, 0.0),
    };
    println!("{name}: at most {most}, {mean:.3} in the mean");
    assert!(most <= most_allowed && mean <= mean_allowed, "{name}: at most {most}, {mean:.3} in the mean");
}
