//! What a display, or its driver, cannot do.

use nix::errno::Errno;

use super::error::DeviceError;
use super::fbdev::FbdevError;
use crate::pixel::Format;

/// Why a display was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Only the kernel's framebuffers can do it.
    #[error("{device} is no framebuffer of the kernel: {task}")]
    NotFramebuffer {
        /// The path of what is drawn on.
        device: String,
        /// What was asked for, as "it has no …".
        task: &'static str,
    },
    /// The driver does not know the request, or does not do it.
    #[error("the driver refuses {request}: {}", refusal(.errno))]
    Refused {
        /// The kernel's name of the request.
        request: &'static str,
        /// What it said.
        errno: Errno,
    },
    /// Pixels are colours.
    #[error("pixels in {0} are colours, not indices into a palette")]
    NoPalette(Format),
    /// The palette belongs to the hardware.
    #[error("the palette of this device cannot be changed (FB_VISUAL_STATIC_PSEUDOCOLOR)")]
    StaticPalette,
    /// Another mode than the one that was asked for, which was left again.
    #[error("the driver makes {got} of {asked}; the mode has not changed")]
    OtherMode {
        /// What was asked for.
        asked: String,
        /// What the driver would have.
        got: String,
    },
    /// DRM's framebuffers take a smaller mode for granted and go on showing the one before, at its stride.
    #[error(
        "the mode of a DRM driver's framebuffer cannot be changed; choose it by the kernel's argument video=WIDTHxHEIGHT-BITS"
    )]
    FixedMode,
    /// Whatever the driver makes of the mode, something else is believed.
    #[error(
        "the mode cannot be changed where settings overrule the driver (size, format, stride, offset, memory)"
    )]
    Overruled,
    /// A mode that cannot be drawn in, which was left again.
    #[error("the mode is possible but cannot be drawn in: {0}; the mode has not changed")]
    Undrawable(FbdevError),
    /// The device was lost on the way.
    #[error(transparent)]
    Device(#[from] DeviceError),
}

/// The kernel's words, but for those that come from the days of teletypes.
pub(super) fn refusal(errno: &Errno) -> &'static str {
    if *errno == Errno::ENOTTY { "it knows no such request" } else { errno.desc() }
}

impl ControlError {
    /// Whether it is something that the device cannot do, rather than something that went wrong.
    pub fn is_unsupported(&self) -> bool {
        match self {
            Self::Refused { errno, .. } => {
                matches!(errno, Errno::ENOTTY | Errno::EINVAL | Errno::ENOSYS | Errno::EOPNOTSUPP)
            }
            Self::Device(_) => false,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_driver_does_not_know_is_told_apart_from_what_went_wrong() {
        let refused = |errno| ControlError::Refused { request: "FBIOBLANK", errno };
        assert!(refused(Errno::EINVAL).is_unsupported() && refused(Errno::ENOTTY).is_unsupported());
        assert!(!refused(Errno::EIO).is_unsupported());
        assert_eq!(
            refused(Errno::ENOTTY).to_string(),
            "the driver refuses FBIOBLANK: it knows no such request"
        );
        let other = ControlError::OtherMode { asked: "1x1 at 8 bits".into(), got: "8x8 at 8 bits".into() };
        assert!(other.is_unsupported());
        assert!(other.to_string().starts_with("the driver makes 8x8 at 8 bits of 1x1 at 8 bits"), "{other}");
    }
}
