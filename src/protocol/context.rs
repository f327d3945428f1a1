//! What reading a value may depend on besides its text.
//!
//! serde hands nothing down to the types it reads, so the line being read leaves this beside them.

use std::cell::Cell;

use super::limits::Limits;
use crate::geometry::Size;

/// What is known while a line is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The target, of which percentages are a part.
    pub target: Size,
    /// What the client may ask for.
    pub limits: Limits,
    /// How many groups are open around what is read.
    pub depth: usize,
}

thread_local!(static CONTEXT: Cell<Option<Context>> = const { Cell::new(None) });

/// Runs `read` with `context` beside it.
#[inline]
pub(super) fn within<R>(context: Context, read: impl FnOnce() -> R) -> R {
    let before = CONTEXT.replace(Some(context));
    let result = read();
    CONTEXT.set(before);
    result
}

/// Leaves `context` beside what is read next.
#[inline]
pub(super) fn enter(context: Context) {
    CONTEXT.set(Some(context));
}

/// What stands beside the line being read; outside of one, a target of one pixel and the default limits.
#[inline]
pub(super) fn context() -> Context {
    let outside = || Context { target: Size { width: 1, height: 1 }, limits: Limits::default(), depth: 0 };
    CONTEXT.get().unwrap_or_else(outside)
}
