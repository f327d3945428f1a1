//! What a line asks for, when nothing else of it could be read.

use std::borrow::Cow;

use serde::Deserialize;

/// The longest operation's name that is told: who sends a longer one knows it.
const LONGEST: usize = 32;

/// The `op` of a command that was refused, whether there is such an operation or not, or `frame`; `None` where it is no
/// JSON, or says nothing of it.
pub fn op_asked(line: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Asked<'a> {
        #[serde(borrow)]
        op: Option<Cow<'a, str>>,
        frame: Option<serde::de::IgnoredAny>,
    }
    if line.trim_ascii_start().starts_with(b"[") {
        return Some("frame".to_owned());
    }
    let asked: Asked<'_> = serde_json::from_slice(line).ok()?;
    match asked.op {
        Some(op) => Some(op.chars().filter(|c| !c.is_control()).take(LONGEST).collect()),
        None => asked.frame.map(|_| "frame".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_is_told_whatever_else_is_wrong() {
        let long = format!("{{\"op\":\"{}\"}}", "a".repeat(99));
        for (line, op) in [
            (r#"{"x":{"op":"deep"},"op":"rect","widht":1}"#, Some("rect")),
            (r#"{"op":"b\u0007lur\u00e9"}"#, Some("bluré")),
            (&long, Some(&"a".repeat(LONGEST)[..])),
            (r#" [{"op":"rect"}]"#, Some("frame")),
            (r#"{"id":1,"frame":[{"op":"rect"}]}"#, Some("frame")),
            (r#"{"op":7}"#, None),
            (r#"{"x":1}"#, None),
            ("rect", None),
        ] {
            assert_eq!(op_asked(line.as_bytes()).as_deref(), op, "{line}");
        }
    }
}
