//! The reference of a program, man page and completions: written from its command line, held to the files in `assets`.
//!
//! Programs include this in their own tests, where alone their command line is known: what is installed needs neither
//! the code that writes a man page nor a hidden flag for it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use roff::{Roff, bold, italic, roman};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Compares the files of the program `name` with what they should be; with the variable `BLESS` set, rewrites them.
pub(crate) fn check(name: &'static str, command: &Command) -> Result<()> {
    let mut command = visible(name, command);
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let sections = fs::read_to_string(assets.join(format!("man/{name}.sections")))?;
    let mut files = vec![(assets.join(format!("man/{name}.1")), page(&command, &sections)?)];
    for (shell, file) in [
        (Shell::Bash, format!("{name}.bash")),
        (Shell::Zsh, format!("_{name}")),
        (Shell::Fish, format!("{name}.fish")),
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, name, &mut script);
        files.push((assets.join("completions").join(file), String::from_utf8(script)?));
    }
    let stale: Vec<_> = files.iter().filter(|(path, text)| !is_current(path, text)).collect();
    if std::env::var_os("BLESS").is_some() {
        return Ok(stale.into_iter().try_for_each(|(path, text)| fs::write(path, text))?);
    }
    let stale: Vec<&PathBuf> = stale.into_iter().map(|(path, _)| path).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not what the command line says: {stale:?}; read the difference after BLESS=1 cargo test --bin {name}"
    )
    .into())
}

/// Without what is hidden from its help, which completions would offer.
fn visible(name: &'static str, command: &Command) -> Command {
    let about = command.get_about().cloned().unwrap_or_default();
    Command::new(name)
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .subcommand_required(command.is_subcommand_required_set())
        .args(command.get_arguments().filter(|argument| !argument.is_hide_set()))
        .subcommands(command.get_subcommands().filter(|sub| !sub.is_hide_set()))
}

fn is_current(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == text)
}

/// The man page: what the command line says of itself, then `sections`, which are written by hand.
fn page(command: &Command, sections: &str) -> Result<String> {
    let name = command.get_name();
    let mut command = command.clone();
    command.build();
    let words = if command.has_subcommands() { "[OPTIONS] COMMAND" } else { "[OPTIONS]" };
    let short = command.clone().override_usage(format!("{name} {words}"));
    let version = format!("{name} {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(short).title(name.to_uppercase()).section("1").source(version).manual("User Commands");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    let (description, rest) = sections.split_once(".SH EXAMPLES\n").ok_or("no section EXAMPLES")?;
    page.extend_from_slice(description.as_bytes());
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        commands(&command).to_writer(&mut page)?;
    }
    page.extend_from_slice(b".SH EXAMPLES\n");
    page.extend_from_slice(rest.as_bytes());
    Ok(String::from_utf8(page)?)
}

/// What each subcommand is for, what it takes besides the options of all, and what its help has at the end.
fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    for sub in shown {
        let usage = sub.clone().render_usage().to_string().replace(" [OPTIONS]", "");
        let usage = usage.trim_start_matches("Usage: ").trim_start_matches(command.get_name()).trim();
        let (verb, words) = usage.split_once(' ').unwrap_or((usage, ""));
        roff.control("TP", []);
        roff.text([bold(verb), roman(" "), italic(words)]);
        roff.text([roman(sub.get_about().map(ToString::to_string).unwrap_or_default() + ".")]);
        for argument in sub.get_arguments().filter(|argument| !argument.is_global_set()) {
            let names = argument.get_value_names().unwrap_or_default().join(" ");
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            // Members are the same for all that draws, and explained at the beginning.
            if help.is_empty() || names == "KEY=VALUE" || argument.get_id() == "help" {
                continue;
            }
            let option = argument.get_long().map(|long| format!("--{long} ")).unwrap_or_default();
            roff.control("br", []);
            roff.text([italic(format!("{option}{names}").trim()), roman(format!(": {help}."))]);
        }
        for line in sub.get_after_help().map(ToString::to_string).unwrap_or_default().lines() {
            if !line.trim().is_empty() {
                roff.control("br", []);
                roff.text([roman(line.split_whitespace().collect::<Vec<_>>().join(" "))]);
            }
        }
    }
    roff
}
