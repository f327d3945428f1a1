//! `fbdrawd`, the daemon: draws what clients ask for into a mapped framebuffer.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, ValueEnum};
use fbdraw::config::{Config, ConfigError, Settings};
use fbdraw::daemon::{self, Daemon, Found, OpenError, Place, Reload, Service};
use fbdraw::device::{Device, guard_console, hold_console, release_console};
use fbdraw::rotation::Rotation;
use fbdraw::screen::Buffering;
use fbdraw::service::{Manager, Passed, start_log};
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;

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
    config: Option<PathBuf>,

    /// Look at everything, print what was found, exit; `settings`: say what is wrong with them, if anything
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    check: Option<Check>,

    /// Give a console back when the daemon that took it is gone; for fbdrawd itself to use
    #[arg(long, hide = true, value_name = "STATE", exclusive = true)]
    console_guard: Option<String>,

    /// Put the console of --vt into graphics mode, write what it was into this file, exit; for a unit that keeps the
    /// last frame on the screen while the daemon is restarted
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "release_console"])]
    hold_console: Option<PathBuf>,

    /// Give the console back as such a file says, remove it, exit
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    release_console: Option<PathBuf>,
}

/// What `--check` looks at.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Check {
    /// The settings and the display
    All,
    /// The settings
    Settings,
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
    #[expect(unsafe_code, reason = "what is passed to a process is told by numbers in its environment")]
    // SAFETY: no thread has been started yet, and nothing opened that is still open.
    let passed = unsafe { Passed::take() };
    let Flags {
        settings,
        config: file,
        check: checked,
        hold_console: held_in,
        release_console: release_from,
        ..
    } = flags;
    let read = move || Config::new(settings.clone(), &matches, file.as_deref());
    let config = read();
    let usage = config.as_ref().is_err_and(ConfigError::is_usage);
    let run = || match (held_in, release_from, checked) {
        (Some(file), ..) => hold(&config?, &file),
        (_, Some(file), _) => release(&file),
        (.., Some(Check::All)) => check(&config?, passed?),
        (.., Some(Check::Settings)) => config.map(drop).map_err(Failure::from),
        _ => run(config?, passed?, Arc::new(read)),
    };
    match run() {
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

/// How settings are read, now and again.
type Read = Arc<dyn Fn() -> Result<Config, ConfigError> + Send + Sync>;

fn run(config: Config, passed: Passed, read: Read) -> Result<(), Failure> {
    let log = start_log(config.log);
    let manager = Manager::of_this_process()?;
    let place = if passed.sockets.is_empty() { Place::Free } else { Place::Passed };
    let service = Service { passed, manager, reload: Some(Reload { read, log }) };
    let daemon = match Daemon::open(&config, service, stop_signal) {
        Err(OpenError::Stopped) => return Ok(()),
        opened => opened?,
    };
    let screen = daemon.screen();
    let found = described(screen.device(), screen.buffering(), place, &config);
    tracing::info!("{}", found.replace('\n', ", "));
    Ok(daemon.serve()?)
}

/// Prints what a daemon would find.
fn check(config: &Config, passed: Passed) -> Result<(), Failure> {
    start_log(config.log);
    let Found { device, buffering, place } = daemon::check(config, passed.sockets)?;
    println!("{}", described(&device, buffering, place, config));
    Ok(())
}

/// Holds the console that the settings name until [`release`].
fn hold(config: &Config, file: &Path) -> Result<(), Failure> {
    start_log(config.log);
    if let Some(number) = hold_console(config.vt, &config.source, file)? {
        tracing::info!("tty{number} is in graphics mode until it is given back");
    }
    Ok(())
}

/// Gives a console back that was held.
fn release(file: &Path) -> Result<(), Failure> {
    start_log(LevelFilter::INFO);
    if let Some(number) = release_console(file)? {
        tracing::info!("tty{number} was given back");
    }
    Ok(())
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
fn described(device: &Device, buffering: Buffering, place: Place, config: &Config) -> String {
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
    let rotation = config.rotation;
    if rotation != Rotation::R0 {
        lines.push(format!("picture {}, turned by {rotation}°", rotation.size(geometry.size())));
    }
    lines.push(format!("buffer {}", buffering.name()));
    let taken = if place == Place::Taken { ", where somebody listens" } else { "" };
    lines.push(match &config.socket {
        Some(socket) if place != Place::Passed => {
            format!("socket {} mode {:04o}{taken}", socket.display(), config.socket_mode)
        }
        _ => "socket as passed by the service manager".to_owned(),
    });
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
