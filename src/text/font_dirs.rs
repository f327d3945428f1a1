//! Which files beneath directories are fonts.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::font_file::{Unfit, inspect};

/// What names of font files end in.
const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

/// How deep directories are looked into.
const MAX_DEPTH: usize = 16;

/// How many entries of directories are looked at: ten times as many as a machine with all of Debian's fonts has files.
const MAX_ENTRIES: usize = 100_000;

/// What is left to look at.
struct Walk {
    entries: usize,
    /// Directories seen, by device and number: symbolic links may lead in circles.
    seen: HashSet<(u64, u64)>,
    files: Vec<PathBuf>,
}

/// The files beneath `directories` that hold fonts, in the order of their names. Whatever cannot be used is told to the
/// log, and so are directories that cannot be read, except those that `may_lack`.
pub(super) fn font_files(directories: &[PathBuf], may_lack: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut walk = Walk { entries: MAX_ENTRIES, seen: HashSet::new(), files: Vec::new() };
    for directory in directories {
        match walk.directory(directory, MAX_DEPTH) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && may_lack(directory) => {}
            Err(error) => {
                tracing::warn!("font directory {} cannot be read: {error}", directory.display());
            }
            Ok(()) => {}
        }
    }
    if walk.entries == 0 {
        tracing::warn!("font directories hold more than {MAX_ENTRIES} files; the rest were not looked at");
    }
    walk.files
}

impl Walk {
    fn directory(&mut self, path: &Path, depth: usize) -> io::Result<()> {
        let metadata = fs::metadata(path)?;
        if !self.seen.insert((metadata.dev(), metadata.ino())) {
            return Ok(());
        }
        let mut paths: Vec<_> =
            fs::read_dir(path)?.take(self.entries).filter_map(Result::ok).map(|entry| entry.path()).collect();
        self.entries -= paths.len();
        paths.sort_unstable();
        for path in paths {
            // A link to nowhere is nobody's font.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_dir() {
                if depth == 0 {
                    tracing::warn!("font directory {} is too deep to be looked into", path.display());
                } else if let Err(error) = self.directory(&path, depth - 1) {
                    tracing::warn!("font directory {} cannot be read: {error}", path.display());
                }
            } else if metadata.is_file() && is_font(&path) {
                self.file(path);
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf) {
        match look_into(&path) {
            Ok(()) => self.files.push(path),
            Err(unfit) => tracing::warn!("font file {} is left out: it {unfit}", path.display()),
        }
    }
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

fn look_into(path: &Path) -> Result<(), Unfit> {
    let unreadable = |error: io::Error| Unfit::Unreadable(error.kind());
    // Opening a named pipe, which may have come in the file's place, would wait for somebody to write to it.
    let nonblocking = nix::fcntl::OFlag::O_NONBLOCK.bits();
    let file: File =
        OpenOptions::new().read(true).custom_flags(nonblocking).open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    inspect(length, |place, bytes| file.read_exact_at(bytes, place))
}
