//! The programs as people type them.

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::{Daemon, directory, fbdraw};
use serde_json::Value;

/// Runs a program that must succeed in silence on standard error; what it printed.
fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let (out, error) = texts(&output);
    assert!(output.status.success() && error.is_empty(), "{command:?}: {}\n{out}{error}", output.status);
    out
}

/// Runs a program that must end with `code`; what it complained.
fn fail(command: &mut Command, code: i32) -> String {
    let output = command.output().expect("it starts");
    let (out, error) = texts(&output);
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{out}{error}");
    error
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("programs print UTF-8");
    (text(&output.stdout), text(&output.stderr))
}

/// Runs a program with something on its standard input.
fn run_with(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    // A program that ends early closes its standard input.
    let _ = feeder.join();
    output
}

/// Width, height and R G B bytes of a PNG.
fn decode(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
    let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut rgb).expect("a picture");
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    (frame.width, frame.height, rgb)
}

#[test]
fn shapes_are_drawn_when_the_command_ends() {
    let daemon = Daemon::start("320x240");
    let run = |arguments: &[&str]| succeed(&mut daemon.fbdraw(arguments));
    assert_eq!(run(&["clear", "#102030"]), "");
    assert_eq!(run(&["rect", "x=10", "y=10", "width=20", "height=20", "fill=orange"]), "");
    assert_eq!(run(&["rects", "rects=[[40,0,4,4],[50,0,4,4]]", "fill=[255,0,0]"]), "");
    assert_eq!(run(&["path", "d=M100 100 H120 V120 H100 Z", "fill=lime", "antialias=false"]), "");
    assert_eq!(run(&["circle", "cx=-5", "cy=200.5", "r=20", "fill=#00f", "--json"]), "{}\n");
    for (x, y, color) in [
        (0, 0, "#102030"),
        (29, 29, "#ffa500"),
        (51, 1, "#ff0000"),
        (110, 110, "#00ff00"),
        (3, 200, "#0000ff"),
    ] {
        assert_eq!(run(&["pixel", &x.to_string(), &y.to_string()]), format!("{color}\n"));
    }
    assert_eq!(run(&["--wait=1e18", "clear", "[1,2,3]"]), "");
    assert_eq!(run(&["--json", "pixel", "29", "29"]), "{\"color\":\"#010203\"}\n");
}

#[test]
fn every_example_of_the_help_works() {
    let daemon = Daemon::start("320x240");
    // What examples of pictures name. One that is dropped was loaded by the example before.
    for (name, format) in [("photo.jpg", image::ImageFormat::Jpeg), ("logo.png", image::ImageFormat::Png)] {
        let file = daemon.directory().join(name);
        image::RgbImage::new(40, 30).save_with_format(file, format).expect("the directory is ours");
    }
    let help = succeed(&mut daemon.fbdraw(&["--help"]));
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: Vec<_> = commands.map_while(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"send") && names.contains(&"copy"), "{names:?}");
    // A plain file has no display: what is asked of one is refused, with the reason.
    let refused = [
        ("blank", "no framebuffer of the kernel"),
        ("wait-vsync", "no framebuffer of the kernel"),
        ("mode", "no framebuffer of the kernel"),
        ("palette", "colours, not indices"),
        ("repaint", "use --buffer shadow"),
        ("peek", "permissions.registers"),
        ("poke", "permissions.registers"),
    ];
    for name in names.into_iter().filter(|name| *name != "help") {
        let help = succeed(&mut daemon.fbdraw(&[name, "--help"]));
        let (_, example) = help.rsplit_once("\nExample: fbdraw ").unwrap_or_else(|| panic!("{help}"));
        // One example needs a file, the other a program that is not everywhere.
        if matches!(name, "send" | "info") {
            continue;
        }
        let script = format!("\"$0\" {}", example.replace("&&", "&& :"));
        let program = daemon.fbdraw(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).arg(program.get_program()).current_dir(daemon.directory());
        shell.env("FBDRAW_SOCKET", daemon.socket());
        match refused.iter().find(|(refused, _)| *refused == name) {
            None => {
                succeed(&mut shell);
            }
            Some((_, reason)) => {
                let error = fail(&mut shell, 1);
                assert!(error.contains(reason), "{name}: {error}");
            }
        }
        if name == "rotate" {
            // A turned picture is drawn in a shadow, from which it could be shown again.
            succeed(&mut daemon.fbdraw(&["rotate", "0"]));
        }
    }
}

#[test]
fn the_daemon_says_what_is_wrong() {
    let daemon = Daemon::start("64x48");
    let error = fail(&mut daemon.fbdraw(&["rect", "widht=5", "height=5", "x=0", "y=0", "fill=red"]), 1);
    assert_eq!(error, "fbdraw: unknown field `widht`, did you mean `width`?\n");
    let error = fail(&mut daemon.fbdraw(&["clear", "reddish"]), 1);
    assert!(error.starts_with("fbdraw: color must be a colour such as"), "{error}");
    let error = fail(&mut daemon.fbdraw(&["pixel", "-1", "5"]), 1);
    assert_eq!(error, "fbdraw: x must lie on the screen, from 0 to 63, it is -1\n");

    let output = daemon.fbdraw(&["--json", "capture", "x.png", "--rect", "60,0,9,9"]).output().unwrap();
    let (out, error) = texts(&output);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["error"]["at"], "/width");
    assert!(error.starts_with("fbdraw: width must end on the screen"), "{error}");
    assert!(!daemon.directory().join("x.png").exists());
}

#[test]
fn mistakes_on_the_command_line_are_told_apart() {
    let directory = directory();
    for arguments in [
        &[][..],
        &["rectangle", "x=5"],
        &["rect", "x"],
        &["rect", "x=1", "x=2"],
        &["rect", "id=7"],
        &["rects", "rects=[[1,2"],
        &["clear", "[1,"],
        &["capture"],
        &["capture", "x.png", "--rect", "1,2,3"],
        &["pixel", "1"],
        &["--wait", "soon", "ping"],
        &["--wait=-1", "ping"],
    ] {
        fail(fbdraw(directory.path()).args(arguments), 2);
    }
}

#[test]
fn nobody_there_is_said_with_what_to_do() {
    let directory = directory();
    let nowhere = directory.path().join("fbdraw.sock");
    let error = fail(fbdraw(directory.path()).args(["--socket", "none.sock", "--wait", "0", "info"]), 1);
    assert!(error.starts_with("fbdraw: no daemon answers on none.sock: No such file"), "{error}");
    assert!(error.contains("start one: fbdrawd --file screen.raw --size 1280x720"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    let error = fail(fbdraw(directory.path()).args(["--wait=0", "ping"]).env("FBDRAW_SOCKET", &nowhere), 1);
    assert!(error.contains(nowhere.to_str().unwrap()), "{error}");
}

#[test]
fn a_daemon_that_is_starting_is_waited_for() {
    let daemon = Daemon::start("64x48");
    let late = daemon.directory().join("late.sock");
    let mut waiting = daemon.fbdraw(&["--socket", "late.sock", "--wait", "20", "ping"]);
    let mut waiting = waiting.stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(50));
    std::os::unix::fs::symlink(daemon.socket(), late).unwrap();
    assert!(waiting.wait().unwrap().success());
}

#[test]
fn a_stream_is_sent_from_a_file_or_standard_input() {
    let daemon = Daemon::start("64x48");
    let lines = concat!(
        "{\"op\":\"clear\",\"color\":\"red\"}\n",
        "\n",
        "{\"op\":\"rect\",\"x\":0,\"y\":0,\"width\":9,\"height\":-9,\"fill\":\"lime\"}\n",
        "[{\"op\":\"clear\"},{\"op\":\"clera\"}]\n",
        "{\"op\":\"pixel\",\"x\":1,\"y\":1,\"id\":\"last\"}"
    );
    fs::write(daemon.directory().join("scene.jsonl"), lines).unwrap();
    let from_file = daemon.fbdraw(&["send", "scene.jsonl"]).output().unwrap();
    let from_input = run_with(&mut daemon.fbdraw(&["send"]), lines.as_bytes());
    for output in [from_file, from_input] {
        let (out, error) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert_eq!(
            error,
            "fbdraw: line 3: height must not be negative, it is -9\n\
             fbdraw: line 4: unknown op `clera`, did you mean `clear`? (at /1/op)\n"
        );
        let replies: Vec<_> = out.lines().collect();
        assert_eq!(replies.len(), 3, "{out}");
        assert!(replies[0].contains("\"line\":3"), "{out}");
        assert_eq!(replies[2], "{\"id\":\"last\",\"result\":{\"color\":\"#ff0000\"}}");
    }
    assert_eq!(succeed(&mut daemon.fbdraw(&["send", "{\"op\":\"clear\",\"color\":\"teal\"}"])), "");
    assert_eq!(daemon.client().pixel(5, 5).unwrap().to_string(), "#008080");
    let error = fail(&mut daemon.fbdraw(&["send", "none.jsonl"]), 1);
    assert!(error.starts_with("fbdraw: cannot open none.jsonl"), "{error}");
    let error = fail(&mut daemon.fbdraw(&["send", "."]), 1);
    assert!(error.starts_with("fbdraw: cannot read ."), "{error}");
}

#[test]
fn a_long_stream_with_replies_does_not_block() {
    let daemon = Daemon::start("64x48");
    let stream: String = (0..100_000).map(|id| format!("{{\"op\":\"info\",\"id\":{id}}}\n")).collect();
    let output = run_with(&mut daemon.fbdraw(&["send", "-"]), stream.as_bytes());
    assert!(output.status.success());
    let (out, _) = texts(&output);
    assert_eq!(out.lines().count(), 100_000);
    assert!(out.lines().last().unwrap().starts_with("{\"id\":99999,"));
}

#[test]
fn whoever_stops_reading_stops_nothing() {
    let daemon = Daemon::start("64x48");
    let mut stream = "{\"op\":\"info\"}\n".repeat(5_000);
    stream.push_str("{\"op\":\"clear\",\"color\":\"lime\"}\n");
    fs::write(daemon.directory().join("scene.jsonl"), stream).unwrap();
    let mut child = daemon.fbdraw(&["send", "scene.jsonl"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{:?}", texts(&output));
    assert_eq!(daemon.client().pixel(5, 5).unwrap().to_string(), "#00ff00");
}

#[test]
fn a_client_that_is_turned_away_says_so() {
    let setup = Daemon::on("64x48");
    fs::write(setup.directory().join("fbdrawd.toml"), "[limits]\nclients = 1\n").unwrap();
    let daemon = setup.with_args(&["--config", "fbdrawd.toml"]).start();
    let mut only = daemon.client();
    only.ping().unwrap();
    let error = fail(&mut daemon.fbdraw(&["send", "{\"op\":\"clear\"}"]), 1);
    assert!(error.starts_with("fbdraw: 1 clients are connected, which is the limit"), "{error}");
    for _ in 0..20 {
        let error = fail(&mut daemon.fbdraw(&["info"]), 1);
        assert!(error.starts_with("fbdraw: 1 clients are connected"), "{error}");
    }
}

#[test]
fn a_capture_is_what_was_drawn() {
    let daemon = Daemon::on("320x240").with_args(&["--format", "rgb565", "--buffer", "shadow"]).start();
    succeed(&mut daemon.fbdraw(&["rect", "x=8", "y=4", "width=2", "height=1", "fill=red"]));
    succeed(&mut daemon.fbdraw(&["capture", "all.png"]));
    let (width, height, rgb) = decode(&fs::read(daemon.directory().join("all.png")).unwrap());
    assert_eq!((width, height), (320, 240));
    assert_eq!(rgb.iter().filter(|&&channel| channel != 0).count(), 2);

    let part = daemon.fbdraw(&["capture", "-", "--rect", "7,4,4,2"]).output().unwrap();
    let (width, height, rgb) = decode(&part.stdout);
    assert_eq!((width, height), (4, 2));
    let (black, red) = ([0, 0, 0], [255, 0, 0]);
    assert_eq!(rgb, [black, red, red, black, black, black, black, black].concat());

    let sum = succeed(&mut daemon.fbdraw(&["checksum", "--rect", "7,4,4,2"]));
    assert_eq!(sum, format!("{:08x}\n", crc32fast::hash(&rgb)));
    let error = fail(&mut daemon.fbdraw(&["capture", "no/such/directory.png"]), 1);
    assert!(error.starts_with("fbdraw: cannot write no/such/directory.png: "), "{error}");
}

#[test]
fn questions_are_answered_for_people_and_programs() {
    let daemon = Daemon::start("320x240");
    let run = |arguments: &[&str]| succeed(&mut daemon.fbdraw(arguments));
    let json = |arguments: &[&str]| serde_json::from_str::<Value>(&run(arguments)).unwrap();
    let info = run(&["info"]);
    assert!(info.contains(&format!("\nsize{}320x240\n", " ".repeat(23))), "{info}");
    assert_eq!(json(&["info", "--json"])["width"], 320);
    assert!(run(&["ping"]).starts_with("answered in "));
    assert!(json(&["ping", "--json"])["ms"].is_f64());
    let stats = run(&["stats"]);
    let latency = stats.lines().find_map(|line| line.strip_prefix("latency "));
    assert!(latency.is_some_and(|latency| latency.trim_start().starts_with("50% below ")), "{stats}");
    assert!(json(&["--json", "stats"])["lines"].is_u64());
}

#[test]
fn the_demo_needs_nothing_and_leaves_a_picture_and_a_way_on() {
    let directory = directory();
    let run = || {
        let mut command = fbdraw(directory.path());
        command.env("TMPDIR", directory.path());
        command
    };
    let out = succeed(run().arg("demo"));
    assert!(out.starts_with("demo.png: 1280x720, "), "{out}");
    assert!(!out.contains('\x1b'), "no colours where nobody sees them");
    let (width, height, rgb) = decode(&fs::read(directory.path().join("demo.png")).unwrap());
    assert_eq!((width, height), (1280, 720));
    let colors: std::collections::HashSet<_> = rgb.chunks_exact(3).collect();
    assert!(colors.len() > 500, "{} colours", colors.len());
    let left: Vec<_> =
        fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["demo.png"]);

    paste(&out, directory.path());
    let (width, height, rgb) = decode(&fs::read(directory.path().join("screen.png")).unwrap());
    assert_eq!((width, height), (1280, 720));
    assert_eq!(rgb[(100 * 1280 + 100) * 3..][..3], [255, 165, 0]);
}

/// Runs what the demo says to go on with, in a shell that stops the daemon when it has done so.
fn paste(out: &str, directory: &Path) {
    let (_, commands) = out.split_once("Next, a screen that stays:\n").expect("there is more to do");
    assert!(!commands.contains("cargo"), "the tests have built both programs: {commands}");
    let script = format!("set -e\ntrap 'kill $!' EXIT\n{commands}");
    let output = Command::new("sh").args(["-c", &script]).current_dir(directory).output().expect("sh starts");
    assert!(output.status.success(), "{:?}", texts(&output));
}
