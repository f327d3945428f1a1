//! The sockets that clients connect to.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::stat::{Mode, umask};

/// How long to wait for another daemon that is looking at the same directory. It takes microseconds.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);

/// Listening sockets: one that unlinks itself when dropped, unless somebody has put another in its place, or others
/// that somebody else has bound and keeps.
#[derive(Debug)]
pub struct Listener {
    sockets: Vec<UnixListener>,
    _own: Option<Own>,
}

/// A socket file that is ours.
#[derive(Debug)]
struct Own {
    path: PathBuf,
    inode: (u64, u64),
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// A daemon answers there.
    #[error("another fbdrawd answers on {}; stop it or choose another --socket", .path.display())]
    InUse {
        /// The socket.
        path: PathBuf,
    },
    /// Something lies there that is not ours to remove.
    #[error("{} exists and is no socket; remove it or choose another --socket", .path.display())]
    NotASocket {
        /// The file.
        path: PathBuf,
    },
    /// The kernel refused.
    #[error("cannot listen on {}: {source}; {}", .path.display(), remedy(.source))]
    Io {
        /// The socket.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "create its directory or choose another --socket",
        io::ErrorKind::PermissionDenied => "run as a user who may write there or choose another --socket",
        io::ErrorKind::InvalidInput => {
            "a socket's path may have 107 bytes at most; choose a shorter --socket"
        }
        _ => "choose another --socket",
    }
}

impl Listener {
    /// Listens on `path`, whose permissions become `mode`. What is left of a daemon that is gone is replaced.
    ///
    /// # Errors
    ///
    /// When somebody answers there, something other than a socket lies there, or the kernel refuses.
    pub fn bind(path: &Path, mode: u32) -> Result<Self, ListenError> {
        let failed = |source| ListenError::Io { path: path.to_owned(), source };
        let _lock = lock_directory(path);
        remove_stale(path)?;
        // The mask, not a `chmod` afterwards: at no moment may somebody connect who should not.
        let before = umask(Mode::from_bits_truncate(!mode & 0o777));
        let socket = UnixListener::bind(path);
        umask(before);
        let socket = socket.map_err(failed)?;
        let metadata = fs::symlink_metadata(path).map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        let own = Own { path: path.to_owned(), inode: (metadata.dev(), metadata.ino()) };
        Ok(Self { sockets: vec![socket], _own: Some(own) })
    }

    /// Listens on sockets that somebody else has bound, as they are: neither their permissions nor their files are
    /// this process's to change.
    ///
    /// # Errors
    ///
    /// When one of them cannot be waited on.
    pub fn passed(sockets: Vec<UnixListener>) -> io::Result<Self> {
        for socket in &sockets {
            socket.set_nonblocking(true)?;
        }
        Ok(Self { sockets, _own: None })
    }

    /// The sockets, for a runtime to wait on.
    pub fn sockets(&self) -> io::Result<Vec<UnixListener>> {
        self.sockets.iter().map(UnixListener::try_clone).collect()
    }
}

/// Keeps other daemons from looking at the socket while this one replaces it: two that both found it stale would
/// remove each other's. Where somebody holds the lock for a purpose of their own, there is none.
fn lock_directory(path: &Path) -> Option<File> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    let directory = File::open(directory.unwrap_or(Path::new("."))).ok()?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    while let Err(TryLockError::WouldBlock) = directory.try_lock() {
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
    Some(directory)
}

fn remove_stale(path: &Path) -> Result<(), ListenError> {
    let failed = |source| ListenError::Io { path: path.to_owned(), source };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if !metadata.file_type().is_socket() => {
            return Err(ListenError::NotASocket { path: path.to_owned() });
        }
        Ok(_) => {}
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(failed)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // Also where its queue is full or it may not be asked: somebody holds it.
        _ => Err(ListenError::InUse { path: path.to_owned() }),
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let ours = fs::symlink_metadata(&self.path)
            .is_ok_and(|metadata| (metadata.dev(), metadata.ino()) == self.inode);
        if ours && let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "cannot remove the socket");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn only_a_socket_that_nobody_answers_on_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("fbdraw.sock");
        let first = Listener::bind(&path, 0o660).unwrap();
        assert_eq!(mode_of(&path), 0o660);
        assert!(matches!(Listener::bind(&path, 0o660), Err(ListenError::InUse { .. })));
        drop(first);
        assert!(!path.exists());

        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists(), "what a killed daemon leaves");
        let second = Listener::bind(&path, 0o600).unwrap();
        assert_eq!(mode_of(&path), 0o600);
        drop(second);

        fs::write(&path, "precious").unwrap();
        assert!(matches!(Listener::bind(&path, 0o660), Err(ListenError::NotASocket { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn of_those_who_find_a_stale_socket_one_replaces_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("fbdraw.sock");
        for round in 0..200 {
            drop(UnixListener::bind(&path).unwrap());
            let barrier = std::sync::Barrier::new(4);
            let listeners = thread::scope(|scope| {
                let bind = || {
                    barrier.wait();
                    Listener::bind(&path, 0o660)
                };
                let threads = [(); 4].map(|()| scope.spawn(bind));
                threads.map(|thread| thread.join().unwrap())
            });
            let bound = listeners.iter().filter(|listener| listener.is_ok()).count();
            assert_eq!(bound, 1, "round {round}: {listeners:?}");
            assert!(UnixStream::connect(&path).is_ok(), "round {round}");
        }
    }

    #[test]
    fn a_successor_keeps_its_socket() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("fbdraw.sock");
        let first = Listener::bind(&path, 0o660).unwrap();
        fs::remove_file(&path).unwrap();
        let second = Listener::bind(&path, 0o660).unwrap();
        drop(first);
        assert!(path.exists());
        drop(second);
        assert!(!path.exists());
    }
}
