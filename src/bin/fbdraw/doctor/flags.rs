//! The doctor's command line: the daemon's settings, as far as they concern the device.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches};
use fbdraw::config::{Config, ConfigError, Settings};

/// The settings that say what is looked at. The other flags of the daemon are none of a client, or mean something
/// else to it.
const SETTINGS: [&str; 11] = [
    "device",
    "file",
    "size",
    "format",
    "stride",
    "offset",
    "memory",
    "buffer",
    "rotate",
    "wait_vsync",
    "vt",
];

/// The settings of a daemon that is to be looked into.
#[derive(Debug)]
pub(crate) struct Device {
    settings: Settings,
    /// Which of them were said where.
    matches: ArgMatches,
}

impl Device {
    /// What a daemon with these settings, and those of the file, would do; it would listen on `socket`.
    pub(crate) fn config(
        &self,
        file: Option<&std::path::Path>,
        socket: Option<PathBuf>,
    ) -> Result<Config, ConfigError> {
        Config::new(Settings { socket, ..self.settings.clone() }, &self.matches, file)
    }
}

impl Args for Device {
    fn augment_args(command: Command) -> Command {
        let all = Settings::augment_args(Command::new(""));
        let shared = all.get_arguments().filter(|argument| SETTINGS.contains(&argument.get_id().as_str()));
        command.args(shared.cloned())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Device {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        // Parsed by the daemon's own parser, what is not shared being absent.
        let mut words = vec![OsString::from("fbdrawd")];
        for name in SETTINGS {
            for value in matches.get_raw(name).into_iter().flatten() {
                let mut word = OsString::from(format!("--{}=", name.replace('_', "-")));
                word.push(value);
                words.push(word);
            }
        }
        let settings = Settings::augment_args(Command::new("fbdrawd")).try_get_matches_from(words)?;
        Ok(Self { settings: Settings::from_arg_matches(&settings)?, matches: matches.clone() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
