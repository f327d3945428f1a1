//! The careful way to read a line: slower than `serde_json` alone, but its errors know their place.
//!
//! The quick way stops at a fault without knowing where in the document it is, and only in prose what it is.
//! So a line that fails is read again from here, where every level adds its step to the [`Fault`]. A value
//! stays raw text until somebody asks for it, so nothing recurses deeper than the types that read it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::value::RawValue;

use super::error::Fault;

/// A string that is borrowed from the line where it has no escapes.
pub(super) struct Text<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            #[inline]
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// The members that say what the others are, the last one to be moved to the front last.
const HEADS: [&str; 2] = ["frame", "op"];

/// What is left to go wrong in a text that is JSON: its grammar lets half a character be escaped.
fn half_a_character(_: serde_json::Error) -> Fault {
    Fault::custom(
        "must hold whole characters only, and one of its escapes \\uD800 to \\uDFFF has no other half",
    )
}

/// A value that is known to be JSON and not yet read.
#[derive(Clone, Copy)]
pub(super) struct Node<'de>(pub &'de RawValue);

impl<'de> Node<'de> {
    /// The members of an object, in the order in which the quick way wants them: `op` first, then `frame`.
    pub(super) fn members(self) -> Result<Vec<(Cow<'de, str>, Node<'de>)>, Fault> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(Cow<'de, str>, Node<'de>)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(name), value)) = map.next_entry()? {
                    members.push((name, Node(value)));
                }
                for head in HEADS {
                    if let Some(position) = members.iter().position(|(name, _)| name == head) {
                        members[..=position].rotate_right(1);
                    }
                }
                Ok(members)
            }
        }

        serde_json::Deserializer::from_str(self.0.get()).deserialize_map(Members).map_err(half_a_character)
    }

    fn string(self) -> Result<Cow<'de, str>, Fault> {
        serde_json::from_str(self.0.get()).map(|Text(text)| text).map_err(half_a_character)
    }

    fn is_string(self) -> bool {
        self.0.get().starts_with('"')
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let raw = self.0.get();
        match raw.as_bytes()[0] {
            b'{' => {
                let members = self.members()?;
                for head in HEADS {
                    // Only these are looked for before the others are read, so nobody else would notice.
                    if members.iter().filter(|(name, _)| name == head).nth(1).is_some() {
                        return Err(Fault::duplicate_field(head));
                    }
                }
                visitor.visit_map(Members { rest: members.into_iter(), value: None })
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(Fault::custom)?;
                let mut items = Items(items.into_iter().enumerate());
                let value = visitor.visit_seq(&mut items)?;
                match items.0.next() {
                    None => Ok(value),
                    Some((wanted, _)) => {
                        let found = wanted + 1 + items.0.len();
                        Err(Fault::invalid_length(found, &format!("a list of {wanted} elements").as_str()))
                    }
                }
            }
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            b't' => visitor.visit_bool(true),
            b'f' => visitor.visit_bool(false),
            b'n' => visitor.visit_unit(),
            _ => number(raw, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.get() == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.is_string() {
            return visitor.visit_enum(self.string()?.into_deserializer());
        }
        let expected = format!("one of {}", known.join(", "));
        Err(Fault::invalid_type(Unexpected::Other("not a string"), &expected.as_str()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// JSON sets numbers no limits: one that no `f64` holds becomes infinite here, and is refused by its range.
fn number<'de, V: Visitor<'de>>(raw: &str, visitor: V) -> Result<V::Value, Fault> {
    if let Ok(value) = raw.parse() {
        visitor.visit_u64(value)
    } else if let Ok(value) = raw.parse() {
        visitor.visit_i64(value)
    } else {
        visitor.visit_f64(raw.parse().map_err(Fault::custom)?)
    }
}

struct Members<'de> {
    rest: std::vec::IntoIter<(Cow<'de, str>, Node<'de>)>,
    value: Option<(Cow<'de, str>, Node<'de>)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.value = self.rest.next();
        match &self.value {
            Some((Cow::Borrowed(name), _)) => {
                seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(name)).map(Some)
            }
            Some((Cow::Owned(name), _)) => seed.deserialize(name.as_str().into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, value) = self.value.take().ok_or_else(|| Fault::custom("a value was asked for twice"))?;
        seed.deserialize(value).map_err(|fault| fault.inside(&name))
    }
}

struct Items<'de>(std::iter::Enumerate<std::vec::IntoIter<&'de RawValue>>);

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((index, value)) = self.0.next() else { return Ok(None) };
        seed.deserialize(Node(value)).map(Some).map_err(|fault| fault.inside_item(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}
