//! Geometry → coverage. Knows shapes and clips; knows no colours, formats or memory.

pub mod coverage;
pub mod rect;
pub mod rounded;

pub use coverage::{Coverage, Run};
pub use rect::rect;
pub use rounded::{Radius, RoundedRect, rounded};
