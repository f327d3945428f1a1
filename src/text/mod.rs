//! Text: words become glyphs in their places, and those become pixels' coverage.

mod setting;
mod fonts;
mod layout;
mod ellipsis;
mod outline;
mod bitmap;
mod typesetter;

#[cfg(test)]
mod tests;

pub use fonts::{Family, LoadError};
pub use layout::{Layout, Line};
pub use setting::{Align, Direction, Overflow, Setting, Style};
pub use typesetter::{Typesetter, TypesetterStats};
