//! The daemon's life: what the settings name is opened, then served until somebody says stop.

mod late;
mod reload;
mod service;

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::os::unix::net::UnixListener;
use std::pin::Pin;
use std::process::Command;
use std::rc::Rc;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::Signal;
use tokio::task::LocalSet;

use crate::config::{Config, ConfigError, prepare_socket_directory};
use crate::device::{Console, ConsoleError, Device, DeviceError, Source, Vt};
use crate::screen::{Buffering, NotDirect, Screen, Setup};
use crate::server::{self, Display, ListenError, Listener, Switches, Terms};
use crate::service::{Label, Manager, Store};
pub use reload::Reload;
use reload::{Reloader, terms};
pub use service::Service;
use service::{Attendance, hangup};

/// With this flag `fbdrawd` is a console's guard; see [`guard_console`](crate::device::guard_console).
const GUARD_FLAG: &str = "--console-guard";

/// A daemon that is ready: its device is mapped and clients may connect, though nobody answers them yet.
#[derive(Debug)]
pub struct Daemon<S> {
    screen: Screen,
    /// Given back when the screen is gone.
    console: Option<(Console, Switches)>,
    listener: Listener,
    terms: Terms,
    stored: Vec<(Label, File)>,
    manager: Option<Manager>,
    reload: Option<(Reloader, Signal)>,
    runtime: Runtime,
    stop: Pin<Box<S>>,
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
    #[error(transparent)]
    NoSocket(#[from] ConfigError),
    #[error(transparent)]
    Console(#[from] ConsoleError),
    #[error("cannot create the socket's directory: {0}")]
    Directory(io::Error),
    #[error("told to stop while waiting for the device")]
    Stopped,
    #[error("cannot wait for clients and signals: {0}; does this user have too many open files?")]
    Runtime(io::Error),
}

impl<S: Future<Output = ()>> Daemon<S> {
    /// Opens the device and the socket of a daemon that serves until what `stop` returns is ready. Where sockets were
    /// passed to it, it listens on those.
    ///
    /// `stop` is called first, inside the runtime, so that it can wait for signals: one that comes while the socket
    /// is made would otherwise end the process and leave the socket.
    ///
    /// # Errors
    ///
    /// When one of them cannot be had or `stop` fails.
    pub fn open(
        config: &Config,
        service: Service,
        stop: impl FnOnce() -> io::Result<S>,
    ) -> Result<Self, OpenError> {
        let Service { passed, manager, reload } = service;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(OpenError::Runtime)?;
        let (mut stop, reload) = {
            let _inside = runtime.enter();
            let reload = reload.map(|reload| Ok((Reloader::new(reload, config.clone()), hangup()?)));
            (Box::pin(stop().map_err(OpenError::Runtime)?), reload.transpose().map_err(OpenError::Runtime)?)
        };
        let device = late::open(&config.source, config.wait, manager.as_ref(), &runtime, stop.as_mut())?;
        let listener = listen(config, passed.sockets)?;
        // Not before the socket is ours: the console may be that of the daemon that has it.
        let console = {
            let _inside = runtime.enter();
            take_console(config.vt, &device)?
        };
        Ok(Self {
            screen: Screen::with_setup(device, setup(config))?.dithered(config.dither),
            console,
            listener,
            terms: terms(config),
            stored: passed.stored,
            manager,
            reload,
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
        let Self { screen, console, listener, terms, stored, manager, reload, runtime, stop } = self;
        let store = manager.clone().map(|manager| Store::new(manager, terms.limits.stored_image_bytes));
        let mut display = Display::with_terms(screen, terms);
        display.restore(store, stored);
        let display = Rc::new(RefCell::new(display));
        let (console, switches) = console.unzip();
        let served = LocalSet::new().block_on(&runtime, async {
            let follow = async {
                if let (Some(console), Some(switches)) = (&console, switches) {
                    switches.follow(console, Rc::clone(&display)).await;
                }
                std::future::pending::<()>().await;
            };
            let attendance = Attendance { manager: manager.as_ref(), display: &display };
            let stop = async {
                stop.await;
                manager.as_ref().inspect(|manager| manager.stopping());
            };
            tokio::select! {
                served = server::serve(&listener, Rc::clone(&display), stop) => served,
                () = follow => Ok(()),
                () = attendance.watch() => Ok(()),
                () = attendance.report(reload) => Ok(()),
            }
        });
        // The last thing that is done to the display; what the device puts back comes before it.
        drop(display);
        drop(console);
        // Nobody waits for a picture any more, and the file that one is read from may hang.
        runtime.shutdown_background();
        manager.inspect(Manager::settle);
        served
    }
}

/// What a daemon would draw on, and how; `place` is where clients would connect.
#[derive(Debug)]
pub struct Found {
    /// The device.
    pub device: Device,
    /// Where is drawn.
    pub buffering: Buffering,
    /// Where clients connect.
    pub place: Place,
}

/// Finds what a daemon would, and listens for a moment. A display is looked at only: another daemon may be drawing on it.
///
/// # Errors
///
/// What would keep a daemon from serving. That one serves there already is no error: settings are looked at before a
/// daemon is told to read them again.
pub fn check(config: &Config, passed: Vec<UnixListener>) -> Result<Found, OpenError> {
    let device = match &config.source {
        source @ Source::Framebuffer { .. } => Device::look(source)?,
        source @ Source::File { .. } => Device::open(source)?,
    };
    let buffering = setup(config).choice(&device)?.buffering;
    let is_passed = !passed.is_empty();
    let place = match listen(config, passed) {
        Ok(_) if is_passed => Place::Passed,
        Ok(_) => Place::Free,
        Err(OpenError::Listen(ListenError::InUse { .. })) => Place::Taken,
        Err(error) => return Err(error),
    };
    Ok(Found { device, buffering, place })
}

/// Where clients connect, as [`check`] finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On sockets that were passed.
    Passed,
    /// On one of our own, which nobody has.
    Free,
    /// On one that somebody listens on: a daemon, or a service manager that would start it.
    Taken,
}

/// How a device is drawn on.
fn setup(config: &Config) -> Setup {
    let Config { buffering, rotation, wait_vsync, .. } = *config;
    Setup { buffering, rotation, wait_vsync }
}

/// The sockets that were passed, or one of our own.
fn listen(config: &Config, passed: Vec<UnixListener>) -> Result<Listener, OpenError> {
    if !passed.is_empty() {
        return Listener::passed(passed).map_err(OpenError::Runtime);
    }
    let socket = config.socket()?;
    prepare_socket_directory(socket).map_err(OpenError::Directory)?;
    Ok(Listener::bind(socket, config.socket_mode)?)
}

/// Takes the console, if there is one, with its signals handled before the first can come.
fn take_console(vt: Vt, device: &Device) -> Result<Option<(Console, Switches)>, OpenError> {
    if vt == Vt::None || vt == Vt::Auto && !device.is_framebuffer() {
        return Ok(None);
    }
    let switches = Switches::new().map_err(OpenError::Runtime)?;
    // Also where the file that was started is gone or another since.
    let mut guard = Command::new("/proc/self/exe");
    guard.arg(GUARD_FLAG);
    Ok(Console::take(vt, device, guard)?.map(|console| (console, switches)))
}
