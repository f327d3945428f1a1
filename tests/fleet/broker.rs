//! A screen that draws what a broker says, by the very command of `fbdraw-mqtt@.service`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use crate::common::directory;
use crate::common::process::{Running, run, wait_for};
use crate::{Pipeline, daemon, free_port, has, path, socket, wait_for_colour};

/// A broker that keeps what is retained in `directory`, through restarts.
pub(crate) fn broker(directory: &Path, port: u16) -> Running {
    let data = directory.join("broker");
    fs::create_dir_all(&data).expect("the directory is ours");
    // Started by root it would become a user of its own, who may not write there.
    let settings = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location {}/\nuser root\n",
        data.display()
    );
    let file = directory.join("mosquitto.conf");
    fs::write(&file, settings).expect("the directory is ours");
    let log = File::create(directory.join("mosquitto.log")).expect("the directory is ours");
    let mut command = Command::new("mosquitto");
    let running =
        Running::start(command.env("PATH", path()).arg("-c").arg(file).stderr(log).stdout(Stdio::null()));
    wait_for("the broker listens", || TcpStream::connect(("127.0.0.1", port)).ok());
    running
}

/// Files of options, by which the broker's clients find it.
pub(crate) fn options(directory: &Path, port: u16) {
    for client in ["mosquitto_sub", "mosquitto_pub"] {
        fs::write(directory.join(client), format!("-h 127.0.0.1\n-p {port}\n"))
            .expect("the directory is ours");
    }
}

/// Publishes for the screen 7; the broker has taken it when this returns.
pub(crate) fn publish(port: u16, message: &str, flags: &[&str]) {
    let mut command = Command::new("mosquitto_pub");
    command.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-t", "kiosk/7", "-q", "1", "-m", message]);
    let ended = run(command.args(flags).env("PATH", path()));
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

pub(crate) fn clear(color: &str) -> String {
    format!("[{{\"op\":\"clear\",\"color\":\"{color}\"}}]")
}

/// What the unit starts for the screen 7 on a machine, with this test's socket and broker in place of the machine's.
fn subscription(directory: &Path, port: u16, machine: &str) -> Pipeline {
    let unit = include_str!("../../systemd/fbdraw-mqtt@.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/bin/sh -c '")).expect("a shell");
    let script = line.trim_end_matches('\'').replace("%i", "7").replace("%m", machine).replace("$$", "$");
    let ours = socket(directory).display().to_string();
    assert!(script.contains("/run/fbdraw/fbdraw.sock"), "{script}");
    let script = script.replace("/run/fbdraw/fbdraw.sock", &ours);
    options(directory, port);
    Pipeline::start(directory, &script)
}

/// Machine ids, as systemd has them.
const MACHINES: [&str; 2] = ["0b0b9a4f6c3e4d0f8a55a1b2c3d4e5f6", "7d1f0a9e8b7c4d5e9f00112233445566"];

#[test]
fn a_screen_draws_what_a_broker_says_whoever_is_restarted() {
    if !has("mosquitto") || !has("mosquitto_sub") {
        return;
    }
    let directory = directory();
    let directory = directory.path();
    let port = free_port();
    let mut first = daemon(directory);
    let mut broker_runs = broker(directory, port);

    publish(port, &clear("#ff0000"), &["-r"]);
    let mut pipe = subscription(directory, port, MACHINES[0]);
    wait_for_colour(directory, "#ff0000");

    for bad in
        ["no JSON", "{\"op\":\"clera\"}", "[{\"op\":\"clear\",\"color\":\"lime\"},{\"op\":\"circle\"}]"]
    {
        publish(port, bad, &[]);
    }
    publish(port, &clear("#0000ff"), &["-r"]);
    wait_for_colour(directory, "#0000ff");
    let log = || fs::read_to_string(directory.join("fbdraw.log")).expect("it is there");
    assert!(log().contains("fbdraw: line 3: unknown op `clera`, did you mean `clear`?"), "{}", log());

    // The broker goes; the screen shows something else meanwhile, and the retained scene when it is back.
    broker_runs.signal(Signal::SIGTERM);
    assert_eq!(broker_runs.ended().code, Some(0));
    let drawn = run(crate::common::fbdraw(directory).args(["--socket", "fbdraw.sock", "clear", "#123456"]));
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    let _back = broker(directory, port);
    wait_for_colour(directory, "#0000ff");
    assert!(
        pipe.0.child().try_wait().expect("it is our child").is_none(),
        "the subscription has ended: {}",
        log()
    );

    // The daemon goes, and takes the subscription with it, which the service manager starts anew.
    first.signal(Signal::SIGKILL);
    first.ended();
    pipe.0.ended();
    let _second = daemon(directory);
    let drawn = run(crate::common::fbdraw(directory).args(["--socket", "fbdraw.sock", "clear", "#123456"]));
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    let _pipe = subscription(directory, port, MACHINES[0]);
    wait_for_colour(directory, "#0000ff");
}

#[test]
fn two_machines_may_show_the_same_topic() {
    if !has("mosquitto") || !has("mosquitto_sub") {
        return;
    }
    let (home, screens) = (directory(), [directory(), directory()]);
    let port = free_port();
    let _broker = broker(home.path(), port);
    publish(port, &clear("#ff0000"), &["-r"]);
    let _running: Vec<_> = screens
        .iter()
        .zip(MACHINES)
        .map(|(screen, machine)| {
            let running = (daemon(screen.path()), subscription(screen.path(), port, machine));
            wait_for_colour(screen.path(), "#ff0000");
            running
        })
        .collect();
    publish(port, &clear("#0000ff"), &["-r"]);
    for screen in &screens {
        wait_for_colour(screen.path(), "#0000ff");
    }
    let log = fs::read_to_string(home.path().join("mosquitto.log")).expect("it is there");
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
