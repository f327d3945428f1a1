//! What `fbdraw gallery` and `fbdraw demo` draw against the pictures in the documentation.
//!
//! `BLESS=1 cargo test --test gallery` writes new pictures; look at each before they are committed.

mod common;
#[path = "scenes/compare.rs"]
#[expect(dead_code, reason = "only scenes draw pictures twice as large")]
mod compare;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Daemon, directory, fbdraw};
use compare::{Image, check, compare};
use serde_json::Value;

/// A part of the documentation.
fn docs(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(path)
}

/// The names of the PNG files in a directory.
fn pictures(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    let names = entries.map(|entry| entry.expect("it can be listed").file_name().into_string());
    names.map(|name| name.expect("names are UTF-8")).filter(|name| name.ends_with(".png")).collect()
}

#[test]
fn the_gallery_is_what_people_looked_at() {
    let directory = directory();
    let output = fbdraw(directory.path()).args(["gallery", "new/pictures"]).output().expect("it starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{complaint}");

    let drawn = directory.path().join("new/pictures");
    let names = pictures(&drawn);
    let told: BTreeSet<_> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    assert_eq!(told, names.iter().map(|name| format!("new/pictures/{name}")).collect());

    // Edges may round otherwise on a machine with other vector instructions. In a format of few colours two that
    // differ are further apart than this tolerates.
    let compared =
        names.iter().map(|name| compare(&docs("gallery").join(name), &Image::read(&drawn.join(name)), 1));
    let differences: Vec<_> = compared.filter_map(Result::err).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    assert_eq!(pictures(&docs("gallery")), names, "docs/gallery holds what is drawn and nothing else");
}

/// The first thing that anybody sees of the project is what it draws today.
#[test]
fn the_demo_is_the_picture_that_the_readme_shows() {
    let directory = directory();
    let output = fbdraw(directory.path()).arg("demo").output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check(&docs("demo.png"), &Image::read(&directory.path().join("demo.png")), 1);
}

/// So is its test pattern.
#[test]
fn the_pattern_is_the_picture_that_the_readme_shows() {
    let daemon = Daemon::start("1280x720");
    let output = daemon.fbdraw(&["pattern"]).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    daemon.fbdraw(&["capture", "pattern.png"]).output().expect("it starts");
    check(&docs("pattern.png"), &Image::read(&daemon.directory().join("pattern.png")), 1);
}

/// Its places and sizes are parts of the screen's, so that nothing is cut off on any.
#[test]
fn the_demo_fits_any_screen() {
    for (size, width, height) in
        [("1280x720", 1280, 720), ("1920x1080", 1920, 1080), ("800x480", 800, 480), ("600x1024", 600, 1024)]
    {
        let directory = directory();
        let output = fbdraw(directory.path()).args(["demo", "--size", size]).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let image = Image::read(&directory.path().join("demo.png"));
        assert_eq!((image.width, image.height), (width, height));
        // Percent from the left and the top: between the title and the clock, in the news, in the three columns,
        // between them.
        let at = |x: usize, y: usize| image.pixels[y * height / 100 * width + x * width / 100];
        let dark = |[r, g, b]: [u8; 3]| r < 40 && g < 70 && b < 130;
        assert!(dark(at(75, 2)) && dark(at(50, 93)), "{size}");
        for (x, y) in [(4, 50), (35, 60), (70, 46)] {
            assert_eq!(at(x, y), [255; 3], "{size} {x},{y}");
        }
        let ground = at(33, 50);
        assert!(ground != [255; 3] && ground.iter().all(|&value| value > 220), "{size} {ground:?}");
        // No letter reaches the screen's right edge.
        let margin = |y: usize| (width * 98 / 100..width).map(move |x| y * width + x);
        let bright = |pixel: [u8; 3]| pixel.iter().all(|&value| value > 180);
        assert!(!(0..height / 12).flat_map(margin).any(|index| bright(image.pixels[index])), "{size}");
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_one_line() {
    let directory = directory();
    fs::write(directory.path().join("file"), "").expect("the directory is ours");
    let output = fbdraw(directory.path()).args(["gallery", "file"]).output().expect("it starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(complaint.starts_with("fbdraw: cannot make the directory file: "), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

/// Documentation that shows every picture, and no request that would be refused.
#[test]
fn the_gallery_is_documented() {
    let text = fs::read_to_string(docs("gallery.md")).expect("it is there");
    let shown: BTreeSet<_> = text
        .split("](gallery/")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(shown, pictures(&docs("gallery")));

    let daemon = Daemon::start("640x400");
    let mut client = daemon.client();
    let mut requests = 0;
    for block in text.split("```json\n").skip(1) {
        let (lines, _) = block.split_once("```").expect("the block ends");
        for line in lines.lines() {
            let request: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            client.draw(&request).unwrap_or_else(|error| panic!("{error}: {line}"));
            requests += 1;
        }
    }
    assert!(requests >= 7, "{requests} requests");
}
