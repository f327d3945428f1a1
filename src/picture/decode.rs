//! Encoded bytes become a picture. The size is looked at, and paid for, before any pixel is decoded.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::bitmap::Bitmap;
use super::budget::Purse;
use super::error::PictureError;
use crate::geometry::Size;
use crate::pixel::Rgba;

/// The formats, and what the protocol calls them.
const FORMATS: [(ImageFormat, &str); 6] = [
    (ImageFormat::Png, "png"),
    (ImageFormat::Jpeg, "jpeg"),
    (ImageFormat::Gif, "gif"),
    (ImageFormat::WebP, "webp"),
    (ImageFormat::Bmp, "bmp"),
    (ImageFormat::Qoi, "qoi"),
];

/// What a decoder may take besides the pixels: tables, metadata, a row or two.
const OVERHEAD: usize = 16 << 20;

/// The names of the formats, as `info` tells them.
pub fn format_names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|&(_, name)| name)
}

pub(super) fn names() -> String {
    format_names().collect::<Vec<_>>().join(", ")
}

/// Decodes a picture: the first frame of an animation, turned as its EXIF orientation says, 16 bits rounded to 8.
/// Colour profiles are ignored.
///
/// # Errors
///
/// When it is no picture, one with more than `pixels` pixels, or one that `purse` has no memory for.
pub fn decode(bytes: &[u8], pixels: usize, purse: &Purse) -> Result<Bitmap, PictureError> {
    catch_unwind(AssertUnwindSafe(|| guarded(bytes, pixels, purse)))
        .unwrap_or_else(|_| Err(PictureError::Panicked))
}

fn guarded(bytes: &[u8], limit: usize, purse: &Purse) -> Result<Bitmap, PictureError> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(PictureError::Unreadable)?;
    let known = FORMATS.iter().find(|(format, _)| reader.format() == Some(*format));
    let &(_, format) = known.ok_or(PictureError::UnknownFormat)?;
    let broken = |error: ImageError| match error {
        ImageError::Limits(_) => PictureError::TooMuch { format },
        error => PictureError::Broken { format, reason: one_line(&error) },
    };
    let mut bounds = Limits::no_limits();
    bounds.max_alloc = Some((limit.saturating_mul(size_of::<[u16; 4]>()).saturating_add(OVERHEAD)) as u64);
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(broken)?;

    let (width, height) = decoder.dimensions();
    let count = width as usize * height as usize;
    if count > limit {
        return Err(PictureError::TooManyPixels { width, height, limit });
    }
    let (raw, kept) = (decoder.total_bytes() as usize, count * size_of::<Rgba>());
    let orientation = decoder.orientation().map_err(broken)?;
    // Converting takes what the decoder writes and the result, turning takes two of those.
    let converting = if decoder.color_type() == ColorType::Rgba8 { 0 } else { raw };
    let turning = if orientation == Orientation::NoTransforms { 0 } else { kept };
    let mut paid = purse.reserve(kept.saturating_add(converting.max(turning)))?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let mut turned = DynamicImage::ImageRgba8(decoded.into_rgba8());
    turned.apply_orientation(orientation);
    let size = Size { width: turned.width(), height: turned.height() };
    let bytes = turned.into_rgba8().into_raw();
    paid.shrink(bytes.capacity());
    Ok(Bitmap::new(bytes, size, paid))
}

/// What a decoder says, which may be several lines.
fn one_line(error: &ImageError) -> String {
    let text = error.to_string();
    let text = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    text.chars().take(200).collect()
}
