//! Settings read again at SIGHUP.

use std::fs;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::sys::signal::Signal;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::manager::Service;

const REGISTER: &str =
    "[permissions]\nregisters = [\"*\"]\n[registers.id]\nfile = \"register\"\naddress = 0\nwidth = 32\n";

#[test]
fn what_may_change_changes_and_clients_stay() {
    let mut service = Service::new();
    fs::write(service.path("register"), 77_u32.to_ne_bytes()).unwrap();
    fs::create_dir(service.path("pictures")).unwrap();
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/demo.png");
    fs::copy(picture, service.path("pictures/demo.png")).unwrap();
    fs::write(service.path("c.toml"), "log = \"warn\"\n[limits]\nframe_commands = 2\nunfinished_bytes = 0\n")
        .unwrap();
    let mut daemon = service.start(&["--config", "c.toml"]);
    let mut wire = service.wire();
    let long = r#"{"op":"ping","id":3}"#.to_owned() + &" ".repeat(300_000);
    let three = r#"{"id":1,"frame":[{"op":"clear"},{"op":"clear"},{"op":"clear"}]}"#;
    let image = r#"{"op":"image","x":0,"y":0,"path":"demo.png","id":2}"#;
    let peek = r#"{"op":"peek","register":"id"}"#;
    assert_eq!(wire.ask(&long)["error"]["code"], "too_large");
    assert_eq!(wire.ask(three)["error"]["code"], "too_large");
    assert_eq!(wire.ask(image)["error"]["code"], "denied");
    assert_eq!(wire.ask(peek)["error"]["code"], "denied");

    let settings = "log = \"debug\"\nimage_dirs = [\"pictures\"]\nsocket_mode = \"0600\"\nrotate = 90\nbuffer = \"shadow\"\n\
                    [limits]\nframe_commands = 3\nclients = 1\n";
    fs::write(service.path("c.toml"), format!("{settings}{REGISTER}")).unwrap();
    daemon.signal(Signal::SIGHUP);
    let said = service.wait_for("RELOADING=1\n");
    let time = said.lines().find_map(|line| line.strip_prefix("MONOTONIC_USEC=")).expect("the time is told");
    assert!(time.parse::<u64>().is_ok(), "{said}");
    service.wait_for("READY=1\n");
    assert_eq!(wire.ask(&long)["id"], 3);
    assert_eq!(wire.ask(three)["id"], 1);
    assert_eq!(wire.ask(image)["result"], serde_json::json!({}));
    assert_eq!(wire.ask(peek)["result"]["value"], 77);
    assert!(service.wire().line().expect("it is told why").contains("limits.clients"));
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    let told = "changed and to hold after a restart: socket_mode, buffer, rotate";
    assert!(log.contains(told) && log.contains("DEBUG"), "{log}");
}

#[test]
fn a_bad_file_changes_nothing_and_is_told() {
    let mut service = Service::new();
    fs::write(service.path("c.toml"), "[limits]\nframe_commands = 2\n").unwrap();
    let mut daemon = service.start(&["--config", "c.toml"]);
    fs::write(service.path("c.toml"), "log = \"warn\"\n\n[limits]\nframe_comands = 9\n").unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("RELOADING=1\n");
    let said = service.wait_for("READY=1\n");
    assert!(said.contains("; the old settings hold: c.toml: line 4: unknown field"), "{said}");
    let mut wire = service.wire();
    let three = r#"{"id":1,"frame":[{"op":"clear"},{"op":"clear"},{"op":"clear"}]}"#;
    assert_eq!(wire.ask(three)["error"]["code"], "too_large");
    // Also in the status that comes with the next client.
    let said = service.wait_for("1 client;");
    assert!(said.contains("line 4"), "{said}");
    fs::write(service.path("c.toml"), "[limits]\nframe_commands = 3\n").unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("RELOADING=1\n");
    assert!(!service.wait_for("READY=1\n").contains("line 4"));
    assert_eq!(wire.ask(three)["id"], 1);
    fs::remove_file(service.path("c.toml")).unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("the old settings hold: cannot read c.toml");
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    assert!(log.contains("ERROR") && log.contains("c.toml: line 4"), "{log}");
}

/// A file, or a user database, that takes its time: clients are served meanwhile, by the old settings.
#[test]
fn drawing_goes_on_while_settings_are_read() {
    let mut service = Service::new();
    fs::write(service.path("c.toml"), "[limits]\nframe_commands = 2\n").unwrap();
    let daemon = service.start(&["--config", "c.toml"]);
    let mut wire = service.wire();
    wire.settle();
    // Whoever opens a pipe to read waits until somebody opens it to write.
    fs::remove_file(service.path("c.toml")).unwrap();
    mkfifo(&service.path("c.toml"), Mode::S_IRWXU).unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("RELOADING=1\n");
    let three = r#"{"id":1,"frame":[{"op":"clear"},{"op":"clear"},{"op":"clear"}]}"#;
    assert_eq!(wire.ask(three)["error"]["code"], "too_large");
    assert_eq!(wire.ask(r#"{"op":"clear","id":2}"#)["id"], 2);
    service.listen(Duration::from_millis(200));
    assert!(!service.messages.last().expect("it is ready").1.contains("READY"), "{:#?}", service.messages);
    fs::write(service.path("c.toml"), "[limits]\nframe_commands = 3\n").unwrap();
    service.wait_for("READY=1\n");
    assert_eq!(wire.ask(three)["result"], serde_json::json!({}));
}

#[test]
fn without_a_file_it_does_no_harm() {
    let mut service = Service::new();
    let mut daemon = service.start(&["--rotate", "90"]);
    let mut wire = service.wire();
    for _ in 0..3 {
        daemon.signal(Signal::SIGHUP);
        service.wait_for("READY=1\n");
        assert_eq!(wire.ask(r#"{"op":"info"}"#)["result"]["rotation"], 90);
    }
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().code, Some(0));
}

/// Directories of fonts are others, and what clients have loaded is there as before.
#[test]
fn loaded_fonts_outlive_a_change_of_directories() {
    let mut service = Service::new();
    fs::create_dir(service.path("fonts")).unwrap();
    fs::write(service.path("c.toml"), "").unwrap();
    let daemon = service.start(&["--config", "c.toml"]);
    let mut wire = service.wire();
    let data = STANDARD.encode(dejavu::sans_mono::bold());
    assert_eq!(wire.ask(&format!(r#"{{"op":"load","font":"House","data":"{data}","id":1}}"#))["id"], 1);
    let measure = r#"{"op":"measure","x":0,"y":0,"text":"fast","font":"House"}"#;
    let before = wire.ask(measure)["result"].clone();
    assert_eq!(before["fonts"], serde_json::json!(["House"]), "{before}");
    fs::write(service.path("c.toml"), "font_dirs = [\"fonts\"]\n[limits]\ntext_cache_bytes = 100000\n")
        .unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("READY=1\n");
    assert_eq!(wire.ask(measure)["result"], before);
    assert_eq!(wire.ask(r#"{"op":"drop","font":"House","id":2}"#)["id"], 2);
}

/// A rule is another from the next line on, also for who is connected.
#[test]
fn permissions_change_under_a_client() {
    let mut service = Service::new();
    fs::write(service.path("c.toml"), "[permissions]\ndraw = [\"$self\"]\n").unwrap();
    let mut daemon = service.start(&["--config", "c.toml"]);
    let mut wire = service.wire();
    let clear = r#"{"op":"clear","id":1}"#;
    assert_eq!(wire.ask(clear)["result"], serde_json::json!({}));
    fs::write(service.path("c.toml"), "[permissions]\ndraw = []\n").unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("READY=1\n");
    assert_eq!(wire.ask(clear)["error"]["code"], "denied");
    // A name that there is not: the rules stay.
    fs::write(service.path("c.toml"), "[permissions]\ndraw = [\"nobody of that name\"]\n").unwrap();
    daemon.signal(Signal::SIGHUP);
    service.wait_for("the old settings hold");
    assert_eq!(wire.ask(clear)["error"]["code"], "denied");
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    assert_eq!(log.matches("permissions.draw").count(), 1, "told once: {log}");
}
