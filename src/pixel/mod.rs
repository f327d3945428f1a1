//! Pixel formats as data, with the kernels that are written once over all of them.
//!
//! A new native format is one type alias in [`layout`], one variant of [`Format`] and one arm of `with_pixel`.

pub mod format;
pub mod layout;
pub mod bytewise;
pub mod word16;
pub mod dither;
pub mod blend;
pub mod plain;
pub mod kernel;
pub mod rows;
mod nearest;
pub mod palette;
pub mod convert;

pub use blend::Blend;
pub use dither::Position;
pub use format::{BitField, Channels, Format};
pub use layout::{Pixel, Rgba};
pub use palette::Palette;

/// Runs an expression with `$pixel` naming the [`Pixel`] type of a native format: the one match on formats.
///
/// # Panics
///
/// On a format that is not native; a screen never gives such a canvas out.
macro_rules! with_pixel {
    ($format:expr, $pixel:ident => $body:expr) => {{
        macro_rules! arm {
            ($type:ty) => {{
                type $pixel = $type;
                $body
            }};
        }
        match $format {
            $crate::pixel::Format::Xrgb8888 => arm!($crate::pixel::layout::Xrgb8888),
            $crate::pixel::Format::Argb8888 => arm!($crate::pixel::layout::Argb8888),
            $crate::pixel::Format::Xbgr8888 => arm!($crate::pixel::layout::Xbgr8888),
            $crate::pixel::Format::Abgr8888 => arm!($crate::pixel::layout::Abgr8888),
            $crate::pixel::Format::Rgbx8888 => arm!($crate::pixel::layout::Rgbx8888),
            $crate::pixel::Format::Bgrx8888 => arm!($crate::pixel::layout::Bgrx8888),
            $crate::pixel::Format::Rgb888 => arm!($crate::pixel::layout::Rgb888),
            $crate::pixel::Format::Bgr888 => arm!($crate::pixel::layout::Bgr888),
            $crate::pixel::Format::Rgb565 => arm!($crate::pixel::layout::Rgb565),
            $crate::pixel::Format::Bgr565 => arm!($crate::pixel::layout::Bgr565),
            $crate::pixel::Format::Xrgb1555 => arm!($crate::pixel::layout::Xrgb1555),
            $crate::pixel::Format::Xbgr1555 => arm!($crate::pixel::layout::Xbgr1555),
            $crate::pixel::Format::Gray8 => arm!($crate::pixel::layout::Gray8),
            other => unreachable!("{other} is drawn as xrgb8888 and converted"),
        }
    }};
}
pub(crate) use with_pixel;

#[cfg(test)]
mod tests;
