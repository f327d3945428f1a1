//! The configuration that is installed, which says every setting with its default and sets none.

use std::collections::BTreeSet;
use std::fs;

use clap::{Args, Command, FromArgMatches};
use fbdraw::config::{Config, SYSTEM_SOCKET, Settings};

use crate::common::directory;
use crate::source;

fn installed() -> String {
    fs::read_to_string(source("assets/fbdrawd.toml")).expect("it is text")
}

/// Everything decided, where `file` is all that is said.
fn config(file: &str) -> Config {
    let directory = directory();
    let path = directory.path().join("fbdrawd.toml");
    fs::write(&path, file).expect("the directory is ours");
    let matches = Settings::augment_args(Command::new("fbdrawd")).get_matches_from(["fbdrawd"]);
    let flags = Settings::from_arg_matches(&matches).expect("none are given");
    Config::new(flags, &matches, Some(&path)).unwrap_or_else(|error| panic!("{error}\n{file}"))
}

/// The lines that begin so, without it.
fn lines<'a>(text: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    let setting = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase() || c == '[' || c == '"');
    text.lines().filter_map(move |line| line.strip_prefix(beginning)).filter(setting)
}

/// The names that a table of the file may have, which is what an unknown one is answered with.
fn names(table: &str) -> Vec<String> {
    let Err(error) = toml::from_str::<Settings>(&format!("{table}\nzzz = 1")) else { return Vec::new() };
    let Some((_, expected)) = error.message().split_once("unknown field `zzz`, expected ") else {
        return Vec::new();
    };
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_setting_is_said() {
    let text = installed();
    let said: BTreeSet<_> = text.lines().map(|line| line.trim_start_matches(['#', ' '])).collect();
    let is_table = |line: &str, name: &str| line.trim_matches(['[', ']']).split('.').any(|part| part == name);
    let is_said = |name: &str| {
        let setting = format!("{name} =");
        said.iter().any(|line| line.starts_with(&setting) || line.starts_with('[') && is_table(line, name))
    };
    let top = names("");
    assert!(top.len() > 15, "{top:?}");
    let nested: Vec<_> = top.iter().flat_map(|name| names(&format!("[{name}]"))).collect();
    assert!(nested.len() > 15, "{nested:?}");
    for name in top.iter().chain(&nested).chain(&names("[registers.a]")) {
        assert!(is_said(name), "{name} is not in assets/fbdrawd.toml");
    }
}

#[test]
fn its_defaults_are_the_defaults() {
    let text = installed();
    assert_eq!(config(&text), config(""), "a file that sets nothing");
    let uncommented: Vec<_> = text
        .lines()
        .map(|line| lines(line, "#").next().unwrap_or(line))
        // Root's. Others have theirs elsewhere.
        .filter(|line| *line != format!("socket = {SYSTEM_SOCKET:?}"))
        .collect();
    assert_eq!(text.lines().count() - uncommented.len(), 1, "the socket is said, once, as {SYSTEM_SOCKET}");
    assert_eq!(config(&uncommented.join("\n")), config(""));
}

#[test]
fn its_examples_can_be_taken_as_they_are() {
    let text = installed();
    let examples: Vec<_> = lines(&text, "#   ").collect();
    assert!(examples.len() > 5, "{examples:?}");
    let with_examples = config(&examples.join("\n"));
    assert_ne!(with_examples, config(""));
}
