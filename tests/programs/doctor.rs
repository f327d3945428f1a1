//! `fbdraw doctor`: what it finds, what it recommends, and that it changes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::common::process::{Ended, Running, run};
use crate::common::{Daemon, directory, fbdraw, skipped};

/// Runs the doctor in a directory.
fn doctor(directory: &Path, arguments: &[&str]) -> Ended {
    let ended = run(fbdraw(directory).args(["--wait=0", "doctor"]).args(arguments));
    assert_eq!(ended.stderr, "", "it complains only in its findings");
    ended
}

/// What it finds as JSON, with its exit code.
fn findings(directory: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let ended = doctor(directory, &[arguments, &["--json"]].concat());
    let object =
        serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.stdout));
    (ended.code, object)
}

/// A copy of the program: where cargo builds may be nothing for others to see.
fn program_for_all(directory: &Path) -> PathBuf {
    let program = directory.join("fbdraw");
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).expect("the directory is ours");
    fs::copy(env!("CARGO_BIN_EXE_fbdraw"), &program).expect("cargo has built it");
    program
}

/// What another user finds in the program's directory, with the exit code.
fn as_somebody_else(program: &Path, runtime: Option<&Path>, arguments: &[&str]) -> (Option<i32>, Value) {
    let mut command = Command::new(program);
    command.current_dir(program.parent().expect("a directory")).env_clear().uid(54321).gid(54321);
    command.envs(runtime.map(|runtime| ("XDG_RUNTIME_DIR", runtime)));
    command.args(["--wait=0", "--json", "doctor"]).args(SCREEN).args(arguments);
    let ended = run(command.stdin(Stdio::null()));
    let object = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
    assert_eq!(ended.stderr, "", "it complains only in its findings");
    (ended.code, object)
}

/// The only finding of a subject.
fn about<'a>(object: &'a Value, subject: &str) -> &'a Value {
    let all = object["findings"].as_array().expect("a list");
    let mut found = all.iter().filter(|finding| finding["subject"] == subject);
    match (found.next(), found.next()) {
        (Some(finding), None) => finding,
        _ => panic!("not one finding about {subject:?}: {object:#}"),
    }
}

const SCREEN: [&str; 4] = ["--file", "screen.raw", "--size", "320x240"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&SCREEN, more].concat()
}

#[test]
fn a_healthy_file_is_all_well() {
    let directory = directory();
    fs::write(directory.path().join("screen.raw"), vec![7; 320 * 240 * 2]).unwrap();
    // Only root can know that nobody else draws.
    let (code, object) = findings(directory.path(), &with(&["--format", "rgb565", "--measure", "always"]));
    assert_eq!((code, &object["ok"]), (Some(0), &json!(true)), "{object:#}");
    assert_eq!(about(&object, "geometry")["figures"]["stride"], 640);
    let text = |subject| about(&object, subject)["value"].as_str().unwrap().to_owned();
    assert_eq!(text("device"), "screen.raw, a plain file, mapped");
    assert_eq!(text("geometry"), "320x240, 640 bytes a row");
    assert_eq!(text("format"), "rgb565, 16 bits a pixel, drawn as it is");
    assert_eq!(text("buffering"), "direct: a file in a format that is drawn as it is");
    assert!(text("console").starts_with("none: "), "{object:#}");
    for speed in ["read speed", "write speed"] {
        let speed = about(&object, speed)["figures"]["bytes_per_second"].as_f64().expect("a number");
        assert!(speed > 1e6, "{object:#}");
    }
    let plain = doctor(directory.path(), &with(&["--format", "rgb565", "--measure", "never"]));
    assert!(plain.stdout.contains("\nok       format       rgb565, 16 bits"), "{}", plain.stdout);
    assert!(plain.stdout.ends_with("\n\nNo problems found.\n"), "{}", plain.stdout);
    assert!(!plain.stdout.contains('\x1b'), "no colours where nobody sees them");
}

/// The reason is that of the code which chooses.
#[test]
fn buffering_has_its_reason() {
    let directory = directory();
    fs::write(directory.path().join("screen.raw"), vec![7; 320 * 240 * 4]).unwrap();
    let text = |arguments: &[&'static str]| {
        let (code, object) = findings(directory.path(), &with(arguments));
        (code, about(&object, "buffering").clone())
    };
    for (arguments, expected) in [
        (&["--buffer", "shadow"][..], "shadow: as configured"),
        (&["--rotate", "90"], "shadow: the picture is turned by 90°"),
        (&["--format", "gray4"], "shadow: gray4 is not drawn but converted to"),
        (&["--buffer", "flip"], "flip, but there are no pages, so shadow: it is no framebuffer"),
    ] {
        let (code, found) = text(arguments);
        assert_eq!((code, &found["value"]), (Some(0), &json!(expected)), "{arguments:?}");
    }
    let (code, found) = text(&["--buffer", "direct", "--rotate", "90"]);
    assert_eq!((code, &found["level"]), (Some(1), &json!("problem")), "{found}");
    assert_eq!(found["remedy"], "use --buffer shadow or auto, or --rotate 0");
}

#[test]
fn beside_a_daemon_it_changes_no_pixel() {
    let daemon = Daemon::start("320x240");
    daemon
        .client()
        .draw(&json!([{"op": "clear", "color": "teal"}, {"op": "circle", "cx": 99, "cy": 99, "r": 70,
        "fill": "gold"}]))
        .unwrap();
    let before = daemon.bytes();
    let beside = |more: &[&'static str]| {
        findings(daemon.directory(), &[&with(&["--socket", "fbdraw.sock"]), more].concat())
    };
    let (code, object) = beside(&[]);
    assert_eq!(code, Some(0), "{object:#}");
    let running = about(&object, "daemon")["value"].as_str().unwrap();
    let expected = format!("fbdrawd {} draws on screen.raw, direct, 0 clients", env!("CARGO_PKG_VERSION"));
    assert_eq!(running, expected);
    let held = format!("open in fbdrawd ({})", daemon.pid());
    assert_eq!(about(&object, "in use")["value"], held);
    assert!(
        about(&object, "write speed")["value"].as_str().unwrap().starts_with("not measured"),
        "{object:#}"
    );
    assert!(about(&object, "read speed")["figures"]["bytes_per_second"].is_number(), "{object:#}");
    let (code, object) = beside(&["--measure", "always"]);
    assert_eq!(code, Some(0), "{object:#}");
    assert!(about(&object, "write speed")["figures"]["bytes_per_second"].is_number(), "{object:#}");
    assert!(daemon.bytes() == before, "the picture is another");
}

#[test]
fn what_is_missing_is_a_problem_only_where_nobody_would_make_it() {
    let directory = directory();
    let (code, object) = findings(directory.path(), &SCREEN);
    assert_eq!(
        (code, &about(&object, "device")["remedy"]),
        (Some(0), &json!("fbdrawd creates it")),
        "{object:#}"
    );
    assert!(
        about(&object, "daemon")["value"].as_str().unwrap().starts_with("none answers on "),
        "{object:#}"
    );
    fs::write(directory.path().join("screen.raw"), [0; 100]).unwrap();
    let (code, object) = findings(directory.path(), &SCREEN);
    assert_eq!((code, &about(&object, "device")["level"]), (Some(0), &json!("note")), "{object:#}");
    assert_eq!(fs::metadata(directory.path().join("screen.raw")).unwrap().len(), 100, "it has grown");

    for (arguments, remedy) in [
        (&["--file", "none/screen.raw", "--size", "8x8"][..], "mkdir -p none"),
        (&["--device", "fb-none"], "--device /dev/fb"),
        (&["--file", ".", "--size", "8x8"], "name a plain file or a device that can be mapped"),
        (
            &["--device", "/dev/null"],
            "to draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720",
        ),
        (&["--device", "/dev/null", "--size", "8x8"], "may not support shared mappings"),
    ] {
        let (code, object) = findings(directory.path(), arguments);
        let found = about(&object, "device");
        assert_eq!(
            (code, &object["ok"], &found["level"]),
            (Some(1), &json!(false), &json!("problem")),
            "{object:#}"
        );
        let told = found["remedy"].as_str().unwrap();
        // Whether there is another framebuffer is the machine's to know.
        assert!(told.contains(remedy) || told.contains("fbdrawd --file"), "{told:?} does not say {remedy:?}");
    }
    let (code, object) = findings(directory.path(), &["--file", "screen.raw"]);
    assert_eq!((code, &about(&object, "settings")["level"]), (Some(1), &json!("problem")), "{object:#}");
}

/// A holder of another user cannot be seen, so nothing may be written.
#[test]
fn what_somebody_else_may_draw_on_is_not_written_to() {
    if !nix::unistd::geteuid().is_root() {
        return skipped("fbdraw doctor beside another user's program: only root may become somebody else");
    }
    let directory = directory();
    let path = directory.path();
    let screen = path.join("screen.raw");
    fs::write(&screen, vec![7; 320 * 240 * 4]).unwrap();
    fs::set_permissions(&screen, fs::Permissions::from_mode(0o666)).unwrap();
    let program = program_for_all(path);
    let ask = |more: &[&str]| {
        let (code, object) = as_somebody_else(&program, Some(path), more);
        assert_eq!(code, Some(0), "{object:#}");
        object
    };
    let held = fs::File::open(&screen).unwrap();
    let _holder = Running::start(Command::new("sleep").arg("60").stdin(held));
    let object = ask(&[]);
    let found = about(&object, "write speed");
    let told = found["value"].as_str().unwrap();
    assert!(told.starts_with("not measured: a program that cannot be seen from here"), "{object:#}");
    assert_eq!(found["remedy"], "--measure always does it all the same");
    assert!(about(&object, "read speed")["figures"]["bytes_per_second"].is_number(), "{object:#}");
    let object = ask(&["--measure", "always"]);
    assert!(about(&object, "write speed")["figures"]["bytes_per_second"].is_number(), "{object:#}");
}

/// `/dev/zero` stands for `/dev/mem`: each of its mappings is new memory.
#[test]
fn a_window_of_a_character_device_is_not_written_to() {
    let directory = directory();
    let ask = |more: &[&'static str]| {
        let window = ["--device", "/dev/zero", "--size", "64x48", "--format", "rgb565"];
        findings(directory.path(), &[&window, more].concat()).1
    };
    let object = ask(&[]);
    let told = about(&object, "write speed")["value"].as_str().unwrap();
    assert!(told.starts_with("not measured: nobody knows what writing does there"), "{object:#}");
    let object = ask(&["--measure", "always"]);
    assert!(about(&object, "write speed")["figures"]["bytes_per_second"].is_number(), "{object:#}");
}

#[test]
fn a_device_of_somebody_else_is_told_with_how_to_get_at_it() {
    if !nix::unistd::geteuid().is_root() {
        return skipped("fbdraw doctor without permissions: only root may become somebody else");
    }
    let directory = directory();
    let path = directory.path();
    fs::write(path.join("screen.raw"), vec![0; 320 * 240 * 4]).unwrap();
    let program = program_for_all(path);
    let ask = |mode, group: u32| {
        fs::set_permissions(path.join("screen.raw"), fs::Permissions::from_mode(mode)).unwrap();
        std::os::unix::fs::chown(path.join("screen.raw"), Some(0), Some(group)).unwrap();
        let (code, object) = as_somebody_else(&program, Some(path), &[]);
        assert_eq!(code, Some(1), "{object:#}");
        about(&object, "permissions").clone()
    };
    let found = ask(0o600, 0);
    assert_eq!(found["value"], "root:root 0600, which user 54321 may not read and write");
    assert!(found["remedy"].as_str().unwrap().contains("chown"), "{found}");
    // Who has no runtime directory is told what that means, and what else is wrong all the same.
    let (_, object) = as_somebody_else(&program, None, &[]);
    assert_eq!(about(&object, "socket")["level"], "warning");
    assert_eq!(about(&object, "permissions")["level"], "problem");
    // A group that a user may be put into.
    let found = ask(0o660, 54322);
    assert_eq!(found["value"], "root:54322 0660, which user 54321 may not read and write");
    assert!(found["remedy"].as_str().unwrap().starts_with("usermod -aG 54322 user 54321, then"), "{found}");
}

#[test]
fn settings_come_from_the_same_places_as_the_daemons() {
    let daemon = Daemon::start("64x48");
    let directory = daemon.directory();
    fs::write(
        directory.join("fbdrawd.toml"),
        "file = \"screen.raw\"\nsize = \"64x48\"\nsocket = \"fbdraw.sock\"\n",
    )
    .unwrap();
    let mut command = fbdraw(directory);
    command.env("XDG_RUNTIME_DIR", "/nonexistent").env("FBDRAW_ROTATE", "180");
    let ended = run(command.args(["--json", "doctor", "--config", "fbdrawd.toml", "--buffer=shadow"]));
    let object: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
    assert_eq!(ended.code, Some(0), "{object:#}");
    assert_eq!(about(&object, "rotation")["value"], "180°, the picture is 64x48");
    assert_eq!(about(&object, "buffering")["value"], "shadow: as configured");
    assert_eq!(about(&object, "daemon")["level"], "ok", "it is found where the file says");
}
