//! What keeps the daemon from starting: one line says what, where, and what to do.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use nix::sys::signal::Signal;

use crate::common::process::{Running, run};
use crate::common::wire::Wire;
use crate::common::{directory, fbdrawd};

const FILE: &[&str] = &["--file", "screen.raw", "--size", "64x48"];

/// Starts a daemon that is to fail with this exit code, and returns what it says after its name.
fn refusal(directory: &Path, arguments: &[&str], code: i32) -> String {
    let ended = run(fbdrawd(directory).args(arguments));
    assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
    assert_eq!(ended.stdout, "", "{arguments:?}");
    let line = ended.stderr.strip_suffix('\n').unwrap_or_else(|| panic!("{arguments:?}: {ended:?}"));
    assert!(!line.contains('\n'), "{arguments:?}: more than a line: {line}");
    line.strip_prefix("fbdrawd: ")
        .unwrap_or_else(|| panic!("{arguments:?}: whose line is this? {line}"))
        .to_owned()
}

/// A daemon on the file and the socket `s` of a directory.
fn serving(directory: &Path) -> Running {
    Running::serving(fbdrawd(directory).args(FILE).args(["--socket", "s"]), &directory.join("s"))
}

#[test]
fn mistakes_on_the_command_line_end_with_2() {
    let directory = directory();
    for (arguments, message) in [
        (&["--file", "screen.raw"][..], "--file needs --size WIDTHxHEIGHT, such as --size 1280x720"),
        (
            &["--device", "/dev/fb0", "--file", "screen.raw", "--size", "64x48"],
            "the command line names both a device and a file; draw on one of them",
        ),
        (
            &["--size", "64x48"],
            "--size goes with --file; a framebuffer device says itself what it is, and where that is wrong, say it with its --device",
        ),
        (
            &["--flie", "screen.raw"],
            "unexpected argument '--flie' found; tip: a similar argument exists: '--file'; try --help",
        ),
        (&["screen.raw"], "unexpected argument 'screen.raw' found; try --help"),
        (&["--file"], "a value is required for '--file <PATH>' but none was supplied; try --help"),
        (
            &["--file", "screen.raw", "--size", "64"],
            "invalid value '64' for '--size <WxH>': a size is WIDTHxHEIGHT in pixels with both sides from 1 to 32767, \
             such as 1280x720; try --help",
        ),
        (
            &["--socket-mode", "rw"],
            "invalid value 'rw' for '--socket-mode <MODE>': socket mode \"rw\" is not octal permissions from 0 to 0777, \
             such as 0660; try --help",
        ),
    ] {
        let socket = ["--socket", "s"];
        assert_eq!(refusal(directory.path(), &[&socket, arguments].concat(), 2), message, "{arguments:?}");
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "and nothing was made");
}

#[test]
fn without_a_framebuffer_it_tells_how_to_emulate_one() {
    let directory = directory();
    let (path, arguments) = if Path::new("/dev/fb0").exists() {
        ("/dev/fb99", &["--socket", "s", "--device", "/dev/fb99"][..])
    } else {
        ("/dev/fb0", &["--socket", "s"][..])
    };
    assert_eq!(
        refusal(directory.path(), arguments, 1),
        format!(
            "cannot open {path}: No such file or directory; is there a framebuffer driver? \
             To draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720"
        )
    );
    fs::write(directory.path().join("plain"), "").unwrap();
    for device in ["/dev/null", "plain"] {
        let line = refusal(directory.path(), &["--socket", "s", "--device", device], 1);
        assert!(line.starts_with(&format!("{device} is not a framebuffer: ")), "{line}");
        assert!(
            line.ends_with("; to draw into a plain file instead: fbdrawd --file screen.raw --size 1280x720"),
            "{line}"
        );
    }
}

#[test]
fn what_cannot_be_drawn_directly_tells_how_it_can() {
    let directory = directory();
    let direct = ["--socket", "s", "--buffer", "direct"];
    for (more, message) in [
        (
            ["--format", "gray1"],
            "gray1 cannot be drawn directly, only converted: use --buffer shadow or auto",
        ),
        (
            ["--rotate", "90"],
            "a picture that is turned by 90° cannot be drawn directly: use --buffer shadow or auto, or --rotate 0",
        ),
    ] {
        assert_eq!(refusal(directory.path(), &[FILE, &direct, &more].concat(), 1), message);
    }
    let usage = refusal(directory.path(), &[FILE, &["--rotate", "45"]].concat(), 2);
    assert!(usage.contains("'45' for '--rotate <DEGREES>': must be 0, 90, 180 or 270"), "{usage}");
}

#[test]
fn paths_that_cannot_be_used_are_named() {
    let directory = directory();
    let file = |path| vec!["--socket", "s", "--size", "64x48", "--file", path];
    let socket = |path| [FILE, &["--socket", path]].concat();
    let long = "s".repeat(200);
    fs::create_dir(directory.path().join("folder")).unwrap();
    for (arguments, message) in [
        (
            file("none/screen.raw"),
            "cannot open none/screen.raw: No such file or directory; does its directory exist?",
        ),
        // Root may write nearly everywhere, but nobody can make a file here. Kernels differ in why.
        (file("/proc/fbdraw.raw"), "cannot open /proc/fbdraw.raw: "),
        (file("/proc/version"), "/proc/version"),
        (
            file("folder"),
            "cannot draw into folder: it is a directory; name a plain file or a device that can be mapped",
        ),
        (file("/dev/null"), "/dev/null"),
        (
            socket("none/s"),
            "cannot listen on none/s: No such file or directory (os error 2); create its directory or choose another --socket",
        ),
        (socket("/proc/s"), "cannot listen on /proc/s: "),
        (socket("folder"), "folder exists and is no socket; remove it or choose another --socket"),
        (socket(&long), "a socket's path may have 107 bytes at most; choose a shorter --socket"),
        (
            [FILE, &["--socket", "s", "--config", "none.toml"]].concat(),
            "cannot read none.toml: No such file or directory (os error 2)",
        ),
    ] {
        let line = refusal(directory.path(), &arguments, 1);
        assert!(line.contains(message), "{arguments:?}: {line}");
        assert!(!directory.path().join("s").exists(), "{arguments:?} left a socket");
    }
}

#[test]
fn mistakes_in_the_configuration_are_named_with_their_line() {
    let directory = directory();
    for (text, message) in [
        ("file = \"screen.raw\"\nsise = \"64x48\"", "fbdrawd.toml: line 2: unknown field `sise`"),
        ("[limits]\nclients = -1", "fbdrawd.toml: line 2: "),
        ("file = ", "fbdrawd.toml: line 1: "),
    ] {
        fs::write(directory.path().join("fbdrawd.toml"), text).unwrap();
        let line = refusal(directory.path(), &["--socket", "s", "--config", "fbdrawd.toml"], 1);
        assert!(line.starts_with(message), "{line}");
    }
}

#[test]
fn a_socket_that_a_killed_daemon_left_is_replaced() {
    let directory = directory();
    let mut killed = serving(directory.path());
    killed.signal(Signal::SIGKILL);
    assert_eq!(killed.ended().code, None);
    let left = fs::symlink_metadata(directory.path().join("s")).unwrap();
    assert!(left.file_type().is_socket());
    let daemon = serving(directory.path());
    Wire::connect(&directory.path().join("s")).unwrap().settle();
    drop(daemon);
}

#[test]
fn a_socket_that_is_answered_on_is_left_alone() {
    let directory = directory();
    let _first = serving(directory.path());
    let mut wire = Wire::connect(&directory.path().join("s")).unwrap();
    let second = ["--file", "other.raw", "--size", "64x48", "--socket", "s"];
    assert_eq!(
        refusal(directory.path(), &second, 1),
        "another fbdrawd answers on s; stop it or choose another --socket"
    );
    // Its settings may be looked at all the same, before they are read again.
    let checked = run(fbdrawd(directory.path()).args(second).arg("--check"));
    assert_eq!((checked.code, &*checked.stderr), (Some(0), ""));
    assert!(checked.stdout.ends_with("\nsocket s mode 0660, where somebody listens\n"), "{}", checked.stdout);
    wire.settle();
    Wire::connect(&directory.path().join("s")).unwrap().settle();
}

#[test]
fn what_is_no_socket_is_never_removed() {
    let directory = directory();
    fs::write(directory.path().join("s"), "precious").unwrap();
    std::os::unix::fs::symlink("nowhere", directory.path().join("link")).unwrap();
    for path in ["s", "link"] {
        assert_eq!(
            refusal(directory.path(), &[FILE, &["--socket", path]].concat(), 1),
            format!("{path} exists and is no socket; remove it or choose another --socket")
        );
    }
    assert_eq!(fs::read_to_string(directory.path().join("s")).unwrap(), "precious");
    assert!(fs::symlink_metadata(directory.path().join("link")).unwrap().is_symlink());
}

#[test]
fn a_file_has_one_daemon() {
    let directory = directory();
    let mut first = serving(directory.path());
    let second = ["--file", "screen.raw", "--size", "640x480", "--socket", "t"];
    assert_eq!(
        refusal(directory.path(), &second, 1),
        "cannot draw into screen.raw: another fbdrawd draws into this file; stop it or choose another --file"
    );
    assert!(!directory.path().join("t").exists());
    assert_eq!(fs::metadata(directory.path().join("screen.raw")).unwrap().len(), 64 * 48 * 4, "not grown");
    Wire::connect(&directory.path().join("s")).unwrap().settle();
    first.signal(Signal::SIGKILL);
    first.ended();
    // The lock went with the process.
    let socket = directory.path().join("t");
    let _second = Running::serving(fbdrawd(directory.path()).args(second), &socket);
}
