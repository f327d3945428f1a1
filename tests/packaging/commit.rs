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
    assert_eq!(build::commit(root), Ok(None), "no repository");
    fs::write(root.join("Cargo.toml"), "[package]\n").expect("the directory is ours");
    for arguments in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "First"]] {
        if git(root, arguments).is_none() {
            return;
        }
    }
    let hash = git(root, &["rev-parse", "HEAD"]).expect("there is a git");
    let clean = format!("{} 2026-11-25", &hash[..7]);
    assert_eq!(build::commit(root), Ok(Some(clean.clone())));

    // What is not of the source does not count; what is does, before it is added to a commit and after.
    fs::write(root.join("notes"), "").expect("the directory is ours");
    assert_eq!(build::commit(root), Ok(Some(clean.clone())));
    fs::write(root.join("Cargo.toml"), "[package]\nname = \"other\"\n").expect("the directory is ours");
    let dirty = format!("{}-dirty 2026-11-25", &hash[..7]);
    assert_eq!(build::commit(root), Ok(Some(dirty.clone())));
    git(root, &["add", "Cargo.toml"]);
    assert_eq!(build::commit(root), Ok(Some(dirty)));
    git(root, &["reset", "-q", "--hard"]);
    assert_eq!(build::commit(root), Ok(Some(clean)));

    // The source of a release, unpacked inside of a repository of something else.
    let source = root.join("fbdraw-0.1.0");
    fs::create_dir(&source).expect("the directory is ours");
    assert_eq!(build::commit(&source), Ok(None));
}

#[test]
fn a_repository_that_git_does_not_read_is_told() {
    let directory = directory();
    if git(directory.path(), &["--version"]).is_none() {
        return;
    }
    fs::write(directory.path().join(".git"), "gitdir: nowhere\n").expect("the directory is ours");
    let told = build::commit(directory.path());
    assert!(told.as_ref().is_err_and(|reason| reason.contains("not a git repository")), "{told:?}");
    // One without a commit has none to tell either.
    fs::remove_file(directory.path().join(".git")).expect("it is a file");
    git(directory.path(), &["init", "-q"]);
    assert!(build::commit(directory.path()).is_err());
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
    assert_eq!(build::commit(directory.path()), Ok(Some("860ddd5".to_owned())));
    fs::write(&file, "{}").expect("the directory is ours");
    assert_eq!(build::commit(directory.path()), Ok(None));
}
