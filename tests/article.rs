//! The article's walk, seen with tools that know nothing of this project: `dd` makes the file, `od` and Python's
//! `mmap` look into it.

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use common::process::{Running, run};
use common::wire::Wire;
use common::{Daemon, Setup};

/// What a tool printed. It must be there: a walk that leaves steps out would prove nothing.
fn tool(directory: &Path, line: &str) -> String {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().expect("a tool"));
    let ended = run(command.args(words).current_dir(directory));
    assert_eq!(ended.code, Some(0), "{line}: {}", ended.stderr);
    ended.stdout
}

/// The words of a file from byte `at` on, as `od` shows them.
fn od(daemon: &Daemon, at: usize, words: usize) -> String {
    let line = format!("od -A d -t x2 -v -j {at} -N {} screen.raw", 2 * words);
    tool(daemon.directory(), &line)
}

/// A Python process that keeps the file mapped. It reads and writes what it is told to, one line at a time.
struct Python {
    _running: Running,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

const MAPPER: &str = "
import mmap, sys
with open('screen.raw', 'r+b') as file:
    view = mmap.mmap(file.fileno(), 0)
for line in sys.stdin:
    word, at, what = line.split()
    at = int(at)
    if word == 'read':
        print(view[at:at + int(what)].hex(), flush=True)
    else:
        what = bytes.fromhex(what)
        view[at:at + len(what)] = what
        print('written', flush=True)
";

impl Python {
    fn mapping_file_of(daemon: &Daemon) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", MAPPER]).current_dir(daemon.directory());
        let mut running = Running::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let pipes = (running.child().stdin.take(), running.child().stdout.take());
        let (Some(questions), Some(answers)) = pipes else { panic!("both are piped") };
        Self { _running: running, questions, answers: BufReader::new(answers) }
    }

    fn ask(&mut self, question: &str) -> String {
        writeln!(self.questions, "{question}").expect("Python runs");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Python runs");
        answer.trim_end().to_owned()
    }
}

/// 512 × 512 pixels of four bytes are the megabyte that `dd` makes.
fn megabyte() -> Daemon {
    let setup = Daemon::on("512x512");
    tool(setup.directory(), "dd if=/dev/zero of=screen.raw bs=1024 count=1024 status=none");
    setup.start()
}

const PIXEL: &str = r##"{"op":"pixels","points":[[3,2]],"color":"#ff8800"}"##;

/// The byte at which that pixel begins.
const PLACE: usize = 4 * (2 * 512 + 3);

#[test]
fn od_shows_the_pixel_that_was_drawn() {
    let daemon = megabyte();
    let zeros = "0000000 0000 0000 0000 0000 0000 0000\n0000012\n";
    assert_eq!(od(&daemon, 0, 6), zeros);
    let mut wire = Wire::to(&daemon);
    wire.send_line(PIXEL);
    wire.settle();
    // Bytes B G R X, so the words of a little-endian machine are G B and X R; X is drawn as opaque.
    let words = if cfg!(target_endian = "little") { "8800 ffff" } else { "0088 ffff" };
    assert_eq!(od(&daemon, PLACE - 4, 6), format!("0004104 0000 0000 {words} 0000 0000\n0004116\n"));

    let bytes = daemon.bytes();
    assert_eq!(bytes.len(), 1 << 20, "neither grown nor cut short");
    let drawn: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at] != 0).collect();
    assert!(drawn.iter().all(|at| (PLACE..PLACE + 4).contains(at)), "{drawn:?}");
}

#[test]
fn python_sees_a_pixel_change_and_changes_one() {
    let daemon = megabyte();
    let mut python = Python::mapping_file_of(&daemon);
    let mut wire = Wire::to(&daemon);
    let read = format!("read {PLACE} 4");
    assert_eq!(python.ask(&read), "00000000");
    // Its mapping stays the same all the time; each colour is there as soon as the reply is.
    for (color, bytes) in [("#ff8800", "0088ff"), ("#010203", "030201"), ("#ffffff", "ffffff")] {
        wire.send_line(PIXEL.replace("#ff8800", color));
        wire.settle();
        assert_eq!(python.ask(&read)[..6], *bytes);
    }
    for (bytes, color) in [("563412ff", "#123456"), ("00ff0000", "#00ff00")] {
        assert_eq!(python.ask(&format!("write {PLACE} {bytes}")), "written");
        assert_eq!(wire.ask(r#"{"op":"pixel","x":3,"y":2}"#)["result"]["color"], color);
    }
}

/// A byte of the pattern that a file is filled with before; no run of it looks like drawn pixels.
fn pattern(at: usize) -> u8 {
    (at * 31 + at / 256 * 7) as u8
}

/// Draws all over a window and beyond its edges. Returns the file's bytes before and after.
fn storm_in_window(setup: Setup, length: usize) -> (Vec<u8>, Vec<u8>) {
    let before: Vec<u8> = (0..length).map(pattern).collect();
    fs::write(setup.directory().join("screen.raw"), &before).expect("the directory is ours");
    let daemon = setup.start();
    let mut wire = Wire::to(&daemon);
    for line in [
        r#"{"op":"clear","color":"white"}"#,
        r#"{"op":"rect","x":-10,"y":-10,"width":16777216,"height":16777216,"fill":"red"}"#,
        r#"{"op":"circle","cx":32,"cy":24,"r":500,"fill":"blue"}"#,
        r#"{"op":"line","x1":-1e6,"y1":-1e6,"x2":1e6,"y2":1e6,"stroke":"lime","stroke_width":9}"#,
        r#"{"op":"path","d":"M-999 -999 L999 -999 L999 999 L-999 999 Z","fill":"teal"}"#,
        r#"{"op":"pixels","points":[[-1,0],[64,0],[0,-1],[0,48],[63,47],[0,0]],"color":"white"}"#,
        r#"{"op":"copy","width":60,"height":40,"to_x":30,"to_y":30}"#,
        r#"{"op":"copy","width":60,"height":40,"to_x":-30,"to_y":-30}"#,
        r##"{"op":"clear","color":"#0a0b0c"}"##,
    ] {
        wire.send_line(line);
        wire.settle();
    }
    (before, daemon.bytes())
}

#[test]
fn a_window_leaves_everything_around_it() {
    let page: usize = tool(Path::new("/"), "getconf PAGESIZE").trim().parse().expect("a number");
    const STRIDE: usize = 4 * 64 + 12;
    for offset in [4 * page, 4 * page + 123, page - 1, 1] {
        for buffer in ["direct", "shadow"] {
            let (at, stride) = (offset.to_string(), STRIDE.to_string());
            let window = ["--offset", &at, "--stride", &stride, "--buffer", buffer];
            let setup = Daemon::on("64x48").with_args(&window);
            let (before, after) = storm_in_window(setup, offset + 48 * STRIDE + 3 * page + 5);
            assert_eq!(before.len(), after.len());
            for at in 0..after.len() {
                let (row, column) = (at.wrapping_sub(offset) / STRIDE, at.wrapping_sub(offset) % STRIDE);
                let inside = at >= offset && row < 48 && column < 4 * 64;
                let expected = if inside { [0x0c, 0x0b, 0x0a, 0xff][column % 4] } else { before[at] };
                assert_eq!(after[at], expected, "byte {at}, window at {offset}, {buffer}");
            }
        }
    }
}

#[test]
fn what_the_file_holds_is_kept() {
    for (length, buffer) in
        [(100, "direct"), (64 * 48 * 4, "shadow"), (1 << 20, "direct"), (1 << 20, "shadow")]
    {
        let setup = Daemon::on("64x48").with_args(&["--buffer", buffer]);
        let before: Vec<u8> = (0..length).map(pattern).collect();
        fs::write(setup.directory().join("screen.raw"), &before).expect("the directory is ours");
        let mut daemon = setup.start();
        let mut expected = before;
        expected.resize(length.max(64 * 48 * 4), 0);
        assert!(daemon.bytes() == expected, "{length} bytes, {buffer}: the start changed them");
        // Byte 5 is green, byte 4 blue and byte 6 red.
        let color = format!("#{:02x}{:02x}{:02x}", expected[6], expected[5], expected[4]);
        let mut wire = Wire::to(&daemon);
        assert_eq!(wire.ask(r#"{"op":"pixel","x":1,"y":0}"#)["result"]["color"], *color);
        // One pixel drawn brings no other along.
        wire.send_line(r#"{"op":"pixels","points":[[1,0]],"color":"white"}"#);
        wire.settle();
        expected[4..8].fill(0xff);
        assert!(daemon.bytes() == expected, "{length} bytes, {buffer}: more than a pixel changed");
        assert!(daemon.stop().success());
        assert!(daemon.bytes() == expected, "{length} bytes, {buffer}: the end changed them");
    }
}
