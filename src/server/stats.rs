//! Counters, as `stats` tells them.

use std::time::Duration;

use serde::Serialize;

/// Steps of the latency histogram: below 16 µs, 32 µs and so on up to 1 s, and whatever took longer.
const STEPS: usize = 18;

/// The first step's bound in microseconds.
const FIRST_BOUND: u64 = 16;

/// What the daemon has done since it started.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Stats {
    /// Clients connected now.
    pub clients: usize,
    /// Clients ever accepted.
    pub connections: u64,
    /// Clients turned away because there were too many.
    pub refused: u64,
    /// Lines read, empty ones included.
    pub lines: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes that lines take now that have not ended, beyond what every connection reads into.
    pub unfinished_bytes: usize,
    /// Bytes that replies take now that clients have not read, beyond `limits.unread_bytes` of each.
    pub all_unread_bytes: usize,
    /// Drawing commands applied, those in frames included.
    pub commands: u64,
    /// Frames applied.
    pub frames: u64,
    /// Questions answered.
    pub questions: u64,
    /// Requests that failed.
    pub errors: u64,
    /// Those of them that the rules deny the client who sent them.
    pub denied: u64,
    /// Pictures.
    pub pictures: PictureStats,
    /// The device.
    pub device: DeviceStats,
    /// How long batches took.
    pub latency: Histogram,
}

/// How the device did. It is gone while there are more losses than returns.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub struct DeviceStats {
    /// How often it was lost: cut short, pulled out, taken over.
    pub losses: u64,
    /// How often it was drawn on again afterwards.
    pub returns: u64,
}

/// What has been done with pictures.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub struct PictureStats {
    /// Pictures decoded.
    pub decoded: u64,
    /// Pictures that could not be decoded.
    pub failed: u64,
    /// Shared names there are now.
    pub shared: usize,
    /// Bytes that the pictures of all clients take now, those being decoded included.
    pub bytes: usize,
    /// How often a picture of `path` or `data` was kept as it was decoded before.
    pub decoded_hits: u64,
    /// How often one made room for another.
    pub decoded_evicted: u64,
    /// Bytes that those kept take now, among `bytes`.
    pub decoded_bytes: usize,
    /// How often a scaled picture was kept from before.
    pub scaled_hits: u64,
    /// How often a picture had to be scaled.
    pub scaled_misses: u64,
    /// How often a scaled picture made room for another.
    pub scaled_evicted: u64,
    /// Bytes that scaled pictures take now.
    pub scaled_bytes: usize,
}

/// How often a batch of requests (what one read brought) took how long from read to presented.
#[derive(Debug, Clone, Serialize)]
pub struct Histogram {
    /// Upper bounds in microseconds.
    below_us: [u64; STEPS - 1],
    /// Batches below each bound and above the one before; the last count is of those above all.
    batches: [u64; STEPS],
}

impl Default for Histogram {
    fn default() -> Self {
        Self { below_us: std::array::from_fn(|step| FIRST_BOUND << step), batches: [0; STEPS] }
    }
}

impl Histogram {
    /// Counts one batch.
    pub fn record(&mut self, took: Duration) {
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let step = self.below_us.partition_point(|&bound| bound <= microseconds);
        self.batches[step] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_batch_is_counted_once() {
        let mut histogram = Histogram::default();
        for microseconds in [0, 15, 16, 31, 32, 1_048_575, 1_048_576, u64::MAX / 1000] {
            histogram.record(Duration::from_micros(microseconds));
        }
        assert_eq!(histogram.batches[..3], [2, 2, 1]);
        assert_eq!(histogram.batches[STEPS - 2..], [1, 2]);
    }
}
