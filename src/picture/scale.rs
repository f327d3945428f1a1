//! A picture in another size, every pixel of it counted.

use fast_image_resize::images::{CroppedImage, Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use serde::Deserialize;
use vello_common::kurbo::Rect;

use super::bitmap::Bitmap;
use crate::geometry::{PixelRect, Size};
use crate::pixel::Rgba;

/// How colours between those of a picture's pixels are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filter {
    /// The nearest pixel's: for pixel art.
    Nearest,
    /// Between the nearest in proportion; in a smaller picture, of all that fall into a pixel.
    #[default]
    Bilinear,
    /// Lanczos' window of three: sharper, and slower.
    Lanczos,
}

/// A part of a picture, and the size it is to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaling {
    /// The part, inside the picture and not empty.
    pub from: Rect,
    /// Pixels, at least one each way.
    pub to: Size,
    /// Not [`Filter::Nearest`].
    pub filter: Filter,
}

impl Scaling {
    /// The memory of the result in bytes.
    pub fn bytes(&self) -> usize {
        (self.to.width as usize).saturating_mul(self.to.height as usize).saturating_mul(size_of::<Rgba>())
    }

    /// The scaled pixels, premultiplied as the picture's are. Nothing beside the part mixes in, but for the rest of
    /// pixels that its edges run through.
    pub fn apply(&self, resizer: &mut Resizer, bitmap: &Bitmap) -> Vec<Rgba> {
        let mut pixels = vec![[0; 4]; self.to.width as usize * self.to.height as usize];
        let scaled = self.resize(resizer, bitmap, &mut pixels);
        debug_assert!(scaled.is_some(), "{self:?} of {:?}", bitmap.size());
        pixels
    }

    /// The same for one picture alone, on any thread.
    pub fn apply_once(&self, bitmap: &Bitmap) -> Vec<Rgba> {
        self.apply(&mut Resizer::new(), bitmap)
    }

    fn resize(&self, resizer: &mut Resizer, bitmap: &Bitmap, out: &mut [Rgba]) -> Option<()> {
        let size = bitmap.size();
        let whole =
            ImageRef::new(size.width, size.height, bitmap.pixels().as_flattened(), PixelType::U8x4).ok()?;
        let outer = outer(self.from, size);
        let (left, top) = (outer.x0 as u32, outer.y0 as u32);
        let part = CroppedImage::new(&whole, left, top, outer.width() as u32, outer.height() as u32).ok()?;
        let mut target =
            Image::from_slice_u8(self.to.width, self.to.height, out.as_flattened_mut(), PixelType::U8x4)
                .ok()?;
        let filter = match self.filter {
            Filter::Nearest | Filter::Bilinear => FilterType::Bilinear,
            Filter::Lanczos => FilterType::Lanczos3,
        };
        let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
        let inner = self.from - vello_common::kurbo::Vec2::new(f64::from(left), f64::from(top));
        if inner != Rect::new(0.0, 0.0, outer.width() as f64, outer.height() as f64) {
            options = options.crop(inner.x0, inner.y0, inner.width(), inner.height());
        }
        resizer.resize(&part, &mut target, &options).ok()
    }
}

/// The whole pixels of a picture that a part of it touches.
pub fn outer(part: Rect, size: Size) -> PixelRect {
    let (x0, y0) = (part.x0.floor() as i32, part.y0.floor() as i32);
    let (x1, y1) = ((part.x1.ceil() as i32).max(x0 + 1), (part.y1.ceil() as i32).max(y0 + 1));
    PixelRect { x0, y0, x1, y1 }.intersect(size.rect())
}
