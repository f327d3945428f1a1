//! Settings through the real program: which of them wins, what holds without any, who may connect.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::sys::signal::Signal;

use crate::common::process::{Running, run, wait_for};
use crate::common::wire::Wire;
use crate::common::{directory, fbdrawd};

/// What `--check` prints, line by line.
fn check(command: &mut Command) -> Vec<String> {
    let ended = run(command.arg("--check"));
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{command:?}");
    ended.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn check_prints_what_was_found_and_goes() {
    let directory = directory();
    let arguments = ["--file", "screen.raw", "--size", "64x48", "--format", "rgb565", "--socket", "s"];
    let window = ["--stride", "200", "--offset", "4099", "--buffer", "shadow", "--socket-mode", "600"];
    assert_eq!(
        check(fbdrawd(directory.path()).args(arguments).args(window)),
        [
            "device screen.raw",
            "geometry 64x48 rgb565, stride 200 bytes",
            "first pixel at byte 4099",
            "buffer shadow",
            "socket s mode 0600"
        ]
    );
    assert!(!directory.path().join("s").exists(), "nobody listens any more");
    let help = run(fbdrawd(directory.path()).arg("--help"));
    assert_eq!((help.code, &*help.stderr), (Some(0), ""));
    assert!(help.stdout.contains("--socket-mode <MODE>"), "{}", help.stdout);
    for (flag, end) in [("-V", ""), ("--version", " (debug build)")] {
        let version = run(fbdrawd(directory.path()).arg(flag));
        let expected = format!("fbdrawd {}{end}\n", env!("CARGO_PKG_VERSION"));
        assert!(
            version.code == Some(0) && (version.stdout == expected || !cfg!(debug_assertions)),
            "{version:?}"
        );
    }
}

#[test]
fn unknown_names_in_the_file_are_told_with_line_and_suggestion() {
    let directory = directory();
    for (file, message) in [
        ("# comment\nsise = \"5x5\"", "line 2: unknown field `sise`, did you mean `size`?"),
        ("[limits]\n\nline_bites = 5", "line 3: unknown field `line_bites`, did you mean `line_bytes`?"),
        ("[registers.a]\nadress = 2", "line 2: unknown field `adress`, did you mean `address`?"),
        ("[limit]\nclients = 5", "line 1: unknown field `limit`, did you mean `limits`?"),
        (
            "[registers.a]\naddress = 2\nwidth = 8\naccess = \"raed\"",
            "line 4: unknown variant `raed`, did you mean `read`?",
        ),
    ] {
        fs::write(directory.path().join("fbdrawd.toml"), file).unwrap();
        for flag in ["--check", "--check=settings"] {
            let ended = run(fbdrawd(directory.path()).args(["--config", "fbdrawd.toml", flag]));
            let told = format!("fbdrawd: fbdrawd.toml: {message}\n");
            assert_eq!((ended.code, ended.stderr), (Some(1), told), "{flag}");
        }
    }
}

/// A display that is away keeps nobody from changing settings.
#[test]
fn settings_are_checked_without_a_display() {
    let directory = directory();
    fs::write(directory.path().join("fbdrawd.toml"), "device = \"/dev/fb77\"\nlog = \"warn\"\n").unwrap();
    let ended = |flag| run(fbdrawd(directory.path()).args(["--config", "fbdrawd.toml", flag]));
    let settings = ended("--check=settings");
    assert_eq!((settings.code, &*settings.stdout, &*settings.stderr), (Some(0), "", ""));
    let all = ended("--check");
    assert!(all.code == Some(1) && all.stderr.contains("/dev/fb77"), "{all:?}");
}

/// The same settings in all three places; each place says one less than the one before.
#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let directory = directory();
    let file = "
        file = \"file.raw\"
        size = \"10x10\"
        format = \"rgb565\"
        buffer = \"shadow\"
        socket_mode = \"0611\"
        socket = \"file.sock\"
    ";
    fs::write(directory.path().join("fbdrawd.toml"), file).unwrap();
    let with_file = || {
        let mut command = fbdrawd(directory.path());
        command.env("FBDRAW_CONFIG", "fbdrawd.toml");
        command
    };
    let with_environment = || {
        let mut command = with_file();
        command.env("FBDRAW_FILE", "environment.raw").env("FBDRAW_SIZE", "20x20");
        command.env("FBDRAW_BUFFER", "direct").env("FBDRAW_SOCKET_MODE", "0622");
        command.env("FBDRAW_SOCKET", "environment.sock");
        command
    };
    let found = |device, size, format, stride, buffer, socket| {
        [
            format!("device {device}"),
            format!("geometry {size} {format}, stride {stride} bytes"),
            "first pixel at byte 0".to_owned(),
            format!("buffer {buffer}"),
            format!("socket {socket}"),
        ]
    };
    let by_file = found("file.raw", "10x10", "rgb565", 20, "shadow", "file.sock mode 0611");
    assert_eq!(check(&mut with_file()), by_file);
    assert_eq!(check(fbdrawd(directory.path()).args(["--config", "fbdrawd.toml"])), by_file);
    assert_eq!(
        check(&mut with_environment()),
        found("environment.raw", "20x20", "rgb565", 40, "direct", "environment.sock mode 0622")
    );
    assert_eq!(
        check(with_environment().args(["--size", "30x30", "--socket", "flag.sock", "--format", "gray8"])),
        found("environment.raw", "30x30", "gray8", 30, "direct", "flag.sock mode 0622")
    );
    assert_eq!(
        check(with_environment().args(["--file", "flag.raw", "--buffer", "shadow", "--socket-mode", "0633"])),
        found("flag.raw", "20x20", "rgb565", 40, "shadow", "environment.sock mode 0633")
    );
}

#[test]
fn without_a_path_the_socket_lies_where_the_environment_says() {
    let directory = directory();
    let socket = |set: &dyn Fn(&mut Command)| {
        let mut command = fbdrawd(directory.path());
        set(command.args(["--file", "screen.raw", "--size", "64x48"]));
        check(&mut command).pop().expect("the last line names it")
    };
    for name in ["one", "two"] {
        fs::create_dir(directory.path().join(name)).unwrap();
    }
    let runtime = |command: &mut Command, value| {
        command.env("RUNTIME_DIRECTORY", value);
    };
    assert_eq!(socket(&|command| runtime(command, "one")), "socket one/fbdraw.sock mode 0660");
    assert_eq!(socket(&|command| runtime(command, "two:one")), "socket two/fbdraw.sock mode 0660");
    let both = |command: &mut Command| {
        runtime(command, "one");
        command.env("FBDRAW_SOCKET", "two/own.sock");
    };
    assert_eq!(socket(&both), "socket two/own.sock mode 0660");
}

/// Root's daemon listens below /run, which is not a test's to touch; so root becomes nobody for this one.
#[test]
fn a_user_without_a_path_has_the_socket_in_the_runtime_directory() {
    let directory = directory();
    let mut command = fbdrawd(directory.path());
    let fbdrawd = directory.path().join("fbdrawd");
    if nix::unistd::geteuid().is_root() {
        const NOBODY: u32 = 65_534;
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
        // Where the original lies, nobody may not be allowed to look. Another process copies it: one that this process
        // had open for writing could not be run while a child that another test is starting has it open too.
        let copied = run(Command::new("cp").arg(command.get_program()).arg(&fbdrawd));
        assert_eq!(copied.code, Some(0), "{copied:?}");
        command = Command::new(fbdrawd);
        command.env_clear().current_dir(directory.path()).uid(NOBODY).gid(NOBODY);
    }
    command.args(["--file", "screen.raw", "--size", "64x48"]);
    let runtime = directory.path().display().to_string();
    let lines = check(command.env("XDG_RUNTIME_DIR", &runtime));
    assert_eq!(lines.last(), Some(&format!("socket {runtime}/fbdraw.sock mode 0660")));
    let ended = run(command.env("XDG_RUNTIME_DIR", ""));
    let message = "fbdrawd: no place for the socket: $XDG_RUNTIME_DIR is not set; say --socket PATH\n";
    assert_eq!((ended.code, &*ended.stderr), (Some(1), message));
}

/// Starts a daemon under a mask of permissions; the mode its socket had when it was first seen, and has now.
fn modes(directory: &Path, mask: &str, arguments: &[&str]) -> [u32; 2] {
    let program = fbdrawd(directory);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("umask {mask} && exec \"$0\" \"$@\"")]).arg(program.get_program());
    command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "s"]).args(arguments);
    let socket = directory.join("s");
    let mode = || fs::metadata(&socket).map(|metadata| metadata.mode() & 0o777);
    let mut daemon = Running::start(command.current_dir(directory).stderr(std::process::Stdio::null()));
    let deadline = std::time::Instant::now() + crate::common::PATIENCE;
    let first = loop {
        // Without a pause: what is too open for a moment only is to be caught in it.
        match mode() {
            Ok(mode) => break mode,
            Err(_) => assert!(std::time::Instant::now() < deadline, "no socket"),
        }
    };
    wait_for("the daemon answers", || Wire::connect(&socket).ok()).settle();
    let now = mode().expect("it is there");
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.ended().code, Some(0));
    [first, now]
}

#[test]
fn the_socket_is_for_user_and_group_from_the_first_moment() {
    let directory = directory();
    for mask in ["000", "022", "077"] {
        assert_eq!(modes(directory.path(), mask, &[]), [0o660; 2], "umask {mask}");
        assert_eq!(modes(directory.path(), mask, &["--socket-mode", "0600"]), [0o600; 2], "umask {mask}");
        assert_eq!(modes(directory.path(), mask, &["--socket-mode", "666"]), [0o666; 2], "umask {mask}");
    }
}

#[test]
fn a_rule_that_names_nobody_stops_the_daemon_before_anything_is_opened() {
    let directory = directory();
    let file = "[permissions]\ndraw = [\"*\"]\ncontrol = [\"root\", \"@no-such-group\"]\n";
    fs::write(directory.path().join("fbdrawd.toml"), file).unwrap();
    let mut command = fbdrawd(directory.path());
    command.args(["--file", "screen.raw", "--size", "64x48", "--socket", "s", "--config", "fbdrawd.toml"]);
    let ended = run(&mut command);
    let message = "fbdrawd: fbdrawd.toml: line 3: no such group `no-such-group`: create it, write @NUMBER, which need \
                   not exist, or leave it out\n";
    assert_eq!((ended.code, &*ended.stderr), (Some(1), message));
    assert!(!directory.path().join("screen.raw").exists());
}
