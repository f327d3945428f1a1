//! Where the socket lies when nothing says so.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The socket's file name in whichever directory it lies.
const SOCKET_NAME: &str = "fbdraw.sock";

/// Where the system's daemon listens.
pub const SYSTEM_SOCKET: &str = "/run/fbdraw/fbdraw.sock";

/// Where the daemon listens, and clients look for it, when nothing says otherwise.
///
/// `None` where a user who is not root has no `$XDG_RUNTIME_DIR`.
pub fn default_socket() -> Option<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = variable("FBDRAW_SOCKET") {
        return Some(path.into());
    }
    // systemd separates several directories by colons; the first is the service's own.
    if let Some(directories) = variable("RUNTIME_DIRECTORY") {
        return env::split_paths(&directories).next().map(|directory| directory.join(SOCKET_NAME));
    }
    if nix::unistd::geteuid().is_root() {
        return Some(SYSTEM_SOCKET.into());
    }
    variable("XDG_RUNTIME_DIR").map(|directory| Path::new(&directory).join(SOCKET_NAME))
}

/// Makes the directory of the system's socket, which on a machine without a service file nobody has made.
pub fn prepare_socket_directory(socket: &Path) -> std::io::Result<()> {
    match socket.parent() {
        Some(directory) if socket == Path::new(SYSTEM_SOCKET) => fs::create_dir_all(directory),
        _ => Ok(()),
    }
}
