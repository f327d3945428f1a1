//! Scripts that need a font of their own, with the fonts that Debian has for them.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::common::Daemon;
use crate::common::wire::Wire;

/// A text, the families that it may be set in, and the packages that they come in.
const SCRIPTS: [(&str, &[&str], &str); 4] = [
    ("नमस्ते दुनिया", &["Lohit Devanagari"], "fonts-lohit-deva"),
    ("สวัสดีชาวโลก", &["Loma", "Garuda"], "fonts-tlwg-loma-ttf or fonts-tlwg-garuda"),
    (
        "你好世界",
        &["WenQuanYi Micro Hei", "Noto Sans CJK SC", "Noto Sans CJK JP"],
        "fonts-wqy-microhei or fonts-noto-cjk",
    ),
    ("🎉🦀👩‍🚀", &["Noto Color Emoji"], "fonts-noto-color-emoji"),
];

/// Directories besides those of the system, as the daemon's own variable names them.
fn directories() -> Vec<PathBuf> {
    std::env::var_os("FBDRAW_FONT_DIRS").map_or_else(Vec::new, |all| std::env::split_paths(&all).collect())
}

#[test]
fn every_script_is_set_in_an_installed_font_for_it() {
    let setup = Daemon::on("400x120");
    let arguments = directories().into_iter().map(|directory| format!("--font-dir={}", directory.display()));
    let arguments: Vec<_> = arguments.collect();
    let daemon = setup.with_args(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).start();
    let mut wire = Wire::to(&daemon);
    let fonts = wire.ask(r#"{"op":"fonts"}"#)["result"]["fonts"].to_string();
    for (text, families, packages) in SCRIPTS {
        if !families.iter().any(|family| fonts.contains(&format!("\"{family}\""))) {
            crate::common::skipped(&format!("{text} was not set: {packages} is not installed"));
            continue;
        }
        let line = json!({"op":"text","x":10,"y":80,"text":text,"size":48,"id":1});
        wire.send_line(r#"{"op":"clear"}"#);
        let result = wire.ask(&line.to_string())["result"].clone();
        assert_eq!(result["missing"], json!([]), "{text}");
        let used = result["fonts"].as_array().expect("a list");
        assert!(used.iter().any(|used| families.iter().any(|family| used == family)), "{text}: {used:?}");
        // Spaces come from the font before it.
        let is_known = |used: &Value| families.iter().any(|family| used == family) || used == "DejaVu Sans";
        assert!(used.iter().all(is_known), "{text}: {used:?}");
        let pixels = daemon.bytes();
        let colours: std::collections::HashSet<_> = pixels.chunks_exact(4).map(|pixel| &pixel[..3]).collect();
        let lit = pixels.chunks_exact(4).filter(|pixel| pixel[..3] != [0; 3]).count();
        assert!(lit > 500, "{text}: {lit} pixels");
        if families == ["Noto Color Emoji"] {
            assert!(colours.iter().any(|bgr| bgr[2] > bgr[0] + 60), "{text} has no colours");
        }
        wire.send_line(r#"{"op":"clear"}"#);
        let boxes = "\u{f0000}".repeat(text.chars().count());
        wire.ask(&json!({"op":"text","x":10,"y":80,"text":boxes,"size":48,"id":1}).to_string());
        assert_ne!(daemon.bytes(), pixels, "{text} is boxes");
    }
}
