//! Who may open a file, and what the one who may not is to do.

use std::fs::{self, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use nix::unistd::{AccessFlags, Gid, Group, Uid, User, eaccess, geteuid};

use super::finding::Finding;

/// Whether the one who asks may read and write `path`; `None` where nothing is there, or nobody can say.
pub(crate) fn finding(path: &Path) -> Option<Finding> {
    if let Some(directory) = closed_directory(path) {
        let (user, directory) = (user_name(geteuid()), directory.display());
        return Some(
            Finding::problem("permissions", format!("{user} may not look into {directory}"))
                .remedy(format!("chmod o+x {directory}, or place the file elsewhere")),
        );
    }
    let metadata = fs::metadata(path).ok()?;
    let (owner, group) =
        (user_name(Uid::from_raw(metadata.uid())), group_name(Gid::from_raw(metadata.gid())));
    let user = user_name(geteuid());
    let belongs = format!("{owner}:{group} {:04o}", metadata.mode() & 0o7777);
    Some(match eaccess(path, AccessFlags::R_OK | AccessFlags::W_OK) {
        Ok(()) => Finding::ok("permissions", format!("{belongs}, which {user} may read and write")),
        Err(_) => Finding::problem("permissions", format!("{belongs}, which {user} may not read and write"))
            .remedy(remedy(path, &metadata, geteuid(), &user)),
    })
}

/// The first directory on the way that may not be searched.
fn closed_directory(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let mut directories: Vec<_> = path.ancestors().skip(1).collect();
    directories.reverse();
    let closed = |directory: &&&Path| {
        fs::metadata(directory).is_ok() && eaccess(**directory, AccessFlags::X_OK).is_err()
    };
    directories.iter().find(closed).map(|directory| directory.to_path_buf())
}

/// What gives `user` the right to open it.
fn remedy(path: &Path, metadata: &Metadata, id: Uid, user: &str) -> String {
    let path = path.display();
    if id.is_root() {
        return "a container or a security module forbids it: allow this device there".to_owned();
    }
    let group = Gid::from_raw(metadata.gid());
    let name = group_name(group);
    let group_may = metadata.mode() & 0o060 == 0o060;
    if group_may && group.as_raw() != 0 {
        let listed = Group::from_gid(group)
            .ok()
            .flatten()
            .is_some_and(|group| group.mem.iter().any(|member| member == user));
        return if listed {
            format!("{user} has been put into group {name} since this session began: log in again")
        } else {
            format!("usermod -aG {name} {user}, then log in again; for a service: SupplementaryGroups={name}")
        };
    }
    if metadata.file_type().is_char_device() {
        return format!(
            "chgrp video {path} && chmod g+rw {path}, for good by a udev rule: SUBSYSTEM==\"graphics\", \
             GROUP=\"video\", MODE=\"0660\"; then usermod -aG video {user}"
        );
    }
    format!("chown {user} {path}, or run as {}", user_name(Uid::from_raw(metadata.uid())))
}

/// A number where the user has no name.
pub(crate) fn user_name(id: Uid) -> String {
    User::from_uid(id).ok().flatten().map_or_else(|| format!("user {id}"), |user| user.name)
}

fn group_name(id: Gid) -> String {
    Group::from_gid(id).ok().flatten().map_or_else(|| id.to_string(), |group| group.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_missing_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let other = Uid::from_raw(54321);
        let told = |mode, path: &Path| {
            if path == file.path() {
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
            remedy(path, &fs::metadata(path).unwrap(), other, "kiosk")
        };
        assert!(told(0o600, file.path()).starts_with("chown kiosk "));
        // The null device is everybody's; its group is root's, who is nobody to be added to.
        assert!(told(0, Path::new("/dev/null")).contains("usermod -aG video kiosk"));
        assert!(
            remedy(file.path(), &fs::metadata(file.path()).unwrap(), Uid::from_raw(0), "root")
                .contains("container")
        );
    }

    #[test]
    fn what_is_there_and_ours_is_fine() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let found = finding(file.path()).unwrap();
        assert!(found.remedy.is_none() && found.value.contains(" 0600, which "), "{found:?}");
        assert_eq!(finding(&file.path().with_extension("none")), None);
    }
}
