//! `fbdrawd`, the daemon: draws what clients ask for into a mapped framebuffer.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use fbdraw::config::{Config, ConfigError, Settings};
use fbdraw::daemon::{Daemon, OpenError};
use fbdraw::device::{Vt, guard_console};
use fbdraw::rotation::Rotation;
use fbdraw::screen::Screen;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Draws JSON commands from a Unix socket into a framebuffer
#[derive(Parser)]
#[command(
    name = "fbdrawd",
    version,
    long_version = env!("FBDRAW_VERSION"),
    after_help = "Example: fbdrawd --file screen.raw --size 1280x720 --socket ./fbdraw.sock\n\
                  Then:    fbdraw --socket ./fbdraw.sock clear teal"
)]
struct Flags {
    #[command(flatten)]
    settings: Settings,

    /// Read settings from this TOML file; flags and the environment win over it
    #[arg(long, value_name = "FILE", env = "FBDRAW_CONFIG")]
    config: Option<std::path::PathBuf>,

    /// Open everything, print what was found, exit
    #[arg(long)]
    check: bool,

    /// Give a console back when the daemon that took it is gone; for fbdrawd itself to use
    #[arg(long, hide = true, value_name = "STATE", exclusive = true)]
    console_guard: Option<String>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let (flags, matches) = match command_line() {
        Ok(found) => found,
        Err(error) if error.use_stderr() => {
            eprintln!("fbdrawd: {}", one_line(&error));
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    if let Some(argument) = &flags.console_guard {
        return match guard_console(argument) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("fbdrawd: cannot give the console back: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let config = Config::new(flags.settings, &matches, flags.config.as_deref());
    let usage = config.as_ref().is_err_and(ConfigError::is_usage);
    match config.map_err(Failure::from).and_then(|config| run(config, flags.check)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fbdrawd: {error}");
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

fn command_line() -> Result<(Flags, ArgMatches), clap::Error> {
    let matches = Flags::command().try_get_matches()?;
    Ok((Flags::from_arg_matches(&matches)?, matches))
}

/// clap explains in paragraphs. A log, where most daemons are started from, wants a line.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let about =
        text.split("\n\n").take_while(|part| !part.starts_with("Usage:") && !part.starts_with("For more"));
    let parts: Vec<String> =
        about.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    format!("{}; try --help", parts.join("; ").trim_start_matches("error: "))
}

fn run(mut config: Config, check: bool) -> Result<(), Failure> {
    start_log(&config);
    if check {
        // A look at what there is should not clear the console that it is printed on.
        config.vt = Vt::None;
    }
    let daemon = match Daemon::open(&config, stop_signal) {
        Err(OpenError::Stopped) => return Ok(()),
        opened => opened?,
    };
    let found = found(daemon.screen(), &config);
    if check {
        println!("{found}");
        return Ok(());
    }
    tracing::info!("{}", found.replace('\n', ", "));
    Ok(daemon.serve()?)
}

fn start_log(config: &Config) {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    tracing_subscriber::registry().with(config.log).with(lines).init();
}

/// Ready when the daemon is asked to stop.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What was opened, a line each.
fn found(screen: &Screen, config: &Config) -> String {
    let device = screen.device();
    let geometry = device.geometry();
    let mut lines = vec![format!("device {}", device.name())];
    lines.extend(device.driver().map(|driver| format!("driver {driver}")));
    lines.push(format!(
        "geometry {} {}, stride {} bytes",
        geometry.size(),
        geometry.format(),
        geometry.stride()
    ));
    lines.push(format!("first pixel at byte {}", geometry.start()));
    if screen.rotation() != Rotation::R0 {
        lines.push(format!("picture {}, turned by {}°", screen.size(), screen.rotation()));
    }
    lines.push(format!("buffer {}", screen.buffering().name()));
    lines.push(format!("socket {} mode {:04o}", config.socket.display(), config.socket_mode));
    lines.join("\n")
}

#[cfg(test)]
#[path = "../../tests/reference/mod.rs"]
mod reference;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_man_page_and_the_completions_are_current() {
        reference::check("fbdrawd", &Flags::command()).unwrap();
    }
}
