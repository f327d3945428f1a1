//! When the service manager is told that the daemon lives.

use std::time::{Duration, Instant};

use crate::pulse::Pulse;

/// Looks at a pulse at even intervals.
#[derive(Debug)]
pub(super) struct Watch {
    pulse: Pulse,
    seen: usize,
    every: Duration,
    due: Instant,
}

impl Watch {
    /// One that looks for the first time now.
    pub(super) fn new(pulse: Pulse, every: Duration) -> Self {
        let seen = pulse.count().wrapping_sub(1);
        Self { pulse, seen, every, due: Instant::now() }
    }

    /// How long it is until the next look.
    pub(super) fn rest(&self, now: Instant) -> Duration {
        self.due.saturating_duration_since(now)
    }

    /// Whether it is time to look and the pulse has been beaten since the last time.
    pub(super) fn finds_life(&mut self, now: Instant) -> bool {
        if now < self.due {
            return false;
        }
        self.due = now + self.every;
        let count = self.pulse.count();
        std::mem::replace(&mut self.seen, count) != count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pulse_is_looked_at_in_time_and_must_have_been_beaten() {
        let pulse = Pulse::default();
        let mut watch = Watch::new(pulse.clone(), Duration::from_secs(5));
        let start = watch.due;
        let mut found = |seconds| watch.finds_life(start + Duration::from_secs(seconds));
        assert!(found(0), "it begins with life");
        pulse.beat();
        assert!(!found(4), "too early");
        assert!(found(5));
        assert!(!found(10), "no beat");
        pulse.beat();
        pulse.beat();
        assert!(found(15) && !found(20), "two beats are one life");
        pulse.beat();
        assert!(found(60), "after a long sleep");
        assert_eq!(watch.rest(start + Duration::from_secs(62)), Duration::from_secs(3));
        assert_eq!(watch.rest(start + Duration::from_secs(99)), Duration::ZERO);
    }
}
