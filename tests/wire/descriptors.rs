//! Descriptors that come with bytes and that no command takes: all are closed.

use std::fs::{self, File};
use std::io::IoSlice;
use std::os::fd::{AsRawFd, RawFd};
use std::process::Command;

use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::unistd::Pid;

use crate::common::process::Running;
use crate::common::wire::Wire;
use crate::common::{Daemon, directory, fbdrawd};

/// Sends bytes with `count` descriptors.
fn send_with(wire: &Wire, bytes: &[u8], count: usize) {
    let file = File::open("/dev/null").expect("there is one");
    let descriptors: Vec<RawFd> = vec![file.as_raw_fd(); count];
    let message = [ControlMessage::ScmRights(&descriptors)];
    let sent =
        sendmsg::<()>(wire.stream().as_raw_fd(), &[IoSlice::new(bytes)], &message, MsgFlags::empty(), None);
    assert_eq!(sent, Ok(bytes.len()));
}

fn open_descriptors(pid: Pid) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).expect("the daemon runs").count()
}

#[test]
fn they_are_closed() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    wire.settle();
    let before = open_descriptors(daemon.pid());
    for count in [1, 2, 253] {
        for _ in 0..10 {
            send_with(&wire, b"{\"op\":\"ping\"", count);
            send_with(&wire, b"}", count);
            send_with(&wire, b"\n", count);
            assert_eq!(wire.line().as_deref(), Some(r#"{"result":{}}"#));
        }
        assert_eq!(open_descriptors(daemon.pid()), before, "after messages with {count}");
    }
    // The last thing a client does.
    send_with(&wire, b"{\"op\":\"clear\",\"color\":\"white\"}", 253);
    assert_eq!(wire.finish(), "");
    let mut wire = Wire::to(&daemon);
    wire.settle();
    assert_eq!(open_descriptors(daemon.pid()), before);
    assert!(daemon.bytes().chunks(4).all(|pixel| pixel[..3] == [255; 3]));
}

/// A daemon that may have few descriptors gets only some of those that a client sends. These must go too, and the
/// client stays.
#[test]
fn they_are_closed_where_there_is_no_room_for_all() {
    let directory = directory();
    let plain = fbdrawd(directory.path());
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64 && exec \"$0\" --file screen.raw --size 64x48 --socket s"]);
    command.arg(plain.get_program()).current_dir(directory.path());
    let socket = directory.path().join("s");
    let daemon = Running::serving(&mut command, &socket);
    let mut wire = Wire::connect(&socket).expect("the daemon listens");
    wire.settle();
    let before = open_descriptors(daemon.pid());
    for _ in 0..3 {
        send_with(&wire, b"{\"op\":\"ping\"}\n", 200);
        assert_eq!(wire.line().as_deref(), Some(r#"{"result":{}}"#));
        assert_eq!(open_descriptors(daemon.pid()), before);
    }
    Wire::connect(&socket).expect("the daemon listens").settle();
}
