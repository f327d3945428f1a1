//! What the daemon says of texts and fonts.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::Wire;

fn reply(wire: &mut Wire, line: &Value) -> Value {
    wire.send_line(line.to_string());
    serde_json::from_str(&wire.line().expect("a reply")).expect("JSON")
}

#[test]
fn what_is_measured_is_what_a_drawn_text_says_of_itself() {
    let daemon = Daemon::start("320x240");
    let mut wire = Wire::to(&daemon);
    let members = json!({"x":40,"y":50,"text":"Now serving 17","size":20,"max_width":140,"align":"center","baseline":"middle"});
    let with = |op: &str| {
        let mut line = members.clone();
        line["op"] = op.into();
        line["id"] = 1.into();
        line
    };
    let measured = reply(&mut wire, &with("measure"));
    assert_eq!(measured, reply(&mut wire, &with("text")));
    let result = &measured["result"];
    assert_eq!(result["fonts"], json!(["DejaVu Sans"]));
    assert_eq!(result["missing"], json!([]));
    let lines = result["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    let number = |value: &Value, name: &str| value[name].as_f64().unwrap();
    for line in lines {
        assert!((number(line, "x") + number(line, "width") / 2.0 - 40.0).abs() < 0.51, "{line}");
        assert!(number(line, "baseline") > number(line, "y"));
    }
    let height: f64 = lines.iter().map(|line| number(line, "height")).sum();
    assert_eq!(number(result, "height"), height);
    assert_eq!(number(&lines[0], "y"), 50.0 - height / 2.0);
}

#[test]
fn what_is_wrong_with_a_text_is_said() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    for (line, code, at, message) in [
        (json!({"op":"text","text":"a","y":0}), "missing_field", "/x", "missing field `x`"),
        (json!({"op":"text","x":0,"y":0}), "missing_field", "/text", "missing field `text`"),
        (json!({"op":"text","x":0,"y":0,"text":5}), "invalid", "/text", "must be a string"),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","size":70000}),
            "invalid",
            "/size",
            "must be at most 65536",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","weight":0}),
            "invalid",
            "/weight",
            "must be a whole number from 1",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","weight":"heavy"}),
            "invalid",
            "/weight",
            "\"normal\" or \"bold\"",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","max_lines":0}),
            "invalid",
            "/max_lines",
            "at least 1, it is 0",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","max_lines":-1}),
            "invalid",
            "/max_lines",
            "must be a whole number and at least 1, it is -1",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","max_lines":1.5}),
            "invalid",
            "/max_lines",
            "must be a whole number and at least 1, it is 1.5",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","max_lines":"all"}),
            "invalid",
            "/max_lines",
            "must be a whole number of at least 1",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","font":"x".repeat(1025)}),
            "too_large",
            "/font",
            "limits.font_name_bytes",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","font":"x".repeat(1000)}),
            "not_found",
            "/font",
            &format!("\"{}\"", "x".repeat(60)),
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a","font":"DejaVu Sanz"}),
            "not_found",
            "/font",
            "did you mean \"DejaVu Sans\"?",
        ),
        (
            json!([{"op":"clear"},{"op":"text","x":0,"y":0,"text":"a","font":"Nonesuch"}]),
            "not_found",
            "/1/font",
            "`fonts` lists",
        ),
        (
            json!({"op":"group","commands":[{"op":"text","x":0,"y":0,"text":"a","font":"Nonesuch"}]}),
            "not_found",
            "/commands/0/font",
            "Nonesuch",
        ),
        (
            json!({"op":"text","x":0,"y":0,"text":"a".repeat(70_000)}),
            "too_large",
            "/text",
            "limits.text_bytes",
        ),
        (json!({"op":"measure"}), "missing_field", "/text", "missing field `text`"),
    ] {
        let error = reply(&mut wire, &line)["error"].clone();
        let said = error["message"].as_str().unwrap_or_default();
        assert_eq!((&error["code"], &error["at"]), (&json!(code), &json!(at)), "{line} {error}");
        assert!(said.contains(message), "{said}");
    }
}

#[test]
fn whole_numbers_of_lines_may_be_written_as_fractions() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let measured = reply(&mut wire, &json!({"op":"measure","text":"a\nb\nc","max_lines":2.0}));
    assert_eq!(measured["result"]["lines"].as_array().unwrap().len(), 2);
}

#[test]
fn a_frame_with_an_unknown_font_draws_nothing() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let frame = json!([{"op":"clear","color":"red"},{"op":"text","x":0,"y":0,"text":"a","font":"Nonesuch"}]);
    assert_eq!(reply(&mut wire, &frame)["error"]["code"], "not_found");
    assert_eq!(reply(&mut wire, &json!({"op":"pixel","x":0,"y":0}))["result"]["color"], "#000000");
}

#[test]
fn fonts_are_listed_with_where_they_come_from() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let fonts = reply(&mut wire, &json!({"op":"fonts"}))["result"]["fonts"].clone();
    for family in ["DejaVu Sans", "DejaVu Sans Mono"] {
        assert!(fonts.as_array().unwrap().contains(&json!({"family":family,"source":"built-in"})), "{fonts}");
    }
}

#[test]
fn a_repeated_text_is_found_in_the_caches() {
    let daemon = Daemon::start("320x240");
    let mut wire = Wire::to(&daemon);
    let counters = |wire: &mut Wire| reply(wire, &json!({"op":"stats"}))["result"]["text"].clone();
    for y in 0..10 {
        wire.send_line(json!({"op":"text","x":10,"y":20 + y,"text":"label"}).to_string());
    }
    let text = counters(&mut wire);
    assert_eq!((&text["layouts"]["misses"], &text["layouts"]["hits"]), (&json!(1), &json!(9)), "{text}");
    assert_eq!((&text["lines"]["misses"], &text["lines"]["hits"]), (&json!(1), &json!(9)), "{text}");
    // l, a, b, e, and the second l at another fraction of a pixel.
    assert!(text["glyphs"]["misses"].as_u64().unwrap() <= 5, "{text}");
}

#[test]
fn a_font_is_loaded_and_used_by_everybody() {
    let daemon = Daemon::start("64x48");
    let (mut wire, mut other) = (Wire::to(&daemon), Wire::to(&daemon));
    let file = STANDARD.encode(dejavu::sans_mono::bold());
    let load = json!({"op":"load","font":"House","data":file,"id":1});
    let measure = json!({"op":"measure","text":"ii","font":"House"});
    assert_eq!(reply(&mut other, &measure)["error"]["code"], "not_found");
    assert_eq!(reply(&mut wire, &load), json!({"id":1,"result":{}}));
    let measured = reply(&mut other, &measure)["result"].clone();
    assert_eq!(measured["fonts"], json!(["House"]), "as it was loaded, whatever it calls itself");
    let fonts = reply(&mut other, &json!({"op":"fonts"}))["result"]["fonts"].clone();
    assert!(fonts.as_array().unwrap().contains(&json!({"family":"House","source":"loaded"})), "{fonts}");
}

#[test]
fn what_is_wrong_with_a_font_is_said_and_hurts_nobody() {
    let daemon = Daemon::start("64x48");
    let mut wire = Wire::to(&daemon);
    let broken: Vec<u8> = dejavu::sans::regular()[..5000].to_vec();
    for (line, code, at) in [
        (json!({"op":"load","font":"X","data":STANDARD.encode("no font")}), "invalid", "/data"),
        (json!({"op":"load","font":"X","data":STANDARD.encode(broken)}), "invalid", "/data"),
        (json!({"op":"load","font":"X","name":"Y","data":""}), "invalid", "/font"),
        (json!({"op":"load","font":"A,B","data":""}), "invalid", "/font"),
        (json!({"op":"load","data":""}), "missing_field", "/name"),
        (json!({"op":"load","font":"X","fd":true}), "invalid", "/fd"),
    ] {
        let error = reply(&mut wire, &line)["error"].clone();
        assert_eq!((&error["code"], &error["at"]), (&json!(code), &json!(at)), "{error}");
    }
    assert_eq!(
        reply(&mut wire, &json!({"op":"measure","text":"a"}))["result"]["fonts"],
        json!(["DejaVu Sans"])
    );
}

#[test]
fn directories_are_looked_into_when_a_name_is_asked_for() {
    let setup = Daemon::on("64x48");
    let fonts = setup.directory().join("fonts/deep");
    fs::create_dir_all(&fonts).unwrap();
    fs::write(fonts.join("serif.ttf"), dejavu::serif::bold_italic()).unwrap();
    fs::write(fonts.join("broken.ttf"), &dejavu::serif::bold()[..3000]).unwrap();
    let config = setup.directory().join("fbdrawd.toml");
    fs::write(&config, format!("font_dirs = [{:?}]\n", setup.directory().join("fonts"))).unwrap();
    let daemon = setup.with_args(&["--config", config.to_str().unwrap()]).start();
    let mut wire = Wire::to(&daemon);
    let measure =
        |font: &str| json!({"op":"measure","text":"serif","font":font,"weight":"bold","italic":true});
    let measured = reply(&mut wire, &measure("Nonesuch, DejaVu Serif"))["result"].clone();
    assert_eq!(measured["fonts"], json!(["DejaVu Serif"]));
    assert_eq!(reply(&mut wire, &measure("monospace"))["result"]["fonts"], json!(["DejaVu Sans Mono"]));
}
