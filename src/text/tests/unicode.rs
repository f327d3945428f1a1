//! Line breaking and order on the line, against Unicode's tests.

use std::collections::HashSet;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

use super::{Direction, STYLE, TextStyle, setting, typesetter};

const BIDI: &str = include_str!("../../../tests/unicode/BidiCharacterTest.txt");
const BREAKS: &str = include_str!("../../../tests/unicode/LineBreakTest.txt");

/// Which of them are broken otherwise, by rule: where the ICU data in use differ from Unicode 17, as browsers do.
const OTHERWISE: &str = include_str!("../../../tests/unicode/LineBreakOtherwise.txt");

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
        let style = TextStyle { direction, ..STYLE };
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

/// Whether a layout that breaks wherever Unicode allows it does so there. It need not between blanks, since no line
/// begins with one, nor before what may be drawn as one with the letter before it.
fn must_end_a_line(text: &str, at: usize) -> bool {
    let is_blank = |letter: char| matches!(letter, ' ' | '\t' | '\u{205f}' | '\u{3000}');
    let (before, next) = (text[..at].chars().next_back(), text[at..].chars().next());
    let Some((before, next)) = before.zip(next) else { return true };
    let category = CodePointMapData::<GeneralCategory>::new().get(next);
    let joins = GeneralCategoryGroup::Mark.contains(category)
        || matches!(next, '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}');
    !(joins || is_blank(before) && is_blank(next))
}

#[test]
fn lines_break_where_unicode_allows_it() {
    let mut typesetter = typesetter();
    let mut wrong = Vec::new();
    let otherwise: HashSet<&str> = cases(OTHERWISE).collect();
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
        let style = TextStyle { max_width: Some(0.01), ..STYLE };
        let broken = typesetter.broken(&setting(&text, style), &text);
        let regular = broken.lines().filter(|line| line.break_reason() != parley::BreakReason::Emergency);
        let found: Vec<usize> = regular.map(|line| line.text_range().end).collect();
        expected.retain(|&at| found.contains(&at) || must_end_a_line(&text, at));
        if (found == expected) == otherwise.contains(case) {
            wrong.push(format!("{case}\n  expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases(BREAKS).count(), wrong.join("\n"));
}
