//! Denials in the log: enough to notice, too few to fill it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::permissions::Credentials;

/// How often a user is named in the log for asking what the same rule denies, whether it does that on one connection
/// or on a thousand.
const PAUSE: Duration = Duration::from_secs(60);

/// How many users and rules are kept in mind. One user is enough to have a few; a machine with more is not logged whole.
const KEPT: usize = 256;

/// What has been logged lately.
#[derive(Debug, Default)]
pub(super) struct Denials(HashMap<(u32, &'static str), Told>);

#[derive(Debug)]
struct Told {
    at: Instant,
    /// Denials since.
    since: u64,
}

impl Denials {
    /// Logs a denial, or counts it for the next time that one is logged.
    pub(super) fn note(&mut self, who: &Credentials, op: &str, rule: &'static str) {
        if let Some(unlogged) = self.due(who.uid, rule, Instant::now()) {
            tracing::warn!(pid = who.pid, uid = who.uid, op, rule, unlogged, "denied");
        }
    }

    /// How many were not logged before this one, if this one is to be.
    fn due(&mut self, uid: u32, rule: &'static str, now: Instant) -> Option<u64> {
        if let Some(told) = self.0.get_mut(&(uid, rule)) {
            if now.duration_since(told.at) < PAUSE {
                told.since += 1;
                return None;
            }
            told.at = now;
            return Some(std::mem::take(&mut told.since));
        }
        if self.0.len() >= KEPT {
            self.0.retain(|_, told| now.duration_since(told.at) < PAUSE);
        }
        if self.0.len() >= KEPT {
            return None;
        }
        self.0.insert((uid, rule), Told { at: now, since: 0 });
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_and_rule_is_logged_once_a_minute() {
        let (mut denials, start) = (Denials::default(), Instant::now());
        assert_eq!(denials.due(5, "permissions.draw", start), Some(0));
        assert_eq!(denials.due(5, "permissions.draw", start), None);
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE / 2), None);
        assert_eq!(denials.due(5, "permissions.read", start), Some(0));
        assert_eq!(denials.due(6, "permissions.draw", start), Some(0));
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE), Some(2));
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE), None);
    }

    #[test]
    fn what_is_kept_has_an_end() {
        let (mut denials, start) = (Denials::default(), Instant::now());
        for uid in 0..2 * KEPT as u32 {
            assert_eq!(denials.due(uid, "permissions.draw", start).is_some(), uid < KEPT as u32, "{uid}");
        }
        assert_eq!(denials.0.len(), KEPT);
        assert_eq!(denials.due(9999, "permissions.draw", start + PAUSE), Some(0));
        assert_eq!(denials.0.len(), 1);
    }
}
