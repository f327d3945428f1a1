//! Tells the programs which commit they are built from, for `--version`.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Every commit would otherwise compile everything anew for whoever develops.
    let released = env::var("PROFILE").as_deref() == Ok("release");
    let from = if released { built_from(Path::new(".")) } else { Some("debug build".to_owned()) };
    let from = from.map_or_else(String::new, |from| format!(" ({from})"));
    println!("cargo:rustc-env=FBDRAW_VERSION={}{from}", env!("CARGO_PKG_VERSION"));
}

/// The commit, which is looked at again when it changes.
fn built_from(root: &Path) -> Option<String> {
    for watched in [packaged_file(root), reflog(root)].into_iter().flatten() {
        println!("cargo:rerun-if-changed={watched}");
    }
    commit(root)
}

/// The commit in the directory `root`, abbreviated, and its date, so that the same source is always the same program:
/// `860ddd5 2026-11-25`. A package from a registry knows no date, and an archive of the source not even the commit.
pub(crate) fn commit(root: &Path) -> Option<String> {
    if let Some(file) = packaged_file(root) {
        let text = fs::read_to_string(file).ok()?;
        let (_, rest) = text.split_once("\"sha1\"")?;
        return rest.split('"').nth(1)?.get(..7).map(str::to_owned);
    }
    // Not a repository that merely lies around the source.
    root.join(".git").exists().then_some(())?;
    git(root, &["log", "-1", "--abbrev=7", "--date=short", "--format=%h %cd"])
}

/// What `cargo package` leaves.
fn packaged_file(root: &Path) -> Option<String> {
    let file = root.join(".cargo_vcs_info.json");
    file.exists().then(|| file.display().to_string())
}

/// The file that changes with every commit and every checkout.
fn reflog(root: &Path) -> Option<String> {
    let file = git(root, &["rev-parse", "--git-path", "logs/HEAD"])?;
    root.join(&file).exists().then_some(file)
}

/// What git prints, where there is a git that does.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
