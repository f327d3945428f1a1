//! What font families are called.

use parley::fontique::GenericFamily;

/// Names that mean one of CSS's generic families and that CSS spells otherwise.
const ALIASES: [(&str, GenericFamily); 3] = [
    ("sans", GenericFamily::SansSerif),
    ("mono", GenericFamily::Monospace),
    ("default", GenericFamily::SansSerif),
];

/// The names of a comma-separated list, without quotes.
pub(super) fn names(families: &str) -> impl Iterator<Item = &str> {
    families.split(',').map(|name| name.trim().trim_matches(['"', '\''])).filter(|name| !name.is_empty())
}

/// The generic family that a name means.
pub(super) fn generic(name: &str) -> Option<GenericFamily> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    alias.map(|&(_, family)| family).or_else(|| GenericFamily::parse(name))
}
