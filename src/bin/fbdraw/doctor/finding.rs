//! Findings, and how they are printed: for people in columns, for programs as JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Note,
    /// It works, worse than it could.
    Warning,
    /// It does not work.
    Problem,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    /// How terminals are told its colour.
    fn color(self) -> &'static str {
        match self {
            Self::Ok => "\x1b[32m",
            Self::Note => "\x1b[36m",
            Self::Warning => "\x1b[33m",
            Self::Problem => "\x1b[1;31m",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub(crate) level: Level,
    /// What was looked at: a word or two.
    pub(crate) subject: &'static str,
    /// What was found.
    pub(crate) value: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
    /// Numbers in `value`, for programs.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) figures: Map<String, Value>,
}

impl Finding {
    pub(crate) fn new(level: Level, subject: &'static str, value: impl Into<String>) -> Self {
        Self { level, subject, value: value.into(), remedy: None, figures: Map::new() }
    }

    pub(crate) fn ok(subject: &'static str, value: impl Into<String>) -> Self {
        Self::new(Level::Ok, subject, value)
    }

    pub(crate) fn note(subject: &'static str, value: impl Into<String>) -> Self {
        Self::new(Level::Note, subject, value)
    }

    pub(crate) fn warning(subject: &'static str, value: impl Into<String>) -> Self {
        Self::new(Level::Warning, subject, value)
    }

    pub(crate) fn problem(subject: &'static str, value: impl Into<String>) -> Self {
        Self::new(Level::Problem, subject, value)
    }

    /// A problem from an error whose message ends in what to do, behind a semicolon, as those of this project do.
    pub(crate) fn of_error(subject: &'static str, error: &dyn std::error::Error) -> Self {
        let text = error.to_string();
        match text.split_once("; ") {
            Some((value, remedy)) => Self::problem(subject, value).remedy(remedy),
            None => Self::problem(subject, text),
        }
    }

    #[must_use]
    pub(crate) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    #[must_use]
    pub(crate) fn figure(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.figures.insert(name.to_owned(), value.into());
        self
    }
}

/// All of it as one JSON object.
pub(crate) fn as_json(findings: &[Finding]) -> Value {
    json!({"ok": !findings.iter().any(|finding| finding.level == Level::Problem), "findings": findings})
}

/// All of it for people, a finding a line and each remedy below. `columns` is the width of a terminal, where lines are
/// coloured and broken; elsewhere they are neither.
pub(crate) fn as_text(findings: &[Finding], columns: Option<usize>) -> String {
    let subjects = findings.iter().map(|finding| finding.subject.len()).max().unwrap_or(0);
    // The longest level is a problem or a warning; two spaces behind each column.
    let indent = 7 + 2 + subjects + 2;
    let mut lines = Vec::new();
    for Finding { level, subject, value, remedy, .. } in findings {
        let (name, value) = (level.name(), broken(value, indent, columns));
        let painted = match columns {
            Some(_) => format!("{}{name:7}\x1b[0m", level.color()),
            None => format!("{name:7}"),
        };
        lines.push(format!("{painted}  {subject:subjects$}  {value}"));
        let remedy = remedy.iter().map(|remedy| broken(remedy, indent + 2, columns));
        lines.extend(remedy.map(|remedy| format!("{:indent$}→ {remedy}", "")));
    }
    lines.push(String::new());
    lines.push(summary(findings));
    lines.join("\n")
}

fn summary(findings: &[Finding]) -> String {
    let counted = |level, one: &str, many: &str| {
        let count = findings.iter().filter(|finding| finding.level == level).count();
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    };
    let parts: Vec<_> =
        [counted(Level::Problem, "problem", "problems"), counted(Level::Warning, "warning", "warnings")]
            .into_iter()
            .flatten()
            .collect();
    if parts.is_empty() { "No problems found.".to_owned() } else { format!("{} found.", parts.join(" and ")) }
}

/// A text in lines that fit, all but the first indented.
fn broken(text: &str, indent: usize, columns: Option<usize>) -> String {
    let Some(room) = columns.map(|columns| columns.saturating_sub(indent).max(20)) else {
        return text.to_owned();
    };
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join(&format!("\n{:indent$}", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Finding> {
        vec![
            Finding::ok("device", "/dev/fb0"),
            Finding::problem("permissions", "root:video 0660, which kiosk may not open")
                .remedy("usermod -aG video kiosk, then log in again"),
        ]
    }

    #[test]
    fn a_finding_is_a_line_and_its_remedy_stands_below() {
        assert_eq!(
            as_text(&findings(), None),
            "ok       device       /dev/fb0\n\
             problem  permissions  root:video 0660, which kiosk may not open\n\
             \x20                     → usermod -aG video kiosk, then log in again\n\
             \n\
             1 problem found."
        );
    }

    #[test]
    fn lines_on_a_terminal_are_broken_and_coloured() {
        let text = as_text(&findings(), Some(50));
        let plain = |line: &str| {
            line.replace("\x1b[0m", "").replace(Level::Ok.color(), "").replace(Level::Problem.color(), "")
        };
        assert!(text.contains("\x1b[1;31mproblem\x1b[0m"), "{text}");
        assert!(text.lines().all(|line| plain(line).chars().count() <= 50), "{text}");
        assert!(text.contains("\n                      may not open\n"), "{text}");
    }

    #[test]
    fn programs_get_an_object() {
        let object = as_json(&findings());
        assert_eq!((&object["ok"], &object["findings"][1]["level"]), (&json!(false), &json!("problem")));
        assert_eq!(object["findings"][0], json!({"level": "ok", "subject": "device", "value": "/dev/fb0"}));
    }
}
