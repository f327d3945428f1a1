//! The members of a command, among which the request's id may stand.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::reply::Id;

/// The members of a command with the request's id taken out, wherever it stands.
pub(super) struct WithId<'i, 'de, A> {
    pub map: A,
    pub id: &'i mut Option<Id<'de>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithId<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let mut seed = seed;
        loop {
            match self.map.next_key_seed(NotId(seed))? {
                None => return Ok(None),
                Some(Ok(key)) => return Ok(Some(key)),
                Some(Err(_)) if self.id.is_some() => return Err(A::Error::duplicate_field("id")),
                Some(Err(again)) => {
                    *self.id = Some(self.map.next_value()?);
                    seed = again;
                }
            }
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads a name as `K` does, unless it is `id`: then `K` is given back.
struct NotId<K>(K);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for NotId<K> {
    type Value = Result<K::Value, K>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for NotId<K> {
    type Value = Result<K::Value, K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        if name == "id" { Ok(Err(self.0)) } else { self.0.deserialize(StrDeserializer::new(name)).map(Ok) }
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        if name == "id" {
            Ok(Err(self.0))
        } else {
            self.0.deserialize(BorrowedStrDeserializer::new(name)).map(Ok)
        }
    }
}
