//! A look at everything between the daemon and its display, each finding with its remedy; nothing is changed.

mod console;
mod failure;
mod finding;
mod flags;
mod holders;
mod permissions;
mod speed;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use fbdraw::client::ClientError;
use fbdraw::config::Config;
use fbdraw::device::{Device, Source};
use fbdraw::protocol::answer::Info;
use fbdraw::rotation::Rotation;
use fbdraw::screen::{Buffering, Setup};
use serde_json::{Value, json};

use crate::connect::{self, Options};
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
    /// writing left out while a program has the device open, whose pixels could be lost (auto)
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

/// A daemon that answers.
struct Running {
    info: Info<'static>,
    /// Besides this program.
    clients: u64,
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
        let config = match device.config(file.as_deref(), options.socket.clone()) {
            Ok(config) => config,
            Err(error) => return vec![Finding::of_error("settings", &error), daemon(options).0],
        };
        let options =
            Options { socket: options.socket.clone().or(file.map(|_| config.socket.clone())), ..*options };
        let (first, running) = daemon(&options);
        let mut findings = vec![first];
        match Device::look(&config.source) {
            Ok(device) => findings.extend(examined(device, &config, running.as_ref(), measure)),
            Err(error) => findings.extend(failure::findings(&config.source, &error)),
        }
        findings
    }
}

/// Whether a daemon runs.
fn daemon(options: &Options) -> (Finding, Option<Running>) {
    let asked = connect::connect(options).and_then(|mut client| {
        let info = client.info()?;
        let stats: Value = client.ask(&json!({"op": "stats"}))?;
        let clients = stats["clients"].as_u64().unwrap_or(1).saturating_sub(1);
        Ok(Running { info, clients })
    });
    match asked {
        Ok(running) => {
            let Running { info, clients } = &running;
            let clients = if *clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
            let text =
                format!("fbdrawd {} draws on {}, {}, {clients}", info.version, info.device, info.buffer);
            let finding = if info.version == env!("CARGO_PKG_VERSION") {
                Finding::ok("daemon", text)
            } else {
                Finding::warning("daemon", format!("{text}; this program is {}", env!("CARGO_PKG_VERSION")))
                    .remedy("install both of the same version, and start the daemon again")
            };
            (finding, Some(running))
        }
        Err(ClientError::NoDaemon { path, source }) => {
            let text = format!("none answers on {}: {source}", path.display());
            (Finding::note("daemon", text), None)
        }
        Err(ClientError::Connect { path, source }) => {
            let text = format!("{}: {source}", path.display());
            let access = permissions::finding(&path).and_then(|access| access.remedy);
            (
                Finding::problem("daemon", text)
                    .remedy(access.unwrap_or_else(|| "name its --socket".to_owned())),
                None,
            )
        }
        Err(error) => (Finding::of_error("daemon", &error), None),
    }
}

/// A device that is open.
fn examined(
    mut device: Device,
    config: &Config,
    running: Option<&Running>,
    measure: Measure,
) -> Vec<Finding> {
    let path = config.source.path();
    let mut findings = vec![Finding::ok("device", described(&device))];
    findings.extend(permissions::finding(path));
    findings.extend(device.driver().map(|driver| Finding::ok("driver", driver)));
    findings.extend(shape(&device, &config.source));
    let setup =
        Setup { buffering: config.buffering, rotation: config.rotation, wait_vsync: config.wait_vsync };
    let (buffer, chosen) = buffering(&device, setup);
    findings.extend(buffer);
    findings.push(console::finding(&device, config.vt));
    let held = holders::of(path);
    if !held.is_empty() {
        findings.push(Finding::note("in use", format!("open in {}", holders::list(&held))));
    }
    let drawn_on =
        !held.is_empty() || running.is_some_and(|running| same(Path::new(&*running.info.device), path));
    findings.extend(speeds(&mut device, chosen, drawn_on, measure));
    findings
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

/// Geometry and format, and what of them is not as the driver has it.
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
        text += &format!("; {x},{y} of {width}x{height} in {}", speed::size(account.memory as usize));
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
    match account {
        Ok(Some(account)) if account.quirks.is_empty() => {
            findings.push(Finding::ok("quirks", "none: all is as the driver says"));
        }
        Ok(Some(account)) => {
            findings.extend(account.quirks.into_iter().map(|quirk| Finding::note("quirk", quirk)));
        }
        Ok(None) if !device.is_plain_file() => findings.push(Finding::note(
            "quirk",
            format!("{} says nothing of itself; all of this is as configured", source.path().display()),
        )),
        Ok(None) => {}
        Err(error) => findings.push(Finding::of_error("driver", &error)),
    }
    findings
}

/// How the device is drawn on, and whether it could be otherwise.
fn buffering(device: &Device, setup: Setup) -> (Vec<Finding>, Option<Buffering>) {
    let mut findings = Vec::new();
    if setup.rotation != Rotation::R0 {
        let size = setup.rotation.size(device.geometry().size());
        findings.push(Finding::ok("rotation", format!("{}°, the picture is {size}", setup.rotation)));
    }
    let choice = match setup.choice(device) {
        Ok(choice) => choice,
        Err(error) => {
            let text = error.to_string();
            let (value, remedy) = text.split_once(": ").unwrap_or((&text, "use --buffer auto"));
            findings.push(Finding::problem("buffering", value).remedy(remedy));
            return (findings, None);
        }
    };
    let text = format!("{}: {}", choice.buffering.name(), choice.reason);
    let pages = device.is_framebuffer().then(|| device.may_have_pages());
    match (choice.buffering, pages.unwrap_or_else(|| device.may_have_pages())) {
        (Buffering::Flip, Err(reason)) => {
            let text = format!("flip, but there are no pages, so shadow: {reason}");
            findings.push(Finding::warning("buffering", text).remedy("--buffer shadow says what is done"));
        }
        (Buffering::Flip, Ok(())) => findings.push(Finding::ok("buffering", text)),
        (_, pages) => {
            findings.push(Finding::ok("buffering", text));
            if device.is_framebuffer() {
                findings.push(Finding::ok(
                    "pages",
                    match pages {
                        Ok(()) => "its driver pans: --buffer flip may show whole frames".to_owned(),
                        Err(reason) => format!("none to flip: {reason}"),
                    },
                ));
            }
        }
    }
    (findings, Some(choice.buffering))
}

/// What the memory can do.
fn speeds(device: &mut Device, chosen: Option<Buffering>, drawn_on: bool, measure: Measure) -> Vec<Finding> {
    if measure == Measure::Never || !device.is_mapped() {
        let reason =
            if device.is_mapped() { "not measured" } else { "not measured: the memory is not mapped" };
        return vec![Finding::note("speed", reason)];
    }
    let writes = !drawn_on || measure == Measure::Always;
    let measured = speed::measure(device, writes);
    if device.has_failed() {
        return vec![
            Finding::problem("speed", "the memory went away while it was measured")
                .remedy("look for the display's driver in dmesg, or for who has cut the file short"),
        ];
    }
    let mut findings = measured.findings(device.geometry().length(), chosen == Some(Buffering::Direct));
    if !writes {
        let text = "not measured: a program that draws meanwhile could lose pixels";
        findings
            .insert(0, Finding::note("write speed", text).remedy("--measure always does it all the same"));
    }
    findings
}

/// Whether two paths lead to one file.
fn same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
