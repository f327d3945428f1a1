//! How fast a device's memory is written and read back.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fbdraw::device::Device;

use super::finding::Finding;

/// Bytes of a round.
const WINDOW: usize = 1 << 20;

/// Rounds, of which the first makes the pages known and does not count.
const ROUNDS: usize = 10;

/// When no further round begins. A bus may be so slow that one is enough.
const PATIENCE: Duration = Duration::from_millis(500);

/// A frame of a display at 60 Hz.
const FRAME: Duration = Duration::from_micros(16_667);

/// Bytes a second below which reading is said to be slow: memory that is not cached manages a tenth of that, ordinary
/// memory ten times as much.
const SLOW_READ: f64 = 300e6;

/// Bytes a second, of the median round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speed {
    read: f64,
    /// `None` where nothing was written.
    write: Option<f64>,
    rounds: usize,
    window: usize,
}

/// Measures the first bytes of a device. What is written is what was read just before, so the picture stays, unless
/// somebody else draws there in between.
pub(crate) fn measure(device: &mut Device, writes: bool) -> Speed {
    let window = device.bytes().len().min(WINDOW);
    let mut copy = vec![0; window];
    let (mut reads, mut written) = (Vec::new(), Vec::new());
    let started = Instant::now();
    while reads.len() < ROUNDS && (reads.is_empty() || started.elapsed() < PATIENCE) {
        let before = Instant::now();
        copy.copy_from_slice(&device.bytes()[..window]);
        black_box(&copy);
        let between = Instant::now();
        reads.push(between - before);
        if writes {
            device.bytes_mut()[..window].copy_from_slice(&copy);
            black_box(device.bytes());
            written.push(between.elapsed());
        }
    }
    let rounds = reads.len();
    let rate = |times| window as f64 / median(times).max(Duration::from_nanos(1)).as_secs_f64();
    Speed { read: rate(reads), write: (!written.is_empty()).then(|| rate(written)), rounds, window }
}

fn median(mut times: Vec<Duration>) -> Duration {
    if times.len() > 1 {
        times.remove(0);
    }
    times.sort_unstable();
    times[times.len() / 2]
}

impl Speed {
    /// What it means for a screen of `length` bytes; `direct` is whether the daemon would read them back.
    pub(crate) fn findings(self, length: usize, direct: bool) -> Vec<Finding> {
        let of = format!("median of {} rounds of {}", (self.rounds - 1).max(1), size(self.window));
        let read = format!("{}, {of}", rate(self.read));
        let read = match (self.read < SLOW_READ, direct) {
            (true, true) => Finding::warning("read speed", format!("{read}; blending reads it back"))
                .remedy("--buffer shadow blends in ordinary memory"),
            (true, false) => Finding::ok("read speed", format!("{read}; slow, and a shadow never needs it")),
            _ => Finding::ok("read speed", read),
        };
        let read = read.figure("bytes_per_second", self.read.round());
        let write = self.write.map(|write| {
            let screen = Duration::from_secs_f64(length as f64 / write);
            let text = format!("{}, a whole screen in {}", rate(write), millis(screen));
            let finding = if screen > FRAME {
                Finding::warning("write speed", format!("{text}: less than 60 whole screens a second"))
                    .remedy("draw only what changes, or set a mode with fewer bits a pixel (fbset -depth 16)")
            } else {
                Finding::ok("write speed", text)
            };
            finding.figure("bytes_per_second", write.round()).figure("screen_ms", screen.as_secs_f64() * 1e3)
        });
        write.into_iter().chain([read]).collect()
    }
}

/// Bytes a second as people write them.
fn rate(bytes: f64) -> String {
    if bytes < 1e9 { format!("{:.0} MB/s", bytes / 1e6) } else { format!("{:.1} GB/s", bytes / 1e9) }
}

/// A time with two digits that count.
fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1e3;
    if millis < 1.0 { format!("{millis:.2} ms") } else { format!("{millis:.1} ms") }
}

/// Bytes as people write them.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KiB", bytes / 1024),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)).replace(".0 ", " "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn slow_memory_is_told_with_what_to_do() {
        let levels = |read, write, direct| {
            let speed = Speed { read, write: Some(write), rounds: 10, window: WINDOW };
            speed.findings(4 << 20, direct).iter().map(|finding| finding.level).collect::<Vec<_>>()
        };
        assert_eq!(levels(5e9, 5e9, true), [Level::Ok, Level::Ok]);
        assert_eq!(levels(30e6, 100e6, false), [Level::Warning, Level::Ok], "42 ms a screen");
        assert_eq!(levels(30e6, 5e9, true), [Level::Ok, Level::Warning]);
        let unwritten = Speed { read: 5e9, write: None, rounds: 10, window: 4096 }.findings(4096, true);
        assert_eq!(unwritten.len(), 1);
        assert_eq!(unwritten[0].value, "5.0 GB/s, median of 9 rounds of 4 KiB");
    }

    #[test]
    fn the_first_round_does_not_count() {
        let times = |millis: &[u64]| millis.iter().map(|&millis| Duration::from_millis(millis)).collect();
        assert_eq!(median(times(&[900, 3, 1, 2])), Duration::from_millis(2));
        assert_eq!(median(times(&[900])), Duration::from_millis(900));
    }

    #[test]
    fn sizes_are_round() {
        assert_eq!([12, 4096, 1 << 20, 3_686_400].map(size), ["12 bytes", "4 KiB", "1 MiB", "3.5 MiB"]);
    }
}
