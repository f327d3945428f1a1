//! The daemon as people and service managers run it: how it starts, what it listens to, how it ends.

#[path = "../common/mod.rs"]
mod common;

mod late;
mod sigbus;
mod startup;
mod settings;
mod stopping;
mod console;
mod memory;
mod doctor;
mod pattern;
mod hold;
