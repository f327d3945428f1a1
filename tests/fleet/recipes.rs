//! The lines about a broker in docs/fleet.md, run as they stand there.

use std::process::Stdio;

use crate::broker::Broker;
use crate::common::process::{Running, wait_for};
use crate::screen::Screen;
use crate::{clear, recipe};

/// Publishes a scene of one colour, by the recipe for it.
fn publish_scene(screen: &Screen, broker: &Broker, topic: &str, colour: &str) {
    screen.write("scene.jsonl", &clear(colour));
    let script = broker.in_place(recipe("mosquitto_pub -h")).replace("kiosk/7", topic);
    let ended = screen.run(&script);
    assert_eq!(ended.code, Some(0), "{script}: {ended:?}");
}

#[test]
fn a_scene_is_sent_to_one_screen_and_to_all() {
    let Some(broker) = Broker::start() else { return };
    let screen = Screen::start();
    publish_scene(&screen, &broker, "kiosk/7", "#ff0000");
    let line = broker.in_place(recipe("mosquitto_sub -h"));
    {
        let _of_one = screen.start_pipeline(&line);
        screen.wait_for("#ff0000");
    }
    let _of_all = screen.start_pipeline(&line.replace("-t kiosk/7", "-t kiosk/7 -t kiosk/all"));
    publish_scene(&screen, &broker, "kiosk/7", "#00ff00");
    screen.wait_for("#00ff00");
    publish_scene(&screen, &broker, "kiosk/all", "#ffff00");
    screen.wait_for("#ffff00");
}

#[test]
fn a_screen_answers_by_the_broker() {
    let Some(broker) = Broker::start() else { return };
    let screen = Screen::start();
    broker.write_options(&screen);
    let _pipeline = screen.start_pipeline(recipe("mosquitto_sub -t kiosk/7 | fbdraw send - | mosquitto_pub"));
    let mut listener = broker.client("mosquitto_sub");
    listener.args(["-t", "kiosk/7/replies", "-C", "1"]);
    let mut listener = Running::start(listener.stdout(Stdio::piped()));
    // Again and again: neither of the two may have subscribed yet.
    wait_for("an answer", || {
        broker.publish("{\"op\":\"pixel\",\"x\":1,\"y\":1,\"id\":\"gate\"}");
        listener.child().try_wait().expect("it is our child")
    });
    assert_eq!(listener.ended().stdout, "{\"id\":\"gate\",\"result\":{\"color\":\"#000000\"}}\n");
}
