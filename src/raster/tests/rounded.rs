//! Rounded rectangles and ellipses against points counted in each pixel.

use vello_common::kurbo::{Point, Rect};

use crate::geometry::PixelRect;
use crate::raster::{Coverage, Radius, RoundedRect, rounded};

const CLIP: PixelRect = PixelRect { x0: 0, y0: 0, x1: 64, y1: 64 };

/// The coverage of every pixel; panics where two runs overlap.
fn picture(shape: &RoundedRect, clip: PixelRect) -> Vec<u8> {
    let mut coverage = Coverage::default();
    coverage.start(clip, true);
    rounded(shape, &mut coverage);
    let mut seen = vec![false; 64 * 64];
    let mut alphas = vec![0; 64 * 64];
    let mut put = |x: i32, y: i32, alpha: u8| {
        let index = (y * 64 + x) as usize;
        assert!(!std::mem::replace(&mut seen[index], true), "{x},{y} is covered twice by {shape:?}");
        alphas[index] = alpha;
    };
    for run in coverage.runs() {
        let rect = run.bounds();
        (rect.y0..rect.y1).for_each(|y| (rect.x0..rect.x1).for_each(|x| put(x, y, run.alpha(x, y))));
    }
    alphas
}

/// 64 × 64 points a pixel against the definition of the shape.
fn oracle(shape: &RoundedRect, x: i32, y: i32) -> f64 {
    let rect = shape.rect();
    let [tl, tr, br, bl] = shape.radii();
    let corner = |dx: f64, dy: f64, radius: Radius| {
        dx <= 0.0 || dy <= 0.0 || (dx / radius.rx).powi(2) + (dy / radius.ry).powi(2) <= 1.0
    };
    let inside = |x: f64, y: f64| {
        rect.contains(Point::new(x, y))
            && corner(rect.x0 + tl.rx - x, rect.y0 + tl.ry - y, tl)
            && corner(x - (rect.x1 - tr.rx), rect.y0 + tr.ry - y, tr)
            && corner(x - (rect.x1 - br.rx), y - (rect.y1 - br.ry), br)
            && corner(rect.x0 + bl.rx - x, y - (rect.y1 - bl.ry), bl)
    };
    let points = (0..64).flat_map(|i| (0..64).map(move |j| (i, j)));
    let hits = points.filter(|&(i, j)| {
        inside(f64::from(x) + (f64::from(i) + 0.5) / 64.0, f64::from(y) + (f64::from(j) + 0.5) / 64.0)
    });
    hits.count() as f64 / 4096.0 * 255.0
}

fn check(shape: &RoundedRect) -> f64 {
    let alphas = picture(shape, CLIP);
    let mut worst = 0.0_f64;
    for y in 0..64 {
        for x in 0..64 {
            let difference = (f64::from(alphas[(y * 64 + x) as usize]) - oracle(shape, x, y)).abs();
            assert!(difference <= 5.0, "{difference:.1}/255 at {x},{y} of {shape:?}");
            worst = worst.max(difference);
        }
    }
    worst
}

#[test]
fn circles_match_the_oracle() {
    for r in [0.3, 0.5, 1.0, 1.5, 2.0, 3.7, 5.0, 8.0, 12.0, 20.5, 31.0] {
        for (cx, cy) in [(32.0, 32.0), (32.5, 31.5), (31.3, 32.7)] {
            check(&RoundedRect::ellipse(Point::new(cx, cy), Radius::circular(r)));
        }
    }
}

#[test]
fn ellipses_and_corners_match_the_oracle() {
    for (rx, ry) in [(30.0, 5.0), (4.0, 28.0), (13.0, 14.0), (0.4, 20.0), (25.0, 0.7)] {
        check(&RoundedRect::ellipse(Point::new(32.2, 31.9), Radius { rx, ry }));
    }
    for radii in [[8.0; 4], [0.0, 12.0, 3.0, 20.0], [30.0, 0.0, 30.0, 0.0], [100.0; 4], [1.0, 2.0, 3.0, 4.0]]
    {
        for rect in [
            Rect::new(4.0, 6.0, 60.0, 50.0),
            Rect::new(4.3, 6.6, 40.1, 30.2),
            Rect::new(10.0, 10.0, 11.5, 40.0),
        ] {
            check(&RoundedRect::new(rect, radii.map(Radius::circular)));
        }
    }
}

#[test]
fn clipping_is_cropping() {
    let clip = PixelRect { x0: 20, y0: 7, x1: 41, y1: 33 };
    for r in [3.0, 14.6, 31.0, 1000.0] {
        let shape = RoundedRect::ellipse(Point::new(30.0, 31.0), Radius::circular(r));
        let (whole, cropped) = (picture(&shape, CLIP), picture(&shape, clip));
        for (index, (&a, &b)) in whole.iter().zip(&cropped).enumerate() {
            let (x, y) = (index as i32 % 64, index as i32 / 64);
            assert_eq!(b, if clip.contains(PixelRect::pixel(x, y)) { a } else { 0 }, "{x},{y} at r {r}");
        }
    }
}

#[test]
fn absurd_sizes_cost_what_is_visible() {
    let far = 16_777_216.0;
    for (center, radius, alpha) in
        [((far, 0.0), far, 255), ((0.0, 0.0), far, 255), ((-far, -far), 1.0, 0), ((32.0, far), far, 255)]
    {
        let shape = RoundedRect::ellipse(Point::new(center.0, center.1), Radius::circular(radius));
        // An edge along the clip is less than a thousandth of a pixel inside.
        assert!(picture(&shape, CLIP).iter().all(|&found| found == alpha), "{center:?} {radius}");
    }
}
