//! How often a property is tried.

use proptest::prelude::ProptestConfig;

/// So many cases, and failures are told but not written down: the smallest one belongs into a test of its own.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}
