//! Pixel formats as data, with the kernels that are written once over all of them.

pub mod format;

pub use format::{BitField, Channels, Format};
