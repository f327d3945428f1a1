//! The whole road, measured through the socket of the real daemon, each figure beside its bound in the same run.
//!
//! `cargo bench --bench socket` prints the table; `ROUNDS=9` makes it more patient. A round measures each case
//! once, and the middle of all rounds is shown, so that a drift of the machine's speed meets every case alike.

mod common;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{Daemon, ask, assert_best, connect};
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

const WIDTH: usize = 1920;
const HEIGHT: usize = 1080;
const BATCH: usize = 20_000;
const ROUND_TRIPS: usize = 5_000;
const TEXTS: usize = 2_000;

/// Letters in a line of text, as in `x11perf -aa10text`.
const LETTERS: usize = 80;

/// Milliseconds that the demo's screen may take, in the middle of a hundred, in the best round.
const SCREEN: f64 = 4.0;

fn main() {
    // A process of its own for the echo, as the daemon is one.
    if let Some(socket) = std::env::var_os("FBDRAW_BENCH_ECHO") {
        return echo(Path::new(&socket));
    }
    // `cargo test --benches` runs this too; there is nothing to test here.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let daemon = Daemon::start(&format!("{WIDTH}x{HEIGHT}"), &["--buffer", "direct"]);
    let echo = Echo::start();
    let mut client = connect(&daemon.socket());
    let mut echoing = connect(&echo.socket);

    let fills = batch(1_000, |i| {
        let (x, y) = (i * 37 % (WIDTH - 500), i * 53 % (HEIGHT - 500));
        format!(r##"{{"op":"rect","x":{x},"y":{y},"width":500,"height":500,"fill":"#{:06x}"}}"##, i * 4321)
    });
    let small = batch(BATCH * 10, |i| {
        let (x, y) = place(i, 10);
        format!(r##"{{"op":"rect","x":{x},"y":{y},"width":10,"height":10,"fill":"#{:06x}"}}"##, i % 0xff_ffff)
    });
    let bulk = batch(BATCH / 100, |i| {
        let rects: Vec<String> =
            (0..1000).map(|j| place(i * 1000 + j, 10)).map(|(x, y)| format!("[{x},{y},10,10]")).collect();
        format!(r##"{{"op":"rects","fill":"#{:06x}","rects":[{}]}}"##, i * 4321, rects.join(","))
    });
    let circles = batch(BATCH, |i| {
        let (x, y) = place(i, 100);
        format!(r##"{{"op":"circle","cx":{},"cy":{},"r":50,"fill":"#{:06x}"}}"##, x + 50, y + 50, i * 97)
    });

    let repeated = batch(TEXTS, |i| text(i, 0));
    // Each batch has other words, so that nothing of them is known.
    let mut words = 0;
    let mut different = || {
        words += TEXTS;
        batch(TEXTS, |i| text(i, words + i))
    };
    let kiosk = include_str!("../assets/demo/kiosk.jsonl").as_bytes();

    let mut table: [Vec<f64>; 10] = Default::default();
    pin(&[0, echo.process.id()], 0);
    for _ in 0..rounds {
        pin(&[daemon.pid()], 1);
        let [memset, fill, single, many, circle, echoed, drawn, same, other, demo] = &mut table;
        memset.push(1_000.0 / time_memset(1_000));
        fill.push(1_000.0 / time_batch(&mut client, &fills));
        single.push(BATCH as f64 * 10.0 / time_batch(&mut client, &small));
        many.push(BATCH as f64 * 10.0 / time_batch(&mut client, &bulk));
        circle.push(BATCH as f64 / time_batch(&mut client, &circles));
        same.push((TEXTS * LETTERS) as f64 / time_batch(&mut client, &repeated));
        other.push((TEXTS * LETTERS) as f64 / time_batch(&mut client, &different()));
        let frames = (0..100).map(|_| time_batch(&mut client, kiosk) * 1e3).collect();
        demo.push(middle(frames));
        // On one processor, all of them: waking another one up takes longer than what is measured, or does not, as
        // the scheduler likes.
        pin(&[daemon.pid()], 0);
        echoed.push(time_round_trips(&mut echoing));
        drawn.push(time_round_trips(&mut client));
    }
    let screens = table[9].clone();
    let [memset, fill, single, many, circle, echoed, drawn, same, other, demo] = table.map(middle);
    println!("| through the socket, {WIDTH}x{HEIGHT} xrgb8888, direct | measured | bound in the same run |");
    println!("|---|---:|---:|");
    println!("| 500×500 fills | {fill:.0}/s | {:.2} × memset ({memset:.0}/s) |", fill / memset);
    println!("| 10×10 `rect` lines | {:.2} million/s | |", single / 1e6);
    println!("| 10×10 through `rects` | {:.2} million/s | |", many / 1e6);
    println!("| 100-pixel filled circles | {circle:.0}/s | |");
    println!("| letters of 10 px in lines of {LETTERS}, the same lines | {:.1} million/s | |", same / 1e6);
    println!("| the same, all lines different | {:.1} million/s | |", other / 1e6);
    println!("| the demo's screen, first byte sent to reply | {demo:.2} ms | |");
    println!(
        "| draw and reply, round trip on one core | {drawn:.1} µs | {:.2} × echo ({echoed:.1} µs) |",
        drawn / echoed
    );
    assert_best("the demo's screen", &screens, SCREEN, "ms");
}

/// Where the `i`-th shape of some size lies: all over the screen, on it whole.
fn place(i: usize, side: usize) -> (usize, usize) {
    (i * 7919 % (WIDTH - side), i * 104_729 % (HEIGHT - side))
}

/// A line of text at the `i`-th place, whose words the number tells apart.
fn text(i: usize, words: usize) -> String {
    let (x, y) = (i * 7 % (WIDTH - 600), 12 + i * 13 % (HEIGHT - 20));
    let text = format!("{words:08} The quick brown fox jumps over the lazy dog and sleeps until noon, twice");
    let text = text.get(..LETTERS).unwrap_or(&text);
    format!(r##"{{"op":"text","x":{x},"y":{y},"size":10,"text":"{text}"}}"##)
}

fn batch(count: usize, line: impl Fn(usize) -> String) -> Vec<u8> {
    let mut lines = String::new();
    for i in 0..count {
        let _ = writeln!(lines, "{}", line(i));
    }
    lines.into_bytes()
}

/// Seconds until everything in `lines` is drawn.
fn time_batch(client: &mut UnixStream, lines: &[u8]) -> f64 {
    let start = Instant::now();
    client.write_all(lines).expect("the daemon reads");
    let reply = ask(client, "{\"op\":\"ping\"}\n");
    assert_eq!(reply, "{\"result\":{}}\n", "a command failed");
    start.elapsed().as_secs_f64()
}

/// Seconds for filling as many bytes as `count` fills of 500 × 500 pixels, in rows of a screen of the same size.
fn time_memset(count: usize) -> f64 {
    let mut screen = vec![0_u8; WIDTH * HEIGHT * 4];
    screen.fill(1);
    let start = Instant::now();
    for i in 0..count {
        let (x, y) = (i * 37 % (WIDTH - 500), i * 53 % (HEIGHT - 500));
        for row in y..y + 500 {
            let at = (row * WIDTH + x) * 4;
            black_box(&mut screen[at..at + 2000]).fill(i as u8);
        }
    }
    black_box(&screen);
    start.elapsed().as_secs_f64()
}

/// Microseconds of the middle round trip of one small rectangle and its reply.
fn time_round_trips(stream: &mut UnixStream) -> f64 {
    let request =
        b"{\"op\":\"rect\",\"id\":7,\"x\":10,\"y\":20,\"width\":30,\"height\":40,\"fill\":\"#ff8800\"}\n";
    let mut reply = [0; 4096];
    let mut times: Vec<Duration> = (0..ROUND_TRIPS)
        .map(|_| {
            let start = Instant::now();
            stream.write_all(request).expect("the daemon reads");
            let count = stream.read(&mut reply).expect("the daemon answers");
            assert_eq!(reply[count - 1], b'\n');
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUND_TRIPS / 2].as_secs_f64() * 1e6
}

/// Lets processes, 0 being this one, run on one processor only; where there is none of that number, nothing changes.
fn pin(processes: &[u32], processor: usize) {
    let mut processors = CpuSet::new();
    processors.set(processor).expect("a processor's number");
    for &process in processes {
        let _ = sched_setaffinity(Pid::from_raw(process as i32), &processors);
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The bound of a round trip: tokio reads and writes what it read.
struct Echo {
    process: std::process::Child,
    socket: std::path::PathBuf,
    _directory: tempfile::TempDir,
}

impl Echo {
    fn start() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let socket = directory.path().join("echo.sock");
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        let process = command.env("FBDRAW_BENCH_ECHO", &socket).spawn().expect("the echo starts");
        Self { process, socket, _directory: directory }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn echo(socket: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::UnixListener::bind(socket).expect("a socket");
        let (stream, _) = listener.accept().await.expect("a client");
        let mut bytes = [0; 4096];
        loop {
            stream.readable().await.expect("a client");
            match stream.try_read(&mut bytes) {
                Ok(0) => return,
                Ok(count) => assert_eq!(stream.try_write(&bytes[..count]).expect("room"), count),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => panic!("{error}"),
            }
        }
    });
}
