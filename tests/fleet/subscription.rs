//! A screen that draws what a broker says, by the very command of `fbdraw-mqtt@.service`.

use std::collections::BTreeSet;

use crate::broker::Broker;
use crate::clear;
use crate::screen::{Pipeline, Screen};

/// Machine ids, as systemd has them.
const MACHINES: [&str; 2] = ["0b0b9a4f6c3e4d0f8a55a1b2c3d4e5f6", "7d1f0a9e8b7c4d5e9f00112233445566"];

/// What the unit starts for the screen 7 on a machine, with this test's socket and broker in place of the machine's.
fn subscribe(screen: &Screen, broker: &Broker, machine: &str) -> Pipeline {
    let unit = include_str!("../../systemd/fbdraw-mqtt@.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/bin/sh -c '")).expect("a shell");
    let script = line.trim_end_matches('\'').replace("%i", "7").replace("%m", machine).replace("$$", "$");
    assert!(script.contains("/run/fbdraw/fbdraw.sock"), "{script}");
    let script = script.replace("/run/fbdraw/fbdraw.sock", &screen.socket().display().to_string());
    broker.write_options(screen);
    screen.start_pipeline(&script)
}

#[test]
fn a_screen_draws_what_a_broker_says_whoever_is_restarted() {
    let Some(mut broker) = Broker::start() else { return };
    let mut screen = Screen::start();

    broker.retain(&clear("#ff0000"));
    let mut pipeline = subscribe(&screen, &broker, MACHINES[0]);
    screen.wait_for("#ff0000");

    for bad in
        ["no JSON", "{\"op\":\"clera\"}", "[{\"op\":\"clear\",\"color\":\"lime\"},{\"op\":\"circle\"}]"]
    {
        broker.publish(bad);
    }
    broker.retain(&clear("#0000ff"));
    screen.wait_for("#0000ff");
    let log = screen.log();
    assert!(log.contains("fbdraw: line 3: unknown op `clera`, did you mean `clear`?"), "{log}");

    // The broker goes; the screen shows something else meanwhile, and the retained scene when it is back.
    broker.stop();
    screen.clear("#123456");
    broker.start_again();
    screen.wait_for("#0000ff");
    assert!(pipeline.runs(), "the subscription has ended: {}", screen.log());

    // The daemon goes, and takes the subscription with it, which the service manager starts anew.
    screen.crash();
    pipeline.ended();
    screen.start_again();
    screen.clear("#123456");
    let _pipeline = subscribe(&screen, &broker, MACHINES[0]);
    screen.wait_for("#0000ff");
}

#[test]
fn two_machines_may_show_the_same_topic() {
    let Some(broker) = Broker::start() else { return };
    broker.retain(&clear("#ff0000"));
    let subscribed = MACHINES.map(|machine| {
        let screen = Screen::start();
        let pipeline = subscribe(&screen, &broker, machine);
        screen.wait_for("#ff0000");
        (pipeline, screen)
    });
    broker.retain(&clear("#0000ff"));
    for (_, screen) in &subscribed {
        screen.wait_for("#0000ff");
    }

    let log = broker.log();
    let names: BTreeSet<_> = log
        .lines()
        .filter(|line| line.contains("New client connected"))
        .filter_map(|line| line.split(" as ").nth(1)?.split(' ').next()?.strip_prefix("fbdraw-7-"))
        .collect();
    assert!(names.len() == 2 && names.iter().all(|name| name.len() == 12), "{names:?}\n{log}");
    assert!(!log.contains("already connected"), "they throw each other out:\n{log}");
    assert!(
        MACHINES.iter().all(|machine| !log.contains(&machine[..8])),
        "the machines' ids are told:\n{log}"
    );
}
