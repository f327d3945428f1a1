//! What can go wrong between a path and its pixels.

use std::io;
use std::path::{Path, PathBuf};

use nix::errno::Errno;

use super::fbdev::FbdevError;
use super::geometry::GeometryError;

/// How to go on without a framebuffer.
const USE_FILE: &str = "to draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720";

/// A device could not be opened.
///
/// Each message is one whole line: what failed, where, why and what to do. The text of the operating system is
/// in it already, so print the error alone; its source is kept for programs that ask for the kind.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// A framebuffer could not be opened.
    #[error("cannot open {}: {}; {}", path.display(), reason(source), open_framebuffer_advice(source))]
    OpenFramebuffer {
        /// The device.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What was opened knows nothing of framebuffers.
    #[error("{} is not a framebuffer: {}; {USE_FILE}", path.display(), reason(source))]
    NotFramebuffer {
        /// The device.
        path: PathBuf,
        /// What it said to FBIOGET.
        #[source]
        source: io::Error,
    },
    /// A framebuffer did not answer.
    #[error("cannot ask {} for its mode ({request}): {}; look for its driver in the kernel's log", path.display(), reason(source))]
    Ask {
        /// The device.
        path: PathBuf,
        /// The kernel's name of the request.
        request: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A framebuffer answered with something that cannot be drawn on.
    #[error("cannot draw on {0}: {reason}; if the driver is wrong, overrule it: --device {0} with --size, --format, --stride, --offset or --memory", path.display())]
    Framebuffer {
        /// The device.
        path: PathBuf,
        /// What is wrong with it.
        reason: FbdevError,
    },
    /// A file could not be opened or created.
    #[error("cannot open {}: {}; {}", path.display(), reason(source), open_file_advice(source))]
    OpenFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The path is something that has no bytes to map, or whose bytes are not for drawing.
    #[error("cannot draw into {}: it is {kind}; name a plain file or a device that can be mapped", path.display())]
    Kind {
        /// The path.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// A size, stride or offset asked for is not possible.
    #[error("cannot draw into {}: {reason}", path.display())]
    Geometry {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: GeometryError,
    },
    /// The file belongs to another daemon.
    #[error("cannot draw into {}: another fbdrawd draws into this file; stop it or choose another --file", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be locked, for another reason than that someone else did.
    #[error("cannot lock {}: {}; choose a --file on a file system with locks", path.display(), reason(source))]
    Lock {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is too short and could not be made longer.
    #[error("cannot make {} {length} bytes long: {}; make room or choose another --file", path.display(), reason(source))]
    Grow {
        /// The file.
        path: PathBuf,
        /// The length it needs.
        length: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file ends before the last pixel, and whoever looks at it does not make it longer.
    #[error("cannot look into {}: it has {length} bytes and needs {needed}; fbdrawd makes it longer", path.display())]
    Short {
        /// The file.
        path: PathBuf,
        /// The length it has.
        length: u64,
        /// The length it needs.
        needed: u64,
    },
    /// The memory could not be mapped.
    #[error("cannot map {length} bytes of {} at {offset}: {}; {}", path.display(), reason(source), map_advice(path, source))]
    Map {
        /// The file or device.
        path: PathBuf,
        /// The first byte.
        offset: u64,
        /// How many.
        length: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl DeviceError {
    /// Whether there is nothing to open, or not yet: a device that may still appear.
    ///
    /// A device that may not be opened counts: a new node belongs to root alone until udev has given it to its group.
    pub fn is_absence(&self) -> bool {
        match self {
            Self::OpenFramebuffer { source, .. } | Self::OpenFile { source, .. } => {
                matches!(errno(source), Errno::ENOENT | Errno::ENODEV | Errno::ENXIO | Errno::EACCES)
            }
            Self::Ask { source, .. } => matches!(errno(source), Errno::ENODEV | Errno::EIO),
            _ => false,
        }
    }
}

/// The operating system's words, without the number that `io::Error` adds to them.
pub(super) fn reason(error: &io::Error) -> String {
    error.raw_os_error().map_or_else(|| error.to_string(), |code| Errno::from_raw(code).desc().to_owned())
}

fn errno(error: &io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::UnknownErrno, Errno::from_raw)
}

fn open_framebuffer_advice(error: &io::Error) -> String {
    match errno(error) {
        Errno::ENOENT | Errno::ENODEV | Errno::ENXIO => {
            format!("is there a framebuffer driver? {}", sentence(USE_FILE))
        }
        Errno::EACCES | Errno::EPERM => "add the user to group `video`".to_owned(),
        Errno::EBUSY => "stop the program that holds it".to_owned(),
        _ => USE_FILE.to_owned(),
    }
}

/// `text` as the beginning of a sentence.
fn sentence(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

fn open_file_advice(error: &io::Error) -> &'static str {
    match errno(error) {
        Errno::ENOENT => "does its directory exist?",
        Errno::EACCES | Errno::EPERM => "may this user read and write it, and its directory?",
        Errno::EROFS => "choose a --file on a writable file system",
        _ => "choose another --file",
    }
}

fn map_advice(path: &Path, error: &io::Error) -> &'static str {
    match errno(error) {
        Errno::EPERM | Errno::EACCES if path == Path::new("/dev/mem") => {
            "the kernel guards this range (STRICT_DEVMEM or lockdown); look for it in /proc/iomem"
        }
        Errno::ENOMEM => "there is not enough address space",
        _ => "its driver or file system may not support shared mappings",
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn messages_are_one_line_and_name_the_reason_once() {
        let error = |errno: Errno| DeviceError::OpenFramebuffer {
            path: "/dev/fb0".into(),
            source: io::Error::from_raw_os_error(errno as i32),
        };
        assert_eq!(
            error(Errno::ENOENT).to_string(),
            "cannot open /dev/fb0: No such file or directory; is there a framebuffer driver? \
             To draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720"
        );
        assert_eq!(
            error(Errno::EACCES).to_string(),
            "cannot open /dev/fb0: Permission denied; add the user to group `video`"
        );
        assert!(error(Errno::EACCES).source().is_some());
    }

    #[test]
    fn a_lying_driver_can_be_overruled() {
        let reason = FbdevError::Memory { smem_len: 4096, needed: 480_000 };
        assert_eq!(
            DeviceError::Framebuffer { path: "/dev/fb0".into(), reason }.to_string(),
            "cannot draw on /dev/fb0: it has 4096 bytes of memory and its visible pixels need 480000; \
             if the driver is wrong, overrule it: --device /dev/fb0 with --size, --format, --stride, --offset or --memory"
        );
    }

    #[test]
    fn a_guarded_range_of_memory_is_explained() {
        let source = io::Error::from_raw_os_error(Errno::EPERM as i32);
        let error = DeviceError::Map { path: "/dev/mem".into(), offset: 0xfd00_0000, length: 4096, source };
        assert!(error.to_string().contains("STRICT_DEVMEM"), "{error}");
    }
}
