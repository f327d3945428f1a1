//! Whole conversations, however their bytes arrive.

use proptest::prelude::*;

use crate::common::Daemon;
use crate::common::wire::Wire;

/// A bit of everything, and what comes back. It begins with `clear`, so that it can be held again and again.
const CONVERSATION: &[(&str, &str)] = &[
    (r##"{"op":"clear","color":"#102030"}"##, ""),
    (r#"{"op":"rect","x":2,"y":3,"width":10,"height":4,"fill":"red","id":1}"#, r#"{"id":1,"result":{}}"#),
    ("", ""),
    (r#"{"op":"pixel","x":2,"y":3}"#, r##"{"result":{"color":"#ff0000"}}"##),
    (r#"{"fill":"blue","cx":30,"cy":30,"r":5,"op":"circle","id":"é\n"}"#, r#"{"id":"é\n","result":{}}"#),
    (
        r#"[{"op":"line","x1":0,"y1":0.5,"x2":9,"y2":0.5,"stroke":"lime"},{"op":"copy","width":9,"height":1,"to_x":20,"to_y":20}]"#,
        "",
    ),
    (r#"{"id":2,"op":"pixel","x":20,"y":20}"#, r##"{"id":2,"result":{"color":"#00ff00"}}"##),
    (
        r#"{"id":7,"frame":[{"op":"clear"},{"op":"clear"},{"op":"circle","cx":1,"cy":1,"r":-3,"fill":"red"}]}"#,
        r#"{"id":7,"error":{"code":"invalid","message":"r must not be negative, it is -3","at":"/frame/2/r","line":8}}"#,
    ),
    ("  \t\r", ""),
    (
        r#"{"op":"rect","widht":5}"#,
        r#"{"error":{"code":"unknown_field","message":"unknown field `widht`, did you mean `width`?","at":"/widht","line":10}}"#,
    ),
    (r#"{"op":"ping"}"#, r#"{"result":{}}"#),
    (
        r#"{"op":"clera"}"#,
        r#"{"error":{"code":"unknown_op","message":"unknown op `clera`, did you mean `clear`?","at":"/op","line":12}}"#,
    ),
    (
        r#"{"frame":[{"op":"clear","color":"white"}],"id":18446744073709551615}"#,
        r#"{"id":18446744073709551615,"result":{}}"#,
    ),
    (r#"{"op":"checksum","width":1,"height":1,"id":0}"#, r#"{"id":0,"result":{"crc32":"ffffff00"}}"#),
    (
        r#"{"op":"capture","format":"raw","width":2,"height":1}"#,
        r#"{"result":{"format":"raw","width":2,"height":1,"data":"////////"}}"#,
    ),
    (
        r#"{"op":"pixel","x":1,"y":1,"id":"last, without an end"}"#,
        r##"{"id":"last, without an end","result":{"color":"#ffffff"}}"##,
    ),
];

/// Its bytes, and those of the replies.
fn conversation() -> (String, String) {
    let sent: Vec<&str> = CONVERSATION.iter().map(|&(line, _)| line).collect();
    let replies = CONVERSATION.iter().filter(|(_, reply)| !reply.is_empty());
    (sent.join("\n"), replies.map(|(_, reply)| format!("{reply}\n")).collect())
}

#[test]
fn it_goes_as_documented() {
    let daemon = Daemon::start("64x48");
    let (sent, replies) = conversation();
    for _ in 0..2 {
        let mut wire = Wire::to(&daemon);
        wire.send(&sent);
        assert_eq!(wire.finish(), replies);
    }
}

/// A second client asks between the pieces: by the time it is answered, the daemon has taken what came before.
#[test]
fn it_may_be_cut_at_every_byte() {
    let daemon = Daemon::start("64x48");
    let (sent, replies) = conversation();
    let mut clock = Wire::to(&daemon);
    for cut in 0..=sent.len() {
        let mut wire = Wire::to(&daemon);
        let (first, second) = sent.as_bytes().split_at(cut);
        wire.send(first);
        clock.settle();
        wire.send(second);
        assert_eq!(wire.finish(), replies, "cut at byte {cut}");
    }
}

#[test]
fn it_may_come_byte_by_byte() {
    let daemon = Daemon::start("64x48");
    let (sent, replies) = conversation();
    let mut clock = Wire::to(&daemon);
    let mut wire = Wire::to(&daemon);
    for byte in sent.bytes() {
        wire.send([byte]);
        clock.settle();
    }
    assert_eq!(wire.finish(), replies);
}

/// Nothing is read before everything is sent, and a reply to each question is there in its turn.
#[test]
fn requests_need_not_wait_for_replies() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let lines = (0..2000).map(|n| {
        let (x, y) = (n % 64, n / 64 % 48);
        format!("[{{\"op\":\"pixels\",\"points\":[[{x},{y}]],\"color\":[{},{},7]}}]\n", n >> 8, n & 255)
            + &format!("{{\"op\":\"pixel\",\"x\":{x},\"y\":{y},\"id\":{n}}}\n")
    });
    wire.send(lines.collect::<String>());
    for n in 0..2000 {
        let expected = format!(r##"{{"id":{n},"result":{{"color":"#{:02x}{:02x}07"}}}}"##, n >> 8, n & 255);
        assert_eq!(wire.line().as_deref(), Some(&*expected));
    }
    assert_eq!(wire.finish(), "");
}

/// The lines of one of two clients, which draw on halves of their own; the second begins with more empty lines.
fn half(client: usize) -> (String, String) {
    let x = 32 * client;
    let empty = "\n".repeat(3 * client);
    let sent = format!(
        r##"{empty}{{"op":"rect","x":{x},"y":0,"width":32,"height":48,"fill":"#{client}{client}2244"}}
{{"op":"pixel","x":{x},"y":9,"id":"{client}a"}}
{{"op":"rect","x":{x},"y":0,"width":32,"height":-48,"fill":"red"}}
[{{"op":"rect","x":{x},"y":0,"width":32,"height":48,"fill":"#33{client}{client}55"}},{{"op":"copy","x":{x},"width":9,"height":9,"to_x":{x},"to_y":9}}]
{{"op":"checksum","x":{x},"width":2,"height":2,"id":"{client}b"}}
nonsense
{{"op":"pixel","x":{x},"y":47}}
"##
    );
    let sum = ["621f21b1", "b32f962d"][client];
    let (negative, nonsense) = (3 + 3 * client, 6 + 3 * client);
    let replies = format!(
        r##"{{"id":"{client}a","result":{{"color":"#{client}{client}2244"}}}}
{{"error":{{"code":"invalid","message":"height must not be negative, it is -48","at":"/height","line":{negative}}}}}
{{"id":"{client}b","result":{{"crc32":"{sum}"}}}}
{{"error":{{"code":"parse","message":"not JSON: expected ident at column 2","line":{nonsense}}}}}
{{"result":{{"color":"#33{client}{client}55"}}}}
"##
    );
    (sent, replies)
}

#[test]
fn two_clients_do_not_notice_each_other() {
    let daemon = Daemon::start("64x48");
    let halves = [half(0), half(1)];
    let longest = halves[0].0.len().max(halves[1].0.len());
    let cuts = proptest::collection::vec((0..2_usize, 1..longest / 3), 1..40);
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(cuts in cuts)| {
        let mut wires = [Wire::to(&daemon), Wire::to(&daemon)];
        let mut left = halves.each_ref().map(|(sent, _)| sent.as_bytes());
        for (client, length) in cuts {
            let (piece, rest) = left[client].split_at(length.min(left[client].len()));
            wires[client].send(piece);
            left[client] = rest;
        }
        for (wire, rest) in wires.iter_mut().zip(left) {
            wire.send(rest);
        }
        for (wire, (_, replies)) in wires.into_iter().zip(&halves) {
            prop_assert_eq!(&wire.finish(), replies);
        }
    });
}
