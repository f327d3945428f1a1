//! A console that is held from one daemon to the next, as far as machines without one go: what is written down, what is
//! refused. What is seen is for machines with a display, `tests/vm/scenarios/held.py`.

use std::fs;
use std::path::Path;

use crate::common::process::{Ended, run};
use crate::common::{directory, fbdrawd};

fn fbdrawd_with(directory: &Path, arguments: &[&str]) -> Ended {
    run(fbdrawd(directory).args(arguments))
}

#[test]
fn without_a_console_nothing_is_held_and_nothing_given_back() {
    let directory = directory();
    let path = directory.path();
    let file = path.join("console");
    for vt in ["none", "auto"] {
        // A plain file is no display, and is not made either.
        let on = ["--file", "screen.raw", "--size", "9x9", "--vt", vt, "--hold-console", "console"];
        for _ in 0..2 {
            let held = fbdrawd_with(path, &on);
            assert_eq!(held.code, Some(0), "{}", held.stderr);
            assert_eq!(fs::read_to_string(&file).unwrap(), "", "nothing is held");
            assert_eq!(
                held.stderr.contains("no console is held: screen.raw shows none"),
                vt == "auto",
                "{}",
                held.stderr
            );
        }
        assert!(!path.join("screen.raw").exists());
        let released = fbdrawd_with(path, &["--release-console", "console"]);
        assert_eq!((released.code, &*released.stderr), (Some(0), ""));
        assert!(!file.exists());
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let directory = directory();
    let path = directory.path();
    let released = fbdrawd_with(path, &["--release-console", "console"]);
    assert_eq!(released.code, Some(1));
    let missing = "fbdrawd: cannot keep what the console was like in console: No such file";
    assert!(released.stderr.starts_with(missing), "{}", released.stderr);
    for record in ["hello", "0 0,0,0", "64 0,0,0", "1 0,0", "1", "-1 0,0,0", "99999999999 0,0,0"] {
        fs::write(path.join("console"), record).unwrap();
        for action in ["--release-console", "--hold-console"] {
            let ended = fbdrawd_with(path, &[action, "console"]);
            assert_eq!(ended.code, Some(1), "{record}: {}", ended.stderr);
            assert!(
                ended.stderr.contains("does not say what a console was like; remove it"),
                "{}",
                ended.stderr
            );
        }
        assert_eq!(fs::read_to_string(path.join("console")).unwrap(), record, "it stays to be looked at");
    }
    let both = fbdrawd_with(path, &["--hold-console", "a", "--release-console", "a"]);
    assert_eq!(both.code, Some(2));
}

/// A console that was asked for by its number must be had; this machine's last one is nobody's, if there are any.
#[test]
fn a_numbered_console_is_had_or_refused() {
    let directory = directory();
    let path = directory.path();
    let held = fbdrawd_with(path, &["--vt", "63", "--hold-console", "console"]);
    if held.code == Some(0) {
        let record = fs::read_to_string(path.join("console")).unwrap();
        let shown = record.strip_prefix("63 0,63,").expect("text before, and another one shown").trim_end();
        assert!(shown.parse::<u32>().is_ok_and(|shown| shown != 63), "{record}");
        // Held twice, given back once: as it was before the first.
        assert_eq!(fbdrawd_with(path, &["--vt", "63", "--hold-console", "console"]).code, Some(0));
        assert_eq!(fs::read_to_string(path.join("console")).unwrap(), record);
        let released = fbdrawd_with(path, &["--release-console", "console"]);
        assert_eq!(released.code, Some(0), "{}", released.stderr);
    } else {
        assert_eq!(held.code, Some(1), "{}", held.stderr);
        assert!(held.stderr.contains("/dev/tty63"), "{}", held.stderr);
    }
    assert!(!path.join("console").exists(), "nothing is held");
}
