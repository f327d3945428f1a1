//! Commands that are more than a shape, each against an oracle of its own.

#[path = "../picture/mod.rs"]
mod picture;
mod qr;
mod progress;
