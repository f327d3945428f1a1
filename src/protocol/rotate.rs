//! `rotate`: which way up the display shows the picture.

use serde::Deserialize;

use crate::rotation::Rotation;

/// Shows everybody's picture turned clockwise from now on, as the setting `rotate` does from the start. With 90 and 270
/// degrees, the screen is as wide as the device is high: places, sizes and percentages of every later request are
/// those of the turned screen.
///
/// What was drawn stays at its places in the picture. Where width and height change places, what lies outside then is
/// gone and what is new is black. `unsupported` where the device is drawn on directly by its settings.
///
/// ```json
/// {"op":"rotate","degrees":90,"id":1}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotate {
    /// 0, 90, 180 or 270.
    pub degrees: Rotation,
}
