//! Fonts that clients load and drop, and those that lie in directories.

use std::fs;
use std::os::unix::fs::symlink;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::{Wire, error};

fn load(name: &str, file: &[u8]) -> Value {
    json!({"op":"load","font":name,"data":STANDARD.encode(file),"id":1})
}

fn ask(wire: &mut Wire, line: &Value) -> Value {
    wire.ask(&line.to_string())
}

fn with_config(config: &str) -> Daemon {
    let setup = Daemon::on("64x48");
    fs::write(setup.directory().join("fbdrawd.toml"), config).expect("the directory is ours");
    setup.with_args(&["--config", "fbdrawd.toml"]).start()
}

/// A font that says that its em has so many units. With fewer than it has, its letters are larger than they should be.
pub(crate) fn with_units_per_em(font: &[u8], units: u16) -> Vec<u8> {
    let mut font = font.to_vec();
    let record =
        font[12..].chunks_exact(16).find(|record| record.starts_with(b"head")).expect("every font has it");
    let head = u32::from_be_bytes(record[8..12].try_into().expect("four bytes")) as usize;
    font[head + 18..head + 20].copy_from_slice(&units.to_be_bytes());
    font
}

#[test]
fn no_loaded_font_takes_the_name_of_another() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let file = dejavu::sans_mono::regular();
    for (name, why) in [
        ("serif", "generic"),
        ("mono", "generic"),
        ("Default", "generic"),
        ("DejaVu Sans", "built-in"),
        ("dejavu sans mono", "built-in"),
        ("", "is empty"),
        (" ", "is empty"),
        (" House", "blank"),
        ("House ", "blank"),
        ("Ho\"use", "quote"),
        ("Ho'use", "quote"),
        ("A,B", "comma"),
        ("A\nB", "control"),
        (&"x".repeat(2000), "limits.font_name_bytes"),
    ] {
        let reply = ask(&mut wire, &load(name, file));
        assert_eq!(
            (error(&reply, "code"), error(&reply, "at")),
            (&json!("invalid"), &json!("/font")),
            "{reply}"
        );
        assert!(error(&reply, "message").as_str().unwrap().contains(why), "{reply}");
    }
    let fonts = ask(&mut wire, &json!({"op":"fonts"}))["result"]["fonts"].clone();
    assert!(!fonts.to_string().contains("loaded"), "{fonts}");
}

#[test]
fn a_font_is_loaded_again_replaced_and_dropped() {
    // Room for one of the files, not for two.
    let daemon = with_config("[limits]\nfont_bytes = 400000\n");
    let mut wire = Wire::to(&daemon);
    let (regular, bold) = (dejavu::sans_mono::regular(), dejavu::sans_mono::bold());
    let done = json!({"id":1,"result":{}});
    let width = |wire: &mut Wire| {
        let measure = json!({"op":"measure","text":"ii","font":"house","id":1});
        ask(wire, &measure)["result"]["width"].clone()
    };
    assert_eq!(ask(&mut wire, &load("House", regular)), done);
    assert_eq!(ask(&mut wire, &load("House", regular)), done);
    let reply = ask(&mut wire, &load("Other", bold));
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &json!("/data")));
    let message = error(&reply, "message").as_str().unwrap();
    let said = format!("is {} bytes; {} of 400000 are taken (limits.font_bytes)", bold.len(), regular.len());
    assert!(message.contains(&said), "{message}");

    assert!(width(&mut wire).is_f64());
    assert_eq!(ask(&mut wire, &load("HOUSE", bold)), done, "in place of the other");
    assert_eq!(ask(&mut wire, &load("HOUSE", dejavu::sans_mono::oblique())), done);
    let drop = json!({"op":"drop","font":"House","id":1});
    assert_eq!(ask(&mut wire, &drop), done);
    let reply = ask(&mut wire, &drop);
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("not_found"), &json!("/font")));
    let reply = ask(&mut wire, &json!({"op":"measure","text":"a","font":"House","id":1}));
    assert_eq!(error(&reply, "code"), "not_found");
    assert_eq!(ask(&mut wire, &load("Other", bold)), done, "there is room again");
}

#[test]
fn what_replaces_a_font_is_what_is_drawn() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let mut width_with = |file: &[u8]| {
        ask(&mut wire, &load("House", file));
        let reply = ask(&mut wire, &json!({"op":"measure","text":"iiii","font":"House","id":1}));
        assert_eq!(reply["result"]["fonts"], json!(["House"]));
        reply["result"]["width"].as_f64().unwrap()
    };
    let (mono, sans) = (width_with(dejavu::sans_mono::regular()), width_with(dejavu::sans::regular()));
    assert!(mono > 2.0 * sans, "{mono} {sans}");
}

#[test]
fn no_more_families_are_loaded_than_may_be() {
    let daemon = with_config("[limits]\nfonts = 1\n");
    let mut wire = Wire::to(&daemon);
    ask(&mut wire, &load("One", dejavu::sans_mono::regular()));
    let reply = ask(&mut wire, &load("Two", dejavu::sans_mono::bold()));
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &json!("/font")));
    assert!(error(&reply, "message").as_str().unwrap().contains("limits.fonts"), "{reply}");
    assert_eq!(ask(&mut wire, &load("One", dejavu::sans_mono::bold()))["result"], json!({}));
}

#[test]
fn a_limit_on_fonts_is_one_on_fonts_and_not_on_pictures() {
    let daemon = with_config("[limits]\nfont_bytes = 1000\nimage_bytes = 10\n");
    let mut wire = Wire::to(&daemon);
    let reply = ask(&mut wire, &load("House", dejavu::sans_mono::regular()));
    assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("too_large"), &json!("/data")));
    let message = error(&reply, "message").as_str().unwrap();
    assert!(message.contains("limits.font_bytes") && !message.contains("picture"), "{message}");
}

#[test]
fn a_font_with_hardly_any_units_to_the_em_is_refused() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for units in [0, 1, 15, 20_000] {
        let reply = ask(&mut wire, &load("Tiny", &with_units_per_em(dejavu::sans_mono::regular(), units)));
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!("invalid"), &json!("/data")));
        let message = error(&reply, "message").as_str().unwrap();
        assert!(message.contains(&format!("{units} units to the em")), "{message}");
    }
}

#[test]
fn drops_name_one_thing() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for (line, code, at) in [
        (r#"{"op":"drop"}"#, "missing_field", "/name"),
        (r#"{"op":"drop","name":"a","font":"b"}"#, "invalid", "/font"),
        (r#"{"op":"drop","font":"DejaVu Sans"}"#, "not_found", "/font"),
    ] {
        let reply = wire.ask(line);
        assert_eq!((error(&reply, "code"), error(&reply, "at")), (&json!(code), &json!(at)), "{reply}");
    }
}

#[test]
fn what_is_wrong_in_font_directories_is_logged_and_hinders_nothing() {
    let setup = Daemon::on("64x48");
    let fonts = setup.directory().join("fonts");
    fs::create_dir_all(fonts.join("deep")).unwrap();
    fs::write(fonts.join("deep/serif.TTF"), dejavu::serif::regular()).unwrap();
    fs::write(fonts.join("broken.ttf"), &dejavu::serif::bold()[..3000]).unwrap();
    fs::write(fonts.join("tiny.otf"), with_units_per_em(dejavu::serif::bold(), 1)).unwrap();
    fs::write(fonts.join("letter.ttf"), "Dear Sir or Madam").unwrap();
    fs::write(fonts.join("README"), "no font, and not called one").unwrap();
    mkfifo(&fonts.join("pipe.ttf"), Mode::from_bits_truncate(0o600)).unwrap();
    symlink(&fonts, fonts.join("deep/circle")).unwrap();
    symlink("/nowhere", fonts.join("gone.ttf")).unwrap();
    let config = format!("font_dirs = [{fonts:?}, \"/missing/fonts\"]\n");
    fs::write(setup.directory().join("fbdrawd.toml"), config).unwrap();
    let daemon = setup.with_args(&["--config", "fbdrawd.toml"]).start();
    let mut wire = Wire::to(&daemon);
    let measure = json!({"op":"measure","text":"serif","font":"DejaVu Serif","id":1});
    assert_eq!(ask(&mut wire, &measure)["result"]["fonts"], json!(["DejaVu Serif"]));
    let reply = ask(&mut wire, &load("dejavu serif", dejavu::sans_mono::regular()));
    assert!(error(&reply, "message").as_str().unwrap().contains("installed"), "{reply}");
    let log = daemon.log();
    let line =
        |name: &str| log.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}:\n{log}"));
    assert!(line("fonts/broken.ttf").contains("is cut off"), "{log}");
    assert!(line("fonts/tiny.otf").contains("1 units to the em"), "{log}");
    assert!(line("fonts/letter.ttf").contains("holds no font"), "{log}");
    assert!(line("/missing/fonts").contains("cannot be read"), "{log}");
    for silent in ["pipe.ttf", "README", "circle", "/usr/local"] {
        assert!(!log.contains(silent), "{silent}:\n{log}");
    }
}
