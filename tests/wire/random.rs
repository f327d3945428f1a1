//! Lines that nobody would write: the daemon lives, and says of each what is wrong with it.

use fbdraw::client::Reply;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::common::Daemon;
use crate::common::wire::Wire;

/// Lines to begin with.
const LINES: &[&str] = &[
    r#"{"op":"rect","x":10,"y":10,"width":20.5,"height":8,"rx":[1,2,3,4],"fill":"red","stroke":"white","stroke_width":2,"id":1}"#,
    r#"{"op":"rects","rects":[[0,0,10,10],[20,0,10,10]],"fill":"teal","opacity":0.5}"#,
    r#"{"op":"circle","cx":30,"cy":20,"r":12,"fill":[255,136,0,128],"antialias":false}"#,
    r#"{"op":"arc","cx":30,"cy":20,"r":15,"start":-90,"end":135,"stroke":"lime","stroke_dasharray":[3,2]}"#,
    r#"{"op":"path","d":"M10 10 C40 10 65 10 95 40 S15 15 18 8 z","stroke":"crimson","stroke_width":4}"#,
    r#"{"op":"polygon","points":[[5,0],[60,40],[0,9]],"fill":"gold","fill_rule":"evenodd","clip":[3,3,30,20]}"#,
    r#"[{"op":"clear","color":"navy"},{"op":"copy","x":0,"y":20,"width":32,"height":22,"to_x":0,"to_y":0}]"#,
    r#"{"id":"a","frame":[{"op":"pixels","points":[[0,0],[1,1]],"color":"lime"},{"op":"ellipse","cx":6,"cy":6,"rx":4,"ry":2,"fill":"red"}]}"#,
    r#"{"op":"checksum","x":1,"y":2,"width":30,"height":20}"#,
    r#"{"op":"capture","format":"raw","width":3,"height":3}"#,
    r#"{"op":"pixel","x":3,"y":4,"id":18446744073709551615}"#,
    r#"{"op":"info"}"#,
    "",
];

/// What mutations put in: bytes that mean something to JSON, and numbers at the edge of what is allowed.
const TOKENS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b"-",
    b"1e999",
    b"-1",
    b"0",
    b"16777216",
    b"-16777217",
    b"1e-300",
    b"null",
    b"true",
    b"\"op\":",
    b"\"id\":1",
    b"\"x\":",
    b"\\ud800",
    b"\"\"",
    b" ",
];

/// A change of a line: at some place so many bytes become these.
type Mutation = (Index, usize, Vec<u8>);

fn mutation() -> impl Strategy<Value = Mutation> {
    let token = select(TOKENS).prop_map(<[u8]>::to_vec);
    let tokens = (select(TOKENS), 1..200_usize).prop_map(|(token, count)| token.repeat(count));
    let inserted = prop_oneof![4 => token, 1 => tokens, 2 => vec(any::<u8>(), 0..4)];
    (any::<Index>(), prop_oneof![0..1_usize, 0..20_usize], inserted)
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (select(LINES), vec(mutation(), 0..4)).prop_map(|(line, mutations)| {
        let mut line = line.as_bytes().to_vec();
        for (at, removed, inserted) in mutations {
            let start = at.index(line.len() + 1);
            let end = (start + removed).min(line.len());
            line.splice(start..end, inserted);
        }
        line
    })
}

/// What a client sends: lines that were right once, and noise.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let noise = vec(any::<u8>(), 0..200);
    vec(prop_oneof![6 => mutated(), 1 => noise], 1..12).prop_map(|lines| lines.join(&b'\n'))
}

/// All replies to `input` in pieces that end at `cuts`, on a screen that was cleared first.
fn replies(daemon: &Daemon, input: &[u8], cuts: &[Index]) -> String {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
    cuts.sort_unstable();
    let mut wire = Wire::to(daemon);
    wire.send("{\"op\":\"clear\"}\n");
    wire.settle();
    let mut start = 0;
    for end in cuts {
        wire.send(&input[start..end]);
        Wire::to(daemon).settle();
        start = end;
    }
    wire.send(&input[start..]);
    wire.finish()
}

#[test]
fn the_daemon_answers_whatever_comes() {
    let daemon = Daemon::on("64x48").with_args(&["--log", "error"]).start();
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(input in input(), cuts in vec(any::<Index>(), 1..8))| {
        let whole = replies(&daemon, &input, &[]);
        for line in whole.lines() {
            // It has a result or an error, and the error one of the known codes.
            let reply = Reply::parse(line.as_bytes());
            prop_assert!(reply.is_ok(), "{line}");
        }
        prop_assert!(whole.lines().count() <= input.split(|&byte| byte == b'\n').count());
        prop_assert_eq!(replies(&daemon, &input, &cuts), whole, "in pieces");
    });
    let mut wire = Wire::to(&daemon);
    wire.settle();
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}
