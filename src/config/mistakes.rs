//! What is wrong in a configuration file, in a line for the log.

use crate::protocol::error::unknown;

/// The line of `text` and what is wrong there. A name that is not known comes with the one that was meant.
pub(super) fn explain(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
    let message = error.message();
    let better = ["field", "variant"].into_iter().find_map(|what| suggest(what, message));
    format!("line {line}: {}", better.as_deref().unwrap_or(message))
}

/// serde lists what it expected: "unknown field `widht`, expected one of `height`, `width`".
fn suggest(what: &str, message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown ")?.strip_prefix(what)?.strip_prefix(" `")?;
    let (name, expected) = rest.split_once("`, expected ")?;
    // Between two of them stands a comma or an "or"; only every second part is a name.
    let known: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
    Some(unknown(what, name, &known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_suggested() {
        let one_of = "unknown field `line_bites`, expected one of `clients`, `line_bytes`, `fonts`";
        assert_eq!(
            suggest("field", one_of).as_deref(),
            Some("unknown field `line_bites`, did you mean `line_bytes`?")
        );
        let either = "unknown variant `all`, expected `read` or `write`";
        assert_eq!(
            suggest("variant", either).as_deref(),
            Some("unknown variant `all`; known are read, write")
        );
        assert_eq!(suggest("field", either), None);
        assert_eq!(suggest("field", "invalid type: string"), None);
    }
}
