//! The units, as systemd's own tools see them.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::common::directory;
use crate::{output, said, source};

/// The most exposed that a service may be, in tenths: issue for issue it is explained in the unit.
const EXPOSURE: u32 = 15;

/// Names of the unit files.
fn units() -> Vec<String> {
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

/// The settings of a unit's section that say what it may do.
fn settings(unit: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(source("systemd").join(unit)).expect("it is text");
    let (_, service) = text.split_once("[Service]\n").expect("it is a service");
    let own =
        ["ExecStart", "SupplementaryGroups", "CapabilityBoundingSet", "AmbientCapabilities", "DeviceAllow"];
    service
        .lines()
        .take_while(|line| !line.starts_with("[Install]"))
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter(|line| !own.iter().any(|name| line.starts_with(name)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn further_displays_are_as_closed_as_the_first() {
    assert_eq!(settings("fbdrawd.service"), settings("fbdrawd@.service"));
}
