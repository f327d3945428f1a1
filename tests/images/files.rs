//! Pictures from descriptors and from directories that are open to clients.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::symlink;

use fbdraw::client::Client;
use image::{ImageFormat, Rgba, RgbaImage};
use nix::sys::memfd::{MFdFlags, memfd_create};
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::formats::encoded;

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

fn file(color: [u8; 3]) -> Vec<u8> {
    let [r, g, b] = color;
    encoded(&RgbaImage::from_pixel(8, 6, Rgba([r, g, b, 255])), ImageFormat::Qoi)
}

fn memfd(bytes: &[u8]) -> File {
    let mut file = File::from(memfd_create(c"picture", MFdFlags::MFD_CLOEXEC).expect("Linux has memfds"));
    file.write_all(bytes).expect("there is memory");
    file
}

fn color(client: &mut Client, x: i32) -> String {
    client.pixel(x, 0).expect("a pixel").to_string()
}

#[test]
fn descriptors_are_taken_in_the_order_of_the_commands() {
    let daemon = Daemon::start("64x48");
    let mut client = daemon.client();
    let (red, blue) = (memfd(&file(RED)), memfd(&file(BLUE)));
    let frame = json!([{"op": "image", "x": 0, "y": 0, "fd": true},
        {"op": "group", "commands": [{"op": "image", "x": 20, "y": 0, "fd": true}]},
        {"op": "image", "x": 40, "y": 0, "fd": true}]);
    let descriptors = [red.as_fd(), blue.as_fd(), red.as_fd()];
    client.ask_with::<Value>(&frame, &descriptors).expect("three pictures");
    assert_eq!([0, 20, 40].map(|x| color(&mut client, x)), ["#ff0000", "#0000ff", "#ff0000"]);
    // Two lines in one message.
    let lines =
        b"{\"op\":\"load\",\"name\":\"a\",\"fd\":true}\n{\"op\":\"image\",\"x\":0,\"y\":0,\"fd\":true}\n";
    client.send_line_with(lines, &[red.as_fd(), blue.as_fd()]).expect("the daemon reads");
    assert_eq!(color(&mut client, 0), "#0000ff");
    client.draw(&json!({"op": "image", "x": 20, "y": 0, "name": "a"})).expect("it was loaded");
    assert_eq!(color(&mut client, 20), "#ff0000");
}

#[test]
fn a_refused_frame_takes_its_descriptors_along() {
    let daemon = Daemon::start("64x48");
    let mut client = daemon.client();
    let (red, blue) = (memfd(&file(RED)), memfd(&file(BLUE)));
    for refused in [
        r#"[{"op":"image","x":0,"y":0,"name":"nobody"},{"op":"image","x":0,"y":0,"fd":true}]"#,
        r#"[{"op":"text","x":0,"y":0,"text":"a","font":"Nobody"},{"op":"image","x":0,"y":0,"fd":true}]"#,
        r#"[{"op":"image","x":0,"y":0,"fd":true,"fit":"tile"}]"#,
        r#"{"op":"load","nmae":"a","fd":true}"#,
    ] {
        let lines = format!("{refused}\n{{\"op\":\"image\",\"x\":0,\"y\":0,\"fd\":true}}\n");
        client.draw(&json!({"op": "clear"})).expect("it draws");
        client.send_line_with(lines, &[red.as_fd(), blue.as_fd()]).expect("the daemon reads");
        assert!(client.ping().is_err(), "{refused} is refused");
        assert_eq!(color(&mut client, 0), "#0000ff", "{refused}");
    }
}

#[test]
fn the_clients_own_position_stays() {
    let daemon = Daemon::start("64x48");
    let mut client = daemon.client();
    let mut picture = memfd(&file(RED));
    picture.seek(SeekFrom::Start(5)).unwrap();
    client
        .ask_with::<Value>(&json!({"op": "image", "x": 0, "y": 0, "fd": true}), &[picture.as_fd()])
        .unwrap();
    assert_eq!(picture.stream_position().unwrap(), 5);
    assert_eq!(color(&mut client, 0), "#ff0000");
}

fn refusal(client: &mut Client, request: &Value, descriptors: &[BorrowedFd<'_>]) -> String {
    client.ask_with::<Value>(request, descriptors).expect_err("it is refused").to_string()
}

#[test]
fn what_is_no_file_is_refused() {
    let daemon = Daemon::start("64x48");
    let mut client = daemon.client();
    let request = json!({"op": "image", "x": 0, "y": 0, "fd": true});
    client.ping().unwrap();
    let open = fs::read_dir(format!("/proc/{}/fd", daemon.pid())).unwrap().count();
    let (reader, _writer): (OwnedFd, OwnedFd) = nix::unistd::pipe().unwrap();
    let directory = File::open("/").unwrap();
    let device = File::open("/dev/zero").unwrap();
    for descriptor in [reader.as_fd(), directory.as_fd(), device.as_fd()] {
        let text = refusal(&mut client, &request, &[descriptor]);
        assert!(text.contains("no regular file"), "{} {text}", descriptor.as_raw_fd());
    }
    assert!(refusal(&mut client, &request, &[]).contains("SCM_RIGHTS"));
    let huge = memfd(b"");
    huge.set_len(1 << 40).unwrap();
    assert!(refusal(&mut client, &request, &[huge.as_fd()]).contains("limits.image_bytes"));
    client.ping().unwrap();
    assert_eq!(fs::read_dir(format!("/proc/{}/fd", daemon.pid())).unwrap().count(), open);
}

#[test]
fn more_descriptors_than_may_wait_are_told() {
    let daemon = Daemon::start("64x48");
    let mut client = daemon.client();
    let red = memfd(&file(RED));
    let frame: Vec<_> = (0..33).map(|x| json!({"op": "image", "x": x, "y": 0, "fd": true})).collect();
    let text = refusal(&mut client, &frame.into(), &[red.as_fd(); 33]);
    assert!(text.contains("limits.descriptors") && text.contains("/32/fd"), "{text}");
}

#[test]
fn paths_lead_beneath_the_directories_only() {
    let setup = Daemon::on("64x48");
    let base = setup.directory().to_owned();
    for name in ["open/inner", "closed"] {
        fs::create_dir_all(base.join(name)).unwrap();
    }
    fs::write(base.join("open/red.qoi"), file(RED)).unwrap();
    fs::write(base.join("open/inner/blue.qoi"), file(BLUE)).unwrap();
    fs::write(base.join("closed/red.qoi"), file(RED)).unwrap();
    symlink("../closed/red.qoi", base.join("open/out.qoi")).unwrap();
    symlink("../closed", base.join("open/door")).unwrap();
    symlink(base.join("closed/red.qoi"), base.join("open/absolute.qoi")).unwrap();
    symlink("inner/blue.qoi", base.join("open/current.qoi")).unwrap();
    nix::unistd::mkfifo(&base.join("open/pipe"), nix::sys::stat::Mode::from_bits_truncate(0o600)).unwrap();
    let open = base.join("open");
    let daemon = setup.with_args(&["--image-dir", open.to_str().unwrap()]).start();
    let mut client = daemon.client();
    let inside = open.join("red.qoi").to_str().unwrap().to_owned();
    for (path, expected) in [
        ("red.qoi", "#ff0000"),
        ("inner/blue.qoi", "#0000ff"),
        ("inner/../red.qoi", "#ff0000"),
        ("current.qoi", "#0000ff"),
        (&inside, "#ff0000"),
    ] {
        client.draw(&json!({"op": "clear"})).unwrap();
        client.draw(&json!({"op": "image", "x": 0, "y": 0, "path": path})).unwrap();
        assert_eq!(color(&mut client, 0), expected, "{path}");
    }
    let outside = base.join("closed/red.qoi").to_str().unwrap().to_owned();
    let sneaky = format!("{}/../closed/red.qoi", open.display());
    for (path, code, text) in [
        ("../closed/red.qoi", "denied", "image_dirs"),
        ("out.qoi", "denied", "image_dirs"),
        ("door/red.qoi", "denied", "image_dirs"),
        ("absolute.qoi", "denied", "image_dirs"),
        (&outside, "denied", "image_dirs"),
        (&sneaky, "denied", "image_dirs"),
        ("/", "denied", "image_dirs"),
        ("", "denied", "image_dirs"),
        ("green.qoi", "not_found", "names no file"),
        ("red.qoi/more", "not_found", "names no file"),
        ("inner", "invalid", "no regular file"),
        ("pipe", "invalid", "no regular file"),
    ] {
        let request = json!({"op": "image", "x": 0, "y": 0, "path": path});
        match client.draw(&request) {
            Err(fbdraw::client::ClientError::Refused(error)) => {
                assert_eq!(error.code.to_string(), code, "{path}: {}", error.message);
                assert!(error.message.contains(text), "{path}: {}", error.message);
            }
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[test]
fn without_directories_a_path_is_denied_and_says_how_to_allow_one() {
    let daemon = Daemon::start("64x48");
    let text =
        refusal(&mut daemon.client(), &json!({"op": "image", "x": 0, "y": 0, "path": "/etc/passwd"}), &[]);
    assert!(text.contains("image_dirs = ["), "{text}");
}

#[test]
fn the_program_passes_the_file_along() {
    let daemon = Daemon::start("64x48");
    fs::write(daemon.directory().join("red.qoi"), file(RED)).unwrap();
    let run = |arguments: &[&str]| {
        let output = daemon.fbdraw(arguments).output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["image", "red.qoi", "10", "0", "4", "4"]), (true, String::new()));
    let mut client = daemon.client();
    assert_eq!([9, 10, 13, 14].map(|x| color(&mut client, x)), ["#000000", "#ff0000", "#ff0000", "#000000"]);
    assert_eq!(run(&["load", "logo", "red.qoi"]), (true, String::new()));
    assert_eq!(run(&["image", "name=logo", "30", "-1", "fit=none"]), (true, String::new()));
    assert_eq!(color(&mut client, 30), "#ff0000");
    assert_eq!(run(&["drop", "logo"]), (true, String::new()));
    let (worked, text) = run(&["image", "name=logo"]);
    assert!(!worked && text.contains("load it first"), "{text}");
    let (worked, text) = run(&["image", "none.png"]);
    assert!(!worked && text.contains("none.png"), "{text}");
    let mut piped = daemon.fbdraw(&["image", "-"]).stdin(std::process::Stdio::piped()).spawn().unwrap();
    piped.stdin.take().unwrap().write_all(&file(BLUE)).unwrap();
    assert!(piped.wait().unwrap().success());
    assert_eq!(color(&mut client, 0), "#0000ff");
}
