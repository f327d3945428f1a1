//! The man pages, read by man itself. That they say what the command lines do is tested with the programs.

use std::fs;
use std::process::Command;

use crate::{output, said, source};

fn page(name: &str) -> Option<String> {
    let mut command = Command::new("man");
    command.args(["--warnings", "-l"]).arg(source("assets/man").join(format!("{name}.1")));
    let output = output(command.envs([("MANWIDTH", "120"), ("MANPAGER", "cat"), ("LC_ALL", "C.UTF-8")]))?;
    assert!(output.status.success() && output.stderr.is_empty(), "{name}: {}", said(&output));
    Some(said(&output))
}

#[test]
fn man_shows_them_without_a_warning() {
    for name in ["fbdraw", "fbdrawd"] {
        let Some(text) = page(name) else { return };
        for section in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "EXAMPLES",
            "EXIT STATUS",
            "ENVIRONMENT",
            "FILES",
            "SEE ALSO",
        ] {
            assert!(text.lines().any(|line| line == section), "{name}: no {section} in\n{text}");
        }
    }
}

/// The examples that are written by hand begin with a program of ours and flags that it has.
#[test]
fn flags_in_the_examples_exist() {
    for name in ["fbdraw", "fbdrawd"] {
        let sections =
            fs::read_to_string(source("assets/man").join(format!("{name}.sections"))).expect("text");
        let completions =
            fs::read_to_string(source("assets/completions").join(format!("{name}.bash"))).expect("text");
        let examples = sections.lines().filter(|line| line.starts_with(&format!("{name} ")));
        for flag in examples.flat_map(str::split_whitespace).filter(|word| word.starts_with("--")) {
            assert!(completions.contains(&format!("{flag} ")), "{name} has no {flag}");
        }
    }
}
