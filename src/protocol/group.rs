//! The `group` command.

use serde::{Deserialize, Deserializer};

use super::buffer::Kept;
use super::clip::Clip;
use super::commands::Commands;
use super::common::{Common, command, yes};
use super::context::{Context, context, within};
use super::value::{Matrix, Opacity};
use crate::pixel::Blend;

command! {
    /// Commands that are drawn into a picture of their own, which opacity, blend and clip then apply to as a whole.
    /// Its transform applies to all that is inside. A group with none of the first three is no picture of its own:
    /// its commands are drawn as if they stood alone, as SVG has it. The blend `src` is `over` for a group.
    ///
    /// ```json
    /// {"op":"group","opacity":0.5,"commands":[{"op":"circle","cx":40,"cy":40,"r":30,"fill":"red"},{"op":"circle","cx":70,"cy":40,"r":30,"fill":"blue"}]}
    /// ```
    struct Group {
        /// What is drawn.
        #[serde(deserialize_with = "nested")]
        commands: Commands,
    }
}

/// Reads the commands of a group: as others, one group further in.
fn nested<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Commands, D::Error> {
    let outside = context();
    within(Context { depth: outside.depth + 1, ..outside }, || Commands::deserialize(deserializer))
}
