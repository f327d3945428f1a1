//! Pictures: every format against known pixels and another decoder, every fit against a naive oracle, and the daemon
//! against files, descriptors and pictures that mean harm.

#[path = "../common/mod.rs"]
mod common;
#[path = "../picture/mod.rs"]
mod picture;

mod png;
mod formats;
mod pillow;
mod oracle;
mod fits;
mod transforms;
mod names;
mod again;
mod scaled;
mod files;
mod harm;
mod patience;
