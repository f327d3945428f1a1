//! Pictures: encoded bytes become pixels, and those the pixels of another size. Knows no commands and no canvas.

pub mod budget;
pub mod error;
pub mod bitmap;
pub mod decode;
pub mod file;
pub mod sample;
pub mod scale;
pub mod resized;
pub mod cache;
pub mod version;
pub mod decoded;

pub use bitmap::Bitmap;
pub use budget::{Budget, Purse};
pub use cache::ScaledCache;
pub use decoded::DecodedCache;
pub use error::PictureError;
pub use resized::Resized;
pub use sample::Texture;
pub use scale::{Filter, Scaling};
