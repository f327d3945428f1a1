//! Completions, loaded by the shells that they are for and asked.

use std::process::Command;

use crate::{output, said, source};

/// What a shell says when it runs `script`; `None` where there is no such shell.
fn run(shell: &str, flags: &[&str], script: &str) -> Option<String> {
    let mut command = Command::new(shell);
    let output = output(command.args(flags).args(["-c", script]).current_dir(source("assets/completions")))?;
    assert!(output.status.success(), "{shell}: {}", said(&output));
    Some(said(&output))
}

#[test]
fn bash_completes_commands_and_flags() {
    let complete = |program: &str, word: &str| {
        let script = format!(
            "source ./{program}.bash && COMP_WORDS=({program} {word}) COMP_CWORD=1 && \
             _{program} {program} {word} {program} && printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        run("bash", &["--norc"], &script)
    };
    let Some(commands) = complete("fbdraw", "re") else { return };
    assert_eq!(commands.lines().collect::<Vec<_>>(), ["rect", "rects", "repaint"], "{commands}");
    let flags = complete("fbdrawd", "--wait").unwrap_or_default();
    assert_eq!(flags.lines().collect::<Vec<_>>(), ["--wait", "--wait-vsync"], "{flags}");
}

#[test]
fn zsh_loads_what_it_completes_with() {
    let script = "fpath=($PWD $fpath); autoload -Uz compinit && compinit -D -u && \
                  autoload -Uz +X _fbdraw _fbdrawd && print -l $_comps[fbdraw] $_comps[fbdrawd] && \
                  zsh -n _fbdraw && zsh -n _fbdrawd";
    let Some(loaded) = run("zsh", &["-f"], script) else { return };
    assert_eq!(loaded, "_fbdraw\n_fbdrawd\n");
}

#[test]
fn fish_completes_commands_and_flags() {
    let complete = |program: &str, line: &str| {
        run("fish", &["--no-config"], &format!("source {program}.fish; complete -C '{program} {line}'"))
    };
    let Some(commands) = complete("fbdraw", "capt") else { return };
    assert_eq!(commands, "capture\tSave the screen as a PNG\n");
    let flags = complete("fbdrawd", "--rot").unwrap_or_default();
    assert!(flags.starts_with("--rotate\tBy how many degrees"), "{flags}");
}
