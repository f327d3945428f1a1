//! The daemon's life: what the settings name is opened, then served until somebody says stop.

mod late;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Command;
use std::rc::Rc;

use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

use crate::config::{Config, prepare_socket_directory};
use crate::device::{Console, ConsoleError, Device, DeviceError, Register, Vt};
use crate::permissions::Permissions;
use crate::protocol::Limits;
use crate::screen::{NotDirect, Screen, Setup};
use crate::server::{self, Display, ListenError, Listener, Switches};

/// With this flag `fbdrawd` is a console's guard; see [`guard_console`](crate::device::guard_console).
const GUARD_FLAG: &str = "--console-guard";

/// A daemon that is ready: its device is mapped and clients may connect, though nobody answers them yet.
#[derive(Debug)]
pub struct Daemon<S> {
    screen: Screen,
    /// Given back when the screen is gone.
    console: Option<(Console, Switches)>,
    listener: Listener,
    limits: Limits,
    font_dirs: Vec<PathBuf>,
    image_dirs: Vec<PathBuf>,
    registers: BTreeMap<String, Register>,
    permissions: Permissions,
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
    Console(#[from] ConsoleError),
    #[error("cannot create the socket's directory: {0}")]
    Directory(io::Error),
    #[error("told to stop while waiting for the device")]
    Stopped,
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
        let mut stop = {
            let _inside = runtime.enter();
            Box::pin(stop().map_err(OpenError::Runtime)?)
        };
        let device = late::open(&config.source, config.wait, &runtime, stop.as_mut())?;
        prepare_socket_directory(&config.socket).map_err(OpenError::Directory)?;
        let listener = Listener::bind(&config.socket, config.socket_mode)?;
        // Not before the socket is ours: the console may be that of the daemon that has it.
        let console = {
            let _inside = runtime.enter();
            take_console(config.vt, &device)?
        };
        let Config { buffering, rotation, wait_vsync, .. } = *config;
        let setup = Setup { buffering, rotation, wait_vsync };
        let screen = Screen::with_setup(device, setup)?.dithered(config.dither);
        Ok(Self {
            screen,
            console,
            listener,
            limits: config.limits,
            font_dirs: config.font_dirs.clone(),
            image_dirs: config.image_dirs.clone(),
            registers: config.registers.clone(),
            permissions: config.permissions.clone(),
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
        let Self { screen, console, listener, limits, font_dirs, image_dirs, .. } = self;
        let Self { registers, permissions, runtime, stop, .. } = self;
        let display = Display::with_fonts(screen, limits, font_dirs)
            .with_image_dirs(&image_dirs)
            .with_registers(registers)
            .with_permissions(permissions);
        let display = Rc::new(RefCell::new(display));
        let (console, switches) = console.unzip();
        let served = LocalSet::new().block_on(&runtime, async {
            let follow = async {
                if let (Some(console), Some(switches)) = (&console, switches) {
                    switches.follow(console, Rc::clone(&display)).await;
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                served = server::serve(&listener, Rc::clone(&display), stop) => served,
                () = follow => Ok(()),
            }
        });
        // The last thing that is done to the display; what the device puts back comes before it.
        drop(display);
        drop(console);
        // Nobody waits for a picture any more, and the file that one is read from may hang.
        runtime.shutdown_background();
        served
    }
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
