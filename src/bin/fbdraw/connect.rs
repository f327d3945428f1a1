//! Which daemon to talk to.

use std::env;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use fbdraw::client::{Client, ClientError};
use fbdraw::config::{SYSTEM_SOCKET, default_socket};

/// What every command takes.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The daemon's socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) socket: Option<PathBuf>,

    /// How long to wait for a daemon that is still starting
    #[arg(long, global = true, value_name = "SECONDS", default_value = "0.25", value_parser = seconds)]
    pub(crate) wait: Duration,

    /// Print results as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Connects to the daemon that is named, else to the user's own, else to the system's.
pub(crate) fn connect(options: &Options) -> Result<Client, ClientError> {
    let sockets = sockets(options);
    // None is further away than the clock counts.
    let deadline = Instant::now().checked_add(options.wait);
    loop {
        let mut nobody = None;
        for socket in &sockets {
            match Client::connect(socket) {
                // The first place is where a daemon was expected, so that is the one to be named.
                Err(error @ ClientError::NoDaemon { .. }) => nobody = nobody.or(Some(error)),
                connected => return connected,
            }
        }
        match nobody {
            Some(error) if deadline.is_some_and(|deadline| Instant::now() >= deadline) => return Err(error),
            _ => thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn sockets(options: &Options) -> Vec<PathBuf> {
    if let Some(path) = &options.socket {
        return vec![path.clone()];
    }
    let own = default_socket();
    if env::var_os("FBDRAW_SOCKET").is_some_and(|path| !path.is_empty()) {
        return own.into_iter().collect();
    }
    own.into_iter().chain([SYSTEM_SOCKET.into()]).collect()
}
