//! What is closed to the services, which stands in each unit anew: systemd has no way to share it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::source;
use crate::units::units;

/// The unit in which each setting is explained.
const EXPLAINED: &str = "fbdrawd.service";

/// What every service has, and each the same.
const OF_ALL: [&str; 24] = [
    "Group",
    "UMask",
    "NoNewPrivileges",
    "DevicePolicy",
    "ProtectSystem",
    "ProtectHome",
    "ProtectProc",
    "ProcSubset",
    "PrivateIPC",
    "KeyringMode",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "LockPersonality",
    "MemoryDenyWriteExecute",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "SystemCallArchitectures",
    "SystemCallFilter",
    "SystemCallErrorNumber",
];

/// What those have besides that need no network.
const WITHOUT_NETWORK: [&str; 3] = ["RestrictAddressFamilies", "PrivateNetwork", "IPAddressDeny"];

/// The one that needs it, to reach a broker.
const WITH_NETWORK: &str = "fbdraw-mqtt@.service";

/// What a service is set to, by name. A name may be set several times, and the order counts.
type Settings = BTreeMap<String, Vec<String>>;

fn settings(unit: &str) -> Settings {
    let text = fs::read_to_string(source("systemd").join(unit)).expect("it is text");
    let (_, service) = text.split_once("[Service]\n").expect("it is a service");
    let mut settings = Settings::new();
    for line in service.lines().take_while(|line| !line.starts_with('[')) {
        if let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            settings.entry(name.to_owned()).or_default().push(value.to_owned());
        }
    }
    settings
}

fn services() -> Vec<(String, Settings)> {
    let services = units().into_iter().filter(|unit| unit.ends_with(".service"));
    services.map(|unit| (unit.clone(), settings(&unit))).collect()
}

/// Holds a unit to the one in which the settings are explained.
fn check(unit: &str, found: &Settings, names: &[&str]) {
    let explained = settings(EXPLAINED);
    for name in names {
        assert!(explained.contains_key(*name), "{EXPLAINED} has no {name}=");
        assert_eq!(found.get(*name), explained.get(*name), "{name}= of {unit} and of {EXPLAINED}");
    }
}

#[test]
fn what_is_closed_to_all_is_closed_to_each() {
    for (unit, found) in services() {
        check(&unit, &found, &OF_ALL);
    }
}

#[test]
fn further_displays_are_as_closed_as_the_first() {
    // What is the first display's has a name of its own, what is a further one's has the display's.
    let mut first = settings(EXPLAINED);
    for value in first.values_mut().flatten() {
        *value = value.replace("fbdrawd.toml", "%i.toml").replace("fbdraw.sock", "%i.sock");
    }
    let mut further = settings("fbdrawd@.service");
    let own =
        ["ExecStart", "SupplementaryGroups", "CapabilityBoundingSet", "AmbientCapabilities", "DeviceAllow"];
    for name in own {
        first.remove(name);
        further.remove(name);
    }
    assert_eq!(first, further);
}

#[test]
fn only_what_reaches_a_broker_has_a_network() {
    for (unit, found) in services().iter().filter(|(unit, _)| unit != WITH_NETWORK) {
        check(unit, found, &WITHOUT_NETWORK);
    }
}

/// So that what is closed further is held together too.
#[test]
fn what_is_the_same_in_all_is_in_the_list() {
    let services = services();
    let explained = settings(EXPLAINED);
    let same = explained
        .iter()
        .filter(|(name, values)| services.iter().all(|(_, found)| found.get(*name) == Some(values)))
        .map(|(name, _)| name.as_str());
    assert_eq!(same.collect::<BTreeSet<_>>(), BTreeSet::from(OF_ALL));
}
