//! A part of the screen, cut into smaller ones without a pixel lost.

use serde_json::{Value, json};

/// A box in pixels, x, y, width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Area {
    pub(super) fn inset(self, by: u32) -> Self {
        let less = |side: u32| side.saturating_sub(2 * by);
        Self { x: self.x + by, y: self.y + by, width: less(self.width), height: less(self.height) }
    }

    /// What is so high at the top, and what is below it and a gap.
    pub(super) fn split(self, height: u32, gap: u32) -> (Self, Self) {
        let height = height.min(self.height);
        let down = (height + gap).min(self.height);
        (Self { height, ..self }, Self { y: self.y + down, height: self.height - down, ..self })
    }

    /// A square in the middle and what is left and right of it; or one above, and what is below in two halves.
    pub(super) fn beside(self, gap: u32) -> (Self, [Self; 2]) {
        let Self { x, y, width, height } = self;
        if width >= height + height / 2 {
            let side = (width - height) / 2;
            let wing = side.saturating_sub(gap);
            let square = Self { x: x + side, width: height, ..self };
            return (
                square,
                [Self { width: wing, ..self }, Self { x: x + width - wing, width: wing, ..self }],
            );
        }
        let square = width.min(height * 3 / 4);
        let card = Self { x: x + (width - square) / 2, y, width: square, height: square };
        let (_, below) = self.split(square, gap);
        let half = below.width.saturating_sub(gap) / 2;
        (card, [Self { width: half, ..below }, Self { x: x + width - half, width: half, ..below }])
    }

    /// One of so many columns that fill it.
    pub(super) fn column(self, index: u32, of: u32) -> Self {
        let edge = |index: u32| (u64::from(index) * u64::from(self.width) / u64::from(of)) as u32;
        Self { x: self.x + edge(index), width: edge(index + 1) - edge(index), ..self }
    }

    pub(super) fn fill(self, color: impl Into<Value>) -> Value {
        let Self { x, y, width, height } = self;
        let fill: Value = color.into();
        json!({"op": "rect", "x": x, "y": y, "width": width, "height": height, "fill": fill})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_cut_without_a_pixel_lost() {
        let area = Area { x: 3, y: 5, width: 101, height: 50 };
        let columns: Vec<_> = (0..8).map(|index| area.column(index, 8)).collect();
        assert_eq!(columns.iter().map(|column| column.width).sum::<u32>(), 101);
        assert!(columns.windows(2).all(|pair| pair[0].x + pair[0].width == pair[1].x));
        let (card, [left, right]) = area.beside(2);
        assert_eq!((card.width, left.width, right.x + right.width), (50, 23, 104));
        assert!(left.x + left.width + 2 <= card.x && card.x + card.width + 2 <= right.x);
    }
}
