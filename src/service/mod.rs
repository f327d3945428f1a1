//! The service manager, systemd that is: what it passes to a daemon that it starts, and what it wants to be told.
//!
//! Nothing here is needed by a daemon that somebody starts by hand, and nothing of it happens there.

mod passed;
mod watch;
mod manager;
mod label;
mod sealed;
mod store;
mod log;

pub use label::Label;
pub use log::{LogLevel, start_log};
pub use manager::{MOST_STORED, Manager};
pub use passed::{Passed, PassedError};
pub use sealed::{Sealed, SealedError};
pub use store::{Kept, Store, Stored};
