//! Drawing commands for shells: `fbdraw rect x=10 y=10 …` becomes `{"op":"rect","x":10,"y":10,…}`.
//!
//! Which members an operation has is the daemon's to know; it also says what a mistyped one should be.

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command, FromArgMatches, Subcommand};
use fbdraw::client::Client;
use serde_json::{Map, Number, Value};

use crate::{Failure, output};

/// Operation, what it does, its members, an example's members.
const OPS: &[[&str; 4]] = &[
    ["rect", "Draw a rectangle", "x y width height rx", "x=10 y=10 width=200 height=80 rx=12 fill=orange"],
    ["rects", "Fill many rectangles", "rects fill", "rects='[[0,0,10,10],[20,0,10,10]]' fill=teal"],
    ["line", "Draw a straight line", "x1 y1 x2 y2", "x1=0 y1=20 x2=300 y2=20 stroke=silver stroke_width=3"],
    [
        "polyline",
        "Draw lines from point to point",
        "points",
        "points='[[0,40],[30,10],[60,25]]' stroke='#0af'",
    ],
    ["polygon", "Draw a closed polygon", "points", "points='[[50,0],[100,90],[0,90]]' fill=gold"],
    ["circle", "Draw a circle", "cx cy r", "cx=60 cy=60 r=40 fill='[255,136,0,128]'"],
    ["ellipse", "Draw an ellipse", "cx cy rx ry", "cx=60 cy=60 rx=40 ry=20 stroke=red"],
    [
        "arc",
        "Draw a part of a circle",
        "cx cy r start end",
        "cx=80 cy=80 r=50 start=-90 end=135 stroke=teal stroke_width=12",
    ],
    ["path", "Draw SVG path data", "d", "d='M10 80 C40 10 65 10 95 80' stroke=crimson stroke_width=4"],
    ["pixels", "Set single pixels", "points color", "points='[[0,0],[1,1],[2,2]]' color=lime"],
    [
        "text",
        "Draw text",
        "x y text size font weight italic align baseline max_width max_lines overflow line_height letter_spacing \
         direction background",
        "x=40 y=60 text='Now serving 47' size=32 weight=700 fill=white",
    ],
    ["copy", "Copy a part of the screen elsewhere", "x y width height to_x to_y", "y=20 to_x=0 to_y=0"],
    [
        "qr",
        "Draw a QR code",
        "x y size data ecc fill background quiet_zone",
        "x=20 y=20 size=200 data=https://example.org ecc=Q",
    ],
    [
        "progress",
        "Draw a bar that is filled in part",
        "x y width height value fill track rx",
        "x=20 y=20 width=300 height=16 rx=8 value=0.42",
    ],
    [
        "group",
        "Draw commands as one picture",
        "commands",
        "opacity=0.5 commands='[{\"op\":\"circle\",\"cx\":40,\"cy\":40,\"r\":30,\"fill\":\"red\"}]'",
    ],
];

/// What the operations that are shapes have besides their own.
const STYLE: &str = "fill fill_rule stroke stroke_width stroke_linecap stroke_linejoin stroke_miterlimit \
                     stroke_dasharray stroke_dashoffset";

/// The members that every operation has.
const COMMON: &str = "opacity blend clip transform antialias";

/// The operations that are no shapes.
const NO_SHAPES: [&str; 6] = ["rects", "pixels", "copy", "qr", "progress", "group"];

/// The members that are text, so that digits stay digits: a ticket's number in a QR code, say.
const TEXTS: [&str; 2] = ["data", "text"];

/// A drawing command.
#[derive(Debug)]
pub(crate) struct Shape(Map<String, Value>);

impl Shape {
    /// The request.
    pub(crate) fn request(self) -> Value {
        Value::Object(self.0)
    }
}

/// Draws, and says nothing where that went well.
pub(crate) fn draw(mut client: Client, request: &Value, json: bool) -> Result<(), Failure> {
    let result: Value = client.ask(request)?;
    if json { output::line(&result.to_string()) } else { Ok(()) }
}

impl Subcommand for Shape {
    fn augment_subcommands(command: Command) -> Command {
        command.subcommands(OPS.iter().map(|&op| subcommand(op)))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        OPS.iter().any(|[op, ..]| *op == name)
    }
}

fn subcommand([op, about, own, example]: [&'static str; 4]) -> Command {
    let style = if NO_SHAPES.contains(&op) { String::new() } else { format!(" {STYLE}") };
    Command::new(op)
        .about(about)
        .arg(
            Arg::new("members")
                .value_name("KEY=VALUE")
                .num_args(0..)
                .value_parser(member)
                .help("A number, true or false; JSON where it begins with [, { or \"; else text"),
        )
        .after_help(format!("Keys: {own}{style} {COMMON}\n\nExample: fbdraw {op} {example}"))
}

impl FromArgMatches for Shape {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let Some((op, matches)) = matches.subcommand() else {
            return Err(clap::Error::raw(ErrorKind::MissingSubcommand, "an operation is needed\n"));
        };
        let mut members = Map::from_iter([("op".to_owned(), op.into())]);
        for (key, value) in matches.get_many::<(String, Value)>("members").into_iter().flatten() {
            // The id is how the client finds the reply.
            if key == "id" || members.insert(key.clone(), value.clone()).is_some() {
                let text = format!("`{key}` cannot be set, or is set twice\n");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, text));
            }
        }
        Ok(Self(members))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn member(text: &str) -> Result<(String, Value), String> {
    match text.split_once('=') {
        Some((key, text)) if TEXTS.contains(&key) && !text.starts_with('"') => {
            Ok((key.to_owned(), text.into()))
        }
        Some((key, text)) if !key.is_empty() => value(text).map(|value| (key.to_owned(), value)),
        _ => Err("a member is KEY=VALUE, such as fill=orange".to_owned()),
    }
}

/// What a word of the shell means.
pub(crate) fn value(text: &str) -> Result<Value, String> {
    if text.starts_with(['[', '{', '"']) {
        return serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"));
    }
    // Only what looks like a number: `inf` and `nan` would be ones to Rust.
    let number =
        || text.parse().ok().filter(|_| text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)));
    Ok(match text {
        "true" => true.into(),
        "false" => false.into(),
        _ => match serde_json::from_str::<Number>(text).ok().or_else(|| Number::from_f64(number()?)) {
            Some(number) => number.into(),
            None => text.into(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use fbdraw::protocol::parse as protocol;
    use serde_json::json;

    #[test]
    fn words_become_json() {
        for (text, expected) in [
            ("10", json!(10)),
            ("-2.5", json!(-2.5)),
            (".5", json!(0.5)),
            ("1e3", json!(1000.0)),
            ("true", json!(true)),
            ("orange", json!("orange")),
            ("#ff8800", json!("#ff8800")),
            ("inf", json!("inf")),
            ("-inf", json!("-inf")),
            ("", json!("")),
            ("50%", json!("50%")),
            ("[[0,1],[2,3]]", json!([[0, 1], [2, 3]])),
            ("\"10\"", json!("10")),
            ("M0 0 L5 5", json!("M0 0 L5 5")),
        ] {
            assert_eq!(value(text).unwrap(), expected, "{text}");
        }
        assert!(value("[1,").unwrap_err().starts_with("not JSON"));
    }

    #[test]
    fn only_the_first_equals_sign_separates() {
        assert_eq!(member("text=a=b").unwrap(), ("text".to_owned(), json!("a=b")));
        assert_eq!(member("data=0042").unwrap(), ("data".to_owned(), json!("0042")));
        assert_eq!(member("data=\"0042\"").unwrap(), ("data".to_owned(), json!("0042")));
        assert!(member("orange").is_err());
        assert!(member("=5").is_err());
    }

    #[test]
    fn every_operation_of_the_protocol_can_be_typed() {
        let program = crate::Flags::command();
        let typed = || program.get_subcommands().map(|command| command.get_name().replace('-', "_"));
        for op in protocol::OPS {
            // Who draws a text from a shell need not know how large it is.
            let expected = usize::from(*op != "measure");
            assert_eq!(typed().filter(|name| name == op).count(), expected, "{op}");
        }
        for [op, ..] in OPS {
            assert!(protocol::OPS.contains(op), "{op}");
        }
    }
}
