//! Where the log goes: to the journal, with fields, where standard error is the journal's; else there, as text.

use std::env;
use std::io::{self, IsTerminal};

use nix::sys::stat::fstat;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Registry, fmt, reload};

/// What the names of our fields in the journal begin with, so that they are nobody else's. Who asked:
/// `FBDRAW_CLIENT_PID`, `FBDRAW_CLIENT_UID`; what for: `FBDRAW_OP`, `FBDRAW_LINE`; why it was refused: `FBDRAW_CODE`,
/// `FBDRAW_RULE` with the denials that were left out before, `FBDRAW_UNLOGGED`, or `FBDRAW_LIMIT`, the clients there may
/// be; and `FBDRAW_ERROR`, what the kernel said.
const FIELDS: &str = "FBDRAW";

/// What is logged, to be changed while the daemon runs.
#[derive(Debug, Clone)]
pub struct LogLevel(reload::Handle<LevelFilter, Registry>);

impl LogLevel {
    /// Logs what is as bad as `level` from now on.
    pub fn set(&self, level: LevelFilter) {
        if let Err(error) = self.0.reload(level) {
            tracing::warn!("the log level stays: {error}");
        }
    }
}

/// Starts the log of this process.
pub fn start_log(level: LevelFilter) -> LogLevel {
    let (filter, handle) = reload::Layer::new(level);
    let journal = is_journal().then(tracing_journald::layer);
    let (journal, refused) = match journal {
        Some(Ok(layer)) => (Some(layer.with_field_prefix(Some(FIELDS.to_owned()))), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).with_target(false);
    let lines = journal.is_none().then_some(lines);
    tracing_subscriber::registry().with(filter).with(journal).with(lines).init();
    if let Some(error) = refused {
        tracing::warn!("the journal takes text only, without fields: {error}");
    }
    LogLevel(handle)
}

/// Whether standard error is the journal itself (`systemd.exec(5)`, `$JOURNAL_STREAM`) and not, say, a file that
/// somebody in the service has sent it to since.
fn is_journal() -> bool {
    let Ok(stream) = env::var("JOURNAL_STREAM") else { return false };
    fstat(io::stderr()).is_ok_and(|found| stream == format!("{}:{}", found.st_dev, found.st_ino))
}
