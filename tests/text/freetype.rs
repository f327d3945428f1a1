//! Lines of text as FreeType draws them without hinting, glyph by glyph, where HarfBuzz puts the glyphs.

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use fbdraw::pixel::Format;
use serde_json::{Value, json};

use crate::picture::Picture;

/// Needs the Python packages `freetype-py` and `uharfbuzz`, which bring the two libraries along.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/text/freetype_lines.py");

/// In pixels to the em, and by how many steps of grey what is lit may differ on average, over all lines of a size.
///
/// FreeType rounds the points of an outline to 64ths of a pixel, which moves an upright edge by up to two steps of
/// grey; fbdraw does not. The smaller the letters, the more of them is edge. Letters that FreeType itself draws 16
/// times as large, and which are then averaged, are 2.8 steps from those it draws at 12 pixels and 1.3 at 40.
const SIZES: [(u32, f64); 5] = [(12, 2.5), (16, 2.0), (24, 1.4), (40, 1.1), (56, 0.8)];

/// Latin with kerning and ligatures, with marks, Greek, Cyrillic, Hebrew with points, Arabic, joined; each in one
/// direction, since HarfBuzz shapes and does not order runs.
const LINES: [&str; 8] = [
    "AVATAR To Wa, fluffy office affine",
    "naïve Ångström x\u{323}\u{307} & ß 0123",
    "Καλημέρα κόσμε, Ἀθηναῖοι ΩΣ",
    "Съешь же ещё ГТА, Їжак",
    "שלום עולם, בְּרֵאשִׁית",
    "السلام عليكم كِتَابٌ لا",
    "Sphinx of black quartz: (judge) my vow!",
    "@#$%{}[]|~^ gjpqy QRS €£",
];

/// The built-in fonts: what a text says to get one, and its file.
fn fonts() -> [(Value, &'static [u8]); 4] {
    [
        (json!({}), dejavu::sans::regular()),
        (json!({"weight":"bold"}), dejavu::sans::bold()),
        (json!({"font":"DejaVu Sans Mono"}), dejavu::sans_mono::regular()),
        (json!({"font":"DejaVu Sans Mono","weight":"bold"}), dejavu::sans_mono::bold()),
    ]
}

/// A line to be drawn twice: the command, and what the script is told.
struct Case {
    command: Value,
    line: Value,
    size: u32,
    pixels: [u32; 2],
}

impl Case {
    /// The line in a picture that is about as large as it is, so that what is empty around it does not count.
    fn new(text: &str, size: u32, (members, file): (&Value, &Path), left: f64) -> Self {
        let [x, y] = [f64::from(size) + left, f64::from(2 * size)];
        let mut command = json!({"op":"text","x":x,"y":y,"text":text,"size":size});
        members
            .as_object()
            .expect("an object")
            .iter()
            .for_each(|(name, value)| command[name] = value.clone());
        let measured = Picture::new(8, 8, Format::Gray8).ask({
            let mut question = command.clone();
            question["op"] = "measure".into();
            question
        });
        assert_eq!(measured["fonts"].as_array().map(Vec::len), Some(1), "{text}: {measured}");
        let width = measured["width"].as_f64().expect("a width").ceil() as u32 + 2 * size;
        let pixels = [width, 3 * size];
        let line =
            json!({"font":file,"size":size,"text":text,"x":x,"y":2 * size,"width":width,"height":3 * size});
        Self { command, line, size, pixels }
    }

    fn ours(&self) -> Vec<u8> {
        let mut picture = Picture::new(self.pixels[0], self.pixels[1], Format::Gray8);
        picture.draw(&self.command);
        picture.rgb().iter().map(|pixel| pixel[0]).collect()
    }
}

/// What FreeType makes of lines, picture after picture; nothing where Python lacks it.
fn freetype(cases: &[Case]) -> Option<Vec<u8>> {
    let known = Command::new("python3").args(["-c", "import freetype, uharfbuzz"]).output();
    if !known.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let lines: Vec<&Value> = cases.iter().map(|case| &case.line).collect();
    let mut python = Command::new("python3")
        .arg(SCRIPT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it ran a moment ago");
    let mut input = python.stdin.take().expect("it is piped");
    input.write_all(json!(lines).to_string().as_bytes()).expect("the script reads it all first");
    drop(input);
    let output = python.wait_with_output().expect("it is our child");
    assert!(output.status.success(), "{SCRIPT} failed");
    Some(output.stdout)
}

/// How far pictures are apart.
#[derive(Default)]
struct Difference {
    /// The sum over all pixels, in steps of grey.
    sum: u64,
    /// Pixels, those that are not black in both, those that are more than 24 apart, and the most of any.
    pixels: u64,
    lit: u64,
    far: u64,
    worst: u8,
}

impl Difference {
    fn between(ours: &[u8], theirs: &[u8]) -> Self {
        assert_eq!(ours.len(), theirs.len());
        let mut all = Self { pixels: ours.len() as u64, ..Self::default() };
        for (&ours, &theirs) in ours.iter().zip(theirs) {
            let by = ours.abs_diff(theirs);
            all.sum += u64::from(by);
            all.lit += u64::from(ours > 0 || theirs > 0);
            all.far += u64::from(by > 24);
            all.worst = all.worst.max(by);
        }
        all
    }

    fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.pixels += other.pixels;
        self.lit += other.lit;
        self.far += other.far;
        self.worst = self.worst.max(other.worst);
    }

    /// The bounds that shapes keep to: 0.75 steps on average, and 99.9 % of pixels within 24.
    fn is_as_small_as_of_shapes(&self) -> bool {
        self.sum as f64 <= 0.75 * self.pixels as f64 && self.far * 1000 <= self.pixels
    }

    fn over_lit(&self) -> f64 {
        self.sum as f64 / self.lit as f64
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mean = self.sum as f64 / self.pixels as f64;
        let far = self.far as f64 / self.pixels as f64 * 100.0;
        let (lit, worst) = (self.over_lit(), self.worst);
        write!(
            f,
            "{mean:.3} apart on average, {lit:.3} over what is lit, {worst} at most, {far:.3} % more than 24"
        )
    }
}

#[test]
fn lines_look_as_freetype_draws_them() {
    let directory = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    for (number, (members, bytes)) in fonts().into_iter().enumerate() {
        let file = directory.path().join(format!("{number}.ttf"));
        std::fs::write(&file, bytes).unwrap();
        for (size, _) in SIZES {
            for (index, text) in LINES.iter().enumerate() {
                // The mono font has no Hebrew.
                if number < 2 || index != 4 {
                    cases.push(Case::new(text, size, (&members, &file), [0.0, 0.3, 0.5][index % 3]));
                }
            }
        }
    }
    let Some(mut theirs) = freetype(&cases) else {
        crate::common::skipped(
            "text was not compared with FreeType's, python3 lacks freetype-py or uharfbuzz",
        );
        return;
    };
    let mut totals = SIZES.map(|(size, bound)| (size, bound, Difference::default()));
    for case in &cases {
        let rest = theirs.split_off((case.pixels[0] * case.pixels[1]) as usize);
        let difference = Difference::between(&case.ours(), &std::mem::replace(&mut theirs, rest));
        assert!(difference.is_as_small_as_of_shapes(), "{}: {difference}", case.command);
        let total = totals.iter_mut().find(|(size, ..)| *size == case.size);
        total.expect("one of the sizes").2.add(&difference);
    }
    assert!(theirs.is_empty(), "{SCRIPT} drew more than it was asked for");
    for (size, bound, total) in totals {
        eprintln!("{size} px: {total}");
        assert!(total.over_lit() <= bound, "{size} px: {total}; the bound is {bound} over what is lit");
    }
}
