//! The lines about a broker in docs/fleet.md, run as they stand there.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::broker::{broker, clear, options, publish};
use crate::common::directory;
use crate::common::process::{Running, run, wait_for};
use crate::{Pipeline, daemon, free_port, has, path, recipe, wait_for_colour};

/// A line with this test's broker in place of somebody's.
fn here(line: &str, port: u16) -> String {
    line.replace("-h broker.example.org", &format!("-h 127.0.0.1 -p {port}"))
}

/// Publishes the scene in the directory, by the recipe for it.
fn publish_scene(directory: &Path, port: u16, topic: &str, color: &str) {
    fs::write(directory.join("scene.jsonl"), clear(color)).expect("the directory is ours");
    let script = here(recipe("mosquitto_pub -h"), port).replace("kiosk/7", topic);
    let ended = run(Command::new("sh").args(["-c", &script]).current_dir(directory).env("PATH", path()));
    assert_eq!(ended.code, Some(0), "{script}: {ended:?}");
}

#[test]
fn a_scene_is_sent_to_one_screen_and_to_all() {
    if !has("mosquitto") || !has("mosquitto_sub") {
        return;
    }
    let directory = directory();
    let directory = directory.path();
    let port = free_port();
    let _daemon = daemon(directory);
    let _broker = broker(directory, port);
    publish_scene(directory, port, "kiosk/7", "#ff0000");
    let line = here(recipe("mosquitto_sub -h"), port);
    {
        let _screen = Pipeline::start(directory, &line);
        wait_for_colour(directory, "#ff0000");
    }
    let _screen = Pipeline::start(directory, &line.replace("-t kiosk/7", "-t kiosk/7 -t kiosk/all"));
    publish_scene(directory, port, "kiosk/7", "#00ff00");
    wait_for_colour(directory, "#00ff00");
    publish_scene(directory, port, "kiosk/all", "#ffff00");
    wait_for_colour(directory, "#ffff00");
}

#[test]
fn a_screen_answers_by_the_broker() {
    if !has("mosquitto") || !has("mosquitto_sub") {
        return;
    }
    let directory = directory();
    let directory = directory.path();
    let port = free_port();
    let _daemon = daemon(directory);
    let _broker = broker(directory, port);
    options(directory, port);
    let _screen =
        Pipeline::start(directory, recipe("mosquitto_sub -t kiosk/7 | fbdraw send - | mosquitto_pub"));
    let mut listener = Command::new("mosquitto_sub");
    listener.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-t", "kiosk/7/replies", "-C", "1"]);
    let mut listener = Running::start(listener.env("PATH", path()).stdout(Stdio::piped()));
    // Again and again: neither of the two may have subscribed yet.
    wait_for("an answer", || {
        publish(port, "{\"op\":\"pixel\",\"x\":1,\"y\":1,\"id\":\"gate\"}", &[]);
        listener.child().try_wait().expect("it is our child")
    });
    assert_eq!(listener.ended().stdout, "{\"id\":\"gate\",\"result\":{\"color\":\"#000000\"}}\n");
}
