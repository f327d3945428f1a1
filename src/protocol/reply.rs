//! Replies: one line for each request that has an id, asks a question or fails.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::error::{Code, Fault};

/// What a client calls its request: an integer or a string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Id<'a> {
    /// Any integer that JSON libraries carry.
    Integer(i128),
    /// Any string.
    Text(Cow<'a, str>),
}

impl Id<'_> {
    /// The same, apart from the line that it stood in.
    pub fn into_owned(self) -> Id<'static> {
        match self {
            Self::Integer(number) => Id::Integer(number),
            Self::Text(text) => Id::Text(Cow::Owned(text.into_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for Id<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl<'de> Visitor<'de> for IdVisitor {
            type Value = Id<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or a string")
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Id<'de>, E> {
                Ok(Id::Integer(value.into()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Id<'de>, E> {
                Ok(Id::Integer(value.into()))
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Id<'de>, E> {
                Ok(Id::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Id<'de>, E> {
                Ok(Id::Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}

/// An error as it stands in a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireError {
    /// Its kind.
    pub code: Code,
    /// What is wrong and what would be right, for people.
    pub message: String,
    /// The offending member as a JSON Pointer into the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The line of this connection, from 1; none where no line was at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl WireError {
    /// A fault found on `line`.
    pub fn new(fault: &Fault, line: Option<u64>) -> Self {
        Self { code: fault.code, message: fault.message(), at: fault.at(), line }
    }
}

/// What has been asked, answered.
#[derive(Debug, Serialize)]
struct Answer<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id<'a>>,
    result: T,
}

/// What has failed.
#[derive(Debug, Serialize)]
struct Refusal<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id<'a>>,
    error: WireError,
}

/// Nothing more to say: `{}`.
#[derive(Debug, Serialize)]
pub struct Done {}

/// Appends the line of a request that was done.
pub fn write_result<T: Serialize>(id: Option<&Id<'_>>, result: T, out: &mut Vec<u8>) {
    write_line(&Answer { id, result }, out);
}

/// Appends the line of a request that failed.
pub fn write_error(id: Option<&Id<'_>>, error: WireError, out: &mut Vec<u8>) {
    write_line(&Refusal { id, error }, out);
}

fn write_line(reply: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    if let Err(error) = serde_json::to_writer(&mut *out, reply) {
        // Only a map with keys that are no strings could fail, and no reply has one.
        debug_assert!(false, "a reply cannot be written: {error}");
        out.truncate(start);
        return;
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_look_as_documented() {
        let mut out = Vec::new();
        write_result(Some(&Id::Integer(7)), Done {}, &mut out);
        let fault = Fault::of_value(Code::Invalid, "must not be negative, it is -3")
            .inside("r")
            .inside_item(2)
            .inside("frame");
        write_error(Some(&Id::Integer(7)), WireError::new(&fault, Some(41)), &mut out);
        write_error(None, WireError::new(&Fault::new(Code::Io, "gone"), None), &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"id":7,"result":{}}"#,
                "\n",
                r#"{"id":7,"error":{"code":"invalid","message":"r must not be negative, it is -3","at":"/frame/2/r","line":41}}"#,
                "\n",
                r#"{"error":{"code":"io","message":"gone"}}"#,
                "\n"
            )
        );
    }

    #[test]
    fn ids_are_integers_or_strings() {
        assert_eq!(
            serde_json::from_str::<Id<'_>>("18446744073709551615").unwrap(),
            Id::Integer(u64::MAX.into())
        );
        assert_eq!(serde_json::from_str::<Id<'_>>(r#""a\nb""#).unwrap(), Id::Text("a\nb".into()));
        for text in ["1.5", "null", "[1]", "{}", "true"] {
            assert!(serde_json::from_str::<Id<'_>>(text).is_err(), "{text}");
        }
    }
}
