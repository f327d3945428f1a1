//! How many descriptors a line was sent with, when it says nothing else that could be read.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::tree::Text;

/// How often a line that was refused says `"fd": true`: so many descriptors came for it and for no other. 0 where it
/// is no JSON, or nested deeper than anything that is understood.
pub fn descriptors_wanted(line: &[u8]) -> usize {
    serde_json::from_slice(line).map_or(0, |found: Found| found.wanted)
}

#[derive(Default)]
struct Found {
    wanted: usize,
    /// Whether this is the value `true` itself.
    is_true: bool,
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FoundVisitor)
    }
}

struct FoundVisitor;

impl<'de> Visitor<'de> for FoundVisitor {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut wanted = 0;
        while let Some((Text(name), value)) = map.next_entry::<Text<'_>, Found>()? {
            wanted += value.wanted + usize::from(name == "fd" && value.is_true);
        }
        Ok(Found { wanted, is_true: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Found, A::Error> {
        let mut wanted = 0;
        while let Some(value) = seq.next_element::<Found>()? {
            wanted += value.wanted;
        }
        Ok(Found { wanted, is_true: false })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Found, E> {
        Ok(Found { wanted: 0, is_true: value })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Found, E> {
        Ok(Found::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Found, E> {
        Ok(Found::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
        Ok(Found::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Found, E> {
        Ok(Found::default())
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_counted_wherever_they_stand() {
        for (line, wanted) in [
            (r#"{"op":"load","nmae":"a","fd":true}"#, 1),
            (r#"[{"fd":true},{"fd":false},{"a":[1,-1,0.5,"fd",null,{"fd":true}]}]"#, 2),
            (r#"{"fd":[true]}"#, 0),
            ("true", 0),
            (r#"{"fd":true"#, 0),
        ] {
            assert_eq!(descriptors_wanted(line.as_bytes()), wanted, "{line}");
        }
        assert_eq!(descriptors_wanted("[".repeat(100_000).as_bytes()), 0);
    }
}
