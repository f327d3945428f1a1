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

/// What the programs are made of, as git is asked.
const SOURCE: [&str; 6] = ["src", "assets/demo", "assets/gallery", "build.rs", "Cargo.toml", "Cargo.lock"];

/// The commit, which is looked at again when it or the source changes.
fn built_from(root: &Path) -> Option<String> {
    for watched in [packaged_file(root), reflog(root)].into_iter().flatten() {
        println!("cargo:rerun-if-changed={watched}");
    }
    for source in SOURCE {
        println!("cargo:rerun-if-changed={source}");
    }
    commit(root).unwrap_or_else(|reason| {
        println!("cargo:warning=--version will not tell the commit: {reason}");
        None
    })
}

/// The commit in the directory `root`, abbreviated, and its date, so that the same source is always the same program:
/// `860ddd5 2026-11-25`, or `860ddd5-dirty 2026-11-25` where the source has changed since. A package from a registry
/// knows no date, and an archive of the source not even the commit.
///
/// # Errors
///
/// What git says where there is a repository that it does not read.
pub(crate) fn commit(root: &Path) -> Result<Option<String>, String> {
    if let Some(file) = packaged_file(root) {
        return Ok(fs::read_to_string(file).ok().as_deref().and_then(packaged_commit));
    }
    // Not a repository that merely lies around the source.
    if !root.join(".git").exists() {
        return Ok(None);
    }
    let said = git(root, &["log", "-1", "--abbrev=7", "--date=short", "--format=%h %cd"])?;
    let (hash, date) = said.split_once(' ').ok_or("git log prints no date")?;
    let changed =
        git(root, &[&["status", "--porcelain", "--untracked-files=no", "--"], &SOURCE[..]].concat())?;
    let dirty = if changed.is_empty() { "" } else { "-dirty" };
    Ok(Some(format!("{hash}{dirty} {date}")))
}

/// What `cargo package` leaves.
fn packaged_file(root: &Path) -> Option<String> {
    let file = root.join(".cargo_vcs_info.json");
    file.exists().then(|| file.display().to_string())
}

/// The abbreviated commit in it.
fn packaged_commit(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1)?.get(..7).map(str::to_owned)
}

/// The file that changes with every commit and every checkout.
fn reflog(root: &Path) -> Option<String> {
    let file = git(root, &["rev-parse", "--git-path", "logs/HEAD"]).ok()?;
    root.join(&file).exists().then_some(file)
}

/// What git prints, or why it does not.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .arg("--no-optional-locks")
        .args(arguments)
        .env("LC_ALL", "C")
        .current_dir(root)
        .output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    let text = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    // A warning of cargo is one line, and git's advice is on the others.
    Err(text(&output.stderr).lines().next().unwrap_or("git fails").to_owned())
}
