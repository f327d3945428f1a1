//! What may stand on one line: a request.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};

use super::action::Action;
use super::buffer::Kept;
use super::check::Rules;
use super::command::Command;
use super::commands::{Commands, CommandsVisitor};
use super::error::Fault;
use super::op::{OPS, Op};
use super::question::Question;
use super::reply::Id;
use super::tree::Text;
use super::with_id::WithId;

/// A request that has been read and checked.
#[derive(Debug)]
pub struct Request<'a> {
    /// What the client calls it, if it does.
    pub id: Option<Id<'a>>,
    /// What it asks for.
    pub body: Body,
    /// How many pictures its commands draw, those in groups included.
    pub images: usize,
}

/// What a request asks for.
#[derive(Debug)]
pub enum Body {
    /// One drawing command.
    Command(Kept<Command>),
    /// Drawing commands that appear together or not at all.
    Frame(Frame),
    /// An action.
    Action(Action),
    /// A question.
    Question(Question),
}

impl Body {
    /// The name of what is asked for: that of an operation, or `frame`.
    pub fn name(&self) -> &'static str {
        Op::of(self).map_or("frame", |op| OPS[op as usize])
    }
}

/// Commands that appear together or not at all.
#[derive(Debug)]
pub struct Frame {
    /// The commands.
    pub commands: Commands,
    /// Whether they stood in a member `frame` rather than being the whole line.
    named: bool,
}

impl Frame {
    /// Where on the line a fault of its list of commands is.
    pub fn place(&self, fault: Fault) -> Fault {
        if self.named { fault.inside("frame") } else { fault }
    }
}

/// A request that cannot be answered as it stands.
#[derive(Debug)]
pub struct Failure<'a> {
    /// Its id, where that could be read.
    pub id: Option<Id<'a>>,
    /// What is wrong.
    pub fault: Fault,
}

impl Request<'_> {
    /// Whether what it asks for is within the limits and can be done.
    pub(super) fn check(&self, rules: &Rules<'_>) -> Result<(), Fault> {
        match &self.body {
            Body::Command(command) => command.check(rules),
            Body::Action(action) => action.check(rules.limits),
            Body::Question(question) => question.check(rules.screen, rules.limits),
            Body::Frame(frame) => frame.commands.check(rules).map_err(|fault| frame.place(fault)),
        }
    }
}

pub(super) struct RequestVisitor;

impl<'de> Visitor<'de> for RequestVisitor {
    type Value = Request<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a command {\"op\":…} or a frame of commands […]")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Request<'de>, A::Error> {
        let mut id = None;
        while let Some(Text(name)) = map.next_key()? {
            match &*name {
                "op" => {
                    let op: Op = map.next_value()?;
                    let members = WithId { map, id: &mut id };
                    let body = if op.draws() {
                        Body::Command(Kept::read(|list| op.read_command(members, list))?)
                    } else {
                        op.read_other(members)?
                    };
                    return Ok(Request { id, body, images: 0 });
                }
                "frame" => {
                    let commands = map.next_value()?;
                    let mut rest = WithId { map, id: &mut id };
                    if let Some(Text(name)) = rest.next_key()? {
                        return Err(A::Error::unknown_field(&name, &["id", "frame"]));
                    }
                    let body = Body::Frame(Frame { commands, named: true });
                    return Ok(Request { id, body, images: 0 });
                }
                "id" if id.is_none() => id = Some(map.next_value()?),
                "id" => return Err(A::Error::duplicate_field("id")),
                // The careful way moves `op` and `frame` to the front, so there it is missing.
                _ => break,
            }
        }
        Err(A::Error::missing_field("op"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Request<'de>, A::Error> {
        let commands = CommandsVisitor.visit_seq(seq)?;
        Ok(Request { id: None, body: Body::Frame(Frame { commands, named: false }), images: 0 })
    }
}
