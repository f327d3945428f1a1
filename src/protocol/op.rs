//! The operations: their names, and what each reads its members into.

use serde::Deserialize;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;

use super::action::Action;
use super::buffer::{Buffer, Kept};
use super::command::Command;
use super::control;
use super::load;
use super::question::{self, Question};
use super::register;
use super::request::Body;
use super::rotate;
use super::text;

/// Declares the operations: their names, and what each reads its members into.
macro_rules! ops {
    (
        draw { $($draw:ident = $draw_name:literal,)* }
        act { $($act:ident = $act_name:literal: $object:ty,)* }
        ask { $($ask:ident = $ask_name:literal: $members:ty => $question:expr,)* }
    ) => {
        /// Every operation's name.
        pub const OPS: &[&str] = &[$($draw_name,)* $($act_name,)* $($ask_name,)*];

        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        pub(super) enum Op {
            $(#[serde(rename = $draw_name)] $draw,)*
            $(#[serde(rename = $act_name)] $act,)*
            $(#[serde(rename = $ask_name)] $ask,)*
        }

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
            pub(super) fn of(body: &Body) -> Option<Self> {
                Some(match body {
                    Body::Command(command) => match &**command { $(Command::$draw { .. } => Self::$draw,)* },
                    Body::Frame(_) => return None,
                    Body::Action(action) => match action { $(Action::$act { .. } => Self::$act,)* },
                    Body::Question(question) => match question { $(Question::$ask { .. } => Self::$ask,)* },
                })
            }

            /// Reads the members of an operation that draws nothing.
            pub(super) fn read_other<'de, A: MapAccess<'de>>(self, members: A) -> Result<Body, A::Error> {
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

        impl Command {
            /// The operation's name.
            pub fn op(&self) -> &'static str {
                let op = match self { $(Self::$draw(..) => Op::$draw,)* };
                OPS[op as usize]
            }
        }
    };
}

ops! {
    draw {
        Clear = "clear",
        Rect = "rect",
        Rects = "rects",
        Line = "line",
        Polyline = "polyline",
        Polygon = "polygon",
        Circle = "circle",
        Ellipse = "ellipse",
        Arc = "arc",
        Path = "path",
        Pixels = "pixels",
        Text = "text",
        Copy = "copy",
        Group = "group",
        Qr = "qr",
        Progress = "progress",
        Image = "image",
    }
    act {
        Load = "load": load::Load,
        Drop = "drop": load::Drop,
        Blank = "blank": control::Blank,
        WaitVsync = "wait_vsync": control::WaitVsync,
        Mode = "mode": control::Mode,
        Palette = "palette": control::SetPalette,
        Repaint = "repaint": control::Repaint,
        Rotate = "rotate": rotate::Rotate,
        Poke = "poke": register::Poke,
    }
    ask {
        Info = "info": question::Bare => |_| Question::Info,
        Ping = "ping": question::Bare => |_| Question::Ping,
        Stats = "stats": question::Bare => |_| Question::Stats,
        Measure = "measure": Kept<text::Text> => Question::Measure,
        Fonts = "fonts": question::Bare => |_| Question::Fonts,
        Pixel = "pixel": question::PixelAt => Question::Pixel,
        Checksum = "checksum": question::Checksum => Question::Checksum,
        Capture = "capture": question::Capture => Question::Capture,
        Peek = "peek": register::Peek => Question::Peek,
    }
}
