//! What the RPM's scripts ask of the machine, on one where every program only tells that it was called.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::common::directory;
use crate::{said, source};

/// The calls of `systemctl` after a script that gets the number of packages that there will be; `booted` is whether
/// systemd runs.
fn calls(script: &str, packages: &str, booted: bool) -> Vec<String> {
    let directory = directory();
    let root = directory.path();
    for program in ["systemctl", "systemd-sysusers", "systemd-tmpfiles", "udevadm"] {
        let path = root.join(program);
        fs::write(&path, format!("#!/bin/sh\necho {program} \"$@\" >>\"$CALLS\"\n"))
            .expect("the directory is ours");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    }
    if booted {
        fs::create_dir(root.join("booted")).expect("the directory is ours");
    }
    let text = fs::read_to_string(source(script)).expect("it is text");
    let text = text.replace("/run/systemd/system", &root.join("booted").display().to_string());
    let log = root.join("calls");
    let output = Command::new("/bin/sh")
        .args(["-c", &text, "script", packages])
        .env("PATH", root)
        .env("CALLS", &log)
        .output()
        .expect("there is a shell");
    assert!(output.status.success() && output.stderr.is_empty(), "{script}: {}", said(&output));
    let log = fs::read_to_string(log).unwrap_or_default();
    log.lines().filter_map(|line| line.strip_prefix("systemctl ")).map(str::to_owned).collect()
}

#[test]
fn the_socket_is_open_after_the_first_installation() {
    assert_eq!(
        calls("assets/rpm/post", "1", true),
        ["enable fbdrawd.socket", "daemon-reload", "start fbdrawd.socket"]
    );
    // An image of a system that is yet to be booted.
    assert_eq!(calls("assets/rpm/post", "1", false), ["enable fbdrawd.socket"]);
}

/// What an administrator has disabled stays so.
#[test]
fn an_upgrade_replaces_the_daemon_and_nothing_else() {
    let restart = "try-restart fbdrawd.service fbdrawd@*.service";
    assert_eq!(calls("assets/rpm/post", "2", true), ["daemon-reload", restart]);
    assert!(calls("assets/rpm/preun", "1", true).is_empty());
    assert_eq!(calls("assets/rpm/postun", "1", true), ["daemon-reload"]);
}

#[test]
fn who_is_removed_is_disabled_and_stopped() {
    let disable = "disable fbdrawd.socket fbdrawd.service fbdraw-splash.service fbdrawd@.socket fbdrawd@.service \
                   fbdraw-mqtt@.service";
    let booted = calls("assets/rpm/preun", "0", true);
    assert!(booted[0] == disable && booted[1].starts_with("stop "), "{booted:?}");
    for kind in ["fbdraw-mqtt@*.service", "fbdrawd@*.socket", "fbdrawd-console@*.service", "fbdraw-splash"] {
        assert!(booted[1].contains(kind), "{kind}: {booted:?}");
    }
    assert_eq!(calls("assets/rpm/preun", "0", false), [disable]);
    assert_eq!(calls("assets/rpm/postun", "0", true), ["daemon-reload"]);
}
