//! Names of what the service manager keeps for the daemon.

use std::fmt;

const PREFIX: &str = "fbdraw-picture-";

/// The name of a picture in the service manager's store (`FDNAME`): a number, because such a name may hold no colon
/// and 255 bytes at most, and pictures are called what clients like. Of two pictures of one name the higher number is
/// the newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(pub u64);

impl Label {
    /// The label that a text is, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok().map(Self)).flatten()
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_what_it_was_written_as_and_nothing_else_is_one() {
        for label in [Label(0), Label(17), Label(u64::MAX)] {
            assert_eq!(Label::parse(&label.to_string()), Some(label));
        }
        let long = format!("{PREFIX}{}0", u64::MAX);
        for text in ["", "17", "fbdrawd.socket", PREFIX, "fbdraw-picture-+1", "fbdraw-picture-1x", &long] {
            assert_eq!(Label::parse(text), None, "{text}");
        }
    }
}
