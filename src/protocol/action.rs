//! Actions: what changes something that the daemon keeps, and draws nothing by itself.

use super::error::Fault;
use super::limits::Limits;
use super::load::{Drop, Load};

/// An action that has been read.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is the struct of its name")]
pub enum Action {
    Load(Load),
    Drop(Drop),
}

impl Action {
    /// Whatever cannot be seen while a single member is read.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Fault> {
        match self {
            Self::Load(load) => load.check(limits),
            Self::Drop(action) => action.check(),
        }
    }
}
