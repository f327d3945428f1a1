//! fbdraw draws into framebuffers: JSON commands over a Unix socket become pixels in a memory mapping.

pub mod geometry;
pub mod color;
pub mod pixel;
pub mod raster;
pub mod canvas;
pub mod device;
