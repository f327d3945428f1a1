//! The daemon's life: what the settings name is opened, then served until somebody says stop.

use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

use crate::config::{Config, prepare_socket_directory};
use crate::device::{Device, DeviceError};
use crate::protocol::Limits;
use crate::screen::{NotDirect, Screen, Setup};
use crate::server::{self, Display, ListenError, Listener};

/// A daemon that is ready: its device is mapped and clients may connect, though nobody answers them yet.
#[derive(Debug)]
pub struct Daemon<S> {
    screen: Screen,
    listener: Listener,
    limits: Limits,
    font_dirs: Vec<PathBuf>,
    image_dirs: Vec<PathBuf>,
    runtime: Runtime,
    stop: S,
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
    #[error("cannot wait for clients and signals: {0}; does this user have too many open files?")]
    Runtime(io::Error),
}

impl<S: Future<Output = ()>> Daemon<S> {
    /// Opens the device and the socket of a daemon that serves until what `stop` returns is ready.
    ///
    /// `stop` is called first, inside the runtime, so that it can wait for signals: one that comes while the socket
    /// is made would otherwise end the process and leave the socket.
    ///
    /// # Errors
    ///
    /// When one of them cannot be had or `stop` fails.
    pub fn open(config: &Config, stop: impl FnOnce() -> io::Result<S>) -> Result<Self, OpenError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(OpenError::Runtime)?;
        let stop = {
            let _inside = runtime.enter();
            stop().map_err(OpenError::Runtime)?
        };
        let setup = Setup { buffering: config.buffering, rotation: config.rotation };
        let screen = Screen::with_setup(Device::open(&config.source)?, setup)?.dithered(config.dither);
        prepare_socket_directory(&config.socket).map_err(OpenError::Directory)?;
        let listener = Listener::bind(&config.socket, config.socket_mode)?;
        Ok(Self {
            screen,
            listener,
            limits: config.limits,
            font_dirs: config.font_dirs.clone(),
            image_dirs: config.image_dirs.clone(),
            runtime,
            stop,
        })
    }

    /// The screen that clients will draw on.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Serves clients on this thread until it is time to stop.
    ///
    /// # Errors
    ///
    /// When the socket cannot be waited on.
    pub fn serve(self) -> io::Result<()> {
        let Self { screen, listener, limits, font_dirs, image_dirs, runtime, stop } = self;
        let display = Display::with_fonts(screen, limits, font_dirs).with_image_dirs(&image_dirs);
        let display = Rc::new(RefCell::new(display));
        let served = LocalSet::new().block_on(&runtime, server::serve(&listener, display, stop));
        // Nobody waits for a picture any more, and the file that one is read from may hang.
        runtime.shutdown_background();
        served
    }
}
