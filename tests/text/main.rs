//! Text as a client sees it.

#[path = "../common/mod.rs"]
mod common;
#[path = "../picture/mod.rs"]
mod picture;

mod drawn;
mod fonts;
mod freetype;
mod wire;
