//! The programs that have a file open, as far as this user may see.

use std::fmt;
use std::fs;
use std::path::Path;

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

/// The processes besides this one that have `path` open.
pub(crate) fn of(path: &Path) -> Vec<Holder> {
    let (Ok(path), Ok(processes)) = (path.canonicalize(), fs::read_dir("/proc")) else { return Vec::new() };
    let pids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut holders: Vec<_> = pids
        .filter(|&pid| pid != std::process::id() && has_open(pid, &path))
        .map(|pid| Holder { pid, name: name(pid) })
        .collect();
    holders.sort_by_key(|holder| holder.pid);
    holders
}

/// The links are compared as text: what they lead to may be a file system that does not answer.
fn has_open(pid: u32, path: &Path) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    descriptors.flatten().any(|entry| fs::read_link(entry.path()).is_ok_and(|target| target == path))
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
        assert_eq!(of(file.path()), [], "this process does not count");
        let input = Stdio::from(file.reopen().unwrap());
        let mut child = Command::new("sleep").arg("60").stdin(input).spawn().unwrap();
        let found = of(file.path());
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(found, [Holder { pid: child.id(), name: "sleep".to_owned() }]);
    }
}
