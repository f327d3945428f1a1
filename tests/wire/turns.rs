//! How long the lines of one client keep the others waiting.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::painted::rects;
use crate::common::Daemon;
use crate::common::wire::{Wire, error};

/// The longest line of the largest rectangles, beside somebody who only wants to be answered.
#[test]
fn a_line_that_is_too_much_keeps_nobody_waiting() {
    let daemon = Daemon::start("1920x1080");
    let (mut greedy, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    other.settle();
    greedy.send_line(rects("[0,0,1920,1080]", 240_000));
    let started = Instant::now();
    other.settle();
    // Painted, it takes an hour.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let reply = greedy.line().expect("the daemon replies");
    let reply: Value = serde_json::from_str(&reply).expect("replies are JSON");
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &json!("/rects/258")));
    greedy.settle();
}

/// Lines that are within the limit, many of which come at once behind short ones.
#[test]
fn others_get_their_turn_between_long_lines() {
    let daemon = Daemon::start("640x480");
    let (mut greedy, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    other.settle();
    let zigzag = "L640 0L0 480".repeat(20);
    for line in [
        rects("[0,0,640,480]", 100),
        // Just too little to be looked after by itself.
        rects("[0,0,640,480]", 3),
        format!(r#"{{"op":"path","d":"M0 0{zigzag}","stroke":"red","stroke_dasharray":[0.5,0.5]}}"#),
        format!(r#"{{"op":"path","d":"M0 0{zigzag}","fill":"red"}}"#),
        r##"{"op":"rect","x":0,"y":0,"width":640,"height":480,"fill":{"conic":{"cx":9,"cy":9,"stops":[[0,"#f00"],[1,"#00f"]]}}}"##.to_owned(),
    ] {
        let most = most_at_once(&mut greedy, &mut other, &line);
        assert!(most < 110, "{most} lines were done between two turns of somebody else: {line}");
    }
}

/// The most lines that are done between two turns of another client, of 64 short ones and 60 times this one.
fn most_at_once(greedy: &mut Wire, other: &mut Wire, line: &str) -> u64 {
    let lines_done = |other: &mut Wire| {
        // Those of this client count as well.
        let stats = other.ask(r#"{"op":"stats"}"#);
        stats["result"]["lines"].as_u64().expect("a number")
    };
    let short = r#"{"op":"pixels","points":[[1,1]],"color":"red"}"#.to_owned();
    let lines = [vec![short; 64], vec![line.to_owned(); 60]].concat();
    let mut before = lines_done(other);
    let end = before + 125;
    // What comes while this is drawn is read at once.
    greedy.send_line(rects("[0,0,640,480]", 500));
    std::thread::sleep(Duration::from_millis(5));
    greedy.send(lines.join("\n") + "\n");
    let mut most = 0;
    while before < end {
        let done = lines_done(other);
        most = most.max(done - before);
        before = done;
    }
    greedy.settle();
    most
}
