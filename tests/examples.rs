//! The programs in `examples`, run as they stand against a real daemon.

mod common;

use std::env;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::Daemon;
use common::process::{Ended, Running, run};
use fbdraw::protocol::Region;
use rqrr::PreparedImage;

const WIDTH: usize = 640;
const HEIGHT: usize = 360;

/// What an example leaves on the screen.
struct Shown(Vec<u8>);

impl Shown {
    fn on(daemon: &Daemon) -> Self {
        Self(daemon.client().capture_rgb(Region::default()).expect("the screen can be captured"))
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let start = 3 * (y * WIDTH + x);
        [self.0[start], self.0[start + 1], self.0[start + 2]]
    }

    /// How many pixels have a colour.
    fn count(&self, color: [u8; 3]) -> usize {
        self.0.as_chunks::<3>().0.iter().filter(|&&pixel| pixel == color).count()
    }
}

/// The lines of an example are the whole of it that people read.
fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let text = std::fs::read_to_string(&path).expect("the example is there");
    assert!(text.lines().count() < 60, "{name} has {} lines", text.lines().count());
    path.into_os_string().into_string().expect("the path is UTF-8")
}

/// An interpreter about to run an example, with `fbdraw` on its path.
fn about_to_run(daemon: &Daemon, interpreter: &str, name: &str) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_fbdraw")).parent().expect("it lies in a directory");
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([own.to_owned()].into_iter().chain(env::split_paths(&others)));
    let mut command = Command::new(interpreter);
    command.arg(example(name)).arg("--once").current_dir(daemon.directory());
    command.env("FBDRAW_SOCKET", daemon.socket()).env("PATH", path.expect("no directory has a colon in it"));
    command
}

/// It went well: the examples end with an error as soon as the daemon replies with one.
fn assert_silent(ended: &Ended) {
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""));
}

/// The red, green and blue of `#rrggbb`.
fn hex(color: u32) -> [u8; 3] {
    [(color >> 16) as u8, (color >> 8) as u8, color as u8]
}

fn assert_near(found: [u8; 3], color: u32, what: &str) {
    let off = (0..3).map(|index| found[index].abs_diff(hex(color)[index])).max();
    assert!(off <= Some(4), "{what}: {found:?} for {color:06x}");
}

#[test]
fn the_clock_shows_the_time() {
    let daemon = Daemon::start("640x360");
    assert_silent(&run(about_to_run(&daemon, "python3", "clock.py").arg("10:08:42")));
    let shown = Shown::on(&daemon);
    let (r, cx, cy) = (134.4, 172.8, 180.0);
    let on_face = |turn: f64, part: f64| {
        let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
        shown.at((cx + sin * part * r) as usize, (cy - cos * part * r) as usize)
    };
    assert_near(shown.at(2, 2), 0x16_23_3f, "the corner");
    assert_near(on_face(0.5, 0.6), 0x1d_2c_4d, "the face");
    assert_near(on_face((10.0 + 8.0 / 60.0) / 12.0, 0.3), 0xf4_f7_ff, "the hour hand");
    assert_near(on_face((8.0 + 42.0 / 60.0) / 60.0, 0.6), 0xf4_f7_ff, "the minute hand");
    assert_near(on_face(42.0 / 60.0, 0.0), 0xff_7a_59, "the middle");
    assert_near(on_face(42.0 / 60.0, 0.7), 0xff_7a_59, "the second hand");
    assert_near(shown.at(400, 261), 0xff_7a_59, "the part of the minute that has passed");
    assert!(shown.at(560, 261)[0] < 60, "the part that has not: {:?}", shown.at(560, 261));
}

#[test]
fn the_ticket_display_shows_who_is_called() {
    if Command::new("node").arg("--version").stdout(Stdio::null()).status().is_err() {
        common::skipped("examples/tickets.js was not run, node is not installed");
        return;
    }
    let daemon = Daemon::start("640x360");
    for (lines, rows) in [("", 0), ("A041 2\nA042 3\n", 1), ("A1 1\nA2 2\nA3 3\nA4 4\nA5 5\nA6 6\n", 4)] {
        let mut command = about_to_run(&daemon, "node", "tickets.js");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = Running::start(&mut command);
        let mut input = running.child().stdin.take().expect("it is a pipe");
        input.write_all(lines.as_bytes()).expect("it reads");
        drop(input);
        assert_silent(&running.ended());

        let shown = Shown::on(&daemon);
        assert_near(shown.at(2, 2), 0x15_56_c0, "the board");
        assert_near(shown.at(410, 5), 0xe9_ee_f6, "the list's paper");
        for row in 0..4 {
            let color = if row < rows { 0xff_ff_ff } else { 0xe9_ee_f6 };
            assert_near(shown.at(520, 75 + 47 * row), color, &format!("row {row} of {rows}"));
        }
        let red = |x: usize, y: usize| shown.at(x, y)[0];
        let mut image = PreparedImage::prepare_from_greyscale(WIDTH, HEIGHT, red);
        let (_, text) = image.detect_grids().first().expect("a code").decode().expect("it can be read");
        assert_eq!(text, "https://example.org/queue");
    }
}

#[test]
fn the_dashboard_shows_the_machine() {
    let daemon = Daemon::start("640x360");
    assert_silent(&run(&mut about_to_run(&daemon, "sh", "dashboard.sh")));
    let shown = Shown::on(&daemon);
    assert_near(shown.at(2, 2), 0x0c_14_24, "the background");
    for (x, y) in [(30, 70), (235, 70), (440, 70), (300, 190)] {
        assert_near(shown.at(x, y), 0x17_23_3c, "a card");
    }
    // This machine uses some of its memory, and its processor ran this test.
    assert!(shown.count(hex(0xa7_8b_fa)) >= 4, "the memory's bar");
    assert!(shown.count(hex(0x38_bd_f8)) >= 50, "the chart's line");
    let track = shown.at(398, 149);
    assert!(track != hex(0x17_23_3c), "the memory's track: {track:?}");
}
