//! What lines are read into, and where their faults are.

use super::*;
use crate::protocol::op::Op;
use crate::protocol::{Body, Command};

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
    let Body::Frame(frame) = read(r#"[{"op":"clear"},{"color":"red","op":"clear"}]"#).unwrap().body else {
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
        read(r#"{"frame":[{"op":"circle","cx":0,"cy":0,"r":1}],"id":3}"#).unwrap_err().fault.at().as_deref(),
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
