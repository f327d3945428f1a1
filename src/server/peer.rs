//! Who is at the other end of a connection.

use std::ffi::CString;
use std::io;

use nix::unistd::{Gid, Uid, User, getgrouplist};
use tokio::net::UnixStream;

use super::peer_groups::peer_groups;
use crate::permissions::Credentials;

/// The user and the groups that the client had when it connected. A process that it hands its connection to is let do
/// the same.
pub(super) fn credentials(stream: &UnixStream) -> io::Result<Credentials> {
    let peer = stream.peer_cred()?;
    let (pid, uid, gid) = (peer.pid(), peer.uid(), peer.gid());
    let groups = match peer_groups(stream) {
        Ok(groups) => groups,
        // Linux before 4.13 does not tell.
        Err(error) if error.raw_os_error() == Some(nix::libc::ENOPROTOOPT) => registered_groups(uid, gid),
        Err(error) => return Err(error),
    };
    Ok(Credentials { pid, uid, gid, groups })
}

/// The groups that the user database has for a user: what a process has of them unless somebody took or gave some.
fn registered_groups(uid: u32, gid: u32) -> Vec<u32> {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    let Some(name) = user.and_then(|user| CString::new(user.name).ok()) else { return Vec::new() };
    let groups = getgrouplist(&name, Gid::from_raw(gid)).unwrap_or_default();
    groups.into_iter().map(Gid::as_raw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_other_end_of_a_pair_is_this_process() {
        let (one, _other) = UnixStream::pair().unwrap();
        let (found, own) = (credentials(&one).unwrap(), Credentials::own());
        assert_eq!((found.pid, found.uid, found.gid), (Some(std::process::id() as i32), own.uid, own.gid));
        let sorted = |mut groups: Vec<u32>| {
            groups.sort_unstable();
            groups
        };
        assert_eq!(sorted(found.groups), sorted(own.groups));
    }

    #[test]
    fn the_database_knows_the_groups_of_root() {
        assert!(registered_groups(0, 0).contains(&0));
        assert_eq!(registered_groups(u32::MAX - 1, 0), [0_u32; 0], "a user that there is not");
    }
}
