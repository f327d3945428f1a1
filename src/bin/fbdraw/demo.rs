//! The first impression: a whole screen without a framebuffer, a daemon or a display.

use std::env;
use std::path::Path;
use std::time::{Duration, Instant};

use fbdraw::client::Client;
use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::Region;
use serde_json::{Value, json};

use crate::{Failure, emulated, output, preview, write_file};

/// What is drawn: a frame a line.
const KIOSK: &str = include_str!("../../../assets/demo/kiosk.jsonl");

/// Draws the kiosk screen through a socket into an emulated framebuffer, and saves and shows what is there.
pub(crate) fn demo(out: &Path, size: Size) -> Result<(), Failure> {
    let directory = emulated::directory()?;
    let mut client = emulated::daemon(&directory.path().join("screen.raw"), size, Format::Xrgb8888)?;
    // Gone already, lest an interrupted demo leave it: the mapping needs no name.
    drop(directory);
    let took = play(&mut client)?;
    write_file(out, &client.capture(Region::default())?)?;
    let stats: Value = client.ask(&json!({"op": "stats"}))?;

    if let Some(columns) = preview::columns() {
        output::line(&preview::half_blocks(&client.capture_rgb(Region::default())?, size, columns))?;
    }
    let build = if cfg!(debug_assertions) { " by a debug build" } else { "" };
    output::line(&format!(
        "{}: {size}, {} commands in {} frames, drawn in {:.1} ms{build}\n\n{}",
        out.display(),
        stats["commands"],
        stats["frames"],
        took.as_secs_f64() * 1e3,
        next_steps(size)
    ))
}

/// Sends every frame, and says how long it took until all of them were drawn.
fn play(client: &mut Client) -> Result<Duration, Failure> {
    client.ping()?;
    let started = Instant::now();
    for frame in KIOSK.lines() {
        client.send_line(frame)?;
    }
    client.ping()?;
    Ok(started.elapsed())
}

/// Commands to go on with, to be pasted into the shell that has run this one.
fn next_steps(size: Size) -> String {
    let (build, directory) = programs();
    format!(
        "Next, a screen that stays:\n{build}\
         \x20 {directory}fbdrawd --file screen.raw --size {size} --socket fbdraw.sock &\n\
         \x20 {directory}fbdraw --socket fbdraw.sock rect x=40 y=40 width=400 height=200 rx=24 fill=orange\n\
         \x20 {directory}fbdraw --socket fbdraw.sock capture screen.png"
    )
}

/// The directory to call the two programs in, and how to build `fbdrawd` where it is not beside this program yet.
fn programs() -> (&'static str, String) {
    let Some(directory) = env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()))
    else {
        return ("", String::new());
    };
    let build = match (directory.join("fbdrawd").exists(), cfg!(debug_assertions)) {
        (true, _) => "",
        (false, true) => "  cargo build\n",
        (false, false) => "  cargo build --release\n",
    };
    let found =
        env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|entry| entry == directory));
    if found {
        return (build, String::new());
    }
    let here = env::current_dir().ok();
    let directory = match here.and_then(|here| directory.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(relative) => format!("./{}/", relative.display()),
        None => format!("{}/", directory.display()),
    };
    let plain = directory.chars().all(|c| c.is_alphanumeric() || "/._-+".contains(c));
    (build, if plain { directory } else { format!("'{}'", directory.replace('\'', "'\\''")) })
}
