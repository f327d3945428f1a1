//! What is wrong with a request, as the wire says it.

use std::fmt::{self, Display, Write};

use serde::{Deserialize, Serialize};

/// The closed set of error codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Not JSON.
    Parse,
    /// No such operation.
    UnknownOp,
    /// A member that this operation does not have.
    UnknownField,
    /// A member without which it cannot be done.
    MissingField,
    /// A value of the wrong type or out of its range.
    Invalid,
    /// Beyond a limit.
    TooLarge,
    /// A name that stands for nothing.
    NotFound,
    /// Not allowed to this client.
    Denied,
    /// This device or this version cannot do it.
    Unsupported,
    /// The device failed.
    Io,
    /// A fault of the daemon.
    Internal,
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// One step of the way to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(String),
    Index(usize),
}

/// What is wrong, and where.
///
/// It collects its place while it travels outwards: each level of the document adds its step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub code: Code,
    text: String,
    /// Whether `text` goes on from the member's name ("must be …") rather than standing alone.
    predicate: bool,
    /// The place, innermost step first.
    steps: Vec<Step>,
    /// Whether the fault has a place at all: one with a limit of the whole line, say, has none.
    placed: bool,
    /// The rule of the configuration that denies it, where one does.
    rule: Option<&'static str>,
}

impl Fault {
    /// A fault that concerns the whole request.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), predicate: false, steps: Vec::new(), placed: false, rule: None }
    }

    /// A fault of a value; `text` goes on from the member's name, as in "must not be negative".
    pub fn of_value(code: Code, text: impl Into<String>) -> Self {
        Self { predicate: true, placed: true, ..Self::new(code, text) }
    }

    /// A request that a rule of the configuration denies.
    pub fn denied(rule: &'static str, text: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(Code::Denied, text) }
    }

    /// The rule that denies the request, where that is what is wrong.
    pub fn rule(&self) -> Option<&'static str> {
        self.rule
    }

    /// The same, one member further out.
    #[must_use]
    pub fn inside(mut self, member: &str) -> Self {
        self.steps.push(Step::Member(member.to_owned()));
        self.placed = true;
        self
    }

    /// The same, one list further out.
    #[must_use]
    pub fn inside_item(mut self, index: usize) -> Self {
        self.steps.push(Step::Index(index));
        self.placed = true;
        self
    }

    /// The place as a JSON Pointer (RFC 6901), where the fault has one.
    pub fn at(&self) -> Option<String> {
        self.placed.then(|| {
            self.steps.iter().rev().fold(String::new(), |mut pointer, step| {
                match step {
                    Step::Member(name) => {
                        pointer.push('/');
                        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                    }
                    Step::Index(index) => {
                        let _ = write!(pointer, "/{index}");
                    }
                }
                pointer
            })
        })
    }

    /// The sentence for people: what is wrong with which member, and what would be right.
    pub fn message(&self) -> String {
        if self.predicate { format!("{} {}", self.name(), self.text) } else { self.text.clone() }
    }

    /// The member's name with the indices inside it: `points[3][0]`.
    fn name(&self) -> String {
        let indices = self.steps.iter().take_while(|step| matches!(step, Step::Index(_))).count();
        let mut name = match self.steps.get(indices) {
            // In a frame the first index counts commands.
            Some(Step::Member(name)) if name != "frame" || indices == 0 => name.clone(),
            _ if indices > 0 => "command ".to_owned(),
            _ => "the line".to_owned(),
        };
        let in_frame = name == "command ";
        for (position, step) in self.steps[..indices].iter().rev().enumerate() {
            if let Step::Index(index) = step {
                let _ = if in_frame && position == 0 {
                    write!(name, "{index}")
                } else {
                    write!(name, "[{index}]")
                };
            }
        }
        name
    }
}

/// The known name nearest to a mistyped one, if one is near.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |candidate: &str| strsim::damerau_levenshtein(name, candidate);
    let best = known.iter().copied().min_by_key(|candidate| distance(candidate))?;
    (distance(best) <= (name.len().max(best.len()) / 3).max(1)).then_some(best)
}

/// As many characters of what a client wrote as an error repeats.
const SHOWN: usize = 60;

fn beginning(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// What was found, in JSON's words: serde has Rust's.
fn in_json(found: &serde::de::Unexpected<'_>) -> String {
    match found {
        serde::de::Unexpected::Unit => "null".to_owned(),
        serde::de::Unexpected::Seq => "a list".to_owned(),
        serde::de::Unexpected::Map => "an object".to_owned(),
        serde::de::Unexpected::Float(number) => format!("the number {number}"),
        serde::de::Unexpected::Str(text) if text.len() > SHOWN => format!("string {:?}…", beginning(text)),
        other => other.to_string(),
    }
}

/// That a name is not known, and which was meant.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let shown = beginning(name);
    match nearest(&shown, known) {
        Some(near) => format!("unknown {what} `{shown}`, did you mean `{near}`?"),
        None => format!("unknown {what} `{shown}`; known are {}", known.join(", ")),
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Fault {}

/// What serde's derived code reports becomes a code of the protocol here, and nowhere else.
impl serde::de::Error for Fault {
    fn custom<T: Display>(text: T) -> Self {
        Self::of_value(Code::Invalid, text.to_string())
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::of_value(Code::Invalid, format!("must be {expected}, it is {}", in_json(&found)))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn serde::de::Expected) -> Self {
        let expected = expected.to_string();
        // What serde calls the lists of fixed length that it reads itself.
        let count =
            ["a tuple of size ", "an array of length "].iter().find_map(|rust| expected.strip_prefix(rust));
        let wanted = count.map_or(expected.clone(), |count| format!("a list of {count} elements"));
        Self::of_value(Code::Invalid, format!("must be {wanted}, it has {length}"))
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        if known == super::op::OPS {
            return Self { placed: true, ..Self::new(Code::UnknownOp, unknown("op", name, known)) };
        }
        let shown = beginning(name);
        Self::of_value(Code::Invalid, format!("must be one of {}, it is \"{shown}\"", known.join(", ")))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::new(Code::UnknownField, unknown("field", name, known)).inside(name)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(Code::MissingField, format!("missing field `{name}`")).inside(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(Code::Invalid, format!("field `{name}` stands twice")).inside(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_json_pointers() {
        let fault =
            Fault::of_value(Code::Invalid, "must be a number").inside_item(0).inside_item(3).inside("points");
        assert_eq!(fault.at().as_deref(), Some("/points/3/0"));
        assert_eq!(fault.message(), "points[3][0] must be a number");
        let framed = Fault::of_value(Code::Invalid, "must be an object").inside_item(2).inside("frame");
        assert_eq!(framed.at().as_deref(), Some("/frame/2"));
        assert_eq!(framed.message(), "command 2 must be an object");
        assert_eq!(
            Fault::of_value(Code::Invalid, "must be a list").inside("frame").message(),
            "frame must be a list"
        );
        assert_eq!(Fault::of_value(Code::Invalid, "x").inside("a/b~c").at().as_deref(), Some("/a~1b~0c"));
        assert_eq!(Fault::of_value(Code::Invalid, "must be an object").at().as_deref(), Some(""));
        assert_eq!(Fault::new(Code::Io, "gone").at(), None);
    }

    #[test]
    fn the_nearest_name_is_offered_when_it_is_near() {
        assert_eq!(nearest("widht", &["width", "height"]), Some("width"));
        assert_eq!(nearest("colour", &["color", "op"]), Some("color"));
        assert_eq!(nearest("banana", &["width", "height"]), None);
        assert_eq!(nearest("z", &["x", "y"]), Some("x"));
    }
}
