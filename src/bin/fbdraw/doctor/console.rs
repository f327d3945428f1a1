//! The console that the display belongs to.

use std::fs;
use std::io;
use std::path::PathBuf;

use fbdraw::device::{ConsoleError, ConsoleState, Device, Vt};

use super::finding::Finding;
use super::holders;

/// What the kernel shows on the device besides the picture, and whether a daemon with the setting `vt` keeps it off.
pub(crate) fn finding(device: &Device, vt: Vt) -> Finding {
    if !device.is_framebuffer() {
        return Finding::ok("console", "none: this is no framebuffer of the kernel");
    }
    match ConsoleState::of(device) {
        Ok(state) => judged(&state, vt, may_configure()),
        Err(error) => unknown(&error, vt),
    }
}

fn judged(state: &ConsoleState, vt: Vt, may_take: bool) -> Finding {
    let tty = format!("tty{}", state.number);
    let users = holders::of(&PathBuf::from(format!("/dev/{tty}"))).found;
    let by = if users.is_empty() { String::new() } else { format!(" by {}", holders::list(&users)) };
    if state.shown_here == Some(false) {
        return Finding::ok("console", format!("{tty} is shown on another display"));
    }
    if state.graphics && users.iter().any(|user| user.name == "fbdrawd") {
        return Finding::ok("console", format!("{tty} in graphics mode, held{by}"));
    }
    if state.graphics || state.held {
        let how = if state.graphics { "in graphics mode" } else { "in text mode" };
        return Finding::warning(
            "console",
            format!("{tty} {how}, held{by}: another program draws there too"),
        )
        .remedy("stop that program, or give fbdrawd a console of its own: --vt 7");
    }
    let found =
        format!("{tty} in text mode{}{}", cursor(), if by.is_empty() { by } else { format!(", used{by}") });
    match vt {
        Vt::None => Finding::warning("console", format!("{found}; the kernel writes on the picture"))
            .remedy("leave out --vt none, so that fbdrawd takes the console while it draws"),
        _ if !may_take => Finding::warning("console", format!("{found}; it may not be taken by this user"))
            .remedy("run fbdrawd as root, or in group tty with AmbientCapabilities=CAP_SYS_TTY_CONFIG"),
        Vt::Number(number) if number != state.number => {
            Finding::ok("console", format!("{found}; fbdrawd switches to tty{number} while it draws"))
        }
        _ => Finding::ok("console", format!("{found}; fbdrawd takes it while it draws")),
    }
}

/// A console that cannot be asked for its mode.
fn unknown(error: &ConsoleError, vt: Vt) -> Finding {
    match error {
        ConsoleError::NotVirtual(path) => {
            Finding::ok("console", format!("none: {} is no virtual terminal", path.display()))
        }
        ConsoleError::Open { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            Finding::ok("console", "none: this machine has no virtual terminals")
        }
        error => {
            let active = fs::read_to_string("/sys/class/tty/tty0/active");
            let shown = active.map(|name| format!("{} is shown; ", name.trim())).unwrap_or_default();
            let text = error.to_string();
            let (reason, remedy) = text.split_once("; ").unwrap_or((&text, ""));
            let finding = match vt {
                Vt::Number(_) => Finding::problem("console", format!("{shown}{reason}")),
                _ => Finding::warning("console", format!("{shown}{reason}")),
            };
            finding.remedy(remedy)
        }
    }
}

fn cursor() -> &'static str {
    match fs::read_to_string("/sys/class/graphics/fbcon/cursor_blink") {
        Ok(blinks) if blinks.trim() == "1" => " with a blinking cursor",
        _ => "",
    }
}

/// Whether this process may put a console into graphics mode: CAP_SYS_TTY_CONFIG, the 26th capability.
fn may_configure() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    effective
        .and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
        .is_some_and(|bits| bits & (1 << 26) != 0)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    // No machine has so many terminals that somebody uses this one.
    const TEXT: ConsoleState =
        ConsoleState { number: 63, graphics: false, held: false, shown_here: Some(true) };

    #[test]
    fn what_would_write_on_the_picture_is_a_warning() {
        let level = |state: ConsoleState, vt, may| judged(&state, vt, may).level;
        assert_eq!(level(TEXT, Vt::Auto, true), Level::Ok);
        assert_eq!(level(TEXT, Vt::Number(3), true), Level::Ok);
        assert_eq!(level(TEXT, Vt::None, true), Level::Warning);
        assert_eq!(level(TEXT, Vt::Auto, false), Level::Warning);
        assert_eq!(
            level(ConsoleState { graphics: true, held: true, ..TEXT }, Vt::Auto, true),
            Level::Warning
        );
        assert_eq!(level(ConsoleState { shown_here: Some(false), ..TEXT }, Vt::None, false), Level::Ok);
    }

    #[test]
    fn what_cannot_be_asked_is_told_with_a_remedy() {
        let denied = || ConsoleError::Open {
            path: "/dev/tty0".into(),
            source: io::Error::from_raw_os_error(nix::errno::Errno::EACCES as i32),
        };
        let auto = unknown(&denied(), Vt::Auto);
        assert_eq!(auto.level, Level::Warning);
        assert!(auto.remedy.is_some_and(|remedy| remedy.contains("CAP_SYS_TTY_CONFIG")));
        assert_eq!(unknown(&denied(), Vt::Number(2)).level, Level::Problem);
        assert_eq!(unknown(&ConsoleError::NotVirtual("/dev/tty0".into()), Vt::Auto).level, Level::Ok);
    }
}
