//! `peek` and `poke`: registers of hardware that the daemon's configuration names.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a register, by one access of its width. Of some hardware that changes something.
///
/// ```json
/// {"op":"peek","register":"display_id"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peek {
    /// Its name in the daemon's configuration.
    pub register: String,
}

/// Writes a register, by one access of its width. The value is a number, or a hexadecimal one as text.
///
/// ```json
/// {"op":"poke","register":"y_offset","value":240}
/// ```
/// ```json
/// {"op":"poke","register":"y_offset","value":"0xf0"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poke {
    /// Its name in the daemon's configuration.
    pub register: String,
    /// What becomes of it: as many bits as it has at most.
    pub value: Word,
}

/// What a register holds. Numbers above 2⁵³ are beyond what many JSON libraries keep; as text they are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(pub u64);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordVisitor;

        impl Visitor<'_> for WordVisitor {
            type Value = Word;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 0 on, or one such as \"0xb0c5\"")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Word, E> {
                Ok(Word(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Word, E> {
                u64::try_from(value)
                    .map(Word)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Word, E> {
                let digits = text.strip_prefix("0x").filter(|digits| !digits.starts_with('+'));
                digits
                    .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                    .map(Word)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(WordVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers_or_hexadecimal_text() {
        let word = |json: &str| serde_json::from_str::<Word>(json).ok().map(|Word(word)| word);
        assert_eq!(word("45253"), Some(0xb0c5));
        assert_eq!(word("\"0xB0c5\""), Some(0xb0c5));
        assert_eq!(word("18446744073709551615"), Some(u64::MAX));
        assert_eq!(word("\"0xffffffffffffffff\""), Some(u64::MAX));
        for none in ["-1", "1.5", "18446744073709551616", "\"12\"", "\"0x\"", "\"0x+1\"", "null"] {
            assert_eq!(word(none), None, "{none}");
        }
    }
}
