//! Every shape against its mathematical definition.

#[path = "../picture/mod.rs"]
mod picture;
mod oracle;
mod line;
mod fills;
mod strokes;
mod dashes;
mod paint;
