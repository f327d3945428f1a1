//! The same glyphs in the same places as HarfBuzz's own tool puts them.

use std::io::Write;
use std::process::Command;

use super::{STYLE, TextStyle, setting, typesetter};

/// Strings that run in one direction: HarfBuzz shapes, it does not order runs.
const STRINGS: [&str; 48] = [
    // Latin: kerning, ligatures, marks apart from and with their letters.
    "AVATAR To Ty LT",
    "office fluffy affine",
    "fi ffi fl ffl",
    "Wa Yo P. T,",
    "naïve café Ångström",
    "e\u{301}a\u{308}o\u{302}\u{301}",
    "x\u{323}\u{307} q\u{303}",
    "The quick brown fox",
    "0123456789 €£¥",
    "Đặng Trần",
    // Greek.
    "Ελληνικά",
    "Καλημέρα κόσμε",
    "ΑΒΓ ΔΤΑ",
    "ὦ ἄνδρες Ἀθηναῖοι",
    "φιλοσοφία",
    "α\u{301}\u{345}",
    // Cyrillic.
    "Привет, мир",
    "ГТА УЧ АУ",
    "Съешь же ещё",
    "Їжак ґава",
    "й и\u{306} ё",
    "Московская",
    // Hebrew, with points.
    "שלום עולם",
    "בְּרֵאשִׁית",
    "עברית",
    "לַיְלָה טוֹב",
    "קָפֶה",
    "ירושלים",
    // Arabic: joining forms, lam-alef, marks.
    "مرحبا بالعالم",
    "السلام عليكم",
    "لا إله",
    "لله",
    "كِتَابٌ",
    "هههه ييي",
    "ﻻ لآ لأ",
    "الْعَرَبِيَّة",
    // Armenian.
    "Հայերեն",
    "Բարև աշխարհ",
    "և մեն",
    "Երևան",
    // Georgian.
    "ქართული",
    "გამარჯობა მსოფლიო",
    "თბილისი",
    "ჰელო",
    // Tifinagh.
    "ⵜⵉⴼⵉⵏⴰⵖ",
    "ⴰⵣⵓⵍ",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "ⵍⵎⵖⵔⵉⴱ",
];

/// Glyph and place, in pixels.
type Placed = (u32, f64, f64);

fn harfbuzz(font: &str, text: &str, size: f64) -> Option<Vec<Placed>> {
    let tool = Command::new("hb-shape")
        .args(["--no-glyph-names", "--no-clusters", "--output-format=json", "--font-size=upem"])
        .args([font, text])
        .output()
        .ok()?;
    assert!(tool.status.success(), "{}", String::from_utf8_lossy(&tool.stderr));
    let glyphs: Vec<serde_json::Value> = serde_json::from_slice(&tool.stdout).unwrap();
    let scale = size / 2048.0;
    let mut pen = 0.0;
    let number = |glyph: &serde_json::Value, name: &str| glyph[name].as_f64().unwrap_or(0.0) * scale;
    let placed = glyphs.iter().map(|glyph| {
        let at = pen + number(glyph, "dx");
        pen += number(glyph, "ax");
        (glyph["g"].as_u64().unwrap() as u32, at, -number(glyph, "dy"))
    });
    Some(placed.collect())
}

#[test]
fn glyphs_stand_where_harfbuzz_puts_them() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(dejavu::sans::regular()).unwrap();
    let font = file.path().to_str().unwrap();
    let mut typesetter = typesetter();
    for text in STRINGS {
        for size in [16.0, 27.5] {
            let Some(expected) = harfbuzz(font, text, f64::from(size)) else {
                assert!(std::env::var_os("CI").is_none(), "there is no hb-shape (libharfbuzz-bin)");
                // Past the harness, which shows nothing of a test that does not fail.
                let _ = std::io::stderr().write_all(
                    b"\nSKIPPED: shaping was not compared with HarfBuzz's, hb-shape is not installed\n",
                );
                return;
            };
            let layout = typesetter.layout(&setting(text, TextStyle { size, ..STYLE }));
            assert!(layout.missing.is_empty(), "{text}: {:?}", layout.missing);
            let found: Vec<Placed> = layout
                .glyphs
                .iter()
                .map(|glyph| (glyph.id, f64::from(glyph.x), f64::from(glyph.y)))
                .collect();
            let ids = |glyphs: &[Placed]| glyphs.iter().map(|glyph| glyph.0).collect::<Vec<_>>();
            assert_eq!(ids(&found), ids(&expected), "{text}");
            let near = |a: f64, b: f64| (a - b).abs() <= 1.0 / 64.0;
            for (found, expected) in found.iter().zip(&expected) {
                assert!(
                    near(found.1, expected.1) && near(found.2, expected.2),
                    "{text}: {found:?} {expected:?}"
                );
            }
        }
    }
}
