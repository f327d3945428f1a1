//! Every documented error with its code, its place and its line.

use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

/// A line; its code; its place, `-` for none; what its message begins with, with `…` before it where it lies within.
type Case = (&'static str, &'static str, &'static str, &'static str);

const NOT_JSON: &[Case] = &[
    (r#"{"op":"ping""#, "parse", "-", "not JSON: EOF while parsing an object at column 12"),
    (r#"{"op":"ping"} x"#, "parse", "-", "not JSON: trailing characters at column 15"),
    (r#"{"op":"ping"}{"op":"ping"}"#, "parse", "-", "not JSON: trailing characters at column 14"),
    (r#"{'op':'ping'}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"ping",}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"pixel","x":NaN,"y":0}"#, "parse", "-", "not JSON: expected value at column 19"),
    (r#"{"op":"pixel","x":Infinity,"y":0}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"pixel","x":-Infinity,"y":0}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"pixel","x":0x10,"y":0}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"pixel","x":01,"y":0}"#, "parse", "-", "not JSON: "),
    (r#"{"op":"pixel","x":.5,"y":0}"#, "parse", "-", "not JSON: "),
    (r#"[{"op":"clear"}"#, "parse", "-", "not JSON: EOF while parsing a list"),
    ("ping", "parse", "-", "not JSON: "),
];

const NOT_A_REQUEST: &[Case] = &[
    ("5", "invalid", "", "the line must be a command"),
    (r#"{"op":"rect","op":"circle","r":1}"#, "invalid", "/op", "field `op` stands twice"),
    (r#"{"frame":[],"frame":[]}"#, "invalid", "/frame", "field `frame` stands twice"),
    ("null", "invalid", "", "the line must be a command"),
    ("true", "invalid", "", "the line must be a command"),
    (r#""ping""#, "invalid", "", "the line must be a command"),
    ("{}", "missing_field", "/op", "missing field `op`"),
    (r#"{"x":1,"y":2}"#, "missing_field", "/op", "missing field `op`"),
    (r#"{"op":5}"#, "invalid", "/op", "op must be one of clear, rect"),
    (r#"{"op":null}"#, "invalid", "/op", "op must be one of"),
    (r#"{"op":"clera"}"#, "unknown_op", "/op", "unknown op `clera`, did you mean `clear`?"),
    (r#"{"x":1,"op":"retc"}"#, "unknown_op", "/op", "unknown op `retc`, did you mean `rect`?"),
    (r#"{"op":"bananas"}"#, "unknown_op", "/op", "unknown op `bananas`; known are clear, rect, rects"),
    (r#"{"op":"CLEAR"}"#, "unknown_op", "/op", "unknown op `CLEAR`"),
    (r#"{"op":""}"#, "unknown_op", "/op", "unknown op ``"),
];

const MEMBERS: &[Case] = &[
    (
        r#"{"op":"rect","x":1,"y":1,"widht":1,"height":1,"fill":"red"}"#,
        "unknown_field",
        "/widht",
        "unknown field `widht`, did you mean `width`?",
    ),
    (r#"{"widht":1,"op":"rect"}"#, "unknown_field", "/widht", "unknown field `widht`, did you mean `width`?"),
    (r#"{"op":"ping","x":1}"#, "unknown_field", "/x", "unknown field `x`"),
    (r#"{"op":"clear","a/b~c":1}"#, "unknown_field", "/a~1b~0c", "unknown field `a/b~c`"),
    (
        r#"{"op":"rect","x":1,"y":1,"width":1,"fill":"red"}"#,
        "missing_field",
        "/height",
        "missing field `height`",
    ),
    (r#"{"op":"circle","cx":1,"cy":1,"r":1}"#, "missing_field", "/fill", "missing field `fill` or `stroke`"),
    (r#"{"op":"pixel","x":1}"#, "missing_field", "/y", "missing field `y`"),
    (r#"{"op":"copy","to_x":1}"#, "missing_field", "/to_y", "missing field `to_y`"),
    (r#"{"op":"rects","rects":[[0,0,1,1]]}"#, "missing_field", "/fill", "missing field `fill`"),
    (r#"{"op":"pixel","x":1,"y":1,"x":1}"#, "invalid", "/x", "field `x` stands twice"),
    (r#"{"op":"ping","id":1,"id":2}"#, "invalid", "/id", "field `id` stands twice"),
];

const VALUES: &[Case] = &[
    (r#"{"op":"pixel","x":true,"y":0}"#, "invalid", "/x", "x must be a number, it is boolean `true`"),
    (r#"{"op":"pixel","x":null,"y":0}"#, "invalid", "/x", "x must be a number, it is null"),
    (r#"{"op":"pixel","x":[1],"y":0}"#, "invalid", "/x", "x must be a number, it is a list"),
    (r#"{"op":"clear","color":"\ud800"}"#, "invalid", "/color", "color must hold whole characters only"),
    (r#"{"op":"pixel","x":"3","y":0}"#, "invalid", "/x", "x must be a number, it is string \"3\""),
    (r#"{"op":"pixel","x":1.5,"y":0}"#, "invalid", "/x", "x must be a whole number, it is 1.5"),
    (r#"{"op":"pixel","x":64,"y":0}"#, "invalid", "/x", "x must lie on the screen, from 0 to 63, it is 64"),
    (r#"{"op":"pixel","x":0,"y":-1}"#, "invalid", "/y", "y must lie on the screen, from 0 to 47, it is -1"),
    (r#"{"op":"pixel","x":1e999,"y":0}"#, "invalid", "/x", "x must lie within ±16777216"),
    (r#"{"op":"pixel","x":0,"y":-1e999}"#, "invalid", "/y", "y must lie within ±16777216"),
    (
        r#"{"op":"rect","x":16777217,"y":0,"width":1,"height":1,"fill":"red"}"#,
        "invalid",
        "/x",
        "x must lie within",
    ),
    (
        r#"{"op":"rect","x":-16777217,"y":0,"width":1,"height":1,"fill":"red"}"#,
        "invalid",
        "/x",
        "x must lie within",
    ),
    (
        r#"{"op":"rect","x":0,"y":0,"width":16777217,"height":1,"fill":"red"}"#,
        "invalid",
        "/width",
        "width must",
    ),
    (r#"{"op":"rect","x":0,"y":0,"width":1e308,"height":1,"fill":"red"}"#, "invalid", "/width", "width must"),
    (
        r#"{"op":"rect","x":0,"y":0,"width":1,"height":-1,"fill":"red"}"#,
        "invalid",
        "/height",
        "height must not be negative, it is -1",
    ),
    (
        r#"{"op":"rect","x":0,"y":0,"width":1,"height":1,"rx":-1,"fill":"red"}"#,
        "invalid",
        "/rx",
        "rx must not be negative",
    ),
    (
        r#"{"op":"rect","x":0,"y":0,"width":1,"height":1,"rx":[1,2,3,-4],"fill":"red"}"#,
        "invalid",
        "/rx/3",
        "rx[3] must not",
    ),
    (
        r#"{"op":"rect","x":0,"y":0,"width":1,"height":1,"rx":[1,2],"fill":"red"}"#,
        "invalid",
        "/rx",
        "rx must",
    ),
    (
        r#"{"op":"rects","rects":[[0,0,1,1],[0,0,-1,1]],"fill":"red"}"#,
        "invalid",
        "/rects/1/2",
        "rects[1][2] must not be negative, it is -1",
    ),
    (
        r#"{"op":"polyline","points":[[0,0],[1,"a"]],"stroke":"red"}"#,
        "invalid",
        "/points/1/1",
        "points[1][1] must be a number",
    ),
    (r#"{"op":"polygon","points":[[0,0],[1]],"fill":"red"}"#, "invalid", "/points/1", "points[1] must"),
    (r#"{"op":"polygon","points":[[0,0,0]],"fill":"red"}"#, "invalid", "/points/0", "points[0] must"),
    (r#"{"op":"polygon","points":5,"fill":"red"}"#, "invalid", "/points", "points must be a list of points"),
    (
        r#"{"op":"pixels","points":[[0,0.5]],"color":"red"}"#,
        "invalid",
        "/points/0/1",
        "points[0][1] must be a whole number",
    ),
    (r#"{"op":"path","d":"M0 0 X","fill":"red"}"#, "invalid", "/d", "d "),
    (r#"{"op":"clear","color":"redd"}"#, "invalid", "/color", "color must be a colour such as"),
    (r##"{"op":"clear","color":"#12345"}"##, "invalid", "/color", "color must be a colour such as"),
    (r#"{"op":"clear","color":[1,2]}"#, "invalid", "/color", "color must"),
    (r#"{"op":"clear","color":[1,2,256]}"#, "invalid", "/color/2", "color[2] must"),
    (r#"{"op":"clear","color":[1,2,-1]}"#, "invalid", "/color/2", "color[2] must"),
    (r#"{"op":"clear","opacity":1.5}"#, "invalid", "/opacity", "opacity must be from 0 to 1, it is 1.5"),
    (r#"{"op":"clear","clip":[0,0,-1,1]}"#, "invalid", "/clip/2", "clip[2] must not be negative"),
    (r#"{"op":"clear","clip":[0,0,1]}"#, "invalid", "/clip", "clip must be a list of 4 elements, it has 3"),
    (
        r#"{"op":"clear","transform":[1,0,0,1,0]}"#,
        "invalid",
        "/transform",
        "transform must be a list of 6 elements, it has 5",
    ),
    (
        r#"{"op":"copy","to_x":0,"to_y":0,"transform":[2,0,0,1,0,0]}"#,
        "invalid",
        "/transform",
        "transform must move by whole pixels only",
    ),
    (
        r#"{"op":"group","transform":[1,0,0,1,0.5,0],"commands":[{"op":"group","commands":[{"op":"copy","to_x":0,"to_y":0}]}]}"#,
        "invalid",
        "/transform",
        "transform must move by whole pixels only",
    ),
    (r#"{"op":"clear","antialias":1}"#, "invalid", "/antialias", "antialias must be a boolean"),
    (
        r#"{"op":"line","x1":0,"y1":0,"x2":1,"y2":1,"stroke":"red","stroke_width":-1}"#,
        "invalid",
        "/stroke_width",
        "stroke_width must not",
    ),
    (
        r#"{"op":"line","x1":0,"y1":0,"x2":1,"y2":1,"stroke":"red","stroke_miterlimit":0}"#,
        "invalid",
        "/stroke_miterlimit",
        "stroke_miterlimit must be at least 1",
    ),
    (
        r#"{"op":"line","x1":0,"y1":0,"x2":1,"y2":1,"stroke":"red","stroke_linecap":"rond"}"#,
        "invalid",
        "/stroke_linecap",
        "stroke_linecap must be one of butt, round, square, it is \"rond\"",
    ),
    (
        r#"{"op":"line","x1":0,"y1":0,"x2":1,"y2":1,"stroke":"red","stroke_linejoin":5}"#,
        "invalid",
        "/stroke_linejoin",
        "stroke_linejoin must be one of",
    ),
    (
        r#"{"op":"line","x1":0,"y1":0,"x2":1,"y2":1,"stroke":"red","stroke_dasharray":[1,-1]}"#,
        "invalid",
        "/stroke_dasharray/1",
        "stroke_dasharray[1] must not",
    ),
    (
        r#"{"op":"polygon","points":[],"fill":"red","fill_rule":"odd"}"#,
        "invalid",
        "/fill_rule",
        "fill_rule must be one of nonzero, evenodd",
    ),
    (
        r#"{"op":"checksum","x":60,"width":5}"#,
        "invalid",
        "/width",
        "width must end on the screen, so be at most 4, it is 5",
    ),
    (r#"{"op":"checksum","y":49}"#, "invalid", "/y", "y must lie on the screen"),
    (r#"{"op":"copy","x":-1,"to_x":0,"to_y":0}"#, "invalid", "/x", "x must lie on the screen"),
    (
        r#"{"op":"capture","format":"gif"}"#,
        "invalid",
        "/format",
        "format must be one of png, raw, it is \"gif\"",
    ),
    (r#"{"op":"capture","width":0}"#, "invalid", "/width", "an empty region is no PNG"),
];

const FRAMES: &[Case] = &[
    (
        r#"{"id":7,"frame":[{"op":"clear"},{"op":"clear"},{"op":"circle","cx":1,"cy":1,"r":-3,"fill":"red"}]}"#,
        "invalid",
        "/frame/2/r",
        "r must not be negative, it is -3",
    ),
    (
        r#"[{"op":"clear"},{"op":"clear"},{"op":"clear","color":"redd"}]"#,
        "invalid",
        "/2/color",
        "color must be",
    ),
    (
        r#"[{"op":"clear"},{"op":"circle","cx":1,"cy":1,"fill":"red"}]"#,
        "missing_field",
        "/1/r",
        "missing field `r`",
    ),
    (
        r#"[{"op":"clear"},{"op":"circle","cx":1,"cy":1,"r":1}]"#,
        "missing_field",
        "/1/fill",
        "missing field `fill`",
    ),
    (
        r#"[{"op":"clear","colour":"red"}]"#,
        "unknown_field",
        "/0/colour",
        "unknown field `colour`, did you mean `color`?",
    ),
    (
        r#"[{"op":"clear"},{"op":"clera"}]"#,
        "unknown_op",
        "/1/op",
        "unknown op `clera`, did you mean `clear`?",
    ),
    (r#"[{"color":"red"}]"#, "missing_field", "/0/op", "missing field `op`"),
    (r#"[{"op":"clear","id":1}]"#, "unknown_field", "/0/id", "unknown field `id`"),
    (r#"{"frame":[{"op":"clear","id":1}]}"#, "unknown_field", "/frame/0/id", "unknown field `id`"),
    (r#"[{"op":"clear"},{"op":"ping"}]"#, "invalid", "/1/op", "op must be a drawing command"),
    (r#"{"frame":[{"op":"pixel","x":0,"y":0}]}"#, "invalid", "/frame/0/op", "op must be a drawing command"),
    (r#"[{"frame":[]}]"#, "missing_field", "/0/op", "missing field `op`"),
    (r#"[[]]"#, "invalid", "/0", "command 0 must be a command"),
    (r#"[{"op":"clear"},5]"#, "invalid", "/1", "command 1 must be a command"),
    (r#"{"frame":5}"#, "invalid", "/frame", "frame must be a list of commands, it is integer `5`"),
    (r#"{"frame":{"op":"clear"}}"#, "invalid", "/frame", "frame must be a list of commands, it is an object"),
    (r#"{"frame":[],"farme":1}"#, "unknown_field", "/farme", "unknown field `farme`, did you mean `frame`?"),
];

/// Sends a line and compares the reply with what is expected of it. `number` is the line's own.
fn expect(wire: &mut Wire, number: usize, &(line, code, at, message): &Case) {
    let reply = wire.ask(line);
    let at = if at == "-" { Value::Null } else { json!(at) };
    let (found, place) = (error(&reply, "code"), error(&reply, "at"));
    assert_eq!((found, place), (&json!(code), &at), "{line}\n{reply}");
    assert_eq!(error(&reply, "line"), number, "{line}\n{reply}");
    let text = error(&reply, "message").as_str().expect("a message");
    assert!(text.starts_with(message), "{line}\n{reply}");
    // A hint that is quoted in the documentation is not to grow.
    assert!(!message.ends_with('?') || text == message, "{line}\n{reply}");
    let request = serde_json::from_str::<Value>(line).unwrap_or_default();
    let named_twice = line.matches(r#""id""#).count() > 1;
    assert!(named_twice || reply.get("id") == request.get("id"), "{line}\n{reply}");
}

#[test]
fn each_has_its_code_and_place() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let before = daemon.bytes();
    let cases = [NOT_JSON, NOT_A_REQUEST, MEMBERS, VALUES, FRAMES].concat();
    for (index, case) in cases.iter().enumerate() {
        expect(&mut wire, index + 1, case);
    }
    assert_eq!(wire.finish(), "");
    assert!(daemon.bytes() == before, "what is refused draws nothing");
}
