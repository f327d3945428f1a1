//! Limits of lines and of clients.

use std::io::Write;

use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::process::wait_for;
use crate::common::wire::{Wire, error};

const LINE_BYTES: usize = 4 << 20;

/// A ping that is `length` bytes long.
fn padded(length: usize) -> String {
    let ping = r#"{"op":"ping"}"#;
    ping.to_owned() + &" ".repeat(length - ping.len())
}

#[test]
fn a_line_may_have_four_megabytes() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    assert_eq!(wire.ask(&padded(LINE_BYTES)), json!({"result": {}}));
    let reply = wire.ask(&padded(LINE_BYTES + 1));
    assert_eq!((error(&reply, "code"), error(&reply, "line")), (&json!("too_large"), &json!(2)));
    assert_eq!(wire.ask(&padded(LINE_BYTES)), json!({"result": {}}));
    // The same where nothing ends it.
    wire.send(padded(LINE_BYTES));
    assert_eq!(wire.finish(), "{\"result\":{}}\n");
    let mut wire = Wire::to(&daemon);
    wire.send(padded(LINE_BYTES + 1));
    assert!(wire.finish().starts_with(r#"{"error":{"code":"too_large","#));
}

#[test]
fn a_longer_line_is_refused_once_and_the_next_is_read() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for round in 0..3 {
        wire.send(vec![b'x'; 10 << 20]);
        wire.send("\n{\"op\":\"ping\",\"id\":1}\n");
        let expected = format!(
            "{{\"error\":{{\"code\":\"too_large\",\"message\":\"the line is longer than {LINE_BYTES} bytes \
             (limits.line_bytes); it was discarded\",\"line\":{}}}}}",
            2 * round + 1
        );
        assert_eq!(wire.line(), Some(expected));
        assert_eq!(wire.line().as_deref(), Some(r#"{"id":1,"result":{}}"#));
    }
    assert_eq!(wire.finish(), "");
}

/// A config file with small limits: what lies at a limit is done, what lies beyond is told its setting.
#[test]
fn limits_name_their_setting() {
    let setup = Daemon::on("64x48");
    let limits = "[limits]\nline_bytes = 300\nframe_commands = 3\ncommand_points = 4\n";
    std::fs::write(setup.directory().join("fbdrawd.toml"), limits).expect("the directory is ours");
    let daemon = setup.with_args(&["--config", "fbdrawd.toml"]).start();
    let mut wire = Wire::to(&daemon);
    let frame = |count: usize| vec![r#"{"op":"clear"}"#; count].join(",");
    let points = |count: usize| vec!["[1,2]"; count].join(",");
    let rects = |count: usize| vec!["[1,2,3,4]"; count].join(",");
    let dashes = |count: usize| vec!["1"; count].join(",");
    let lines = |over: usize| {
        [
            (format!("[{}]", frame(3 + over)), "", "limits.frame_commands"),
            (format!(r#"{{"frame":[{}]}}"#, frame(3 + over)), "/frame", "limits.frame_commands"),
            (polygon("polygon", &points(4 + over)), "/points", "limits.command_points"),
            (polygon("polyline", &points(4 + over)), "/points", "limits.command_points"),
            (format!("[{}]", polygon("polygon", &points(4 + over))), "/0/points", "limits.command_points"),
            (
                format!(r#"{{"op":"pixels","points":[{}],"color":"red"}}"#, points(4 + over)),
                "/points",
                "limits.command_points",
            ),
            (
                format!(r#"{{"op":"rects","rects":[{}],"fill":"red"}}"#, rects(4 + over)),
                "/rects",
                "limits.command_points",
            ),
            (
                format!(r#"{{"op":"path","d":"M0 0{}","fill":"red"}}"#, " L1 2".repeat(3 + over)),
                "/d",
                "limits.command_points",
            ),
            (
                format!(
                    r#"{{"op":"circle","cx":1,"cy":1,"r":1,"stroke":"red","stroke_dasharray":[{}]}}"#,
                    dashes(4 + over)
                ),
                "/stroke_dasharray",
                "limits.command_points",
            ),
            (format!("{:<width$}", "[]", width = 300 + over), "-", "limits.line_bytes"),
        ]
    };
    for (line, ..) in lines(0) {
        wire.send_line(&line);
        wire.settle();
    }
    for (line, at, setting) in lines(1) {
        let reply = wire.ask(&line);
        let at = if at == "-" { Value::Null } else { json!(at) };
        assert_eq!(
            (error(&reply, "code"), error(&reply, "at")),
            (&json!("too_large"), &at),
            "{line}: {reply}"
        );
        let message = error(&reply, "message").as_str().expect("a message");
        assert!(message.contains(&format!("({setting})")), "{line}: {reply}");
        wire.settle();
    }
}

fn polygon(op: &str, points: &str) -> String {
    format!(r#"{{"op":"{op}","points":[{points}],"fill":"red"}}"#)
}

/// A new client, or `None` where there are too many. Some that have left may still be counted.
fn join(daemon: &Daemon) -> Option<Wire> {
    let mut wire = Wire::to(daemon);
    // Who is turned away is so before it can say anything.
    let _ = wire.stream().write_all(b"{\"op\":\"ping\"}\n");
    (wire.line()? == r#"{"result":{}}"#).then_some(wire)
}

fn turns_away_beyond(limit: usize, daemon: &Daemon) {
    let mut clients: Vec<Wire> = (0..limit).map(|_| wait_for("a place", || join(daemon))).collect();
    let expected = format!(
        "{{\"error\":{{\"code\":\"too_large\",\"message\":\"{limit} clients are connected, which is the limit \
         (limits.clients); try again later\"}}}}\n"
    );
    for _ in 0..3 {
        assert_eq!(Wire::to(daemon).rest(), expected);
    }
    clients.iter_mut().for_each(Wire::settle);

    drop(clients.swap_remove(limit / 2));
    clients.push(wait_for("the place of one that left", || join(daemon)));
    assert_eq!(Wire::to(daemon).rest(), expected);
    clients.iter_mut().for_each(Wire::settle);
}

#[test]
fn the_257th_client_is_turned_away() {
    turns_away_beyond(256, &Daemon::start("64x48"));
}

#[test]
fn a_setting_turns_clients_away_earlier() {
    let setup = Daemon::on("64x48");
    let config = setup.directory().join("fbdrawd.toml");
    std::fs::write(&config, "[limits]\nclients = 3\n").expect("the directory is ours");
    turns_away_beyond(3, &setup.with_args(&["--config", "fbdrawd.toml"]).start());
}

#[test]
fn the_defaults_are_those_documented() {
    let limits = Wire::to(&Daemon::start("64x48")).ask(r#"{"op":"info"}"#)["result"]["limits"].take();
    let documented = json!({
        "line_bytes": 4 << 20, "unfinished_bytes": 64 << 20, "frame_commands": 100_000, "command_points": 1_000_000, "group_depth": 16,
        "painted_pixels": 512 << 20,
        "qr_cache_bytes": 1 << 20, "text_bytes": 64 << 10, "text_cache_bytes": 16 << 20, "font_bytes": 64 << 20,
        "fonts": 64, "font_name_bytes": 1 << 10,
        "clients": 256, "unread_bytes": 1 << 20, "all_unread_bytes": 128 << 20, "descriptors": 32, "image_bytes": 32 << 20,
        "image_pixels": 32 << 20, "client_image_bytes": 256 << 20, "all_image_bytes": 512 << 20,
        "stored_image_bytes": 128 << 20, "decoded_bytes": 64 << 20, "scaled_bytes": 32 << 20
    });
    assert_eq!(limits, documented);
}
