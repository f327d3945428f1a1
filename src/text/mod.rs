//! Text: words become glyphs in their places, and those become pixels' coverage.

mod setting;
mod names;
mod font_file;
mod font_dirs;
mod fonts;
mod paragraphs;
mod layout;
mod ellipsis;
mod outline;
mod pictures;
mod stencil;
mod typesetter;

#[cfg(test)]
mod tests;

pub use font_file::Unfit;
pub use fonts::{Family, FontLimits, LoadError};
pub use layout::{Layout, Line};
pub use pictures::{GlyphPicture, PictureKey};
pub use setting::{Align, Direction, Overflow, Setting, TextStyle};
pub use typesetter::{Typesetter, TypesetterStats};
