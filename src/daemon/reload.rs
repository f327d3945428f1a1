//! Settings read again while the daemon runs.

use std::fmt;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::config::{Config, ConfigError};
use crate::server::{Display, Terms};
use crate::service::LogLevel;

/// How settings are read again.
pub struct Reload {
    /// Reads them, with the flags and the environment that the daemon was started with. It may take its time.
    pub read: Arc<dyn Fn() -> Result<Config, ConfigError> + Send + Sync>,
    /// What is logged.
    pub log: LogLevel,
}

impl fmt::Debug for Reload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reload").finish_non_exhaustive()
    }
}

/// The settings that hold, until others do.
#[derive(Debug)]
pub(super) struct Reloader {
    reload: Reload,
    /// As the daemon has been started with, except for what has changed since and holds.
    now: Config,
}

impl Reloader {
    pub(super) fn new(reload: Reload, now: Config) -> Self {
        Self { reload, now }
    }

    /// Reads the settings on another thread: the file, and the user database that rules are looked up in, may be on a
    /// network, and nobody's drawing waits for that.
    ///
    /// # Errors
    ///
    /// What is wrong with them, as it has been logged.
    pub(super) async fn read(&self) -> Result<Config, String> {
        let read = Arc::clone(&self.reload.read);
        let found = match spawn_blocking(move || read()).await {
            Ok(found) => found.map_err(|error| error.to_string()),
            Err(lost) => Err(format!("the thread that read them was lost: {lost}")),
        };
        found.inspect_err(|error| tracing::error!("the old settings hold: {error}"))
    }

    /// Applies those settings that can be applied.
    pub(super) fn apply(&mut self, next: Config, display: &mut Display) {
        let waiting = for_a_restart(&self.now, &next);
        if !waiting.is_empty() {
            tracing::warn!("changed and to hold after a restart: {}", waiting.join(", "));
        }
        self.reload.log.set(next.log);
        display.apply(terms(&next));
        tracing::info!("the settings were read again");
        // What waits for a restart is told again the next time.
        let Config { limits, font_dirs, image_dirs, registers, permissions, dither, .. } = next;
        let Config { wait_vsync, log, .. } = next;
        self.now =
            Config { limits, font_dirs, image_dirs, registers, permissions, dither, ..self.now.clone() };
        self.now.wait_vsync = wait_vsync;
        self.now.log = log;
    }
}

/// What holds for clients, of all settings.
pub(super) fn terms(config: &Config) -> Terms {
    Terms {
        limits: config.limits,
        font_dirs: config.font_dirs.clone(),
        image_dirs: config.image_dirs.clone(),
        registers: config.registers.clone(),
        permissions: config.permissions.clone(),
        dither: config.dither,
        wait_vsync: config.wait_vsync,
    }
}

/// The settings that differ and cannot change while the daemon runs, by the names they have in the file.
fn for_a_restart(now: &Config, next: &Config) -> Vec<&'static str> {
    let changed = [
        ("device, file or what is said of it", now.source != next.source),
        ("wait", now.wait != next.wait),
        ("socket", now.socket != next.socket),
        ("socket_mode", now.socket_mode != next.socket_mode),
        ("buffer", now.buffering != next.buffering),
        ("rotate", now.rotation != next.rotation),
        ("vt", now.vt != next.vt),
    ];
    changed.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}
