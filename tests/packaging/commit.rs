//! The commit that `--version` tells, as the build script finds it.

#[path = "../../build.rs"]
#[allow(dead_code, reason = "the script's own main is for cargo to call")]
mod build;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::directory;
use crate::{output, said};

/// Runs git in a directory, as somebody and at a time of its own.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]).args(arguments);
    command.env("GIT_COMMITTER_DATE", "2026-11-25T12:00:00Z").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = output(command.current_dir(root))?;
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn a_checkout_knows_its_commit_and_the_day_of_it() {
    let directory = directory();
    let root = directory.path();
    assert_eq!(build::commit(root), None, "no repository");
    for arguments in [&["init", "-q"][..], &["commit", "-q", "--allow-empty", "-m", "First"]] {
        if git(root, arguments).is_none() {
            return;
        }
    }
    let hash = git(root, &["rev-parse", "HEAD"]).expect("there is a git");
    assert_eq!(build::commit(root), Some(format!("{} 2026-11-25", &hash[..7])));

    // The source of a release, unpacked inside of a repository of something else.
    let source = root.join("fbdraw-0.1.0");
    fs::create_dir(&source).expect("the directory is ours");
    assert_eq!(build::commit(&source), None);
}

#[test]
fn a_package_from_a_registry_knows_its_commit() {
    let directory = directory();
    let file = directory.path().join(".cargo_vcs_info.json");
    fs::write(
        &file,
        r#"{ "git": { "sha1": "860ddd5ae3c1b6aa3c1b6aa3c1b6aa3c1b6aa3c1" }, "path_in_vcs": "" }"#,
    )
    .expect("the directory is ours");
    assert_eq!(build::commit(directory.path()).as_deref(), Some("860ddd5"));
    fs::write(&file, "{}").expect("the directory is ours");
    assert_eq!(build::commit(directory.path()), None);
}
