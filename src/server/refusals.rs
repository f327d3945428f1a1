//! Requests that were refused, as the log has them.

use std::io;
use std::time::{Duration, Instant};

use tokio::net::UnixStream;

use crate::permissions::Credentials;
use crate::protocol::{Code, Fault};

/// How many refusals that an operator should know of are logged in one window of time; what else a client has to hear
/// must not fill the disk.
const MOST: u32 = 20;

/// How long such a window is.
const WINDOW: Duration = Duration::from_secs(10);

/// How much has been logged lately, of all clients.
#[derive(Debug)]
pub(super) struct Refusals {
    since: Instant,
    logged: u32,
    left_out: u64,
}

impl Default for Refusals {
    fn default() -> Self {
        Self { since: Instant::now(), logged: 0, left_out: 0 }
    }
}

impl Refusals {
    /// Logs a refusal: what was denied or is beyond a limit at `info` and as far as there is room, anything else at
    /// `debug`. `op` is asked for only where it is logged.
    pub(super) fn log(
        &mut self,
        who: &Credentials,
        line: u64,
        op: impl FnOnce() -> Option<String>,
        fault: &Fault,
    ) {
        let (pid, uid) = (who.pid, who.uid);
        let code = fault.code;
        if !matches!(code, Code::Denied | Code::TooLarge) {
            if tracing::enabled!(tracing::Level::DEBUG) {
                let op = op();
                tracing::debug!(client_pid = pid, client_uid = uid, op, %code, line, "request refused: {fault}");
            }
        } else if tracing::enabled!(tracing::Level::INFO) && self.has_room(Instant::now()) {
            let op = op();
            tracing::info!(client_pid = pid, client_uid = uid, op, %code, line, "request refused: {fault}");
        }
    }

    /// Logs that a client was turned away because there are `limit` already, as far as there is room.
    pub(super) fn turned_away(&mut self, stream: &UnixStream, limit: usize) {
        if self.has_room(Instant::now()) {
            let credentials = stream.peer_cred().ok();
            let (pid, uid) = (credentials.and_then(|c| c.pid()), credentials.map(|c| c.uid()));
            let code = Code::TooLarge;
            tracing::warn!(client_pid = pid, client_uid = uid, %code, limit, "client refused: too many (limits.clients)");
        }
    }

    /// Logs that a client that has connected cannot be served, as far as there is room: where descriptors have run out,
    /// that is so many times a second.
    pub(super) fn not_accepted(&mut self, error: &io::Error) {
        if self.has_room(Instant::now()) {
            tracing::warn!(%error, "cannot accept a client");
        }
    }

    fn has_room(&mut self, now: Instant) -> bool {
        if now.duration_since(self.since) >= WINDOW {
            if self.left_out > 0 {
                tracing::info!("{} more requests were refused and not logged", self.left_out);
            }
            *self = Self { since: now, logged: 0, left_out: 0 };
        }
        let has_room = self.logged < MOST;
        if has_room {
            self.logged += 1;
        } else {
            self.left_out += 1;
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_room_for_some_and_the_next_for_some_more() {
        let mut refusals = Refusals::default();
        let start = refusals.since;
        let mut logged =
            |seconds| (0..1000).filter(|_| refusals.has_room(start + Duration::from_secs(seconds))).count();
        assert_eq!([logged(0), logged(9), logged(10), logged(11), logged(25)], [20, 0, 20, 0, 20]);
        assert_eq!(refusals.left_out, 980);
    }
}
