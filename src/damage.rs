//! What has changed since it was last shown.

use crate::geometry::{PixelRect, Size};
use crate::rotation::Rotation;

/// Rows that share one span of columns. Few enough to make noting cheap, low enough that a caption does not
/// drag the rows around it along.
const BAND: usize = 8;

/// The changed part of a screen: in each band of rows, the columns from the first to the last that changed.
///
/// It is bounded however much is drawn, and two changes far apart, a clock above and a ticker below, stay apart. Where
/// the picture is turned, the bands are those of the device, whose rows are what is written one after the other.
#[derive(Debug)]
pub struct Damage {
    /// Columns per band, empty where start ≥ end; no bands where nobody wants to know.
    bands: Vec<(i32, i32)>,
    /// The picture's, before it is turned.
    size: Option<Size>,
    rotation: Rotation,
    /// The bands that may hold changes.
    first: usize,
    last: usize,
}

const CLEAN: (i32, i32) = (i32::MAX, i32::MIN);

impl Damage {
    /// None yet, on a screen of `size`.
    pub fn of(size: Size) -> Self {
        Self::turned(size, Rotation::R0)
    }

    /// None yet, in a picture of `size` that a device shows turned.
    pub fn turned(size: Size, rotation: Rotation) -> Self {
        let bands = vec![CLEAN; (rotation.size(size).height as usize).div_ceil(BAND)];
        Self { bands, size: Some(size), rotation, first: usize::MAX, last: 0 }
    }

    /// Damage that nobody will ask for, and that costs nothing.
    pub fn ignored() -> Self {
        Self { bands: Vec::new(), size: None, rotation: Rotation::R0, first: usize::MAX, last: 0 }
    }

    /// Notes that the picture's pixels in `rect` changed, which is not even worked out where nobody will ask.
    #[inline]
    pub fn add(&mut self, rect: impl FnOnce() -> PixelRect) {
        let Some(size) = self.size else { return };
        let rect = rect().intersect(size.rect());
        if rect.is_empty() {
            return;
        }
        let rect = self.rotation.rect(rect, size);
        let (first, last) = (rect.y0 as usize / BAND, (rect.y1 as usize - 1) / BAND);
        for (start, end) in &mut self.bands[first..=last] {
            *start = (*start).min(rect.x0);
            *end = (*end).max(rect.x1);
        }
        self.first = self.first.min(first);
        self.last = self.last.max(last);
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.first > self.last
    }

    /// Hands over what has changed, as rectangles of the device that do not overlap, and forgets it.
    pub fn take(&mut self) -> impl Iterator<Item = PixelRect> {
        let (first, last) = (self.first, self.last);
        self.first = usize::MAX;
        self.last = 0;
        let height = self.size.map_or(0, |size| self.rotation.size(size).height as i32);
        let bands = if first > last { &mut [] } else { &mut self.bands[first..=last] };
        let mut bands = bands.iter_mut().zip(first..).filter_map(move |(band, index)| {
            let (x0, x1) = std::mem::replace(band, CLEAN);
            let y0 = (index * BAND) as i32;
            (x0 < x1).then_some(PixelRect { x0, y0, x1, y1: (y0 + BAND as i32).min(height) })
        });
        // Bands of one width are one rectangle: turning pixels is quickest where there are many rows.
        let mut ahead = bands.next();
        std::iter::from_fn(move || {
            let mut rect = ahead.take()?;
            for next in bands.by_ref() {
                if (next.x0, next.x1, next.y0) != (rect.x0, rect.x1, rect.y1) {
                    ahead = Some(next);
                    break;
                }
                rect.y1 = next.y1;
            }
            Some(rect)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 100, height: 50 };

    #[test]
    fn every_changed_pixel_is_in_exactly_one_rectangle() {
        let mut damage = Damage::of(SIZE);
        assert!(damage.is_empty());
        let changes = [
            PixelRect::pixel(99, 49),
            PixelRect { x0: 3, y0: 6, x1: 20, y1: 11 },
            PixelRect { x0: -50, y0: 30, x1: 500, y1: 31 },
            PixelRect { x0: 5, y0: 60, x1: 9, y1: 70 },
            PixelRect::EMPTY,
        ];
        changes.iter().for_each(|&rect| damage.add(|| rect));
        let taken: Vec<_> = damage.take().collect();
        assert!(damage.is_empty() && damage.take().next().is_none());
        for (x, y) in (0..100).flat_map(|x| (0..50).map(move |y| (x, y))) {
            let pixel = PixelRect::pixel(x, y);
            let times = taken.iter().filter(|rect| rect.contains(pixel)).count();
            assert!(times <= 1, "{x},{y} is in {times}");
            if changes.iter().any(|rect| rect.contains(pixel)) {
                assert_eq!(times, 1, "{x},{y} was lost");
            }
        }
        let area: usize = taken.iter().map(|rect| rect.width() * rect.height()).sum();
        assert!(area <= 100 * 8 + 17 * 16 + 8, "{area} pixels for so little");
    }

    #[test]
    fn bands_of_one_width_are_one_rectangle() {
        let mut damage = Damage::of(SIZE);
        let rect = PixelRect { x0: 10, y0: 8, x1: 20, y1: 40 };
        damage.add(|| rect);
        damage.add(|| PixelRect::pixel(50, 45));
        assert_eq!(damage.take().collect::<Vec<_>>(), [rect, PixelRect { x0: 50, y0: 40, x1: 51, y1: 48 }]);
        damage.add(|| PixelRect { x0: 10, y0: 0, x1: 20, y1: 8 });
        damage.add(|| PixelRect { x0: 10, y0: 16, x1: 20, y1: 24 });
        assert_eq!(damage.take().count(), 2, "what lies between has not changed");
    }

    #[test]
    fn turned_changes_lie_where_the_device_shows_them() {
        for rotation in Rotation::ALL {
            let mut damage = Damage::turned(SIZE, rotation);
            let rect = PixelRect { x0: 3, y0: 6, x1: 21, y1: 11 };
            damage.add(|| rect);
            let shown = rotation.rect(rect, SIZE);
            let all = damage.take().fold(PixelRect::EMPTY, PixelRect::union);
            assert!(all.contains(shown), "{rotation}: {shown:?} is not in {all:?}");
            assert_eq!((all.x0, all.x1), (shown.x0, shown.x1), "{rotation}");
            damage.add(|| SIZE.rect());
            let device = rotation.size(SIZE).rect();
            assert_eq!(damage.take().collect::<Vec<_>>(), [device], "{rotation}");
        }
    }

    #[test]
    fn a_single_pixel_and_a_full_screen_are_kept() {
        let mut damage = Damage::of(SIZE);
        damage.add(|| PixelRect::pixel(0, 0));
        assert_eq!(damage.take().collect::<Vec<_>>(), [PixelRect { x0: 0, y0: 0, x1: 1, y1: 8 }]);
        damage.add(|| SIZE.rect());
        assert_eq!(damage.take().map(PixelRect::height).sum::<usize>(), 50);
        let mut ignored = Damage::ignored();
        ignored.add(|| unreachable!("nobody asks"));
        assert!(ignored.take().next().is_none());
    }
}
