//! A look at everything between the daemon and its display, each finding with its remedy; nothing is changed.

mod buffering;
mod console;
mod daemon;
mod failure;
mod finding;
mod flags;
mod holders;
mod permissions;
mod speed;

use std::path::PathBuf;

use clap::ValueEnum;
use fbdraw::config::{Config, SYSTEM_SOCKET};
use fbdraw::device::{Account, Device, DeviceError, Source};
use fbdraw::screen::{Buffering, Setup};

use crate::connect::Options;
use crate::{Failure, output, preview};
use finding::Finding;

/// What is looked at, and how closely.
#[derive(clap::Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    device: flags::Device,

    /// Read the daemon's settings from this TOML file; flags and the environment win over it
    #[arg(long, value_name = "FILE", env = "FBDRAW_CONFIG")]
    config: Option<PathBuf>,

    /// Whether the memory's speed is measured, by reading and writing back its first MiB: always, never, or with
    /// writing left out where a program may have the device open, whose pixels could be lost, and where the device is
    /// no framebuffer (auto)
    #[arg(long, value_name = "WHEN", default_value = "auto", value_enum)]
    measure: Measure,
}

/// Whether speeds are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measure {
    Auto,
    Always,
    Never,
}

impl Doctor {
    /// Prints what is found.
    ///
    /// # Errors
    ///
    /// [`Failure::Told`] where something does not work.
    pub(crate) fn look(self, options: &Options) -> Result<(), Failure> {
        let findings = self.findings(options);
        let object = finding::as_json(&findings);
        output::line(&if options.json {
            object.to_string()
        } else {
            finding::as_text(&findings, preview::columns())
        })?;
        if object["ok"] == true { Ok(()) } else { Err(Failure::Told) }
    }

    fn findings(self, options: &Options) -> Vec<Finding> {
        let Self { device, config: file, measure } = self;
        let settings = |socket| device.config(file.as_deref(), socket);
        let mut findings = Vec::new();
        let mut config = match settings(options.socket.clone()) {
            Ok(config) => config,
            Err(error) => return vec![Finding::of_error("settings", &error), daemon::finding(options).0],
        };
        // It keeps a daemon of this user from starting, and nobody from looking.
        if config.socket.is_none() {
            let text = "no place of this user's own: $XDG_RUNTIME_DIR is not set";
            findings.push(Finding::warning("socket", text).remedy("start fbdrawd with --socket PATH"));
            config.socket = Some(SYSTEM_SOCKET.into());
        }
        let options =
            Options { socket: options.socket.clone().or(file.and(config.socket.clone())), ..*options };
        let (first, running) = daemon::finding(&options);
        findings.push(first);
        match Device::look(&config.source) {
            Ok(device) => findings.extend(examined(device, &config, running.as_ref(), measure)),
            Err(error) => findings.extend(failure::findings(&config.source, &error)),
        }
        findings
    }
}

/// A device that is open.
fn examined(
    mut device: Device,
    config: &Config,
    running: Option<&daemon::Running>,
    measure: Measure,
) -> Vec<Finding> {
    let path = config.source.path();
    let mut findings = vec![Finding::ok("device", described(&device))];
    findings.extend(permissions::finding(path));
    findings.extend(device.driver().map(|driver| Finding::ok("driver", driver)));
    findings.extend(shape(&device, &config.source));
    let setup =
        Setup { buffering: config.buffering, rotation: config.rotation, wait_vsync: config.wait_vsync };
    let (buffer, chosen) = buffering::findings(&device, setup);
    findings.extend(buffer);
    findings.push(console::finding(&device, config.vt));
    let holders = holders::of(path);
    if !holders.found.is_empty() {
        findings.push(Finding::note("in use", format!("open in {}", holders::list(&holders.found))));
    }
    let drawn_on = !holders.found.is_empty() || running.is_some_and(|running| running.draws_on(path));
    let is_window = !device.is_framebuffer() && !device.is_plain_file();
    let spared = spared(drawn_on, is_window, holders.complete).filter(|_| measure != Measure::Always);
    findings.extend(speeds(&mut device, chosen, spared, measure));
    findings
}

/// Why nothing should be written that nobody has asked for, where that is so.
fn spared(drawn_on: bool, is_window: bool, complete: bool) -> Option<&'static str> {
    match (drawn_on, is_window, complete) {
        (true, ..) => Some("a program that draws meanwhile could lose pixels"),
        (_, true, _) => Some("nobody knows what writing does there, in a window of a character device"),
        (.., false) => Some(
            "a program that cannot be seen from here, of another user or outside a container, may draw there",
        ),
        _ => None,
    }
}

fn described(device: &Device) -> String {
    let kind = match (device.is_framebuffer(), device.is_plain_file(), device.is_mapped()) {
        (true, _, true) => "a framebuffer, mapped",
        (true, _, false) => "a framebuffer that cannot be mapped; what changes is written",
        (_, true, true) => "a plain file, mapped",
        (_, true, false) => "a plain file that cannot be mapped; what changes is written",
        _ => "a window of a character device",
    };
    format!("{}, {kind}", device.name())
}

/// Geometry and format, and the driver's quirks.
fn shape(device: &Device, source: &Source) -> Vec<Finding> {
    let geometry = device.geometry();
    let (size, format) = (geometry.size(), geometry.format());
    let place = match geometry.start() {
        0 => String::new(),
        start => format!(", from byte {start}"),
    };
    let mut text = format!("{size}, {} bytes a row{place}", geometry.stride());
    let account = device.account();
    if let Ok(Some(account)) = &account {
        let ((width, height), (x, y)) = (account.virtual_size, account.panned_to);
        text += &format!("; shows {x},{y} of {width}x{height} in {}", speed::size(account.memory as usize));
    }
    let drawn = if format.is_native() { "drawn as it is" } else { "converted to, with dithering" };
    let mut findings = vec![
        Finding::ok("geometry", text)
            .figure("width", size.width)
            .figure("height", size.height)
            .figure("stride", geometry.stride())
            .figure("start", geometry.start()),
        Finding::ok("format", format!("{format}, {} bits a pixel, {drawn}", format.bits_per_pixel()))
            .figure("bits_per_pixel", format.bits_per_pixel()),
    ];
    findings.extend(quirks(device, source, account));
    findings
}

/// What is not as the driver has it.
fn quirks(device: &Device, source: &Source, account: Result<Option<Account>, DeviceError>) -> Vec<Finding> {
    match account {
        Ok(Some(account)) if account.quirks.is_empty() => {
            vec![Finding::ok("quirks", "none: all is as the driver says")]
        }
        Ok(Some(account)) => account.quirks.into_iter().map(|quirk| Finding::note("quirk", quirk)).collect(),
        Ok(None) if !device.is_plain_file() => vec![Finding::note(
            "quirk",
            format!("{} says nothing of itself; all of this is as configured", source.path().display()),
        )],
        Ok(None) => Vec::new(),
        Err(error) => vec![Finding::of_error("driver", &error)],
    }
}

/// What the memory can do; it is not written to where it is to be `spared`, for a reason.
fn speeds(
    device: &mut Device,
    chosen: Option<Buffering>,
    spared: Option<&str>,
    measure: Measure,
) -> Vec<Finding> {
    if measure == Measure::Never || !device.is_mapped() {
        let reason =
            if device.is_mapped() { "not measured" } else { "not measured: the memory is not mapped" };
        return vec![Finding::note("speed", reason)];
    }
    let measured = speed::measure(device, spared.is_none());
    if device.has_failed() {
        return vec![
            Finding::problem("speed", "the memory went away while it was measured")
                .remedy("look for the display's driver in dmesg, or for who has cut the file short"),
        ];
    }
    let mut findings = measured.findings(device.geometry().length(), chosen == Some(Buffering::Direct));
    if let Some(reason) = spared {
        let text = format!("not measured: {reason}");
        findings
            .insert(0, Finding::note("write speed", text).remedy("--measure always does it all the same"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::spared;

    #[test]
    fn only_a_screen_that_surely_nobody_draws_on_is_written_to() {
        for case in 0..8 {
            let [drawn_on, is_window, complete] = [1, 2, 4].map(|bit| case & bit != 0);
            let writes = spared(drawn_on, is_window, complete).is_none();
            assert_eq!(writes, !drawn_on && !is_window && complete, "{drawn_on} {is_window} {complete}");
        }
    }
}
