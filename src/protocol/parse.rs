//! From the bytes of one line to a checked request.
//!
//! The quick way is one pass of `serde_json` into the command's own struct, which works when `op` stands first
//! (an `id` may stand before it) and nothing is wrong. Any other line is read by the careful way of
//! `tree`, through the same visitors.

use std::cell::Cell;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::value::RawValue;

use super::check::Rules;
use super::context::{Context, enter};
use super::error::{Code, Fault};
use super::limits::Limits;
pub use super::op::OPS;
use super::reply::Id;
use super::request::{Failure, Request, RequestVisitor};
use super::tree::Node;
use crate::geometry::Size;

/// Reads one line without its end.
pub fn parse<'a>(line: &'a [u8], limits: &Limits, screen: Size) -> Result<Request<'a>, Failure<'a>> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let text = format!("not UTF-8: no character begins at column {}", error.valid_up_to() + 1);
        Failure { id: None, fault: Fault::new(Code::Parse, text) }
    })?;
    enter(Context { target: screen, limits: *limits, depth: 0 });
    let mut request = quick(text).or_else(|_| careful(text))?;
    let images = Cell::new(0);
    match request.check(&Rules { limits, screen, images: &images }) {
        Ok(()) => {
            request.images = images.get();
            Ok(request)
        }
        Err(fault) => Err(Failure { id: request.id, fault }),
    }
}

fn quick(text: &str) -> serde_json::Result<Request<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let request = deserializer.deserialize_any(RequestVisitor)?;
    deserializer.end()?;
    Ok(request)
}

fn careful(text: &str) -> Result<Request<'_>, Failure<'_>> {
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|error| Failure { id: None, fault: not_json(&error) })?;
    Node(raw).deserialize_any(RequestVisitor).map_err(|fault| Failure { id: find_id(Node(raw)), fault })
}

fn not_json(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    Fault::new(Code::Parse, format!("not JSON: {what} at column {}", error.column()))
}

/// The id of a request that failed elsewhere.
fn find_id(request: Node<'_>) -> Option<Id<'_>> {
    let members = request.members().ok()?;
    let (_, id) = members.into_iter().find(|(name, _)| name == "id")?;
    Id::deserialize(id).ok()
}

#[cfg(test)]
mod tests;
