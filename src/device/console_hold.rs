//! A console kept in graphics mode from one daemon to the next.
//!
//! A daemon gives the console back when it ends, and the kernel draws its text over the last frame then. Whoever is to
//! see that frame until the next daemon is there has the console held by somebody who outlives both: what the daemon
//! finds in graphics mode it leaves in graphics mode. The mode of a console belongs to no process; this one takes it,
//! writes down what was before, and ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nix::errno::Errno;

use super::console::{ConsoleError, open};
use super::terminal::{Before, Terminal};
use super::vt::Vt;
use super::vt_abi::KD_GRAPHICS;
use super::{Device, Source};

/// Why a console is not held, or not given back.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// There is no such console.
    #[error(transparent)]
    Console(#[from] ConsoleError),
    /// What was before cannot be written down or read.
    #[error("cannot keep what the console was like in {}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{} does not say what a console was like; remove it", .0.display())]
    Senseless(PathBuf),
    /// The kernel refused.
    #[error("tty{number} stays as it is ({request}): {}", .errno.desc())]
    Refused {
        /// The console.
        number: u32,
        /// The kernel's name of the request.
        request: &'static str,
        /// Why.
        errno: Errno,
    },
}

/// Puts a console into graphics mode and writes what it was into `file`. Returns its number; `None` for [`Vt::None`] and
/// where [`Vt::Auto`] finds none that is shown on the framebuffer `source`. Where `file` tells of a console that is held
/// already, that one is held on, and what it was before stays written.
///
/// # Errors
///
/// When a console that was asked for by its number cannot be had, or the file cannot be made.
pub fn hold_console(vt: Vt, source: &Source, file: &Path) -> Result<Option<u32>, HoldError> {
    let failed = |source| HoldError::File { path: file.to_owned(), source };
    match fs::read_to_string(file) {
        Ok(record) if !record.is_empty() => {
            let (number, _) = parse(&record, file)?;
            set_mode(&open_number(number)?.0, number, KD_GRAPHICS)?;
            return Ok(Some(number));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let found = match vt {
        Vt::None => None,
        Vt::Auto => {
            shown_on(source).inspect_err(|reason| tracing::info!("no console is held: {reason}")).ok()
        }
        Vt::Number(number) => Some(open_number(number)?),
    };
    let Some((terminal, number)) = found else {
        return fs::write(file, "").map(|()| None).map_err(failed);
    };
    let kd_mode = terminal.kd_mode().map_err(refused(number, "KDGETMODE"))?;
    let active = terminal.active().map_err(refused(number, "VT_GETSTATE"))?;
    // The daemon will have it shown, and cannot have another shown in the end: from a console in graphics mode the
    // kernel does not switch.
    let before = Before { kd_mode, shown: (active != number).then_some((number, active)) };
    // Before it happens: what is not written down cannot be given back.
    fs::write(file, format!("{number} {}\n", before.to_argument())).map_err(failed)?;
    set_mode(&terminal, number, KD_GRAPHICS)?;
    Ok(Some(number))
}

/// The console that is shown on a framebuffer.
fn shown_on(source: &Source) -> Result<(Terminal, u32), Box<dyn std::error::Error>> {
    if matches!(source, Source::File { .. }) {
        return Err(format!("{} shows none", source.path().display()).into());
    }
    let (_, number) = open(Path::new("/dev/tty0"))?;
    let device = Device::open(source)?;
    if device.shows_console(number) == Some(false) {
        return Err(ConsoleError::OtherDisplay { number, device: device.name().to_owned() }.into());
    }
    Ok(open_number(number)?)
}

fn open_number(number: u32) -> Result<(Terminal, u32), ConsoleError> {
    let (terminal, _) = open(&PathBuf::from(format!("/dev/tty{number}")))?;
    Ok((terminal, number))
}

/// Makes the console what it was before [`hold_console`] wrote `file`, and removes that. Returns its number, if one was
/// held.
///
/// # Errors
///
/// When there is no such file, or the console cannot be given back.
pub fn release_console(file: &Path) -> Result<Option<u32>, HoldError> {
    let failed = |source| HoldError::File { path: file.to_owned(), source };
    let record = fs::read_to_string(file).map_err(failed)?;
    let held = if record.is_empty() { None } else { Some(give_back(&record, file)?) };
    fs::remove_file(file).map_err(failed)?;
    Ok(held)
}

/// Makes the console what `record` says, and has the one shown that was before it.
fn give_back(record: &str, file: &Path) -> Result<u32, HoldError> {
    let (number, before) = parse(record, file)?;
    let terminal = open_number(number)?.0;
    set_mode(&terminal, number, before.kd_mode)?;
    before.show_other(&terminal).map_err(refused(number, "VT_ACTIVATE"))?;
    Ok(number)
}

/// What a file says that [`hold_console`] has written.
fn parse(record: &str, file: &Path) -> Result<(u32, Before), HoldError> {
    let parsed = record.trim_end().split_once(' ').and_then(|(number, before)| {
        let number: u32 = number.parse().ok().filter(|number| (1..=63).contains(number))?;
        Some((number, Before::from_argument(before)?))
    });
    parsed.ok_or_else(|| HoldError::Senseless(file.to_owned()))
}

fn set_mode(terminal: &Terminal, number: u32, kd_mode: i32) -> Result<(), HoldError> {
    terminal.set_kd_mode(kd_mode).map_err(refused(number, "KDSETMODE"))
}

fn refused(number: u32, request: &'static str) -> impl FnOnce(Errno) -> HoldError {
    move |errno| HoldError::Refused { number, request, errno }
}
