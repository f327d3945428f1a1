//! How a line along a path looks, in SVG's terms.

use super::pattern::FINEST;

/// What the ends of a line look like. SVG's `stroke-linecap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cap {
    /// Cut off square at the end point.
    #[default]
    Butt,
    /// A half circle around the end point.
    Round,
    /// Cut off square half a width behind the end point.
    Square,
}

/// What the corners of a line look like. SVG's `stroke-linejoin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// Pointed; bevelled where the point would be longer than the miter limit allows.
    #[default]
    Miter,
    /// A circle around the corner.
    Round,
    /// Cut off straight.
    Bevel,
}

/// A line along a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrokeStyle<'a> {
    /// Across the line, in pixels; with 0 or less nothing is drawn.
    pub width: f64,
    /// Both ends of open subpaths and of every dash.
    pub cap: Cap,
    /// The corners.
    pub join: Join,
    /// The longest point of a miter join, in widths; below 1 is 1.
    pub miter_limit: f64,
    /// The lengths of dash, gap, dash … in pixels, not negative. An odd number of them counts twice, so that
    /// dashes and gaps change places. Empty or all zero is a solid line.
    pub dashes: &'a [f64],
    /// Where in the dashes each subpath begins, in pixels.
    pub dash_offset: f64,
}

impl Default for StrokeStyle<'_> {
    /// SVG's initial values: one pixel, solid, butt caps, miter joins up to 4 widths.
    fn default() -> Self {
        Self {
            width: 1.0,
            cap: Cap::Butt,
            join: Join::Miter,
            miter_limit: 4.0,
            dashes: &[],
            dash_offset: 0.0,
        }
    }
}

impl StrokeStyle<'_> {
    /// Whether the line has no gaps.
    pub fn is_solid(&self) -> bool {
        self.dashes.iter().sum::<f64>() <= 0.0
    }

    /// How many dashes there are in a pixel of the path's length at most, under a transform that makes no length shorter
    /// than `scale` times itself.
    pub fn dashes_per_pixel(&self, scale: f64) -> f64 {
        let (pairs, sum) = (self.dashes.len() as f64 / 2.0, self.dashes.iter().sum::<f64>() * scale);
        if self.is_solid() { 0.0 } else { (pairs / sum).min(1.0 / FINEST) }
    }

    /// How far from the path the line can cover anything, in pixels.
    pub fn reach(&self) -> f64 {
        let longest = if self.join == Join::Miter { self.miter_limit.max(1.0) } else { 1.0 };
        self.width * 0.5 * longest.max(std::f64::consts::SQRT_2)
    }
}
