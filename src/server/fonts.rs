//! Fonts that clients load and drop, as the wire has it.

use super::display::Display;
use super::work::Outcome;
use crate::protocol::answer::Loaded;
use crate::protocol::{Code, Fault};
use crate::text::{FontLimits, LoadError};

/// Adds the fonts of a file; `member` says where the file came from.
pub(super) fn load_font(
    name: &str,
    member: &str,
    done: Outcome,
    display: &mut Display,
) -> Result<Option<Loaded>, Fault> {
    let lost = || Err(Fault::new(Code::Internal, "a file was lost"));
    let (file, _paid) = done.file.unwrap_or_else(lost)?;
    let limits = FontLimits { bytes: display.limits.font_bytes, families: display.limits.fonts };
    let loaded = display.painter.typesetter().load(name, file, limits);
    loaded.map(|()| None).map_err(|error| {
        let (code, member) = match &error {
            LoadError::Unfit(_) => (Code::Invalid, member),
            LoadError::Taken { .. } => (Code::Invalid, "font"),
            LoadError::NoRoom { .. } => (Code::TooLarge, member),
            LoadError::TooMany { .. } => (Code::TooLarge, "font"),
        };
        Fault::of_value(code, error.to_string()).inside(member)
    })
}

/// Forgets a family of fonts.
pub(super) fn unload_font(name: &str, display: &mut Display) -> Result<(), Fault> {
    if display.painter.typesetter().unload(name) {
        return Ok(());
    }
    let shown: String = name.chars().take(60).collect();
    let text = format!("\"{shown}\" is no font that was loaded; `fonts` lists them");
    Err(Fault::new(Code::NotFound, text).inside("font"))
}
