//! `fbdraw pattern`, held to what a test pattern must be, pixel by pixel.

use std::collections::BTreeSet;

use fbdraw::protocol::Region;

use crate::common::Daemon;
use crate::common::process::run;

type Rgb = [u8; 3];

const BLACK: Rgb = [0; 3];
const WHITE: Rgb = [255; 3];

/// The screen after the command.
struct Shown {
    width: usize,
    height: usize,
    pixels: Vec<Rgb>,
}

impl Shown {
    fn on(width: usize, height: usize, arguments: &[&str]) -> Self {
        let daemon = Daemon::on(&format!("{width}x{height}")).with_args(arguments).start();
        let ended = run(&mut daemon.fbdraw(&["pattern"]));
        assert_eq!((ended.code, &*ended.stdout, &*ended.stderr), (Some(0), "", ""));
        let rgb = daemon.client().capture_rgb(Region::default()).expect("the screen");
        Self { width, height, pixels: rgb.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect() }
    }

    fn row(&self, y: usize) -> Vec<Rgb> {
        self.pixels[y * self.width..(y + 1) * self.width].to_vec()
    }

    fn column(&self, x: usize) -> Vec<Rgb> {
        (0..self.height).map(|y| self.pixels[y * self.width + x]).collect()
    }
}

/// Colours beside each other with their lengths.
fn runs(row: &[Rgb]) -> Vec<(Rgb, usize)> {
    row.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect()
}

/// Whether somewhere in a line so many white pixels stand `pitch` apart, with black ones between.
fn has_lines(line: &[Rgb], pitch: usize, count: usize) -> bool {
    let length = pitch * (count - 1) + 1;
    let right = |(at, &pixel): (usize, &Rgb)| pixel == if at.is_multiple_of(pitch) { WHITE } else { BLACK };
    line.windows(length).any(|window| window.iter().enumerate().all(right))
}

fn for_each_size(check: impl Fn(&Shown)) {
    for (width, height) in [(160, 120), (800, 480), (480, 800)] {
        check(&Shown::on(width, height, &[]));
    }
}

#[test]
fn the_outermost_pixels_are_a_frame_with_four_corners() {
    for_each_size(|shown| {
        let (right, bottom) = (shown.width - 1, shown.height - 1);
        let (top, last) = (shown.row(0), shown.row(bottom));
        let corners = [top[0], top[right], last[right], last[0]];
        assert_eq!(corners, [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]]);
        let sides = [&top[1..right], &last[1..right]];
        assert!(sides.into_iter().flatten().all(|&pixel| pixel == WHITE));
        let (left, other) = (shown.column(0), shown.column(right));
        assert!([&left[1..bottom], &other[1..bottom]].into_iter().flatten().all(|&pixel| pixel == WHITE));
        assert_eq!(shown.row(1)[1], BLACK, "the frame is one pixel wide");
    });
}

#[test]
fn eight_bars_are_of_one_width() {
    for_each_size(|shown| {
        let y = (shown.width.min(shown.height) / 18).max(4) + 3;
        let runs = runs(&shown.row(y));
        let first =
            runs.iter().position(|&(color, length)| color == WHITE && length > 5).expect("a white bar");
        let (colors, widths): (Vec<_>, Vec<_>) = runs[first..first + 8].iter().copied().unzip();
        let channel = |bit| move |index: u8| if index & bit == 0 { 255 } else { 0 };
        // Green, red, blue from the highest bit on.
        let expected: Vec<Rgb> =
            (0..8).map(|index| [channel(2)(index), channel(4)(index), channel(1)(index)]).collect();
        assert_eq!(colors, expected, "{}x{}", shown.width, shown.height);
        let (least, most) = (widths.iter().min().unwrap(), widths.iter().max().unwrap());
        assert!(most - least <= 2, "{widths:?}");
    });
}

#[test]
fn two_ramps_rise_from_black_to_white() {
    for_each_size(|shown| {
        let margin = (shown.width.min(shown.height) / 18).max(4);
        let inside = shown.width - 2 * margin;
        let mut levels = BTreeSet::new();
        for y in margin..shown.height - margin {
            let row = &shown.row(y)[margin..margin + inside];
            let grey = row.iter().all(|[r, g, b]| r == g && g == b);
            let rises = grey && row.is_sorted() && row[0] == BLACK && row[inside - 1] == WHITE;
            let count = row.iter().collect::<BTreeSet<_>>().len();
            // A row of the grids may rise once, from black to white.
            if rises && count > 2 {
                levels.insert(count);
            }
        }
        assert_eq!(levels, BTreeSet::from([16, inside.min(256)]), "{}x{}", shown.width, shown.height);
    });
}

#[test]
fn lines_of_one_pixel_stand_two_and_eight_apart() {
    for_each_size(|shown| {
        for (pitch, count) in [(2, 12), (8, 4)] {
            let rows = (0..shown.height).filter(|&y| has_lines(&shown.row(y), pitch, count)).count();
            let columns = (0..shown.width).filter(|&x| has_lines(&shown.column(x), pitch, count)).count();
            assert!(rows >= 10 && columns >= 10, "pitch {pitch}: {rows} rows, {columns} columns");
        }
    });
}

/// A turned screen has the pattern in its own size, and few colours are no reason to fail.
#[test]
fn every_screen_can_show_it() {
    let turned = Shown::on(120, 160, &[]);
    let daemon = Daemon::on("160x120").with_args(&["--rotate", "90"]).start();
    assert_eq!(run(&mut daemon.fbdraw(&["pattern"])).code, Some(0));
    let rgb = daemon.client().capture_rgb(Region::default()).unwrap();
    // The words that say which turn is up are those of another turn, in the circle; all else is the same.
    let same = rgb.chunks_exact(3).zip(&turned.pixels).filter(|(seen, expected)| seen == expected).count();
    assert!(same * 100 > turned.pixels.len() * 98, "{same} of {} pixels", turned.pixels.len());
    for (size, format) in [("1x1", "xrgb8888"), ("16x16", "rgb565"), ("3000x20", "gray1"), ("9x2000", "c8")] {
        let daemon = Daemon::on(size).with_args(&["--format", format]).start();
        let ended = run(&mut daemon.fbdraw(&["pattern"]));
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{size} {format}");
    }
}
