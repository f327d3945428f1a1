//! The units, as systemd's own tools see them.

use std::fs;
use std::process::Command;

use fbdraw::protocol::Limits;
use fbdraw::service::MOST_STORED;

use crate::common::directory;
use crate::{output, said, source};

/// The most exposed that a service may be, in tenths: issue for issue it is explained in the unit.
const EXPOSURE: u32 = 15;

/// Names of the unit files.
pub(crate) fn units() -> Vec<String> {
    let entries = fs::read_dir(source("systemd")).expect("it is there");
    let names =
        entries.map(|entry| entry.expect("it can be listed").file_name().into_string().expect("ASCII"));
    names.filter(|name| name.ends_with(".service") || name.ends_with(".socket")).collect()
}

/// The name that a template has for one display.
fn instance(unit: &str) -> String {
    unit.replace('@', "@fb1")
}

#[test]
fn systemd_has_nothing_to_complain_about() {
    let directory = directory();
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_fbdraw")).parent().expect("a directory");
    for unit in units() {
        let text = fs::read_to_string(source("systemd").join(&unit)).expect("it is text");
        // What is not installed here is looked for where cargo has built it.
        let text = text.replace("/usr/bin/fbdraw", &programs.join("fbdraw").display().to_string());
        fs::write(directory.path().join(unit), text).expect("the directory is ours");
    }
    let mut command = Command::new("systemd-analyze");
    command
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .args(units().iter().map(|unit| instance(unit)));
    // The colon at the end stands for systemd's own units.
    command.env("SYSTEMD_UNIT_PATH", format!("{}:", directory.path().display()));
    let Some(output) = output(&mut command) else { return };
    // A warning alone is no failure to systemd.
    let complaints: Vec<_> = said(&output)
        .lines()
        .filter(|line| !line.contains("running with root privileges"))
        .map(str::to_owned)
        .collect();
    assert!(output.status.success() && complaints.is_empty(), "{}: {complaints:#?}", output.status);
}

#[test]
fn services_are_closed_but_for_what_they_need() {
    for unit in units().iter().filter(|unit| unit.ends_with(".service")) {
        let threshold = format!("--threshold={EXPOSURE}");
        let mut command = Command::new("systemd-analyze");
        command.args(["security", "--offline=true", "--no-pager", &threshold]);
        let Some(output) = output(command.arg(source("systemd").join(unit))) else { return };
        let said = said(&output);
        assert!(said.contains("Overall exposure level"), "{unit}: {said}");
        let open: Vec<_> =
            said.lines().filter(|line| line.starts_with('✗') || line.contains("Overall")).collect();
        assert!(output.status.success(), "{unit}: {open:#?}");
    }
}

const DAEMONS: [&str; 2] = ["fbdrawd.service", "fbdrawd@.service"];

/// What a unit sets a name to.
fn value(unit: &str, name: &str) -> String {
    let beginning = format!("{name}=");
    let text = fs::read_to_string(source("systemd").join(unit)).expect("it is text");
    let value = text.lines().find_map(|line| line.strip_prefix(&beginning));
    value.unwrap_or_else(|| panic!("{unit} has no {name}=")).to_owned()
}

#[test]
fn managers_keep_as_many_pictures_as_the_daemon_takes_for_granted() {
    for unit in DAEMONS {
        assert_eq!(value(unit, "FileDescriptorStoreMax"), MOST_STORED.to_string(), "{unit}");
    }
}

/// A display never gives up, and a configuration that makes no sense does not fill the journal either.
#[test]
fn a_daemon_that_fails_is_started_again_for_ever_and_not_all_the_time() {
    for unit in DAEMONS {
        let settings = ["StartLimitIntervalSec", "Restart", "RestartSec"].map(|name| value(unit, name));
        assert_eq!(settings, ["0", "on-failure", "1s"], "{unit}");
    }
}

/// Whoever fills every limit meets a refusal, and not the end of the daemon.
#[test]
fn memory_is_enough_for_all_that_the_limits_allow() {
    /// What each connection reads into.
    const READ: usize = 128 << 10;
    /// What a reply may have that is made whatever is unread.
    const SMALL_REPLY: usize = 64 << 10;
    // Named one by one, so that a new limit is thought of here.
    let Limits {
        // A part of unfinished_bytes.
        line_bytes: _,
        unfinished_bytes,
        frame_commands: _,
        command_points: _,
        painted_pixels: _,
        text_bytes: _,
        text_cache_bytes,
        font_bytes,
        fonts: _,
        font_name_bytes: _,
        group_depth: _,
        qr_cache_bytes,
        clients,
        unread_bytes,
        all_unread_bytes,
        descriptors: _,
        image_bytes: _,
        image_pixels: _,
        client_image_bytes: _,
        all_image_bytes,
        stored_image_bytes,
        // A part of all_image_bytes.
        decoded_bytes: _,
        scaled_bytes,
    } = Limits::default();
    // Letters that are pictures have an eighth of the budget of texts, besides it.
    let texts = text_cache_bytes + text_cache_bytes / 8;
    let pictures = all_image_bytes + stored_image_bytes + scaled_bytes;
    let shared = pictures + font_bytes + texts + qr_cache_bytes + unfinished_bytes + all_unread_bytes;
    let sum = (shared + clients * (unread_bytes + SMALL_REPLY + READ)) >> 20;
    for unit in DAEMONS {
        let most = value(unit, "MemoryMax");
        let most: usize = most.strip_suffix('M').and_then(|most| most.parse().ok()).expect("it is in MiB");
        assert!((sum + sum / 8..=sum + sum / 2).contains(&most), "{unit}: {most} MiB for {sum} MiB");
        let text = fs::read_to_string(source("systemd").join(unit)).expect("it is text");
        assert!(text.contains(&format!("[limits], {sum} MiB")), "{unit} does not say {sum} MiB");
    }
}

/// Each user of the units is made on installation, and what sends lines is not the daemon's own.
#[test]
fn clients_are_users_of_their_own() {
    let text = fs::read_to_string(source("systemd/sysusers.d/fbdraw.conf")).expect("it is text");
    let made: Vec<_> = text.lines().filter(|line| line.starts_with("u ")).collect();
    for unit in units().iter().filter(|unit| unit.ends_with(".service")) {
        let (user, group) = (value(unit, "User"), value(unit, "Group"));
        assert!(
            made.iter().any(|line| line.starts_with(&format!("u {user} "))),
            "{unit}: {user} in {made:?}"
        );
        let is_client = !unit.starts_with("fbdrawd");
        let expected = if is_client { "fbdraw-client" } else { "fbdraw" };
        assert_eq!((&*user, &*group), (expected, "fbdraw"), "{unit}");
    }
}

/// Its name says which terminal it is for, and nothing else does.
#[test]
fn the_console_is_that_of_any_terminal() {
    let text = fs::read_to_string(source("systemd/fbdrawd-console@.service")).expect("it is text");
    let settings: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(settings.iter().all(|line| !line.contains("tty1")), "{settings:?}");
    assert!(settings.contains(&"Conflicts=getty@%i.service shutdown.target"), "{settings:?}");
    assert!(settings.contains(&"Before=fbdrawd.service"), "{settings:?}");
}
