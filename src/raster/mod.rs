//! Geometry → coverage. Knows shapes and clips; knows no colours, formats or memory.

pub mod run;
pub mod coverage;
pub mod rect;
pub mod rounded;
mod circular;
pub mod stamp;
pub mod clip;
mod mask;
pub mod placement;
pub mod shape;
pub mod half_plane;
pub mod bounds;
pub mod stroke;
pub mod path;
mod flatten;
mod sides;
mod outline;
mod arc;
mod dash;
mod pattern;
mod limits;
mod dense;

pub use bounds::{path_bounds, stroke_bounds};
pub use clip::Cutter;
pub use coverage::Coverage;
pub use limits::MAX_STEPS;
pub use path::{FillRule, PathRaster, Placed};
pub use placement::Placement;
pub use rect::rect;
pub use rounded::{Radius, RoundedRect, rounded};
pub use run::Run;
pub use shape::Sector;
pub use stamp::Stamps;
pub use stroke::{Cap, Join, StrokeStyle};

#[cfg(test)]
mod tests;
