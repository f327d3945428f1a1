//! Where a text is cut that has more lines than it may.

/// Says that something is left out.
const ELLIPSIS: char = '…';

/// The beginning of `text` with an ellipsis behind it, as a text of its own.
pub(super) fn cut_at(text: &str, end: usize) -> String {
    let mut cut = text.get(..end).unwrap_or_default().trim_end().to_owned();
    cut.push(ELLIPSIS);
    cut
}

/// How many of `count` steps can be gone while each `fits`, and those after the first that does not, do not either.
///
/// `guess` is near. Setting text is what takes long, so the search goes away from the guess in steps that double,
/// and then by halves: a good guess costs two calls.
pub(super) fn steps(count: usize, guess: usize, mut fits: impl FnMut(usize) -> bool) -> usize {
    let guess = guess.min(count);
    let mut step = 1;
    // All up to `low` fit; nothing from `high` on does, where it is not beyond the last.
    let (mut low, mut high) = (0, count + 1);
    if guess == 0 || fits(guess) {
        low = guess;
        while low < count && high > count {
            let next = (low + step).min(count);
            if fits(next) {
                low = next;
            } else {
                high = next;
            }
            step *= 2;
        }
    } else {
        high = guess;
        while low == 0 && high > 1 {
            let next = high.saturating_sub(step).max(1);
            if fits(next) {
                low = next;
            } else {
                high = next;
            }
            step *= 2;
        }
    }
    while high - low > 1 && low < count {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_that_fits_is_found_from_any_guess() {
        for count in 0..20 {
            for last in 0..=count {
                for guess in 0..=count + 1 {
                    let found = steps(count, guess, |step| {
                        assert!((1..=count).contains(&step), "{step} of {count}");
                        step <= last
                    });
                    assert_eq!(found, last, "{guess} of {count}");
                }
            }
        }
    }

    #[test]
    fn a_good_guess_costs_little() {
        for (guess, most) in [(5000, 2), (5001, 3), (4998, 4)] {
            let mut calls = 0;
            let found = steps(65_536, guess, |step| {
                calls += 1;
                step <= 5000
            });
            assert!(found == 5000 && calls <= most, "{found} after {calls} from {guess}");
        }
    }

    #[test]
    fn white_space_before_the_ellipsis_goes() {
        assert_eq!(cut_at("one two three", 4), "one…");
        assert_eq!(cut_at("one two three", 0), "…");
        assert_eq!(cut_at("e\u{301}e\u{301}", 3), "e\u{301}…");
    }
}
