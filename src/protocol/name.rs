//! Short texts inside commands, whose memory is used again.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

use super::buffer::Buffer;

/// A name, a path, words: any string.
#[derive(Default)]
pub struct Name(Buffer<u8>);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        // It was a string when it was read.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
                let mut bytes = Buffer::new();
                bytes.extend_from_slice(text.as_bytes());
                Ok(Name(bytes))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
