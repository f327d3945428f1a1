//! Where to draw on a device, and why there.

use std::fmt;

use super::{Buffering, Setup};
use crate::device::Device;
use crate::pixel::Format;
use crate::rotation::Rotation;

/// What cannot be drawn on directly was asked to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDirect {
    /// The device's format is none that can be drawn in.
    #[error("{0} cannot be drawn directly, only converted: use --buffer shadow or auto")]
    Format(Format),
    /// The picture lies otherwise in the device than it is drawn.
    #[error(
        "a picture that is turned by {0}° cannot be drawn directly: use --buffer shadow or auto, or --rotate 0"
    )]
    Turned(Rotation),
}

/// Where is drawn on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Where.
    pub buffering: Buffering,
    /// Why there.
    pub reason: Reason,
}

/// Why a device is drawn on as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It was asked for.
    Asked,
    /// What is drawn is written to the device, which cannot be mapped.
    NotMapped,
    /// A mapped file is ordinary memory, quick to write and to read.
    PlainFile,
    /// What a device keeps is often slow to read.
    DeviceMemory,
    /// It cannot be drawn on directly.
    NotDirect(NotDirect),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("as configured"),
            Self::NotMapped => f.write_str("it cannot be mapped, so what changes is written"),
            Self::PlainFile => f.write_str("a file in a format that is drawn as it is"),
            Self::DeviceMemory => f.write_str("device memory is often slow to read, and frames appear whole"),
            Self::NotDirect(NotDirect::Format(format)) => write!(f, "{format} is not drawn but converted to"),
            Self::NotDirect(NotDirect::Turned(rotation)) => write!(f, "the picture is turned by {rotation}°"),
        }
    }
}

impl Setup {
    /// Where a device will be drawn on. Whether one to be flipped has two pages shows only when it is.
    ///
    /// # Errors
    ///
    /// When it cannot be drawn on directly and was to be.
    pub fn choice(&self, device: &Device) -> Result<Choice, NotDirect> {
        let because = |buffering, reason| Ok(Choice { buffering, reason });
        match (self.buffering, self.refusal(device.geometry().format())) {
            (Some(Buffering::Direct), Some(refusal)) => Err(refusal),
            // What is drawn in memory of our own is not drawn directly, whatever it is called.
            _ if !device.is_mapped() => because(Buffering::Shadow, Reason::NotMapped),
            (Some(buffering), _) => because(buffering, Reason::Asked),
            (None, Some(refusal)) => because(Buffering::Shadow, Reason::NotDirect(refusal)),
            (None, None) if device.is_plain_file() => because(Buffering::Direct, Reason::PlainFile),
            (None, None) => because(Buffering::Shadow, Reason::DeviceMemory),
        }
    }

    /// Whether a device can be drawn on directly, whatever was asked for.
    pub(super) fn can_be_direct(&self, device: &Device) -> bool {
        device.is_mapped() && self.refusal(device.geometry().format()).is_none()
    }

    /// Why pixels of a format cannot be drawn directly.
    fn refusal(&self, format: Format) -> Option<NotDirect> {
        if !format.is_native() {
            return Some(NotDirect::Format(format));
        }
        (self.rotation != Rotation::R0).then_some(NotDirect::Turned(self.rotation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Source;
    use crate::geometry::Size;

    #[test]
    fn every_choice_has_its_reason() {
        let directory = tempfile::tempdir().unwrap();
        let choose = |format, buffering, rotation, unmapped| {
            let path = directory.path().join("screen.raw");
            let size = Size { width: 16, height: 16 };
            let device = Device::open(&Source::File { path, size, format, stride: None, offset: 0 }).unwrap();
            let device = if unmapped { device.unmapped() } else { device };
            let choice = Setup { buffering, rotation, wait_vsync: false }.choice(&device);
            choice.map(|Choice { buffering, reason }| format!("{}: {reason}", buffering.name()))
        };
        let (native, few) = (Format::Xrgb8888, Format::Gray4);
        let (upright, turned) = (Rotation::R0, Rotation::R90);
        for (format, buffering, rotation, unmapped, expected) in [
            (native, None, upright, false, "direct: a file in a format that is drawn as it is"),
            (native, Some(Buffering::Shadow), upright, false, "shadow: as configured"),
            (native, Some(Buffering::Shadow), turned, false, "shadow: as configured"),
            (native, None, turned, false, "shadow: the picture is turned by 90°"),
            (few, None, upright, false, "shadow: gray4 is not drawn but converted to"),
            (native, None, upright, true, "shadow: it cannot be mapped, so what changes is written"),
        ] {
            assert_eq!(choose(format, buffering, rotation, unmapped).as_deref(), Ok(expected));
        }
        let refused = choose(few, Some(Buffering::Direct), upright, false);
        assert_eq!(refused, Err(NotDirect::Format(few)));
    }
}
