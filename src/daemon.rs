//! The daemon's life: what the settings name is opened, then served until somebody says stop.

use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use crate::config::{Config, prepare_socket_directory};
use crate::device::{Device, DeviceError};
use crate::protocol::Limits;
use crate::screen::{NotDirect, Screen};
use crate::server::{self, Display, ListenError, Listener};

/// A daemon that is ready: its device is mapped and clients may connect, though nobody answers them yet.
#[derive(Debug)]
pub struct Daemon {
    screen: Screen,
    listener: Listener,
    limits: Limits,
    image_dirs: Vec<PathBuf>,
}

/// Why there is no daemon.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is the error of its name")]
pub enum OpenError {
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    NotDirect(#[from] NotDirect),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("cannot create the socket's directory: {0}")]
    Directory(io::Error),
}

impl Daemon {
    /// Opens the device and the socket.
    ///
    /// # Errors
    ///
    /// When either cannot be had.
    pub fn open(config: &Config) -> Result<Self, OpenError> {
        let screen = Screen::new(Device::open(&config.source)?, config.buffering)?.dithered(config.dither);
        prepare_socket_directory(&config.socket).map_err(OpenError::Directory)?;
        let listener = Listener::bind(&config.socket, config.socket_mode)?;
        Ok(Self { screen, listener, limits: config.limits, image_dirs: config.image_dirs.clone() })
    }

    /// The screen that clients will draw on.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Serves clients on this thread until what `stop` returns is ready. `stop` is called inside the runtime, so
    /// that it can wait for signals.
    ///
    /// # Errors
    ///
    /// When the runtime cannot be had or `stop` fails.
    pub fn serve<S: Future<Output = ()>>(self, stop: impl FnOnce() -> io::Result<S>) -> io::Result<()> {
        let Self { screen, listener, limits, image_dirs } = self;
        let display = Rc::new(RefCell::new(Display::new(screen, limits).with_image_dirs(&image_dirs)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let local = tokio::task::LocalSet::new();
        let served = local.block_on(&runtime, async { server::serve(&listener, display, stop()?).await });
        // Nobody waits for a picture any more, and the file that one is read from may hang.
        runtime.shutdown_background();
        served
    }
}
