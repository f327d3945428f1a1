//! Frames: all of one or nothing, and nothing in between.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::process::wait_for;
use crate::common::wire::{Wire, error};

#[test]
fn one_bad_command_and_nothing_is_drawn() {
    for buffer in ["direct", "shadow"] {
        let daemon = Daemon::on("64x48").with_args(&["--buffer", buffer]).start();
        let mut wire = Wire::to(&daemon);
        wire.send_line(r#"{"op":"clear","color":"teal"}"#);
        wire.settle();
        let before = daemon.bytes();
        let good = r#"{"op":"clear","color":"white"}"#;
        for bad in [
            r#"{"op":"circle","cx":1,"cy":1,"r":-1,"fill":"red"}"#,
            r#"{"op":"circle","cx":1,"cy":1,"r":1}"#,
            r#"{"op":"copy","x":60,"width":5,"height":1,"to_x":0,"to_y":0}"#,
            r#"{"op":"ping"}"#,
            "5",
        ] {
            for position in [0, 1, 499, 999] {
                let mut commands = vec![good; 1000];
                commands[position] = bad;
                let reply = wire.ask(&format!("[{}]", commands.join(",")));
                let at = error(&reply, "at").as_str().expect("a place");
                assert!(at.starts_with(&format!("/{position}")), "{bad} at {position}: {reply}");
                assert!(
                    daemon.bytes() == before,
                    "{bad} at {position} in {buffer} mode: something was drawn"
                );
            }
        }
    }
}

#[test]
fn who_leaves_inside_a_frame_draws_nothing() {
    let daemon = Daemon::start("64x48");
    let mut other = Wire::to(&daemon);
    let before = daemon.bytes();
    let frame = format!("[{}]", vec![r#"{"op":"clear","color":"white"}"#; 1000].join(","));
    for length in [1, 15, frame.len() / 2, frame.len() - 1] {
        let mut wire = Wire::to(&daemon);
        wire.send(&frame[..length]);
        drop(wire);
        let gone = || (other.ask(r#"{"op":"stats"}"#)["result"]["clients"] == 1).then_some(());
        wait_for("the client is gone", gone);
        assert!(daemon.bytes() == before, "after {length} bytes");
    }
}

/// A frame of 1000 commands that ends as a plain picture in `color`, after a lot that is never to be seen.
fn frame(color: &str, id: usize) -> String {
    let unseen = |n: usize| {
        let (x, y) = (n % 64, n % 48);
        json!({"op": "rect", "x": x, "y": y, "width": 30, "height": 30, "fill": [255, 0, n % 256]})
    };
    let mut commands: Vec<Value> = (0..998).map(unseen).collect();
    commands.insert(0, json!({"op": "clear", "color": "magenta"}));
    commands.push(json!({"op": "rect", "x": 0, "y": 0, "width": 64, "height": 48, "fill": color}));
    json!({"id": id, "frame": commands}).to_string()
}

/// Says that it is over, also where it is over because of a failure: nobody is to wait for ever.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// One client draws, one asks for checksums, and somebody looks into the file: whoever looks sees finished frames.
#[test]
fn nobody_sees_half_a_frame() {
    let daemon = Daemon::on("64x48").with_args(&["--buffer", "shadow"]).start();
    let mut drawer = Wire::to(&daemon);
    let mut asker = Wire::to(&daemon);
    let colors = ["#000000", "#0000ff"];
    let whole = colors.map(|color| {
        drawer.ask(&frame(color, 0));
        asker.ask(r#"{"op":"checksum"}"#)["result"]["crc32"].clone()
    });
    assert_ne!(whole[0], whole[1]);

    let done = AtomicBool::new(false);
    let file = daemon.file();
    thread::scope(|scope| {
        let looker = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                let bytes = fs::read(&file).expect("the file is there");
                let unseen = bytes.chunks(4).find(|pixel| pixel[1..3] != [0, 0]);
                assert!(unseen.is_none(), "a pixel of an unfinished frame: {unseen:?} (B G R X)");
                looks += 1;
            }
            looks
        });
        let sums = scope.spawn(|| {
            let mut asked = 0;
            while !done.load(Ordering::Relaxed) {
                let reply = asker.ask(r#"{"op":"checksum"}"#);
                assert!(whole.contains(&reply["result"]["crc32"]), "half a frame: {reply}");
                asked += 1;
            }
            asked
        });
        let ends = Ends(&done);
        for id in 0..200 {
            assert_eq!(drawer.ask(&frame(colors[id % 2], id))["id"], id);
        }
        drop(ends);
        let (looks, asked) = (looker.join().expect("no half frame"), sums.join().expect("no half frame"));
        assert!(looks > 0 && asked > 0, "{looks} looks, {asked} checksums");
    });
}
