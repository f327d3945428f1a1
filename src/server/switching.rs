//! Switches to another console and back: the display is left to others, and drawn on again.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::display::Display;
use crate::device::{ACQUIRE_SIGNAL, Console, RELEASE_SIGNAL};

/// The signals by which the kernel asks for the display and gives it back.
#[derive(Debug)]
pub struct Switches {
    release: Signal,
    acquire: Signal,
}

impl Switches {
    /// Handles them from here on; before, they would end the process.
    ///
    /// # Errors
    ///
    /// When they cannot be handled.
    pub fn new() -> io::Result<Self> {
        let handle = |number: nix::sys::signal::Signal| signal(SignalKind::from_raw(number as i32));
        Ok(Self { release: handle(RELEASE_SIGNAL)?, acquire: handle(ACQUIRE_SIGNAL)? })
    }

    /// Answers them for as long as the console is held.
    ///
    /// Clients go on drawing while another console is shown; what they draw appears when this one is back.
    pub async fn follow(mut self, console: &Console, display: Rc<RefCell<Display>>) {
        if !console.is_shown() {
            display.borrow_mut().screen.hide();
        }
        loop {
            let wanted = tokio::select! {
                wanted = self.release.recv() => wanted.map(|()| false),
                wanted = self.acquire.recv() => wanted.map(|()| true),
            };
            let Some(shown) = wanted else { return };
            let screen = &mut display.borrow_mut().screen;
            if shown {
                if console.acquire() {
                    tracing::info!("{console} is shown again");
                    screen.show();
                }
            } else {
                screen.hide();
                if console.release() {
                    tracing::info!("another console is shown than {console}");
                } else {
                    screen.show();
                }
            }
        }
    }
}
