//! Line breaking and order on the line, against Unicode's tests.

use super::{Direction, STYLE, Style, setting, typesetter};

const BIDI: &str = include_str!("../../../tests/unicode/BidiCharacterTest.txt");
const BREAKS: &str = include_str!("../../../tests/unicode/LineBreakTest.txt");

/// Where the ICU data in use break otherwise than Unicode 17 does, as browsers do: no break between a sign of currency
/// or percent and a bracket, nor between a slash and a digit (LB25); one behind a hyphen or a maqaf that begins a
/// line (LB20a, LB21a); none within some Chinese words.
const OTHERWISE: [&str; 15] = [
    "× 232A ÷ FE6A ÷",
    "× 232A ÷ 0024 ÷",
    "× 007D ÷ 0025 ÷",
    "× 0029 ÷ 20A9 ÷",
    "× 05BE × 2757 ÷",
    "× 05BE × 2630 ÷",
    "× 002D × 0023 ÷",
    "× 002D × 0E01 ÷",
    "× 0025 ÷ 2329 ÷",
    "× 20A9 ÷ 1B50 ÷",
    "× 20A9 ÷ 0028 ÷",
    "× 002F ÷ 0030 ÷",
    "× 0063 × 006F × 0064 × 0065 × 005C ÷ 007B × 0073 × 005C × 007D ÷",
    "× 0024 × 002D × 0035 × 0020 ÷ 002D × 002E × 0033 × 0020 ÷ 00A3 × 0028 × 0031 × 0032 × 0033 × 002E × 0034 × 0035 × 0036 × 0029 × 0020 ÷ 0031 × 0032 × 0033 × 002E × 20AC × 0020 ÷ 002B × 002E × 0032 × 0035 × 0020 ÷ 0031 × 002F × 0032 ÷",
    "× 54EA ÷ 4E2A ÷ 5546 ÷ 6807 ÷ 4EE5 ÷ 4EBA ÷ 540D ÷ 4E3A ÷ 540D × FF0C ÷ 56E0 ÷ 7279 ÷ 8272 ÷ 5C0F ÷ 5403 ÷ 201C × 4E94 ÷ 53F0 ÷ 6742 ÷ 70E9 ÷ 6C64 × 201D ÷ 800C ÷ 5165 ÷ 9009 ÷ 201C × 65B0 ÷ 7586 ÷ 8001 ÷ 5B57 ÷ 53F7 × 201D × FF1F ÷",
];

fn cases(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn letter(hexadecimal: &str) -> char {
    char::from_u32(u32::from_str_radix(hexadecimal, 16).unwrap()).unwrap()
}

#[test]
fn letters_stand_in_the_order_of_the_bidirectional_algorithm() {
    let mut typesetter = typesetter();
    let mut wrong = Vec::new();
    for case in cases(BIDI) {
        let fields: Vec<&str> = case.split(';').collect();
        let text: String = fields[0].split(' ').map(letter).collect();
        let direction =
            [Direction::Ltr, Direction::Rtl, Direction::Auto][fields[1].parse::<usize>().unwrap()];
        let expected: Vec<usize> = fields[4].split(' ').map(|index| index.parse().unwrap()).collect();
        let style = Style { direction, ..STYLE };
        let broken = typesetter.broken(&setting(&text, style), &text);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let line = broken.lines().next().unwrap();
        let runs = line.runs().flat_map(|run| run.visual_clusters().collect::<Vec<_>>());
        let found: Vec<usize> = runs
            .map(|cluster| starts.iter().position(|&at| at == cluster.text_range().start).unwrap())
            .collect();
        if found != expected {
            wrong.push(format!("{case}\n  found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases(BIDI).count(), wrong.join("\n"));
}

#[test]
fn lines_break_where_unicode_allows_it() {
    let mut typesetter = typesetter();
    let mut wrong = Vec::new();
    for case in cases(BREAKS) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for sign in case.split(' ').skip(1) {
            match sign {
                "÷" => expected.push(text.len()),
                "×" => {}
                hexadecimal => text.push(letter(hexadecimal)),
            }
        }
        // No letter fits: each line ends at the first place where it may, or anywhere where there is none.
        let style = Style { max_width: Some(0.01), ..STYLE };
        let broken = typesetter.broken(&setting(&text, style), &text);
        let regular = broken.lines().filter(|line| line.break_reason() != parley::BreakReason::Emergency);
        let found: Vec<usize> = regular.map(|line| line.text_range().end).collect();
        if (found == expected) == OTHERWISE.contains(&case) {
            wrong.push(format!("{case}\n  expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases(BREAKS).count(), wrong.join("\n"));
}
