//! What the documentation shows, held to what the program does.

mod common;

use std::fs;
use std::path::Path;

use common::Daemon;
use common::wire::Wire;
use fbdraw::config::Settings;
use fbdraw::geometry::Size;
use fbdraw::permissions::{Right, default_rule};
use fbdraw::protocol::parse::OPS;
use fbdraw::protocol::{Limits, parse};

const SCREEN: Size = Size { width: 640, height: 480 };

fn text(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of every block of JSON in the documentation comments of the protocol's types.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/protocol");
    let files =
        fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it can be listed").path());
    let mut examples = Vec::new();
    for file in files.filter(|path| path.is_file()) {
        let source = text(file);
        let comments = source.lines().filter_map(|line| line.trim().strip_prefix("///")).map(str::trim);
        let mut inside = false;
        for line in comments {
            match line {
                "```json" => inside = true,
                "```" => inside = false,
                line if inside => examples.push(line.to_owned()),
                _ => {}
            }
        }
    }
    examples
}

#[test]
fn every_operation_has_an_example_and_every_example_is_read() {
    let examples = examples();
    for example in &examples {
        let read = parse(example.as_bytes(), &Limits::default(), SCREEN);
        read.unwrap_or_else(|failure| panic!("{}: {example}", failure.fault));
    }
    // What has no members needs none.
    for op in OPS.iter().filter(|op| !["info", "ping", "stats", "fonts"].contains(op)) {
        let named = format!("\"op\":\"{op}\"");
        assert!(examples.iter().any(|example| example.contains(&named)), "{op} has no example");
    }
}

/// The table of requests and replies, in one conversation.
#[test]
fn the_readme_shows_what_is_answered() {
    let daemon = Daemon::start("640x480");
    let mut wire = Wire::to(&daemon);
    let readme = text("README.md");
    let (_, table) = readme.split_once("| You send | You get |\n|---|---|\n").expect("the table is there");
    let rows: Vec<_> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() >= 6, "{rows:?}");
    for row in rows {
        let cells = row.trim_matches(['|', ' ']).split_once(" | ").expect("two cells");
        let [request, reply] = [cells.0, cells.1].map(|cell| cell.trim_matches(['`', ' ']));
        wire.send_line(request);
        if !reply.starts_with("nothing") {
            assert_eq!(wire.line().as_deref(), Some(reply), "{request}");
        }
    }
    wire.settle();
}

#[test]
fn the_readme_shows_every_limit_with_its_default() {
    let readme = text("README.md");
    let (_, block) = readme.split_once("```toml\n").expect("the settings are there");
    let (block, _) = block.split_once("```").expect("the block ends");
    let settings: Settings = toml::from_str(block).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(settings.limits, Some(Limits::default()));
    let shown = block.split_once("[limits]\n").expect("they are there").1.lines().count();
    let limits = serde_json::to_value(Limits::default()).expect("they can be written");
    assert_eq!(shown, limits.as_object().expect("an object").len());
}

/// As text: the groups that the README makes up need not exist here.
#[test]
fn the_readme_shows_the_rules_that_hold_without_any() {
    let readme = text("README.md");
    let (_, block) = readme.split_once("```toml\n[permissions]\ndraw").expect("the rules are there");
    let (block, _) = block.split_once("```").expect("the block ends");
    let rules: toml::Table = format!("draw{block}").parse().unwrap_or_else(|error| panic!("{error}"));
    for right in Right::ALL {
        let shown = rules[right.name()].as_array().expect("a list").iter();
        let shown: Vec<_> = shown.map(|entry| entry.as_str().expect("a name").to_owned()).collect();
        let expected: Vec<_> = default_rule(right).iter().map(ToString::to_string).collect();
        assert_eq!(shown, expected, "{}", right.name());
    }
}
