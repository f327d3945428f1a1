//! Lists of commands: frames, and what is inside a group.

use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::buffer::Buffer;
use super::check::Rules;
use super::command::Command;
use super::context::{Context, context};
use super::error::{Code, Fault};
use super::op::Op;
use super::tree::Text;

/// Commands in the order in which they are drawn.
#[derive(Debug, Default)]
pub struct Commands {
    /// The commands, at most as many as the limit allows.
    list: Buffer<Command>,
    /// How many the client sent.
    sent: usize,
    /// They stand in more groups than the limit allows, and none was kept.
    too_deep: bool,
}

impl Commands {
    /// The commands.
    pub fn list(&self) -> &[Command] {
        &self.list
    }

    /// The commands, to be completed with what they name.
    pub fn list_mut(&mut self) -> &mut [Command] {
        &mut self.list
    }

    /// Whether the list is within the limits and each command in it can be drawn.
    pub(super) fn check(&self, rules: &Rules<'_>) -> Result<(), Fault> {
        let limits = rules.limits;
        if self.too_deep {
            let limit = limits.group_depth;
            let text = format!("stand in too many groups, the limit is {limit} (limits.group_depth)");
            return Err(Fault::of_value(Code::TooLarge, text));
        }
        if self.sent > limits.frame_commands {
            let text = format!(
                "holds {} commands, the limit is {} (limits.frame_commands); send them as several frames",
                self.sent, limits.frame_commands
            );
            return Err(Fault::of_value(Code::TooLarge, text));
        }
        for (index, command) in self.list.iter().enumerate() {
            command.check(rules).map_err(|fault| fault.inside_item(index))?;
        }
        Ok(())
    }

    fn read<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let Context { limits, depth, .. } = context();
        let mut commands = Self { too_deep: depth > limits.group_depth, ..Self::default() };
        if !commands.too_deep {
            commands.list = Buffer::new();
            while commands.list.len() < limits.frame_commands {
                if seq.next_element_seed(CommandSeed(&mut commands.list))?.is_none() {
                    break;
                }
            }
        }
        commands.sent = commands.list.len();
        while seq.next_element::<IgnoredAny>()?.is_some() {
            commands.sent += 1;
        }
        Ok(commands)
    }
}

impl<'de> Deserialize<'de> for Commands {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(CommandsVisitor)
    }
}

pub(super) struct CommandsVisitor;

impl<'de> Visitor<'de> for CommandsVisitor {
    type Value = Commands;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of commands")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Commands, A::Error> {
        Commands::read(seq)
    }
}

/// Reads one more command into a list.
struct CommandSeed<'l>(&'l mut Buffer<Command>);

impl<'de> DeserializeSeed<'de> for CommandSeed<'_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for CommandSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a command {\"op\":…}")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        match map.next_key()? {
            Some(Text(name)) if name == "op" => {}
            _ => return Err(A::Error::missing_field("op")),
        }
        let DrawingOp(op) = map.next_value()?;
        op.read_command(map, self.0)
    }
}

/// An operation that a list of commands may hold.
struct DrawingOp(Op);

impl<'de> Deserialize<'de> for DrawingOp {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let op = Op::deserialize(deserializer)?;
        if op.draws() {
            Ok(Self(op))
        } else {
            Err(D::Error::custom("must be a drawing command; send questions on lines of their own"))
        }
    }
}
