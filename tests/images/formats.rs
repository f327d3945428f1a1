//! Encoded files against the pixels that were put into them.

use std::io::Cursor;
use std::time::{Duration, Instant};

use fbdraw::picture::decode::decode;
use fbdraw::picture::{Bitmap, Budget, PictureError, Purse};
use image::{DynamicImage, ImageFormat, RgbaImage};

use crate::png::kinds;

/// A purse for one test.
pub(crate) fn purse() -> Purse {
    Purse { client: Budget::new(1 << 28, "client"), all: Budget::new(1 << 28, "all") }
}

pub(crate) fn decoded(bytes: &[u8]) -> Result<Bitmap, PictureError> {
    decode(bytes, 1 << 24, &purse())
}

/// Pixels of many colours, translucent ones among them unless `opaque`.
pub(crate) fn sample(width: u32, height: u32, opaque: bool) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let alpha = if opaque { 255 } else { (x * 40 + y * 9) as u8 };
        image::Rgba([(x * 17 + y) as u8, (y * 23) as u8, (x * y * 5) as u8, alpha])
    })
}

/// A picture in one of the formats; those without alpha get an opaque one.
pub(crate) fn encoded(picture: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::from(picture.clone());
    let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("it can be written");
    bytes.into_inner()
}

/// A colour as a premultiplied one, correctly rounded.
pub(crate) fn premultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let part = |value: u8| (f64::from(value) * f64::from(a) / 255.0).round() as u8;
    [part(r), part(g), part(b), a]
}

#[test]
fn every_kind_of_png() {
    let (width, height) = (37, 23);
    for kind in kinds() {
        let bitmap = decoded(&kind.file(width, height)).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert_eq!((bitmap.size().width, bitmap.size().height), (37, 23));
        for (index, &found) in bitmap.pixels().iter().enumerate() {
            let expected = premultiplied(kind.expected(index % width, index / width));
            // Where 16 bits are rounded to 8, two roundings may differ by one step from one.
            let most = u8::from(kind.depth == 16);
            let far = found.iter().zip(expected).any(|(&found, expected)| found.abs_diff(expected) > most);
            assert!(!far, "{kind:?} at {index}: {found:?}, expected {expected:?}");
        }
    }
}

#[test]
fn lossless_formats_keep_every_pixel() {
    for (format, opaque) in [
        (ImageFormat::Png, false),
        (ImageFormat::WebP, false),
        (ImageFormat::Qoi, false),
        (ImageFormat::Bmp, false),
        (ImageFormat::Bmp, true),
    ] {
        let sample = sample(19, 11, opaque);
        let bitmap = decoded(&encoded(&sample, format)).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        let expected: Vec<_> = sample.pixels().map(|pixel| premultiplied(pixel.0)).collect();
        assert_eq!(bitmap.pixels(), expected, "{format:?}");
        assert_eq!(bitmap.is_opaque(), opaque, "{format:?}");
    }
}

#[test]
fn gif_is_its_first_frame() {
    let frame = |color: [u8; 4]| image::Frame::new(RgbaImage::from_pixel(9, 5, image::Rgba(color)));
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.encode_frames([frame([255, 0, 0, 255]), frame([0, 0, 255, 255])]).expect("it can be written");
    drop(encoder);
    let bitmap = decoded(&bytes).unwrap();
    assert_eq!(bitmap.pixels(), vec![[255, 0, 0, 255]; 45]);
}

#[test]
fn jpeg_is_near() {
    let smooth = RgbaImage::from_fn(64, 48, |x, y| image::Rgba([(x * 4) as u8, (y * 5) as u8, 128, 255]));
    let bitmap = decoded(&encoded(&smooth, ImageFormat::Jpeg)).unwrap();
    let difference: u64 = bitmap
        .pixels()
        .iter()
        .zip(smooth.pixels())
        .flat_map(|(found, expected)| (0..3).map(|i| u64::from(found[i].abs_diff(expected.0[i]))))
        .sum();
    assert!(difference < 4 * 64 * 48 * 3, "{} a channel", difference as f64 / (64.0 * 48.0 * 3.0));
}

/// EXIF (CIPA DC-008): how a camera was held. The eight orientations of one picture, told by its corners.
#[test]
fn jpegs_are_turned_as_their_camera_was() {
    let (red, green, blue, white) = ([255, 0, 0], [0, 160, 0], [0, 0, 255], [255, 255, 255]);
    let stored = RgbaImage::from_fn(64, 32, |x, y| {
        let [r, g, b] = [[red, green], [blue, white]][usize::from(y >= 16)][usize::from(x >= 32)];
        image::Rgba([r, g, b, 255])
    });
    let plain = encoded(&stored, ImageFormat::Jpeg);
    // Top left, top right, bottom left, bottom right as they are seen.
    let seen = [
        [red, green, blue, white],
        [green, red, white, blue],
        [white, blue, green, red],
        [blue, white, red, green],
        [red, blue, green, white],
        [blue, red, white, green],
        [white, green, blue, red],
        [green, white, red, blue],
    ];
    for (orientation, corners) in (1_u8..).zip(seen) {
        let tiff =
            [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation], &[0; 6]];
        let exif = tiff.concat();
        let segment = [&[0xff, 0xe1][..], &(exif.len() as u16 + 2).to_be_bytes(), &exif].concat();
        let file = [&plain[..2], &segment, &plain[2..]].concat();
        let bitmap = decoded(&file).unwrap();
        let (width, height) = (bitmap.size().width as usize, bitmap.size().height as usize);
        assert_eq!((width, height), if orientation < 5 { (64, 32) } else { (32, 64) }, "{orientation}");
        let places = [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)];
        for ((x, y), corner) in places.into_iter().zip(corners) {
            let found = bitmap.pixels()[y * width + x];
            let near = (0..3).all(|i| found[i].abs_diff(corner[i]) < 40);
            assert!(near, "orientation {orientation} at {x},{y}: {found:?}, expected {corner:?}");
        }
    }
}

#[test]
fn half_a_file_is_an_error_or_a_picture() {
    let sample = sample(150, 90, true);
    let mut files: Vec<(String, Vec<u8>)> = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
        ImageFormat::Bmp,
        ImageFormat::Qoi,
    ]
    .map(|format| (format!("{format:?}"), encoded(&sample, format)))
    .into();
    files.extend(kinds().into_iter().map(|kind| (format!("{kind:?}"), kind.file(60, 40))));
    for (name, file) in files {
        assert!(decoded(&file).is_ok(), "{name}");
        for part in 0..20 {
            let started = Instant::now();
            let outcome = decoded(&file[..file.len() * part / 20]);
            assert!(!matches!(outcome, Err(PictureError::Panicked)), "{name} at {part}/20 broke the decoder");
            assert!(started.elapsed() < Duration::from_secs(10), "{name} at {part}/20");
            if part < 2 && name.contains("Png") {
                assert!(outcome.is_err(), "{name} at {part}/20");
            }
        }
    }
}

#[test]
fn what_is_no_picture_is_told_so() {
    assert!(matches!(decoded(b"GIF89"), Err(PictureError::UnknownFormat | PictureError::Broken { .. })));
    for bytes in [&b""[..], b"hello", b"<svg/>", b"\x00\x00\x01\x00\x01\x00"] {
        let text = decoded(bytes).unwrap_err().to_string();
        assert!(text.contains("none of the formats png, jpeg, gif, webp, bmp, qoi"), "{text}");
    }
}

#[test]
fn memory_is_paid_for_and_given_back() {
    let file = encoded(&sample(100, 100, false), ImageFormat::Png);
    let purse = purse();
    let bitmap = decode(&file, 10_000, &purse).unwrap();
    assert_eq!(purse.client.used(), 40_000);
    drop(bitmap);
    assert_eq!((purse.client.used(), purse.all.used()), (0, 0));
    let text = decode(&file, 9_999, &purse).unwrap_err().to_string();
    assert!(text.contains("100×100") && text.contains("limits.image_pixels"), "{text}");
    let poor = Purse { client: Budget::new(39_999, "limits.mine"), ..purse.clone() };
    let text = decode(&file, 10_000, &poor).unwrap_err().to_string();
    assert!(text.contains("limits.mine"), "{text}");
    assert_eq!((poor.client.used(), purse.all.used()), (0, 0));
}
