//! A screen that draws what a broker says, by the very command of `fbdraw-mqtt@.service`.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use crate::common::directory;
use crate::common::process::{Running, run, wait_for};
use crate::{daemon, free_port, has, path, socket, wait_for_colour};

/// A broker that keeps what is retained in `directory`, through restarts.
fn broker(directory: &Path, port: u16) -> Running {
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

/// Publishes for the screen 7; the broker has taken it when this returns.
fn publish(port: u16, message: &str, flags: &[&str]) {
    let mut command = Command::new("mosquitto_pub");
    command.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-t", "kiosk/7", "-q", "1", "-m", message]);
    let ended = run(command.args(flags).env("PATH", path()));
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

fn clear(color: &str) -> String {
    format!("[{{\"op\":\"clear\",\"color\":\"{color}\"}}]")
}

/// What the unit starts for the screen 7, with this test's socket and broker in place of the machine's.
fn subscription(directory: &Path, port: u16) -> Running {
    let unit = include_str!("../../systemd/fbdraw-mqtt@.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/bin/sh -c '")).expect("a shell");
    let script = line.trim_end_matches('\'').replace("%i", "7").replace("$$", "$");
    let ours = socket(directory).display().to_string();
    assert!(script.contains("/run/fbdraw/fbdraw.sock"), "{script}");
    let script = script.replace("/run/fbdraw/fbdraw.sock", &ours);
    fs::write(directory.join("mosquitto_sub"), format!("-h 127.0.0.1\n-p {port}\n"))
        .expect("the directory is ours");
    let log = File::create(directory.join("fbdraw.log")).expect("the directory is ours");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).env("PATH", path()).env("XDG_CONFIG_HOME", directory);
    Running::start(command.current_dir(directory).stdout(Stdio::null()).stderr(log))
}

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
    let mut pipe = subscription(directory, port);
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
        pipe.child().try_wait().expect("it is our child").is_none(),
        "the subscription has ended: {}",
        log()
    );

    // The daemon goes, and takes the subscription with it, which the service manager starts anew.
    first.signal(Signal::SIGKILL);
    first.ended();
    pipe.ended();
    let _second = daemon(directory);
    let drawn = run(crate::common::fbdraw(directory).args(["--socket", "fbdraw.sock", "clear", "#123456"]));
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    let _pipe = subscription(directory, port);
    wait_for_colour(directory, "#0000ff");
}
