//! What a text's control characters mean: where its lines end, and which way each of its paragraphs runs.

use icu_properties::props::BidiClass;
use parley_data::Properties;

use super::setting::Direction;

/// Paragraphs that follow each other and run the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraphs {
    /// Their words. A line feed ends a line, and no other control character stands for white space.
    pub text: String,
    /// Whether they run from right to left.
    pub is_rtl: bool,
}

/// The paragraphs of a text. Each has the direction of its first letter that has one (UAX #9, P2 and P3), unless
/// `direction` says which.
pub(super) fn paragraphs(text: &str, direction: Direction) -> Vec<Paragraphs> {
    let mut all: Vec<Paragraphs> = Vec::new();
    for paragraph in split(text) {
        let is_rtl = match direction {
            Direction::Auto => is_rtl(paragraph),
            Direction::Ltr => false,
            Direction::Rtl => true,
        };
        match all.last_mut() {
            // An empty line looks the same either way.
            Some(last) if last.is_rtl == is_rtl || paragraph.is_empty() => {
                last.text.push('\n');
                push_plain(paragraph, &mut last.text);
            }
            _ => {
                let mut plain = String::with_capacity(paragraph.len());
                push_plain(paragraph, &mut plain);
                all.push(Paragraphs { text: plain, is_rtl });
            }
        }
    }
    all
}

/// Splits a text where a paragraph ends, and a carriage return before a line feed goes with it.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let is_end = |letter: char| matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2029}');
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(is_end) else { return rest.take() };
        let tail = &text[end..];
        let length = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(1, char::len_utf8) };
        rest = Some(&tail[length..]);
        Some(&text[..end])
    })
}

/// Appends a paragraph: a tab is set as a space, and what ends a line without ending the paragraph as a line feed.
fn push_plain(paragraph: &str, plain: &mut String) {
    plain.extend(paragraph.chars().map(|letter| match letter {
        '\t' => ' ',
        '\u{b}' | '\u{c}' | '\u{2028}' => '\n',
        letter => letter,
    }));
}

/// Whether a paragraph's first letter that has a direction runs from right to left, those in isolates left out.
fn is_rtl(paragraph: &str) -> bool {
    let mut isolates = 0_usize;
    for letter in paragraph.chars() {
        // Most paragraphs begin so, and tables take longer.
        if letter.is_ascii_alphabetic() && isolates == 0 {
            return false;
        }
        match Properties::get(letter).bidi_class() {
            BidiClass::LeftToRightIsolate | BidiClass::RightToLeftIsolate | BidiClass::FirstStrongIsolate => {
                isolates += 1;
            }
            BidiClass::PopDirectionalIsolate => isolates = isolates.saturating_sub(1),
            BidiClass::LeftToRight if isolates == 0 => return false,
            BidiClass::RightToLeft | BidiClass::ArabicLetter if isolates == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(text: &str) -> Vec<(String, bool)> {
        let all = paragraphs(text, Direction::Auto);
        all.into_iter().map(|paragraphs| (paragraphs.text, paragraphs.is_rtl)).collect()
    }

    fn one(text: &str, is_rtl: bool) -> (String, bool) {
        (text.to_owned(), is_rtl)
    }

    #[test]
    fn each_paragraph_has_a_direction_of_its_own() {
        assert_eq!(auto("שלום\nHello (you)!\ta\tb"), [one("שלום", true), one("Hello (you)! a b", false)]);
        assert_eq!(auto("a\nb\n\nא\n\nב\n1"), [one("a\nb\n", false), one("א\n\nב", true), one("1", false)]);
        assert_eq!(auto("1, א"), [one("1, א", true)]);
        // A letter in an isolate says nothing, also where the isolate does not end; beyond its end letters count.
        assert_eq!(auto("\u{2067}א\u{2069} a"), [one("\u{2067}א\u{2069} a", false)]);
        assert_eq!(
            auto("\u{2068}\u{2066}a\u{2069}a\u{2069}א"),
            [one("\u{2068}\u{2066}a\u{2069}a\u{2069}א", true)]
        );
        assert_eq!(auto("\u{2066}א"), [one("\u{2066}א", false)]);
        let forced = paragraphs("a\nא", Direction::Rtl);
        assert_eq!(forced, [Paragraphs { text: "a\nא".to_owned(), is_rtl: true }]);
    }

    #[test]
    fn lines_end_at_whatever_ends_lines() {
        assert_eq!(
            auto("a\r\nb\rc\u{85}d\u{2029}e\u{2028}f\u{b}g\u{c}h\r\n"),
            [one("a\nb\nc\nd\ne\nf\ng\nh\n", false)]
        );
        // The second line belongs to the paragraph of the first.
        assert_eq!(auto("1\u{2028}א\u{2028}a"), [one("1\nא\na", true)]);
        assert_eq!(auto(""), [one("", false)]);
        assert_eq!(auto("\n"), [one("\n", false)]);
    }
}
