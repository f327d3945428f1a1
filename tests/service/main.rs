//! The daemon as a service. The service manager here is a stand-in that listens where systemd would, keeps what it is
//! given and passes what systemd would pass; tests with systemd itself need a machine that it has booted.

#[path = "../common/mod.rs"]
mod common;
mod manager;

mod activation;
mod readiness;
mod reload;
mod stored;
mod journal;
mod restarts;
