//! Which virtual terminal is to be taken, as settings say it.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// Which console is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vt {
    /// The one that is shown, if it is shown on the framebuffer that is drawn on. None is fine.
    #[default]
    Auto,
    /// None.
    None,
    /// The one with this number, from 1 to 63; it is shown from then on.
    Number(u32),
}

impl FromStr for Vt {
    type Err = VtError;

    fn from_str(text: &str) -> Result<Self, VtError> {
        match text {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            number => match number.parse() {
                Ok(number @ 1..=63) => Ok(Self::Number(number)),
                _ => Err(VtError(text.to_owned())),
            },
        }
    }
}

/// A number may stand without quotes.
impl<'de> Deserialize<'de> for Vt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// A console as a configuration file has it.
struct Written;

impl Visitor<'_> for Written {
    type Value = Vt;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"auto\", \"none\" or the number of a virtual terminal")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vt, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Vt, E> {
        self.visit_str(&number.to_string())
    }
}

/// The text named no console.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("vt {0:?} is none of auto, none, or the number of a virtual terminal from 1 to 63")]
pub struct VtError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consoles_are_named_by_number() {
        assert_eq!("auto".parse(), Ok(Vt::Auto));
        assert_eq!("none".parse(), Ok(Vt::None));
        assert_eq!("63".parse(), Ok(Vt::Number(63)));
        for text in ["0", "64", "-1", "tty1", ""] {
            let error = text.parse::<Vt>().unwrap_err();
            assert!(error.to_string().contains("from 1 to 63"), "{error}");
        }
    }
}
