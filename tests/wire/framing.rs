//! Where lines begin and end, which are answered, and what they are called.

use serde_json::json;

use crate::common::Daemon;
use crate::common::process::wait_for;
use crate::common::wire::{Wire, error};

#[test]
fn success_is_silent() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.send("{\"op\":\"clear\"}\n[]\n[{\"op\":\"clear\"}]\n{\"frame\":[{\"op\":\"clear\"}]}\n\n");
    wire.settle();
    assert_eq!(wire.finish(), "");
}

#[test]
fn ids_come_back_as_they_are() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let long = format!("\"{}\"", "x".repeat(100_000));
    for id in [
        "0",
        "-1",
        "7",
        "9007199254740993",
        "18446744073709551615",
        "-9223372036854775808",
        r#""""#,
        r#""7""#,
    ]
    .into_iter()
    .chain([r#""a\"b\\c\n""#, r#""Zoë 🐈""#, "\"\\u0000\"", &long])
    {
        for request in [
            format!(r#"{{"op":"clear","id":{id}}}"#),
            format!(r#"{{"id":{id},"op":"clear"}}"#),
            format!(r#"{{"color":"red","id":{id},"op":"clear"}}"#),
            format!(r#"{{"id":{id},"frame":[{{"op":"clear"}}]}}"#),
            format!(r#"{{"frame":[],"id":{id}}}"#),
            format!(r#"{{"op":"ping","id":{id}}}"#),
        ] {
            wire.send_line(&request);
            assert_eq!(wire.line(), Some(format!(r#"{{"id":{id},"result":{{}}}}"#)), "{request}");
        }
        let wrong = wire.ask(&format!(r#"{{"op":"clear","colour":"red","id":{id}}}"#));
        assert_eq!(wrong["id"].to_string(), id);
        assert_eq!(error(&wrong, "code"), "unknown_field");
    }
}

#[test]
fn other_ids_are_refused_and_not_echoed() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for id in ["1.5", "null", "true", "[1]", "{}", "18446744073709551616", "1e400"] {
        let reply = wire.ask(&format!(r#"{{"op":"clear","id":{id}}}"#));
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("invalid"), &json!("/id")), "{id}");
        assert!(reply.get("id").is_none(), "{reply}");
    }
}

#[test]
fn empty_lines_count_and_are_not_answered() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.send("\n\r\n   \n\t \r\n{\"op\":\"clear\",\"id\":5}\r\n  {\"op\":\"ping\"}\t\r\n");
    assert_eq!(wire.line().as_deref(), Some(r#"{"id":5,"result":{}}"#));
    assert_eq!(wire.line().as_deref(), Some(r#"{"result":{}}"#));
    assert_eq!(error(&wire.ask("5"), "line"), 7);
}

#[test]
fn what_is_no_text_is_no_json() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let bad: [&[u8]; 9] = [
        b"\0",
        b"\0\0\0{\"op\":\"ping\"}",
        b"{\"op\":\"ping\"\0}",
        b"{\"op\":\"ping\"}\0",
        b"{\"op\":\"pi\0ng\"}",
        b"{\"op\":\"ping\",\"id\":\"\xff\"}",
        b"{\"op\":\"ping\",\"id\":\"\xed\xa0\x80\"}",
        b"\xef\xbb\xbf{\"op\":\"ping\"}",
        b"\xc3",
    ];
    for (number, line) in bad.into_iter().enumerate() {
        wire.send_line(line);
        let reply = wire.line().expect("a reply");
        let reply: serde_json::Value = serde_json::from_str(&reply).expect("JSON");
        let shown = line.escape_ascii();
        assert_eq!(error(&reply, "code"), "parse", "{shown}: {reply}");
        assert_eq!(error(&reply, "line"), number + 1, "{shown}: {reply}");
        assert!(
            error(&reply, "message").as_str().is_some_and(|text| text.contains("column ")),
            "{shown}: {reply}"
        );
        assert!(error(&reply, "at").is_null(), "{shown}: {reply}");
    }
    wire.settle();
}

#[test]
fn the_last_line_needs_no_end() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.send("{\"op\":\"clear\"}\n{\"op\":\"clear\",\"color\":\"white\"}");
    assert_eq!(wire.finish(), "");
    assert!(daemon.bytes().chunks(4).all(|pixel| pixel[..3] == [255; 3]));

    let mut wire = Wire::to(&daemon);
    wire.send("\n{\"op\":\"clear\",\"color\":\"white\"");
    let reply = wire.finish();
    assert!(
        reply.starts_with(r#"{"error":{"code":"parse","#) && reply.ends_with("\"line\":2}}\n"),
        "{reply}"
    );
}

/// Nobody waits for the client, so its end is waited for instead: the daemon counts one client less.
#[test]
fn who_leaves_has_drawn_what_he_sent() {
    let daemon = Daemon::start("320x240");
    let mut other = Wire::to(&daemon);
    let mut wire = Wire::to(&daemon);
    let dot = |n: usize| {
        format!("{{\"op\":\"pixels\",\"points\":[[{},{}]],\"color\":\"white\"}}\n", n % 320, n / 320)
    };
    wire.send((0..320 * 240).map(dot).collect::<String>());
    wire.send("{\"op\":\"clear\",\"color\":\"red\"}\n{\"op\":\"cle");
    drop(wire);
    wait_for("the client is gone", || {
        (other.ask(r#"{"op":"stats"}"#)["result"]["clients"] == 1).then_some(())
    });
    assert_eq!(other.ask(r#"{"op":"stats"}"#)["result"]["commands"], 320 * 240 + 1);
    assert!(daemon.bytes().chunks(4).all(|pixel| pixel[..3] == [0, 0, 255]), "red is the last");
}

/// The replies that nobody takes any more are no reason to leave the rest undone.
#[test]
fn who_leaves_before_the_replies_has_drawn_what_he_sent() {
    const LINES: usize = 1500;
    let daemon = Daemon::start("320x240");
    let mut other = Wire::to(&daemon);
    let mut drawn = 0;
    for first in ["nonsense", r#"{"op":"ping"}"#] {
        let mut wire = Wire::to(&daemon);
        // It counts from now on.
        wire.settle();
        let circle =
            |n: usize| format!("{{\"op\":\"circle\",\"cx\":{n},\"cy\":9,\"r\":90,\"fill\":\"red\"}}\n");
        let lines = (0..LINES).map(|n| if n % 50 == 0 { format!("{first}\n") } else { circle(n) });
        wire.send(lines.collect::<String>() + "{\"op\":\"clear\",\"color\":\"white\"}");
        drop(wire);
        drawn += LINES - LINES / 50 + 1;
        wait_for("the client is gone", || {
            (other.ask(r#"{"op":"stats"}"#)["result"]["clients"] == 1).then_some(())
        });
        assert_eq!(other.ask(r#"{"op":"stats"}"#)["result"]["commands"], drawn, "{first}");
        assert!(daemon.bytes().chunks(4).all(|pixel| pixel[..3] == [255; 3]), "{first}");
    }
}
