//! Regions of whole pixels that must lie inside the screen.

use super::error::{Code, Fault};
use super::value::{Whole, WholeLength};
use crate::geometry::{PixelRect, Size};

/// A region as a client names it; the whole screen where it names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Region {
    /// Left edge.
    pub x: Whole,
    /// Top edge.
    pub y: Whole,
    /// Extent to the right; up to the screen's edge where it is left out.
    pub width: Option<WholeLength>,
    /// Extent downwards; up to the screen's edge where it is left out.
    pub height: Option<WholeLength>,
}

impl Region {
    /// The pixels of the region, or which member reaches out of the screen.
    pub fn within(self, screen: Size) -> Result<PixelRect, Fault> {
        let (x0, x1) = span(self.x, self.width, screen.width, ["x", "width"])?;
        let (y0, y1) = span(self.y, self.height, screen.height, ["y", "height"])?;
        Ok(PixelRect { x0, y0, x1, y1 })
    }

    /// The pixels of a region that was checked; extents that were left out reach as far as `bounds`.
    pub fn anywhere(self, bounds: PixelRect) -> PixelRect {
        let end =
            |start: i32, extent: Option<WholeLength>, end: i32| extent.map_or(end, |extent| start + extent.0);
        PixelRect {
            x0: self.x.0,
            y0: self.y.0,
            x1: end(self.x.0, self.width, bounds.x1),
            y1: end(self.y.0, self.height, bounds.y1),
        }
    }
}

fn span(start: Whole, extent: Option<WholeLength>, side: u32, names: [&str; 2]) -> Result<(i32, i32), Fault> {
    let (Whole(start), side) = (start, side as i32);
    if !(0..=side).contains(&start) {
        let text = format!("must lie on the screen, from 0 to {side}, it is {start}");
        return Err(Fault::of_value(Code::Invalid, text).inside(names[0]));
    }
    let WholeLength(extent) = extent.unwrap_or(WholeLength(side - start));
    if extent > side - start {
        let text = format!("must end on the screen, so be at most {}, it is {extent}", side - start);
        return Err(Fault::of_value(Code::Invalid, text).inside(names[1]));
    }
    Ok((start, start + extent))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size { width: 100, height: 50 };

    #[test]
    fn what_is_left_out_is_the_rest_of_the_screen() {
        assert_eq!(Region::default().within(SCREEN), Ok(SCREEN.rect()));
        let corner = Region { x: Whole(90), y: Whole(40), ..Region::default() };
        assert_eq!(corner.within(SCREEN), Ok(PixelRect { x0: 90, y0: 40, x1: 100, y1: 50 }));
    }

    #[test]
    fn what_reaches_out_is_named() {
        for (region, at) in [
            (Region { x: Whole(-1), ..Region::default() }, "/x"),
            (Region { y: Whole(51), ..Region::default() }, "/y"),
            (Region { x: Whole(1), width: Some(WholeLength(100)), ..Region::default() }, "/width"),
            (Region { height: Some(WholeLength(i32::MAX)), ..Region::default() }, "/height"),
        ] {
            assert_eq!(region.within(SCREEN).unwrap_err().at().as_deref(), Some(at), "{region:?}");
        }
    }
}
