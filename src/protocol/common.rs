//! What any drawing command may carry.

use super::clip::Clip;
use super::value::{Matrix, Opacity};
use crate::pixel::Blend;

/// What any drawing command may carry.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    /// How much of what the command draws, taken as one picture, is left.
    pub opacity: Opacity,
    /// How that picture is put together with what is below.
    pub blend: Blend,
    /// Nothing is drawn outside. It lies in the command's own coordinates, as everything does.
    pub clip: Option<&'a Clip>,
    /// Where the command's coordinates lie on the screen, or in the group around it.
    pub transform: Option<Matrix>,
    /// Whether edges between pixels are smoothed.
    pub antialias: bool,
}

pub(super) const fn yes() -> bool {
    true
}

/// Declares a command with the members that all commands share. They are written into each struct, because
/// serde's `flatten` would buffer every member and lose both speed and `deny_unknown_fields`.
macro_rules! command {
    ($(#[$meta:meta])* struct $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$attribute])* pub $member: $type,)*
            /// See [`Common::opacity`].
            #[serde(default)]
            pub opacity: Opacity,
            /// See [`Common::blend`].
            #[serde(default)]
            pub blend: Blend,
            /// See [`Common::clip`].
            pub clip: Option<Kept<Clip>>,
            /// See [`Common::transform`].
            pub transform: Option<Kept<Matrix>>,
            /// See [`Common::antialias`].
            #[serde(default = "yes")]
            pub antialias: bool,
        }

        impl $name {
            /// The members that every command has.
            pub fn common(&self) -> Common<'_> {
                Common {
                    opacity: self.opacity,
                    blend: self.blend,
                    clip: self.clip.as_deref(),
                    transform: self.transform.as_deref().copied(),
                    antialias: self.antialias,
                }
            }
        }
    };
}

pub(super) use command;
