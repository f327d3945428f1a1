//! The wire protocol, version 1: what may stand on a line and what comes back.
//!
//! A line is read by [`parse()`] into typed, checked values; nothing after it meets an unchecked number.

mod context;
pub mod value;
pub mod buffer;
pub mod region;
mod path_data;
pub mod paint;
pub mod clip;
mod common;
mod style;
mod shapes;
mod pixels;
mod group;
pub mod text;
pub mod qr;
pub mod progress;
pub mod name;
pub mod image;
pub mod command;
mod check;
pub mod load;
pub mod control;
pub mod rotate;
pub mod register;
pub mod action;
pub mod commands;
pub mod question;
pub mod error;
pub mod limits;
mod op;
mod with_id;
mod request;
pub mod parse;
mod tree;
mod wanted;
mod asked;
pub mod reply;
pub mod answer;

pub use action::Action;
pub use asked::op_asked;
pub use command::Command;
pub use error::{Code, Fault};
pub use limits::Limits;
pub use parse::parse;
pub use question::Question;
pub use region::Region;
pub use reply::Id;
pub use request::{Body, Failure, Frame, Request};
pub use wanted::descriptors_wanted;

/// The version that `info` reports.
pub const VERSION: u32 = 1;
