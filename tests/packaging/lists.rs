//! The lists of files in the packages' metadata, held to the source and to each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::source;

fn metadata() -> Table {
    let manifest = fs::read_to_string(source("Cargo.toml")).expect("cargo has read it");
    let manifest: Table = manifest.parse().expect("cargo has parsed it");
    manifest["package"]["metadata"].as_table().expect("a table").clone()
}

/// What `pattern`, a path whose file name may begin with `*`, stands for in the source.
fn files(pattern: &str) -> Vec<PathBuf> {
    let Some((folder, end)) = pattern.split_once('*') else { return vec![pattern.into()] };
    let entries = fs::read_dir(source(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names =
        entries.map(|entry| entry.expect("it can be listed").file_name().into_string().expect("ASCII"));
    names.filter(|name| name.ends_with(end)).map(|name| Path::new(folder).join(name)).collect()
}

/// Source and destination of everything that is packaged.
fn assets<'a>(
    list: &Value,
    entry: impl Fn(&Value) -> Option<(&str, &str)> + 'a,
) -> BTreeMap<PathBuf, PathBuf> {
    let mut all = BTreeMap::new();
    for asset in list.as_array().expect("a list") {
        let (from, to) = entry(asset).unwrap_or_else(|| panic!("{asset:?}"));
        for file in files(from) {
            let to = Path::new("/").join(to);
            let name = file.file_name().expect("a file");
            let to = if to.as_os_str().as_encoded_bytes().ends_with(b"/") { to.join(name) } else { to };
            all.insert(file, to);
        }
    }
    all
}

fn debian() -> BTreeMap<PathBuf, PathBuf> {
    assets(&metadata()["deb"]["assets"], |asset| {
        let asset = asset.as_array()?;
        Some((asset.first()?.as_str()?, asset.get(1)?.as_str()?))
    })
}

fn rpm() -> BTreeMap<PathBuf, PathBuf> {
    let all = assets(&metadata()["generate-rpm"]["assets"], |asset| {
        Some((asset.get("source")?.as_str()?, asset.get("dest")?.as_str()?))
    });
    let all = all.into_iter().filter(|(_, to)| !to.starts_with("/usr/share/licenses"));
    // The one directory that the distributions call differently.
    let zsh = Path::new("/usr/share/zsh");
    let as_debian = |to: PathBuf| match to.strip_prefix(zsh.join("site-functions")) {
        Ok(name) => zsh.join("vendor-completions").join(name),
        Err(_) => to,
    };
    all.map(|(from, to)| (from, as_debian(to))).collect()
}

/// Every file beneath a directory of the source.
fn beneath(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(source(folder)).expect("it is there") {
        let entry = entry.expect("it can be listed");
        let path = Path::new(folder).join(entry.file_name());
        if entry.path().is_dir() {
            found.extend(beneath(&path.display().to_string()));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn everything_that_is_to_be_installed_is_in_the_package() {
    let packaged = debian();
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "sections");
    let wanted = ["systemd", "assets/man", "assets/completions"].map(beneath).concat();
    for file in wanted.iter().filter(|path| !is_text(path)) {
        assert!(packaged.contains_key(file), "{} is not in [package.metadata.deb]", file.display());
    }
    for file in packaged.keys().filter(|file| !file.starts_with("target")) {
        assert!(source(&file.display().to_string()).is_file(), "{} is not there", file.display());
    }
}

#[test]
fn both_packages_hold_the_same() {
    assert_eq!(debian(), rpm());
}

/// What units, man pages and comments say is where packages put it.
#[test]
fn paths_in_the_units_are_those_of_the_package() {
    let destinations: Vec<_> = debian().into_values().collect();
    for unit in
        beneath("systemd").into_iter().filter(|path| path.extension().is_some_and(|end| end == "service"))
    {
        let text = fs::read_to_string(source(&unit.display().to_string())).expect("it is text");
        let words = text.split(|c: char| c.is_whitespace() || "=\"'".contains(c));
        let words =
            words.map(|word| word.trim_start_matches("file://").trim_end_matches(['.', ',', ':', ';']));
        for path in words.filter(|word| word.starts_with("/usr/") || word.starts_with("/etc/fbdraw/")) {
            // Those that an administrator writes.
            if path.contains('%') || path.ends_with("fb1.toml") || path.ends_with("mosquitto_sub") {
                continue;
            }
            assert!(destinations.iter().any(|to| to == Path::new(path)), "{}: {path}", unit.display());
        }
    }
}

#[test]
fn debians_changelog_is_of_this_version() {
    let changelog = fs::read_to_string(source("assets/debian/changelog")).expect("it is there");
    let version = format!("fbdraw ({}-", env!("CARGO_PKG_VERSION"));
    assert!(changelog.starts_with(&version), "{changelog}");
}
