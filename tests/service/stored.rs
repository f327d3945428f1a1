//! Shared pictures outlive the daemon in the service manager's store.

use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::sys::signal::Signal;

use crate::common::wire::Wire;
use crate::manager::Service;

/// A square of one colour, as the line that loads it.
fn load(name: &str, color: [u8; 4], side: u32) -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("memory takes all");
    writer.write_image_data(&color.repeat((side * side) as usize)).expect("memory takes all");
    writer.finish().expect("memory takes all");
    let data = STANDARD.encode(bytes);
    format!(r#"{{"op":"load","name":"{name}","shared":true,"data":"{data}","id":1}}"#)
}

fn loaded(wire: &mut Wire, name: &str, color: [u8; 4]) {
    let reply = wire.ask(&load(name, color, 8));
    assert_eq!(reply["result"]["width"], 8, "{reply}");
}

/// The colour that a picture shows, or the code of what is wrong with it.
fn shown(wire: &mut Wire, name: &str) -> String {
    let line = format!(r##"[{{"op":"clear","color":"#000"}},{{"op":"image","x":0,"y":0,"name":"{name}"}}]"##);
    wire.send_line(line);
    let reply = wire.ask(r#"{"op":"pixel","x":7,"y":7}"#);
    let found = reply["result"]["color"].as_str().or(reply["error"]["code"].as_str());
    let found = found.expect("one of the two").to_owned();
    if reply["error"].is_object() {
        wire.line().expect("the answer to the question");
    }
    found
}

const RED: [u8; 4] = [255, 0, 0, 255];
const GREEN: [u8; 4] = [0, 255, 0, 255];
const VEIL: [u8; 4] = [0, 0, 255, 128];

#[test]
fn pictures_come_back_after_sigterm_and_after_sigkill() {
    let mut service = Service::new();
    for signal in [Signal::SIGTERM, Signal::SIGKILL, Signal::SIGKILL] {
        let mut daemon = service.start(&[]);
        let mut wire = service.wire();
        if service.kept.is_empty() {
            loaded(&mut wire, "logo", RED);
            loaded(&mut wire, "a name: with \u{1f600}, colons; and spaces", VEIL);
        }
        assert_eq!(shown(&mut wire, "logo"), "#ff0000");
        assert_eq!(shown(&mut wire, "a name: with \u{1f600}, colons; and spaces"), "#000080");
        // A picture of a connection goes with it.
        let own = load("own", GREEN, 8).replace("true", "false");
        assert_eq!(wire.ask(&own)["result"]["width"], 8);
        daemon.signal(signal);
        daemon.ended();
        service.listen(Duration::from_millis(100));
        assert_eq!(service.kept.len(), 2, "{:#?}", service.messages);
    }
}

/// Each in the store is sealed: neither the daemon nor the manager could change it any more.
#[test]
fn what_is_stored_is_sealed() {
    let mut service = Service::new();
    let _daemon = service.start(&[]);
    loaded(&mut service.wire(), "logo", RED);
    service.wait_for("FDSTORE=1");
    let seals = fcntl(&service.kept[0].1, FcntlArg::F_GET_SEALS).map(SealFlag::from_bits_truncate);
    let wanted =
        SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW | SealFlag::F_SEAL_WRITE | SealFlag::F_SEAL_SEAL;
    assert!(seals.is_ok_and(|seals| seals.contains(wanted)), "{seals:?}");
}

/// A reply to `load` says that the picture is with the manager: even if this is the daemon's last word.
#[test]
fn an_acknowledged_picture_is_stored() {
    let mut service = Service::new();
    for round in 0..5_u8 {
        let daemon = service.start(&[]);
        let mut wire = service.wire();
        loaded(&mut wire, &format!("picture {round}"), [round, 0, 0, 255]);
        daemon.signal(Signal::SIGKILL);
        drop(daemon);
        service.listen(Duration::from_millis(50));
        assert_eq!(service.kept.len(), usize::from(round) + 1);
    }
    let _daemon = service.start(&[]);
    for round in 0..5_u8 {
        assert_eq!(shown(&mut service.wire(), &format!("picture {round}")), format!("#{round:02x}0000"));
    }
}

#[test]
fn a_dropped_or_replaced_picture_does_not_come_back() {
    let mut service = Service::new();
    let mut daemon = service.start(&[]);
    let mut wire = service.wire();
    loaded(&mut wire, "logo", RED);
    loaded(&mut wire, "other", RED);
    loaded(&mut wire, "logo", GREEN);
    assert_eq!(wire.ask(r#"{"op":"drop","name":"other","id":1}"#)["id"], 1);
    daemon.signal(Signal::SIGTERM);
    daemon.ended();
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 1, "{:#?}", service.messages);
    let daemon = service.start(&[]);
    let mut wire = service.wire();
    assert_eq!((shown(&mut wire, "logo"), shown(&mut wire, "other")), ("#00ff00".into(), "not_found".into()));
    // What was restored can be replaced too, and what is new is newer than what was restored.
    loaded(&mut wire, "logo", RED);
    daemon.signal(Signal::SIGKILL);
    drop(daemon);
    // It may have died before the older one was removed; then the next daemon does that.
    service.listen(Duration::from_millis(100));
    let _daemon = service.start(&[]);
    assert_eq!(shown(&mut service.wire(), "logo"), "#ff0000");
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 1, "{:#?}", service.messages);
}

/// A daemon that died between the two leaves two of one name.
#[test]
fn of_two_pictures_of_one_name_the_newer_counts() {
    let mut service = Service::new();
    let daemon = service.start(&[]);
    let mut wire = service.wire();
    loaded(&mut wire, "logo", RED);
    service.wait_for("FDSTORE=1");
    let (name, old) = service.kept.pop().expect("it is kept");
    loaded(&mut wire, "logo", GREEN);
    service.wait_for("FDSTOREREMOVE=1");
    drop(daemon);
    service.kept.push((name.clone(), old));
    assert_eq!(service.kept.len(), 2);
    let _daemon = service.start(&[]);
    assert_eq!(shown(&mut service.wire(), "logo"), "#00ff00");
    service.listen(Duration::from_millis(100));
    assert!(service.kept.len() == 1 && service.kept[0].0 != name, "{:#?}", service.messages);
}

/// Files that are called as ours and are something else: the daemon starts, says so, and has them removed.
#[test]
fn what_is_no_picture_is_refused_and_removed() {
    let mut service = Service::new();
    fs::write(service.path("plain"), "fbdraw:P and nothing that follows").unwrap();
    let plain = || OwnedFd::from(File::open(service.path("plain")).unwrap());
    let files = [plain(), plain()];
    service.kept.extend(
        ["fbdraw-picture-3", "fbdraw-picture-18446744073709551615"].map(str::to_owned).into_iter().zip(files),
    );
    let mut daemon = service.start(&[]);
    loaded(&mut service.wire(), "logo", RED);
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 1, "{:#?}", service.messages);
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    assert!(log.contains("fbdraw-picture-3 is not restored: it is not sealed"), "{log}");
}

/// Pictures beyond the budget are drawn all the same and do not outlive the daemon; the budget holds for those that
/// were restored as well.
#[test]
fn the_store_has_a_budget() {
    let mut service = Service::new();
    // Two pictures of 8 × 8 pixels and not three.
    fs::write(service.path("c.toml"), "[limits]\nstored_image_bytes = 600").unwrap();
    for _ in 0..2 {
        let mut daemon = service.start(&["--config", "c.toml"]);
        let mut wire = service.wire();
        for name in ["a", "b", "c"] {
            loaded(&mut wire, name, RED);
            assert_eq!(shown(&mut wire, name), "#ff0000");
        }
        service.listen(Duration::from_millis(100));
        assert_eq!(service.kept.len(), 2, "{:#?}", service.messages);
        daemon.signal(Signal::SIGTERM);
        let log = daemon.ended().stderr;
        let warned = log.matches("will not outlive the daemon").count();
        assert!(warned == 1 && log.contains("limits.stored_image_bytes"), "{log}");
    }
    fs::write(service.path("c.toml"), "[limits]\nstored_image_bytes = 0").unwrap();
    let _daemon = service.start(&["--config", "c.toml"]);
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 0, "{:#?}", service.messages);
}

/// Newer managers say how many they keep.
#[test]
fn no_more_files_are_sent_than_the_manager_keeps() {
    let mut service = Service::new();
    service.environment.push(("FDSTORE", "1".to_owned()));
    let _daemon = service.start(&[]);
    let mut wire = service.wire();
    loaded(&mut wire, "a", RED);
    loaded(&mut wire, "b", RED);
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 1, "{:#?}", service.messages);
    assert_eq!(wire.ask(r#"{"op":"drop","name":"a","id":1}"#)["id"], 1);
    loaded(&mut wire, "c", RED);
    service.listen(Duration::from_millis(100));
    assert_eq!(service.kept.len(), 1, "there is room again: {:#?}", service.messages);
}
