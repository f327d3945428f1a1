//! The socket as the protocol describes it, byte by byte: a raw client on one side, the real daemon on the other.

#[path = "../common/mod.rs"]
mod common;

mod control;
mod conversation;
mod framing;
mod dangers;
mod errors;
mod limits;
mod painted;
mod turns;
mod unfinished;
mod unread;
mod held_back;
mod frames;
mod descriptors;
mod random;
mod rotation;
mod registers;
mod permissions;
