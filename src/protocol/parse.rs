//! From the bytes of one line to a checked request.
//!
//! The quick way is one pass of `serde_json` into the command's own struct, which works when `op` stands first
//! (an `id` may stand before it) and nothing is wrong. Any other line is read by the careful way of
//! `tree`, through the same visitors.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::action::Action;
use super::buffer::{Buffer, Kept};
use super::command::{Command, Rules};
use super::commands::{Commands, CommandsVisitor};
use super::context::{Context, enter};
use super::control;
use super::error::{Code, Fault};
use super::limits::Limits;
use super::load;
use super::question::{self, Question};
use super::register;
use super::reply::Id;
use super::rotate;
use super::text;
use super::tree::{Node, Text};
use crate::geometry::Size;

/// Declares the operations: their names, and what each reads its members into.
macro_rules! ops {
    (draw { $($draw:ident,)* } act { $($act:ident: $object:ty,)* } ask { $($ask:ident: $members:ty => $question:expr,)* }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum Op { $($draw,)* $($act,)* $($ask,)* }

        impl Op {
            /// Whether it draws, so that a frame may hold it.
            pub(super) fn draws(self) -> bool {
                matches!(self, $(Self::$draw)|*)
            }

            /// Reads the members of an operation that draws, and adds the command to a list.
            #[inline]
            pub(super) fn read_command<'de, A: MapAccess<'de>>(
                self,
                members: A,
                list: &mut Buffer<Command>,
            ) -> Result<(), A::Error> {
                let members = MapAccessDeserializer::new(members);
                match self {
                    // Each is put where it stays from here: as large as it is, every further move would cost.
                    $(Self::$draw => list.push(Command::$draw(Deserialize::deserialize(members)?)),)*
                    $(Self::$act)|* | $(Self::$ask)|* => unreachable!("{self:?} draws nothing"),
                }
                Ok(())
            }

            /// What a request asks for; a frame may ask for many.
            fn of(body: &Body) -> Option<Self> {
                Some(match body {
                    Body::Command(command) => match &**command { $(Command::$draw { .. } => Self::$draw,)* },
                    Body::Frame(_) => return None,
                    Body::Action(action) => match action { $(Action::$act { .. } => Self::$act,)* },
                    Body::Question(question) => match question { $(Question::$ask { .. } => Self::$ask,)* },
                })
            }

            /// Reads the members of an operation that draws nothing.
            fn read_other<'de, A: MapAccess<'de>>(self, members: A) -> Result<Body, A::Error> {
                let members = MapAccessDeserializer::new(members);
                Ok(match self {
                    $(Self::$act => Body::Action(Action::$act(<$object>::deserialize(members)?)),)*
                    $(Self::$ask => {
                        let question: fn($members) -> Question = $question;
                        Body::Question(question(<$members>::deserialize(members)?))
                    })*
                    $(Self::$draw)|* => unreachable!("{self:?} draws"),
                })
            }
        }
    };
}

ops! {
    draw {
        Clear, Rect, Rects, Line, Polyline, Polygon, Circle, Ellipse, Arc, Path, Pixels, Text, Copy, Group,
        Qr, Progress, Image,
    }
    act {
        Load: load::Load,
        Drop: load::Drop,
        Blank: control::Blank,
        WaitVsync: control::WaitVsync,
        Mode: control::Mode,
        Palette: control::SetPalette,
        Repaint: control::Repaint,
        Rotate: rotate::Rotate,
        Poke: register::Poke,
    }
    ask {
        Info: question::Bare => |_| Question::Info,
        Ping: question::Bare => |_| Question::Ping,
        Stats: question::Bare => |_| Question::Stats,
        Measure: Kept<text::Text> => Question::Measure,
        Fonts: question::Bare => |_| Question::Fonts,
        Pixel: question::PixelAt => Question::Pixel,
        Checksum: question::Checksum => Question::Checksum,
        Capture: question::Capture => Question::Capture,
        Peek: register::Peek => Question::Peek,
    }
}

/// Every operation's name.
pub const OPS: &[&str] = &[
    "clear",
    "rect",
    "rects",
    "line",
    "polyline",
    "polygon",
    "circle",
    "ellipse",
    "arc",
    "path",
    "pixels",
    "text",
    "copy",
    "group",
    "qr",
    "progress",
    "image",
    "load",
    "drop",
    "blank",
    "wait_vsync",
    "mode",
    "palette",
    "repaint",
    "rotate",
    "poke",
    "info",
    "ping",
    "stats",
    "measure",
    "fonts",
    "pixel",
    "checksum",
    "capture",
    "peek",
];

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

/// Reads one line without its end.
pub fn parse<'a>(line: &'a [u8], limits: &Limits, screen: Size) -> Result<Request<'a>, Failure<'a>> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let text = format!("not UTF-8: no character begins at column {}", error.valid_up_to() + 1);
        Failure { id: None, fault: Fault::new(Code::Parse, text) }
    })?;
    enter(Context { target: screen, limits: *limits, depth: 0 });
    let mut request = quick(text).or_else(|_| careful(text))?;
    let images = Cell::new(0);
    match request.check(&Rules { limits, screen, images: &images }) {
        Ok(()) => {
            request.images = images.get();
            Ok(request)
        }
        Err(fault) => Err(Failure { id: request.id, fault }),
    }
}

fn quick(text: &str) -> serde_json::Result<Request<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let request = deserializer.deserialize_any(RequestVisitor)?;
    deserializer.end()?;
    Ok(request)
}

fn careful(text: &str) -> Result<Request<'_>, Failure<'_>> {
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|error| Failure { id: None, fault: not_json(&error) })?;
    Node(raw).deserialize_any(RequestVisitor).map_err(|fault| Failure { id: find_id(Node(raw)), fault })
}

fn not_json(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    Fault::new(Code::Parse, format!("not JSON: {what} at column {}", error.column()))
}

/// The id of a request that failed elsewhere.
fn find_id(request: Node<'_>) -> Option<Id<'_>> {
    let members = request.members().ok()?;
    let (_, id) = members.into_iter().find(|(name, _)| name == "id")?;
    Id::deserialize(id).ok()
}

impl Request<'_> {
    fn check(&self, rules: &Rules<'_>) -> Result<(), Fault> {
        match &self.body {
            Body::Command(command) => command.check(rules),
            Body::Action(action) => action.check(rules.limits),
            Body::Question(question) => question.check(rules.screen, rules.limits),
            Body::Frame(frame) => frame.commands.check(rules).map_err(|fault| frame.place(fault)),
        }
    }
}

struct RequestVisitor;

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

/// The members of a command with the request's id taken out, wherever it stands.
struct WithId<'i, 'de, A> {
    map: A,
    id: &'i mut Option<Id<'de>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithId<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let mut seed = seed;
        loop {
            match self.map.next_key_seed(NotId(seed))? {
                None => return Ok(None),
                Some(Ok(key)) => return Ok(Some(key)),
                Some(Err(_)) if self.id.is_some() => return Err(A::Error::duplicate_field("id")),
                Some(Err(again)) => {
                    *self.id = Some(self.map.next_value()?);
                    seed = again;
                }
            }
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads a name as `K` does, unless it is `id`: then `K` is given back.
struct NotId<K>(K);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for NotId<K> {
    type Value = Result<K::Value, K>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for NotId<K> {
    type Value = Result<K::Value, K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        if name == "id" { Ok(Err(self.0)) } else { self.0.deserialize(StrDeserializer::new(name)).map(Ok) }
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        if name == "id" {
            Ok(Err(self.0))
        } else {
            self.0.deserialize(BorrowedStrDeserializer::new(name)).map(Ok)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size { width: 320, height: 240 };

    fn read(line: &str) -> Result<Request<'_>, Failure<'_>> {
        parse(line.as_bytes(), &Limits::default(), SCREEN)
    }

    /// Code, place and message of a line that must fail.
    fn fault(line: &str) -> (Code, Option<String>, String) {
        let failure = read(line).expect_err(line);
        (failure.fault.code, failure.fault.at(), failure.fault.message())
    }

    #[test]
    fn the_names_are_those_that_serde_knows() {
        for (index, name) in OPS.iter().enumerate() {
            let op: Op = serde_json::from_str(&format!("\"{name}\"")).expect(name);
            assert_eq!(op as usize, index, "{name}");
        }
        let named = |line| read(line).unwrap().body.name();
        assert_eq!(named(r#"{"op":"wait_vsync"}"#), "wait_vsync");
        assert_eq!(named(r#"{"op":"copy","to_x":0,"to_y":0}"#), "copy");
        assert_eq!(named(r#"{"op":"ping"}"#), "ping");
        assert_eq!(named("[]"), "frame");
        assert_eq!(fault(r#"{"op":"retc"}"#).2, "unknown op `retc`, did you mean `rect`?");
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        for line in [
            r#"{"op":"circle","cx":1,"cy":2,"r":3,"fill":"red","id":9}"#,
            r#"{"id":9,"op":"circle","cx":1,"cy":2,"r":3,"fill":"red"}"#,
            r#" { "cx":1, "id":9, "cy":2,"r":3,"fill":"red","op":"circle"} "#,
            r#"{"cx":1,"cy":2,"r":3,"\u0066ill":"red","op":"circle","i\u0064":9}"#,
        ] {
            let request = read(line).unwrap();
            assert_eq!(request.id, Some(Id::Integer(9)), "{line}");
            let Body::Command(command) = request.body else { panic!("{line}") };
            let Command::Circle(circle) = &*command else { panic!("{line}") };
            assert_eq!((circle.cx.0, circle.cy.0, circle.r.0), (1.0, 2.0, 3.0));
        }
    }

    #[test]
    fn frames_hold_commands_only() {
        let Body::Frame(frame) = read(r#"[{"op":"clear"},{"color":"red","op":"clear"}]"#).unwrap().body
        else {
            panic!()
        };
        assert_eq!(frame.commands.list().len(), 2);
        let request = read(r#"{"frame":[{"op":"clear"}],"id":"a"}"#).unwrap();
        assert_eq!(request.id, Some(Id::Text("a".into())));
        assert!(matches!(read("[]").unwrap().body, Body::Frame(_)));
        assert_eq!(fault(r#"[{"op":"clear"},{"op":"ping"}]"#).1.as_deref(), Some("/1/op"));
        assert_eq!(fault(r#"[{"op":"clear","id":4}]"#).1.as_deref(), Some("/0/id"));
        assert_eq!(
            fault(r#"[[]]"#),
            (Code::Invalid, Some("/0".into()), "command 0 must be a command {\"op\":…}, it is a list".into())
        );
    }

    #[test]
    fn every_fault_has_its_code_and_place() {
        for (line, code, at) in [
            (r#"{"op":"rect""#, Code::Parse, None),
            ("nonsense", Code::Parse, None),
            ("5", Code::Invalid, Some("")),
            ("null", Code::Invalid, Some("")),
            (r#""rect""#, Code::Invalid, Some("")),
            (r#"{}"#, Code::MissingField, Some("/op")),
            (r#"{"id":7}"#, Code::MissingField, Some("/op")),
            (r#"{"op":7}"#, Code::Invalid, Some("/op")),
            (r#"{"op":"zzz"}"#, Code::UnknownOp, Some("/op")),
            (r#"{"op":"rect","x":1,"y":1,"width":1,"fill":"red"}"#, Code::MissingField, Some("/height")),
            (r#"{"op":"rect","x":1,"y":1,"widht":1,"height":1}"#, Code::UnknownField, Some("/widht")),
            (r#"{"op":"rect","x":1,"y":1,"width":1,"height":1}"#, Code::MissingField, Some("/fill")),
            (r#"{"op":"rect","x":1,"x":1}"#, Code::Invalid, Some("/x")),
            (r#"{"op":"rect","x":"1","y":1,"width":1,"height":1}"#, Code::Invalid, Some("/x")),
            (r#"{"op":"rect","x":1e999,"y":1,"width":1,"height":1}"#, Code::Invalid, Some("/x")),
            (r#"{"op":"rect","x":1,"y":-16777217,"width":1,"height":1}"#, Code::Invalid, Some("/y")),
            (r#"{"op":"polygon","points":[[0,0],[1,"a"]],"fill":"red"}"#, Code::Invalid, Some("/points/1/1")),
            (r#"{"op":"polygon","points":[[0,0],[1]],"fill":"red"}"#, Code::Invalid, Some("/points/1")),
            (r#"{"op":"polygon","points":[[0,0],[1,2,3]],"fill":"red"}"#, Code::Invalid, Some("/points/1")),
            (r#"{"op":"clear","color":[1,2,256]}"#, Code::Invalid, Some("/color/2")),
            (r#"{"op":"clear","color":"redd"}"#, Code::Invalid, Some("/color")),
            (r#"{"op":"clear","id":1.5}"#, Code::Invalid, Some("/id")),
            (r#"{"op":"path","d":"M0 0 X","fill":"red"}"#, Code::Invalid, Some("/d")),
            (r#"{"op":"checksum","width":321}"#, Code::Invalid, Some("/width")),
            (r#"{"op":"pixel","x":320,"y":0}"#, Code::Invalid, Some("/x")),
            (r#"{"op":"copy","x":-1,"to_x":0,"to_y":0}"#, Code::Invalid, Some("/x")),
            (r#"{"op":"capture","format":"gif"}"#, Code::Invalid, Some("/format")),
            (
                r#"{"frame":[{"op":"circle","cx":0,"cy":0,"r":-3,"fill":"red"}],"id":7}"#,
                Code::Invalid,
                Some("/frame/0/r"),
            ),
            (r#"{"frame":[],"x":1}"#, Code::UnknownField, Some("/x")),
            (
                r#"[{"op":"clear"},{"op":"clear"},{"op":"circle","cx":0,"cy":0,"r":1}]"#,
                Code::MissingField,
                Some("/2/fill"),
            ),
        ] {
            let (found, place, message) = fault(line);
            assert_eq!((found, place.as_deref()), (code, at), "{line}: {message}");
        }
    }

    #[test]
    fn a_failing_request_keeps_its_id() {
        assert_eq!(read(r#"{"op":"rect","id":"x"}"#).unwrap_err().id, Some(Id::Text("x".into())));
        assert_eq!(read(r#"{"frame":[{"op":"nope"}],"id":3}"#).unwrap_err().id, Some(Id::Integer(3)));
        assert_eq!(
            read(r#"{"frame":[{"op":"circle","cx":0,"cy":0,"r":1}],"id":3}"#)
                .unwrap_err()
                .fault
                .at()
                .as_deref(),
            Some("/frame/0/fill")
        );
        assert_eq!(
            read(r#"{"frame":[{"op":"circle","cx":0,"cy":0,"r":1}]}"#).unwrap_err().fault.at().as_deref(),
            Some("/frame/0/fill")
        );
    }

    #[test]
    fn limits_name_their_setting() {
        let limits = Limits { frame_commands: 2, command_points: 3, ..Limits::default() };
        let line = br#"[{"op":"clear"},{"op":"clear"},{"op":"clear"},{"op":"clear"}]"#;
        let fault = parse(line, &limits, SCREEN).unwrap_err().fault;
        assert_eq!((fault.code, fault.at().as_deref()), (Code::TooLarge, Some("")));
        assert!(fault.message().contains("4 commands, the limit is 2 (limits.frame_commands)"), "{fault}");
        let line = br#"{"op":"pixels","points":[[0,0],[0,0],[0,0],[0,0]],"color":"red"}"#;
        let fault = parse(line, &limits, SCREEN).unwrap_err().fault;
        assert_eq!((fault.code, fault.at().as_deref()), (Code::TooLarge, Some("/points")));
    }

    #[test]
    fn groups_nest_as_deep_as_the_limit() {
        let nested = |depth| {
            let open = r#"{"op":"group","commands":["#;
            format!("{}{}{}", open.repeat(depth), r#"{"op":"clear"}"#, "]}".repeat(depth))
        };
        assert!(read(&nested(16)).is_ok());
        for depth in [17, 60, 10_000] {
            let (code, at, message) = fault(&nested(depth));
            assert_eq!((code, at), (Code::TooLarge, Some(format!("{}/commands", "/commands/0".repeat(16)))));
            assert!(message.contains("limits.group_depth"), "{message}");
        }
        let (code, at, _) = fault(r#"[{"op":"group","commands":[{"op":"clear"},{"op":"circle","cx":1}]}]"#);
        assert_eq!((code, at.as_deref()), (Code::MissingField, Some("/0/commands/1/cy")));
    }

    #[test]
    fn percentages_are_parts_of_the_target() {
        let line = r#"{"op":"rect","x":"50%","y":"-25%","width":"10%","height":"100%","fill":"red"}"#;
        let Body::Command(command) = read(line).unwrap().body else { panic!() };
        let Command::Rect(rect) = &*command else { panic!() };
        assert_eq!((rect.x.0, rect.y.0, rect.width.0, rect.height.0), (160.0, -60.0, 32.0, 240.0));
        for (line, at) in [
            (r#"{"op":"rect","x":"50","y":0,"width":1,"height":1,"fill":"red"}"#, "/x"),
            (r#"{"op":"rect","x":0,"y":0,"width":"-1%","height":1,"fill":"red"}"#, "/width"),
            (r#"{"op":"rect","x":0,"y":"1e9%","width":1,"height":1,"fill":"red"}"#, "/y"),
            (r#"{"op":"rect","x":0,"y":"nan%","width":1,"height":1,"fill":"red"}"#, "/y"),
            (r#"{"op":"pixel","x":"50%","y":0}"#, "/x"),
        ] {
            let (code, place, message) = fault(line);
            assert_eq!((code, place.as_deref()), (Code::Invalid, Some(at)), "{line}: {message}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        for (open, close) in [("[", "]"), (r#"{"op":"rect","x":"#, "}"), (r#"{"a":"#, "}")] {
            let line = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
            assert!(read(&line).is_err());
            assert!(read(&open.repeat(10_000)).is_err());
        }
    }
}
