//! fbdraw draws into framebuffers: JSON commands over a Unix socket become pixels in a memory mapping.
//!
//! The modules stand in reading order, each on those above it and none on those below:
//!
//! - [`geometry`], [`rotation`], [`color`]: whole pixels, quarter turns and colours, for everybody.
//! - [`pixel`]: formats as data. [`raster`]: shapes become coverage; it knows no pixels.
//! - [`text`]: words become coverage too; [`cache`] keeps what was made. [`pulse`]: a sign of life for other threads.
//! - [`picture`]: encoded pictures become pixels, in any size; alone with the decoders.
//! - [`paint`]: what colour is where. [`canvas`]: coverage × colour becomes bytes. [`device`]: the bytes, mapped; alone
//!   with `unsafe`, but for one socket option in [`server`] and what is passed to the process in [`service`].
//! - [`damage`], [`screen`]: what was drawn becomes visible.
//! - [`qr`]: text becomes the modules of a QR code.
//! - [`permissions`]: who may do what.
//! - [`protocol`]: lines become checked commands; it uses the values of [`color`], [`raster`], [`text`], [`picture`] and
//!   [`qr`] only.
//! - [`draw`]: commands become calls of the canvas.
//! - [`service`]: what systemd passes to the daemon and is told; it knows pictures, which it keeps from one daemon to
//!   the next.
//! - [`server`]: sockets, sessions; alone with tokio. [`config`]: the daemon's settings.
//! - [`daemon`]: all of the above opened and run, with tokio's runtime.
//! - [`client`]: the other end of the socket, blocking; it shares the [`protocol`] and nothing else.

pub mod geometry;
pub mod rotation;
pub mod color;
pub mod pixel;
pub mod raster;
pub mod cache;
pub mod pulse;
pub mod text;
pub mod paint;
pub mod picture;
pub mod canvas;
pub mod device;
pub mod damage;
pub mod screen;
pub mod qr;
pub mod permissions;
pub mod protocol;
pub mod draw;
pub mod service;
pub mod server;
pub mod config;
pub mod daemon;
pub mod client;
