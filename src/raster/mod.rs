//! Geometry → coverage. Knows shapes and clips; knows no colours, formats or memory.

pub mod coverage;

pub use coverage::{Coverage, Run};
