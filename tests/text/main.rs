//! Text as a client sees it.

#[path = "../common/mod.rs"]
mod common;
#[path = "../picture/mod.rs"]
mod picture;

mod drawn;
mod edges;
mod emoji;
mod fonts;
mod freetype;
mod installed;
mod wire;
