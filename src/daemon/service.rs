//! A daemon as a service: what is told to whoever manages it, and when.

use std::cell::RefCell;
use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Duration, MissedTickBehavior, interval, sleep};

use super::reload::{Reload, Reloader};
use crate::server::Display;
use crate::service::{Manager, Passed};

/// How often the status changes at most.
const STATUS: Duration = Duration::from_secs(1);

/// What a daemon was given by whoever manages it, and how it is to be spoken to; by default nobody does.
#[derive(Debug, Default)]
pub struct Service {
    /// Descriptors that were passed.
    pub passed: Passed,
    /// Who wants to be told how the daemon does.
    pub manager: Option<Manager>,
    /// How settings are read again at SIGHUP. Without it that signal ends the process, as it does otherwise.
    pub reload: Option<Reload>,
}

/// The signal by which settings are to be read again, handled from here on.
pub(super) fn hangup() -> io::Result<Signal> {
    signal(SignalKind::hangup())
}

/// Waits for ever where there is nobody to be told. Everything here runs on the thread that draws.
#[derive(Debug)]
pub(super) struct Attendance<'d> {
    pub(super) manager: Option<&'d Manager>,
    pub(super) display: &'d RefCell<Display>,
}

impl Attendance<'_> {
    /// Has the manager told that the thread that draws comes by, or draws: a frame may be long, no command of it is.
    pub(super) async fn watch(&self) {
        let (Some(manager), Some(time)) = (self.manager, Manager::watchdog()) else {
            return std::future::pending().await;
        };
        let pulse = self.display.borrow().painter.pulse().clone();
        manager.watch(pulse.clone());
        // Twice between one look and the next, so that none comes just too early where nothing is drawn.
        let mut ticks = interval(time / 4);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            pulse.beat();
        }
    }

    /// Tells the status whenever it is another, beginning with that it is ready; settings are read again meanwhile.
    pub(super) async fn report(&self, reload: Option<(Reloader, Signal)>) {
        let (mut reloader, mut hangup) = reload.unzip();
        let mut trouble = None;
        let mut said = status(&self.display.borrow(), None);
        self.tell(|manager| manager.ready(&said));
        loop {
            tokio::select! {
                () = sleep(STATUS), if self.manager.is_some() => {}
                Some(()) = received(&mut hangup) => {
                    self.tell(Manager::reloading);
                    if let Some(reloader) = &mut reloader {
                        let next = reloader.read().await;
                        trouble = next.map(|next| reloader.apply(next, &mut self.display.borrow_mut())).err();
                    }
                    said = status(&self.display.borrow(), trouble.as_deref());
                    self.tell(|manager| manager.ready(&said));
                    continue;
                }
            }
            let now = status(&self.display.borrow(), trouble.as_deref());
            if now != said {
                self.tell(|manager| manager.status(&now));
                said = now;
            }
        }
    }

    fn tell(&self, say: impl FnOnce(&Manager)) {
        if let Some(manager) = self.manager {
            say(manager);
        }
    }
}

async fn received(signal: &mut Option<Signal>) -> Option<()> {
    match signal {
        Some(signal) => signal.recv().await,
        None => std::future::pending().await,
    }
}

/// How the daemon does, in a line.
fn status(display: &Display, trouble: Option<&str>) -> String {
    let screen = &display.screen;
    let device = screen.device();
    let clients = display.stats.clients;
    let plural = if clients == 1 { "client" } else { "clients" };
    let place = match screen.loss() {
        None => {
            let (size, format) = (screen.size(), device.geometry().format());
            format!("{size} {format} on {}", device.driver().unwrap_or(device.name()))
        }
        Some(loss) => loss.to_string(),
    };
    let trouble = trouble.map(|trouble| format!("; the old settings hold: {trouble}"));
    format!("{place}, {clients} {plural}{}", trouble.unwrap_or_default())
}
