//! Sockets that are passed rather than bound.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use crate::common::process::{Running, run};
use crate::common::wire::Wire;
use crate::manager::Service;

#[test]
fn a_passed_socket_is_used_and_left_as_it_is() {
    let mut service = Service::new();
    let socket = service.path("s");
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o612)).unwrap();
    let inode = fs::metadata(&socket).unwrap().ino();
    // It connects before there is a daemon, and waits.
    let mut early = service.wire();
    early.send_line(r#"{"op":"pixels","points":[[0,0]],"color":"white","id":1}"#);
    let mut daemon = service.start(&[]);
    assert_eq!(early.line().as_deref(), Some(r#"{"id":1,"result":{}}"#));
    daemon.signal(Signal::SIGTERM);
    let ended = daemon.ended();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("socket as passed by the service manager"), "{}", ended.stderr);
    let after = fs::metadata(&socket).expect("it is still there");
    assert_eq!((after.ino(), after.mode() & 0o777), (inode, 0o612));
}

/// Another process that has the socket would keep clients waiting when the daemon is gone.
#[test]
fn children_do_not_inherit_the_socket() {
    let mut service = Service::new();
    let daemon = service.start(&[]);
    let process = format!("/proc/{}", daemon.pid());
    let flags = fs::read_to_string(format!("{process}/fdinfo/3")).unwrap();
    let flags = flags.lines().find_map(|line| line.strip_prefix("flags:")).expect("there are flags").trim();
    let flags = i32::from_str_radix(flags, 8).expect("they are octal");
    assert_ne!(flags & nix::libc::O_CLOEXEC, 0, "descriptor 3 would be inherited");
}

#[test]
fn several_sockets_are_all_served() {
    let mut service = Service::new();
    let second = UnixListener::bind(service.path("second")).unwrap();
    // The shell that passes them has one of them as its standard input and the other as its standard output.
    let mut command = Command::new("sh");
    command.args(["-c", "exec 3<&0 4<&1 </dev/null >/dev/null; LISTEN_PID=$$ exec \"$@\"", "sh"]);
    command.args(service.command(&[]).get_args().skip(3));
    command.env_clear().env("LISTEN_FDS", "2").env("NOTIFY_SOCKET", service.path("notify"));
    command.current_dir(service.directory()).stderr(Stdio::piped());
    command.stdin(service.socket()).stdout(OwnedFd::from(second));
    let _daemon = Running::start(&mut command);
    service.wait_for("READY=1");
    for name in ["s", "second", "s", "second"] {
        Wire::connect(&service.path(name)).unwrap().settle();
    }
}

#[test]
fn what_is_no_listening_socket_is_refused_by_name() {
    let service = Service::new();
    let (stream, _other) = UnixStream::pair().unwrap();
    let file = fs::File::create(service.path("file")).unwrap();
    for passed in [OwnedFd::from(stream), OwnedFd::from(file)] {
        let ended = run(service.command(&[]).stdin(Stdio::from(passed)).stdout(Stdio::piped()));
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains("descriptor 3 (fbdrawd.socket)"), "{}", ended.stderr);
        assert!(ended.stderr.contains("ListenStream="), "{}", ended.stderr);
    }
    let ended = run(service.command(&[]).env("LISTEN_FDS", "40").env_remove("LISTEN_FDNAMES"));
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("LISTEN_FDS"), "{}", ended.stderr);
}

/// What was meant for another process, its parent say, is not this one's.
#[test]
fn descriptors_of_another_process_are_let_be() {
    let service = Service::new();
    let mut command = crate::common::fbdrawd(service.directory());
    command.args(["--file", "screen.raw", "--size", "9x9", "--socket", "own"]);
    command.env("LISTEN_PID", "1").env("LISTEN_FDS", "1");
    let _daemon = Running::serving(&mut command, &service.path("own"));
}
