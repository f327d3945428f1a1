//! What distributors install: units, packages' lists of files, completions, the configuration, the version.

#[path = "../common/mod.rs"]
mod common;

mod commit;
mod completions;
mod configuration;
mod lists;
mod manual;
mod scripts;
mod units;
mod hardening;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file or a directory of the source.
fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs a program that a machine may lack. `None` where it does, which is said.
fn output(command: &mut Command) -> Option<Output> {
    let name = command.get_program().to_owned();
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => {
            common::skipped(&format!("what {} would say: {error}", name.display()));
            None
        }
    }
}

/// What it printed, standard error last.
fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}
