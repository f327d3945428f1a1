//! What goes to the journal, and what to standard error.

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::stat::fstat;

use crate::common::process::{Running, wait_for};
use crate::common::wire::Wire;
use crate::common::{PATIENCE, directory, fbdrawd, skipped};

const DENIED: &str = r#"{"op":"image","x":0,"y":0,"path":"/etc/passwd","id":1}"#;

/// A message in the journal's own protocol, as fields.
fn fields(mut message: &[u8]) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("we write text");
    while let Some(end) = message.iter().position(|&byte| byte == b'\n') {
        let (line, rest) = (&message[..end], &message[end + 1..]);
        if let Some(at) = line.iter().position(|&byte| byte == b'=') {
            fields.insert(text(&line[..at]), text(&line[at + 1..]));
            message = rest;
        } else {
            let (length, rest) = rest.split_first_chunk().expect("a length follows");
            let length = usize::try_from(u64::from_le_bytes(*length)).expect("it is short");
            fields.insert(text(line), text(&rest[..length]));
            message = &rest[length + 1..];
        }
    }
    fields
}

/// A daemon whose `/run/systemd/journal` is `journal`; nothing outside of it sees that.
fn with_journal(journal: &Path, program: &Command) -> Command {
    let script = "mount -t tmpfs none /run && mkdir -p /run/systemd/journal && \
                  mount --bind \"$0\" /run/systemd/journal && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["--mount", "--", "sh", "-c", script]).arg(journal);
    command.arg(program.get_program()).args(program.get_args());
    command
}

#[test]
fn the_journal_gets_fields() {
    let directory = directory();
    let path = directory.path();
    let journal = path.join("journal");
    fs::create_dir(&journal).unwrap();
    let ours = with_journal(&journal, &Command::new("true")).stderr(Stdio::null()).status();
    if !ours.is_ok_and(|status| status.success()) {
        return skipped("fields in the journal: no mounts of our own (unshare, as root)");
    }
    let socket = UnixDatagram::bind(journal.join("socket")).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let (error, _) = UnixStream::pair().unwrap();
    let found = fstat(&error).unwrap();
    let mut program = fbdrawd(path);
    program.args(["--file", "screen.raw", "--size", "9x9", "--socket", "s", "--log", "debug"]);
    let mut command = with_journal(&journal, &program);
    command.current_dir(path).env("JOURNAL_STREAM", format!("{}:{}", found.st_dev, found.st_ino));
    command.stderr(OwnedFd::from(error));
    let _daemon = Running::start(&mut command);
    let mut wire = wait_for("the daemon listens", || Wire::connect(&path.join("s")).ok());
    assert_eq!(wire.ask(DENIED)["error"]["code"], "denied");
    assert_eq!(wire.ask(r#"{"op":"rekt","id":1}"#)["error"]["code"], "unknown_op");
    for (op, code, level) in [("image", "denied", "5"), ("rekt", "unknown_op", "6")] {
        let entry = loop {
            let mut bytes = [0; 4096];
            let length = socket.recv(&mut bytes).expect("an entry comes");
            let entry = fields(&bytes[..length]);
            if entry.contains_key("FBDRAW_CODE") {
                break entry;
            }
        };
        let value = |name: &str| entry.get(name).map(String::as_str);
        assert_eq!((value("FBDRAW_OP"), value("FBDRAW_CODE")), (Some(op), Some(code)), "{entry:?}");
        let pid = std::process::id().to_string();
        let uid = nix::unistd::getuid().to_string();
        assert_eq!(value("FBDRAW_CLIENT_PID"), Some(&*pid), "{entry:?}");
        assert_eq!(value("FBDRAW_CLIENT_UID"), Some(&*uid), "{entry:?}");
        assert_eq!(value("PRIORITY"), Some(level), "{entry:?}");
        assert_eq!(value("SYSLOG_IDENTIFIER"), Some("fbdrawd"), "{entry:?}");
        assert!(
            value("MESSAGE").is_some_and(|message| message.starts_with("request refused: ")),
            "{entry:?}"
        );
    }
}

/// The variable is inherited by whatever a service starts, with standard error or without.
#[test]
fn standard_error_that_is_not_the_journal_gets_text() {
    let directory = directory();
    let mut command = fbdrawd(directory.path());
    command.args(["--file", "screen.raw", "--size", "9x9", "--socket", "s"]).env("JOURNAL_STREAM", "8:12345");
    let socket = directory.path().join("s");
    let mut daemon = Running::serving(&mut command, &socket);
    assert_eq!(Wire::connect(&socket).unwrap().ask(DENIED)["error"]["code"], "denied");
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    let refused =
        log.lines().find(|line| line.contains("request refused: ")).unwrap_or_else(|| panic!("{log}"));
    let pid = format!("client_pid={}", std::process::id());
    assert!(
        ["op=\"image\"", "code=denied", "line=1", &pid].iter().all(|field| refused.contains(field)),
        "{log}"
    );
}

/// Ten thousand refusals are some lines in the log, and the client hears of each.
#[test]
fn a_hostile_client_does_not_fill_the_log() {
    let directory = directory();
    let mut command = fbdrawd(directory.path());
    command.args(["--file", "screen.raw", "--size", "9x9", "--socket", "s"]);
    let socket = directory.path().join("s");
    let mut daemon = Running::serving(&mut command, &socket);
    let mut wire = Wire::connect(&socket).unwrap();
    let started = Instant::now();
    for _ in 0..100 {
        wire.send(format!("{DENIED}\n").repeat(100));
        for _ in 0..100 {
            assert!(wire.line().is_some_and(|line| line.contains("denied")));
        }
    }
    let windows = usize::try_from(started.elapsed().as_secs() / 10 + 1).unwrap();
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    let lines = log.lines().filter(|line| line.contains("refused")).count();
    assert!((20..=21 * windows).contains(&lines), "{lines} lines in {:?}", Duration::from_secs(10));
}

/// A daemon without descriptors tries ten times a second.
#[test]
fn clients_that_cannot_be_accepted_do_not_fill_the_log() {
    let directory = directory();
    let program = fbdrawd(directory.path());
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 40 && exec \"$0\" --file screen.raw --size 9x9 --socket s"]);
    command.arg(program.get_program()).current_dir(directory.path());
    let socket = directory.path().join("s");
    let mut daemon = Running::serving(&mut command, &socket);
    let clients: Vec<_> = (0..50).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    std::thread::sleep(Duration::from_secs(4));
    drop(clients);
    Wire::connect(&socket).unwrap().settle();
    daemon.signal(Signal::SIGTERM);
    let log = daemon.ended().stderr;
    let lines = log.lines().filter(|line| line.contains("cannot accept a client")).count();
    assert!((10..=20).contains(&lines), "{lines} lines: {log}");
}
