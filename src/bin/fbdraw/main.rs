//! `fbdraw`, what people type: each command is a request to the daemon, and the exit code says how it went.

mod connect;
mod demo;
mod display;
mod doctor;
mod emulated;
mod gallery;
mod image;
mod output;
mod pattern;
mod preview;
mod questions;
mod send;
mod shapes;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fbdraw::client::ClientError;
use fbdraw::geometry::Size;
use fbdraw::rotation::Rotation;
use serde_json::{Value, json};

use connect::Options;
use shapes::Shape;

/// Draws on the screen of a running fbdrawd
#[derive(Parser)]
#[command(
    name = "fbdraw",
    version,
    after_help = "Example: fbdraw rect x=10 y=10 width=200 height=80 rx=12 fill=orange\n\
                  First look, without a daemon: fbdraw demo"
)]
struct Flags {
    #[command(flatten)]
    options: Options,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Send lines of JSON and print the replies
    #[command(after_help = "Example: fbdraw send scene.jsonl\n         \
                            echo '{\"op\":\"clear\",\"color\":\"teal\"}' | fbdraw send")]
    Send {
        /// A file of lines, - for standard input, or a request itself, which begins with { or [
        #[arg(value_name = "FILE", default_value = "-")]
        input: String,
    },

    /// Show what the daemon draws on and what it can do
    #[command(after_help = "Example: fbdraw info --json | jq .width")]
    Info,

    /// Wait until everything sent before is drawn, and say how long the daemon took to answer
    #[command(after_help = "Example: fbdraw --wait 10 ping && echo the screen is up")]
    Ping,

    /// Show what the daemon has done since it started
    #[command(after_help = "Example: fbdraw stats")]
    Stats,

    /// List the font families that texts can be set in, and where they come from
    #[command(after_help = "Example: fbdraw fonts")]
    Fonts,

    /// Save the screen as a PNG
    #[command(after_help = "Example: fbdraw capture screen.png --rect 0,0,320,240")]
    Capture {
        /// The file to write, or - for standard output
        #[arg(value_name = "OUT.png")]
        out: PathBuf,
        #[command(flatten)]
        region: questions::RegionFlag,
    },

    /// Print the colour of a pixel
    #[command(after_help = "Example: fbdraw pixel 10 20")]
    Pixel {
        /// Column, from 0
        #[arg(allow_negative_numbers = true)]
        x: i32,
        /// Row, from 0
        #[arg(allow_negative_numbers = true)]
        y: i32,
    },

    /// Print the CRC-32 of the screen's R G B bytes
    #[command(after_help = "Example: fbdraw checksum --rect 0,0,64,64")]
    Checksum {
        #[command(flatten)]
        region: questions::RegionFlag,
    },

    /// Fill the whole screen
    #[command(after_help = "Example: fbdraw clear '#102030'")]
    Clear {
        /// A CSS colour name or #rrggbb
        #[arg(default_value = "black", value_parser = shapes::value)]
        color: Value,
    },

    /// Turn the picture on the display, clockwise
    #[command(after_help = "Example: fbdraw rotate 90")]
    Rotate {
        /// 0, 90, 180 or 270
        degrees: Rotation,
    },

    /// Draw a picture file, which this program opens: PNG, JPEG, GIF, WebP, BMP or QOI
    #[command(
        after_help = "Keys: x y width height fit align filter source rx opacity blend clip transform\n\n\
                            Example: fbdraw image photo.jpg 20 20 320 180 fit=cover rx=12"
    )]
    Image {
        /// The file, - for standard input, or name=NAME for a picture that was loaded
        file: String,
        /// Where: left, top, width, height (the picture's own size); then more members
        #[arg(value_name = "x y w h KEY=VALUE", allow_hyphen_values = true)]
        words: Vec<String>,
    },

    /// Have the daemon keep a picture, or fonts, under a name that everybody can draw with
    #[command(after_help = "Example: fbdraw load logo logo.png && fbdraw image name=logo 20 20")]
    Load {
        /// The file has fonts, and NAME is what texts will ask for: font=NAME
        #[arg(long)]
        font: bool,
        /// What it will be called
        name: String,
        /// The file, or - for standard input
        file: String,
    },

    /// Have the daemon forget a picture, or fonts, that were loaded
    #[command(after_help = "Example: fbdraw drop logo")]
    Drop {
        /// The name is that of a font family
        #[arg(long)]
        font: bool,
        /// What it is called
        name: String,
    },

    #[command(flatten)]
    Draw(Shape),

    #[command(flatten)]
    Display(display::Display),

    /// Draw a test pattern: bars, greys, grids, corners, and which way is up
    #[command(after_help = "Example: fbdraw pattern && fbdraw capture pattern.png")]
    Pattern,

    /// Look at the device, its driver, console and speed as a daemon would find them, and say what to do about it
    #[command(
        after_help = "Nothing is changed. The settings are fbdrawd's, from flags, environment or --config.\n\
                            Exits with 1 where there is a problem.\n\n\
                            Example: fbdraw doctor --file screen.raw --size 320x240"
    )]
    Doctor(Box<doctor::Doctor>),

    /// Draw a sample screen without a framebuffer or a running daemon, and save it as a PNG
    #[command(after_help = "Example: fbdraw demo kiosk.png")]
    Demo {
        /// The file to write
        #[arg(value_name = "OUT.png", default_value = "demo.png")]
        out: PathBuf,

        /// The screen's size: the same scene fits any, upright ones too
        #[arg(long, value_name = "WxH", default_value = "1280x720")]
        size: Size,
    },

    /// Draw a picture of every kind of paint, stroke and group, as demo does, and save each as a PNG
    #[command(after_help = "Example: fbdraw gallery pictures")]
    Gallery {
        /// The directory to write into, made where there is none
        #[arg(value_name = "OUT_DIR")]
        out: PathBuf,
    },
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("cannot {task}: {source}")]
    Io { task: String, source: io::Error },
    #[error("{0}")]
    Other(String),
    /// Every single failure has been told when it happened.
    #[error("some requests failed")]
    Told,
}

fn main() -> ExitCode {
    let Flags { options, command } = Flags::parse();
    let json = options.json;
    let Err(failure) = run(command, &options) else { return ExitCode::SUCCESS };
    if let Failure::Client(ClientError::Refused(error)) = &failure
        && json
    {
        let _ = output::line(&json!({ "error": error }).to_string());
    }
    if !matches!(failure, Failure::Told) {
        output::complain(&failure.to_string());
    }
    ExitCode::FAILURE
}

fn run(command: Command, options: &Options) -> Result<(), Failure> {
    let connect = || connect::connect(options);
    match command {
        Command::Send { input } => send::send(connect()?, &input),
        Command::Info => questions::info(connect()?, options.json),
        Command::Ping => questions::ping(connect()?, options.json),
        Command::Stats => questions::stats(connect()?, options.json),
        Command::Fonts => questions::fonts(connect()?, options.json),
        Command::Capture { out, region } => questions::capture(connect()?, &out, region.region()),
        Command::Pixel { x, y } => questions::pixel(connect()?, x, y, options.json),
        Command::Checksum { region } => questions::checksum(connect()?, region.region(), options.json),
        Command::Clear { color } => {
            shapes::draw(connect()?, &json!({"op": "clear", "color": color}), options.json)
        }
        Command::Rotate { degrees } => {
            shapes::draw(connect()?, &json!({"op": "rotate", "degrees": degrees.degrees()}), options.json)
        }
        Command::Image { file, words } => image::image(connect()?, &file, &words, options.json),
        Command::Load { font, name, file } => image::load(connect()?, font, &name, &file, options.json),
        Command::Drop { font, name } => image::forget(connect()?, font, &name, options.json),
        Command::Draw(shape) => shapes::draw(connect()?, &shape.request(), options.json),
        Command::Display(display) => display.ask(connect()?, options.json),
        Command::Pattern => pattern::pattern(connect()?, options.json),
        Command::Doctor(doctor) => doctor.look(options),
        Command::Demo { out, size } => demo::demo(&out, size),
        Command::Gallery { out } => gallery::gallery(&out),
    }
}

/// Writes a file, or to standard output where `path` is `-`.
fn write_file(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = if path.as_os_str() == "-" {
        output::quietly(io::stdout().lock().write_all(bytes))
    } else {
        std::fs::write(path, bytes)
    };
    written.map_err(|source| Failure::Io { task: format!("write {}", path.display()), source })
}
