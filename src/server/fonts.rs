//! Fonts that clients bring along.

use crate::protocol::answer::Loaded;
use crate::protocol::{Code, Fault};
use crate::text::LoadError;

use super::display::Display;
use super::work::Done;

/// Adds the fonts of a file; `member` says where the file came from.
pub(super) fn load_font(
    name: &str,
    member: &str,
    done: Done,
    display: &mut Display,
) -> Result<Option<Loaded>, Fault> {
    let lost = || Err(Fault::new(Code::Internal, "a file was lost"));
    let file = done.file.unwrap_or_else(lost)?;
    let (bytes, limit) = (file.len(), display.limits.font_bytes);
    match display.painter.typesetter().load(name, file, limit) {
        Ok(()) => Ok(None),
        Err(LoadError::NoFont) => {
            let text = format!("holds no font, TrueType or OpenType, to be called {name:?}");
            Err(Fault::of_value(Code::Invalid, text).inside(member))
        }
        Err(LoadError::NoRoom) => {
            let text =
                format!("is {bytes} bytes more than loaded fonts may take, {limit} (limits.font_bytes)");
            Err(Fault::of_value(Code::TooLarge, text).inside(member))
        }
    }
}
