//! What a whole picture costs from the shadow to the device, turned and not, at 1080p.
//!
//! The device is a file in memory, whose pages are ordinary: a real device's memory takes writes more slowly, so that
//! turning costs less of the whole there.

use std::time::{Duration, Instant};

use fbdraw::device::{Device, Source};
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::rotation::Rotation;
use fbdraw::screen::{Buffering, Screen, Setup};

const SIZE: Size = Size { width: 1920, height: 1080 };

/// Presents of each, in turns, of which the quickest count: on a machine that does other things as well, both have the
/// same chances.
const TURNS: usize = 200;

fn screen(format: Format, rotation: Rotation, directory: &std::path::Path) -> Screen {
    let path = directory.join(format!("{format}-{rotation}"));
    let device = Device::open(&Source::File { path, size: SIZE, format, stride: None, offset: 0 });
    let setup = Setup { buffering: Some(Buffering::Shadow), rotation, ..Setup::default() };
    Screen::with_setup(device.expect("a file can be made"), setup).expect("any format has a shadow")
}

fn present(screen: &mut Screen) -> Duration {
    let _ = screen.repaint();
    let started = Instant::now();
    screen.present();
    started.elapsed()
}

fn main() {
    // `cargo test --benches` runs this too, and wants to know no more than that it runs.
    let turns = if std::env::args().any(|argument| argument == "--bench") { TURNS } else { 1 };
    let directory = tempfile::Builder::new().prefix("fbdraw-").tempdir_in("/dev/shm");
    let directory = directory.or_else(|_| tempfile::tempdir()).expect("a directory can be made");
    println!("{:12} {:>9} {:>15} {:>15} {:>15}", "format", "0°", "90°", "180°", "270°");
    for format in [
        Format::Xrgb8888,
        Format::Rgb888,
        Format::Rgb565,
        Format::Gray8,
        Format::Xrgb2101010,
        Format::Rgb332,
        Format::Gray4,
        Format::Mono01,
    ] {
        let mut screens = Rotation::ALL.map(|rotation| screen(format, rotation, directory.path()));
        let mut best = [Duration::MAX; 4];
        for _ in 0..turns {
            for (best, screen) in best.iter_mut().zip(&mut screens) {
                *best = present(screen).min(*best);
            }
        }
        let ms = best.map(|best| best.as_secs_f64() * 1e3);
        let ratios = [1, 2, 3].map(|turned| format!("{:.3} ms {:.2}×", ms[turned], ms[turned] / ms[0]));
        println!("{format:12} {:.3} ms {:>15} {:>15} {:>15}", ms[0], ratios[0], ratios[1], ratios[2]);
    }
}
