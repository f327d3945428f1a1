//! Where a text is cut that has more lines than it may.

/// Says that something is left out.
const ELLIPSIS: char = '…';

/// The longest beginning of `text` that fits with an ellipsis behind it, as a text of its own.
///
/// `ends` are the places, in ascending order, at which letters end that may be shown: none parts a letter from its
/// marks. The longest beginning is found by halves, since one that ends earlier takes no more lines. The ellipsis
/// stands at the end in reading order; where that is on the line is up to the layout.
pub(super) fn cut(text: &str, ends: &[usize], mut fits: impl FnMut(&str) -> bool) -> String {
    let cut_at = |end: usize| {
        let mut cut = text.get(..end).unwrap_or_default().trim_end().to_owned();
        cut.push(ELLIPSIS);
        cut
    };
    let count = ends.partition_point(|&end| fits(&cut_at(end)));
    cut_at(count.checked_sub(1).map_or(0, |last| ends[last]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_that_fits_is_kept() {
        let text = "one two three";
        let ends: Vec<usize> = (1..=text.len()).collect();
        for room in 0..20 {
            let cut = cut(text, &ends, |text| text.chars().count() <= room);
            let expected = match room {
                0 | 1 => "…",
                // White space before the ellipsis goes.
                4 | 5 if room == 4 => "one…",
                5 => "one…",
                _ if room > text.len() => "one two three…",
                _ => &format!("{}…", text[..room - 1].trim_end()),
            };
            assert_eq!(cut, expected, "{room}");
        }
    }

    #[test]
    fn letters_keep_their_marks() {
        let text = "e\u{301}e\u{301}";
        assert_eq!(cut(text, &[3, 6], |cut| cut.len() < 9), "e\u{301}…");
    }
}
