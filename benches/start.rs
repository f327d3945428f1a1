//! What the daemon costs before anybody draws: the time to its first pixel and the memory it idles in.
//!
//! The time depends on the machine and is measured here alone; it fails where even the best start is slow. Of the memory
//! there is a test, too.

mod common;

use std::io::Read;
use std::os::unix::fs::FileExt;
use std::time::Instant;

use common::{Daemon, ask, assert_best, connect};

const ROUNDS: usize = 21;

/// The slowest that the best start may be, in milliseconds: twice the middle one of the machine in the README.
const START: f64 = 9.0;

/// Megabytes of memory that an idle daemon may take, before the first text.
const IDLE: f64 = 3.0;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut starts: Vec<f64> = (0..ROUNDS).map(|_| first_pixel()).collect();
    starts.sort_unstable_by(f64::total_cmp);
    let daemon = Daemon::start("1920x1080", &["--buffer", "direct"]);
    ask(&mut connect(&daemon.socket()), "{\"op\":\"ping\"}\n");
    println!("| idle daemon, 1920x1080 xrgb8888, direct | measured |");
    println!("|---|---:|");
    println!("| start to first pixel, warm | {:.1} ms |", starts[ROUNDS / 2]);
    let idle = anonymous(&daemon) / 1e6;
    println!("| anonymous memory | {idle:.2} MB |");
    assert_best("start to first pixel", &starts, START, "ms");
    assert_best("anonymous memory", &[idle], IDLE, "MB");
}

/// Milliseconds from starting the program until another process sees its first pixel.
fn first_pixel() -> f64 {
    let start = Instant::now();
    let daemon = Daemon::start("1920x1080", &["--buffer", "direct"]);
    let reply = ask(
        &mut connect(&daemon.socket()),
        "{\"op\":\"rect\",\"id\":1,\"x\":0,\"y\":0,\"width\":1,\"height\":1,\"fill\":\"white\"}\n",
    );
    assert_eq!(reply, "{\"id\":1,\"result\":{}}\n");
    let file = std::fs::File::open(daemon.file()).expect("the daemon's file");
    let mut pixel = [0; 4];
    file.read_exact_at(&mut pixel, 0).expect("its first pixel");
    assert_eq!(pixel, [255; 4]);
    start.elapsed().as_secs_f64() * 1e3
}

/// Bytes of memory that are the process's own: neither the file nor the program.
fn anonymous(daemon: &Daemon) -> f64 {
    let mut rollup = String::new();
    let path = format!("/proc/{}/smaps_rollup", daemon.pid());
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_string(&mut rollup))
        .expect("the kernel tells");
    let line = rollup.lines().find(|line| line.starts_with("Anonymous:")).expect("its anonymous memory");
    let kib: f64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number");
    kib * 1024.0
}
