//! Denials in the log: enough to notice, too few to fill it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::permissions::Credentials;

/// How often a user is named in the log for asking what the same rule denies, whether it does that on one connection
/// or on a thousand.
const PAUSE: Duration = Duration::from_secs(60);

/// How many users and rules are kept in mind, each by itself. One user is enough to have a few; on a machine with more
/// the others are logged as if they were one.
const KEPT: usize = 256;

/// What has been logged lately.
#[derive(Debug, Default)]
pub(super) struct Denials {
    each: HashMap<(u32, &'static str), Told>,
    /// Of all those who are not kept in mind.
    others: Option<Told>,
}

#[derive(Debug)]
struct Told {
    at: Instant,
    /// Denials since.
    since: u64,
}

/// A denial that is to be logged.
#[derive(Debug, PartialEq, Eq)]
struct Due {
    /// Denials before it that were not.
    unlogged: u64,
    /// Whether those were of anybody, and not of the same user by the same rule.
    is_of_others: bool,
}

impl Denials {
    /// Logs a denial, or counts it for the next time that one is logged. `op` is asked for only where it is.
    pub(super) fn log(&mut self, who: &Credentials, op: impl FnOnce() -> Option<String>, rule: &'static str) {
        let Some(Due { unlogged, is_of_others }) = self.due(who.uid, rule, Instant::now()) else { return };
        let (op, code) = (op(), "denied");
        let of = if is_of_others { "denied, as others were who are too many to be named" } else { "denied" };
        tracing::warn!(client_pid = who.pid, client_uid = who.uid, op, code, rule, unlogged, "{of}");
    }

    /// What is to be logged of this one, if anything.
    fn due(&mut self, uid: u32, rule: &'static str, now: Instant) -> Option<Due> {
        let fresh = Told { at: now, since: 0 };
        let due = |unlogged| Due { unlogged, is_of_others: false };
        if let Some(told) = self.each.get_mut(&(uid, rule)) {
            return told.due(now).map(due);
        }
        if self.each.len() >= KEPT {
            self.each.retain(|_, told| told.is_recent(now));
        }
        if self.each.len() < KEPT {
            self.each.insert((uid, rule), fresh);
            return Some(due(0));
        }
        let unlogged = match &mut self.others {
            Some(others) => others.due(now),
            None => {
                self.others = Some(fresh);
                Some(0)
            }
        };
        unlogged.map(|unlogged| Due { unlogged, is_of_others: true })
    }
}

impl Told {
    fn is_recent(&self, now: Instant) -> bool {
        now.duration_since(self.at) < PAUSE
    }

    /// How many were not logged before this one, if this one is to be.
    fn due(&mut self, now: Instant) -> Option<u64> {
        if self.is_recent(now) {
            self.since += 1;
            return None;
        }
        self.at = now;
        Some(std::mem::take(&mut self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(unlogged: u64) -> Option<Due> {
        Some(Due { unlogged, is_of_others: false })
    }

    fn of_others(unlogged: u64) -> Option<Due> {
        Some(Due { unlogged, is_of_others: true })
    }

    #[test]
    fn each_user_and_rule_is_logged_once_a_minute() {
        let (mut denials, start) = (Denials::default(), Instant::now());
        assert_eq!(denials.due(5, "permissions.draw", start), own(0));
        assert_eq!(denials.due(5, "permissions.draw", start), None);
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE / 2), None);
        assert_eq!(denials.due(5, "permissions.read", start), own(0));
        assert_eq!(denials.due(6, "permissions.draw", start), own(0));
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE), own(2));
        assert_eq!(denials.due(5, "permissions.draw", start + PAUSE), None);
    }

    #[test]
    fn what_is_kept_has_an_end_and_what_is_beyond_is_logged_as_one() {
        let (mut denials, start) = (Denials::default(), Instant::now());
        for uid in 0..KEPT as u32 {
            assert_eq!(denials.due(uid, "permissions.draw", start), own(0), "{uid}");
        }
        assert_eq!(denials.due(7000, "permissions.draw", start + PAUSE / 2), of_others(0));
        assert_eq!(denials.due(7000, "permissions.draw", start + PAUSE / 2), None);
        assert_eq!(denials.due(7001, "permissions.read", start + PAUSE / 2), None);
        for uid in 0..KEPT as u32 {
            assert_eq!(denials.due(uid, "permissions.draw", start + PAUSE), own(0), "{uid}");
        }
        assert_eq!(denials.due(7002, "permissions.draw", start + PAUSE / 2 * 3), of_others(2));
        assert_eq!(denials.each.len(), KEPT);
        assert_eq!(denials.due(9999, "permissions.draw", start + PAUSE * 3), own(0));
        assert_eq!(denials.each.len(), 1);
    }
}
