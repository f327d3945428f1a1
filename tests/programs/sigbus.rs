//! A file that is cut short under the daemon, for real.

use std::fs::File;
use std::process::Command;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use serde_json::Value;

use crate::common::Daemon;
use crate::common::process::{run, wait_for};
use crate::common::wire::{Wire, error};

const BYTES: u64 = 320 * 240 * 4;

const PICTURE: &str = r##"{"id":1,"frame":[{"op":"clear","color":"#204060"},
    {"op":"circle","cx":160,"cy":120,"r":110,"fill":"gold"},{"op":"text","x":20,"y":220,"text":"still here"}]}"##;

fn daemon(buffer: &str) -> Daemon {
    Daemon::on("320x240").with_args(&["--buffer", buffer]).start()
}

fn draw_picture(wire: &mut Wire) -> Value {
    wire.ask(&PICTURE.replace('\n', " "))
}

/// As a person would.
fn truncate(daemon: &Daemon, length: u64) {
    let ended = run(Command::new("truncate").args(["-s", &length.to_string()]).arg(daemon.file()));
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

/// Draws something small until the answer is as wished.
fn wait_until(wire: &mut Wire, what: &str, lost: bool) -> Value {
    let small = r#"{"op":"pixels","points":[[0,239]],"color":"red","id":"try"}"#;
    wait_for(what, || Some(wire.ask(small)).filter(|reply| reply["error"].is_object() == lost))
}

fn check_io(reply: &Value, length: u64) {
    assert_eq!(error(reply, "code"), "io", "{reply}");
    let message = error(reply, "message").as_str().expect("a message is text");
    let expected = format!("screen.raw is {length} bytes long and the picture ends at byte {BYTES};");
    assert!(message.starts_with(&expected), "{message}");
}

#[test]
fn drawing_into_a_file_that_is_cut_short_is_answered_io() {
    let daemon = daemon("direct");
    let (mut wire, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    assert!(draw_picture(&mut wire)["result"].is_object());
    let shown = daemon.bytes();
    truncate(&daemon, 0);
    // The very first touch, and nobody had looked before: all that was read at once may be lost.
    wire.send(
        "{\"op\":\"clear\"}\n{\"op\":\"rect\",\"x\":0,\"y\":0,\"width\":9,\"height\":9,\"fill\":\"red\"}\n",
    );
    for line in [2, 3] {
        let reply: Value = serde_json::from_str(&wire.line().unwrap()).unwrap();
        check_io(&reply, 0);
        assert_eq!(error(&reply, "line"), line);
    }
    for question in ["pixel\",\"x\":1,\"y\":1", "checksum\"", "capture\"", "wait_vsync\"", "repaint\""] {
        check_io(&wire.ask(&format!("{{\"op\":\"{question},\"id\":2}}")), 0);
    }
    check_io(&draw_picture(&mut other), 0);
    assert_eq!(draw_picture(&mut other)["id"], 1);
    wire.settle();
    assert_eq!(other.ask(r#"{"op":"info"}"#)["result"]["width"], 320);
    assert!(daemon.bytes().is_empty(), "nothing has made it longer");
    truncate(&daemon, BYTES - 1);
    let reply = wait_for("the new length", || {
        Some(draw_picture(&mut other)).filter(|reply| reply.to_string().contains("307199"))
    });
    check_io(&reply, BYTES - 1);
    truncate(&daemon, BYTES);
    wait_until(&mut wire, "the file is drawn on again", false);
    assert_eq!(daemon.bytes()[4..8], [0; 4], "directly drawn on, it shows what it kept, which is nothing");
    assert!(draw_picture(&mut other)["result"].is_object());
    assert!(daemon.bytes() == shown);
    let stats = other.ask(r#"{"op":"stats"}"#);
    assert_eq!(stats["result"]["device"], serde_json::json!({"losses": 1, "returns": 1}));
    let log = daemon.log();
    assert!(log.contains("ERROR screen.raw is 0 bytes long"), "{log}");
    assert!(log.contains("drawing on screen.raw again: 320x240 xrgb8888, buffer direct"), "{log}");
}

#[test]
fn a_shadow_brings_the_whole_picture_back() {
    let daemon = daemon("shadow");
    let mut wire = Wire::to(&daemon);
    wait_until(&mut wire, "a red pixel", false);
    draw_picture(&mut wire);
    let shown = daemon.bytes();
    truncate(&daemon, 4096);
    check_io(&wait_until(&mut wire, "the loss", true), 4096);
    truncate(&daemon, BYTES);
    wait_for("all of it, without a client's doing", || {
        (daemon.bytes()[4096..BYTES as usize - 1280] == shown[4096..BYTES as usize - 1280]).then_some(())
    });
    wire.settle();
    draw_picture(&mut wire);
    assert!(daemon.bytes() == shown);
}

/// Nobody draws: that it is noticed takes a look every now and then.
#[test]
fn a_loss_is_noticed_without_drawing() {
    let daemon = daemon("direct");
    let mut wire = Wire::to(&daemon);
    draw_picture(&mut wire);
    truncate(&daemon, 0);
    wait_for("the loss", || daemon.log().contains("ERROR").then_some(()));
    truncate(&daemon, BYTES);
    wait_for("the return", || daemon.log().contains("drawing on screen.raw again").then_some(()));
    assert!(draw_picture(&mut wire)["result"].is_object());
}

#[test]
fn a_storm_of_cuts_harms_nobody() {
    for buffer in ["direct", "shadow"] {
        let daemon = daemon(buffer);
        let file = File::options().write(true).open(daemon.file()).unwrap();
        let cutter = thread::spawn(move || {
            for round in 0..300 {
                file.set_len(round * 1000 % BYTES).unwrap();
                thread::sleep(Duration::from_millis(1));
                file.set_len(BYTES).unwrap();
                thread::sleep(Duration::from_millis(1));
            }
        });
        let mut wire = Wire::to(&daemon);
        while !cutter.is_finished() {
            let reply = draw_picture(&mut wire);
            assert!(reply["result"].is_object() || reply["error"]["code"] == "io", "{reply}");
        }
        cutter.join().unwrap();
        wait_until(&mut wire, "the file is drawn on again", false);
        draw_picture(&mut wire);
        let fresh = Daemon::on("320x240").start();
        draw_picture(&mut Wire::to(&fresh));
        assert!(daemon.bytes() == fresh.bytes(), "{buffer}");
    }
}

/// Only the mapping is guarded: what else raises SIGBUS is a bug, or somebody's wish.
#[test]
fn sigbus_from_elsewhere_ends_the_daemon_as_ever() {
    use std::os::unix::process::ExitStatusExt;
    let mut daemon = daemon("direct");
    // The standard library, whose handler is the one before ours, lets the first that is not about its stacks pass.
    kill(daemon.pid(), Signal::SIGBUS).unwrap();
    thread::sleep(Duration::from_millis(100));
    let _ = kill(daemon.pid(), Signal::SIGBUS);
    let status = wait_for("its end", || daemon.status());
    assert_eq!(status.signal(), Some(Signal::SIGBUS as i32));
}
