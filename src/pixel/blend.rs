//! STUB until the kernels are merged.
#![allow(missing_docs, reason = "stub")]
use serde::Deserialize;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blend {
    #[default]
    Over,
    Src,
    Multiply,
    Screen,
    Darken,
    Lighten,
    Add,
    Difference,
}
