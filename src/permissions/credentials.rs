//! Who a client is, as the kernel says.

use nix::unistd::{Gid, getegid, geteuid, getgroups};

/// A process's user and groups, as they were when it connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Its number, where it has one that can be seen from here.
    pub pid: Option<i32>,
    /// Its effective user.
    pub uid: u32,
    /// Its effective group.
    pub gid: u32,
    /// Its supplementary groups.
    pub groups: Vec<u32>,
}

impl Credentials {
    /// Those of this process.
    pub fn own() -> Self {
        let groups = getgroups().unwrap_or_default();
        Self {
            pid: None,
            uid: geteuid().as_raw(),
            gid: getegid().as_raw(),
            groups: groups.into_iter().map(Gid::as_raw).collect(),
        }
    }

    /// Whether one of its groups is this.
    pub fn is_in(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}
