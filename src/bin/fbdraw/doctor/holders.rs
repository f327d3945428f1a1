//! The programs that have a file open, as far as this user may see.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use nix::errno::Errno;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) pid: u32,
    pub(crate) name: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.pid)
    }
}

/// Who has a file open besides this process.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holders {
    /// Those that were found, by their numbers.
    pub(crate) found: Vec<Holder>,
    /// Whether every process of the machine could be looked at, so that there are no others.
    pub(crate) complete: bool,
}

/// The link of a process in the kernel's first PID namespace: `PROC_PID_INIT_INO` in linux/proc_ns.h.
const FIRST_NAMESPACE: &str = "pid:[4026531836]";

/// The processes besides this one that have `path` open.
pub(crate) fn of(path: &Path) -> Holders {
    let (Ok(path), Ok(processes)) = (path.canonicalize(), fs::read_dir("/proc")) else {
        return Holders { found: Vec::new(), complete: false };
    };
    let pids: Vec<u32> =
        processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    // A container shows its own processes alone, and /proc with `hidepid` only those of the user who asks.
    let first = fs::read_link("/proc/self/ns/pid").is_ok_and(|link| link == Path::new(FIRST_NAMESPACE));
    let mut holders = Holders { found: Vec::new(), complete: first && pids.contains(&1) };
    for pid in pids.into_iter().filter(|&pid| pid != std::process::id()) {
        match has_open(pid, &path) {
            Ok(true) => holders.found.push(Holder { pid, name: name(pid) }),
            Ok(false) => {}
            Err(error) => holders.complete &= has_gone(&error),
        }
    }
    holders.found.sort_by_key(|holder| holder.pid);
    holders
}

/// The links are compared as text: what they lead to may be a file system that does not answer.
fn has_open(pid: u32, path: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(format!("/proc/{pid}/fd"))? {
        match fs::read_link(entry?.path()) {
            Ok(target) if target == path => return Ok(true),
            Err(error) if !has_gone(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(false)
}

/// Whether a process, or what it had open, has ended while it was looked at.
fn has_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(Errno::ESRCH as i32)
}

fn name(pid: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    match name.trim() {
        // Started as `/proc/self/exe`, as the guard of the daemon's console is.
        "exe" | "" => fs::read_link(format!("/proc/{pid}/exe"))
            .ok()
            .and_then(|program| Some(program.file_name()?.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "?".to_owned()),
        name => name.to_owned(),
    }
}

/// Several, in a sentence.
pub(crate) fn list(holders: &[Holder]) -> String {
    holders.iter().map(Holder::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn another_process_that_has_a_file_open_is_found() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(of(file.path()).found, [], "this process does not count");
        let input = Stdio::from(file.reopen().unwrap());
        let mut child = Command::new("sleep").arg("60").stdin(input).spawn().unwrap();
        let found = of(file.path()).found;
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(found, [Holder { pid: child.id(), name: "sleep".to_owned() }]);
    }

    #[test]
    fn only_what_has_ended_may_go_unseen() {
        let of = |errno| io::Error::from_raw_os_error(errno as i32);
        assert!([Errno::ENOENT, Errno::ESRCH].into_iter().all(|errno| has_gone(&of(errno))));
        assert!([Errno::EACCES, Errno::EPERM, Errno::EIO].into_iter().all(|errno| !has_gone(&of(errno))));
        assert_eq!(
            super::of(Path::new("/none")),
            Holders { found: Vec::new(), complete: false },
            "nobody can say"
        );
    }
}
