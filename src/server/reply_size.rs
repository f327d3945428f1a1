//! How many bytes a reply may have, told before it is made.

use serde::Serialize;

use super::answers::FontList;
use super::display::Display;
use super::unread::SMALL_REPLY;
use crate::geometry::PixelRect;
use crate::protocol::question::CaptureFormat;
use crate::protocol::text::Text;
use crate::protocol::{Body, Command, Fault, Id, Question};

/// What stands around the picture of a capture.
const AROUND: usize = 256;

/// The bytes of a text's measures for each byte of it at most: it may be a line of its own, with five numbers.
const MEASURES: usize = 256;

/// The most bytes that the reply to a request may have, apart from some that are as good as none. The fonts that it
/// needs have been found.
///
/// # Errors
///
/// Those of the request itself.
pub(super) fn most(id: Option<&Id<'_>>, body: &Body, display: &mut Display) -> Result<usize, Fault> {
    let result = match body {
        Body::Question(Question::Capture(capture)) => {
            captured(capture.format, capture.region().within(display.screen.size())?)
        }
        Body::Question(Question::Fonts) => written(&FontList::of(display)),
        Body::Question(Question::Measure(text)) => {
            display.painter.prepare_text(text)?;
            measured(text, display)
        }
        Body::Command(command) => match &**command {
            Command::Text(text) if id.is_some() => measured(text, display),
            _ => 0,
        },
        _ => 0,
    };
    Ok(result + id.map_or(0, called))
}

/// An id: each byte of a string may have to be written as six.
fn called(id: &Id<'_>) -> usize {
    match id {
        Id::Integer(_) => 0,
        Id::Text(text) => 6 * text.len(),
    }
}

/// A picture in base64. A PNG that would become larger holds its pixels as they are, and a byte more for each row.
fn captured(format: CaptureFormat, region: PixelRect) -> usize {
    let raw = 3 * region.width() * region.height();
    let bytes = match format {
        CaptureFormat::Raw => raw,
        CaptureFormat::Png => raw + raw / 1024 + region.height() + AROUND,
    };
    bytes.div_ceil(3) * 4 + AROUND
}

/// The measures of a text. Where that might be many, it is set to see how many lines it has.
fn measured(text: &Text, display: &mut Display) -> usize {
    let most = MEASURES * text.text.as_str().len();
    if most <= SMALL_REPLY { most } else { written(&display.painter.measure(text)) }
}

fn written(result: &impl Serialize) -> usize {
    serde_json::to_vec(result).map_or(0, |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_has_four_bytes_for_each_pixel_of_it() {
        let screen = PixelRect { x0: 0, y0: 0, x1: 3840, y1: 2160 };
        assert_eq!(captured(CaptureFormat::Raw, screen), 3840 * 2160 * 4 + AROUND);
        let png = captured(CaptureFormat::Png, screen);
        assert!((3840 * 2160 * 4..3840 * 2160 * 4 * 101 / 100).contains(&png), "{png}");
        assert!(captured(CaptureFormat::Png, PixelRect { x1: 0, ..screen }) < 4 * 2160);
    }

    #[test]
    fn an_id_may_have_to_be_escaped() {
        let id = Id::Text("\u{1}".repeat(10).into());
        assert_eq!(serde_json::to_string(&id).unwrap().len(), called(&id) + 2);
    }
}
