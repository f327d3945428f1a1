//! The daemon, if one answers.

use std::path::Path;

use fbdraw::client::ClientError;
use fbdraw::protocol::answer::Info;
use serde_json::{Value, json};

use super::finding::Finding;
use super::permissions;
use crate::connect::{self, Options};

/// A daemon that answers.
pub(crate) struct Running {
    info: Info<'static>,
    /// Besides this program.
    clients: u64,
}

impl Running {
    /// Whether it draws on `device`; two names may lead to one file.
    pub(crate) fn draws_on(&self, device: &Path) -> bool {
        let own = Path::new(&*self.info.device);
        own == device
            || own.canonicalize().is_ok_and(|own| device.canonicalize().is_ok_and(|device| own == device))
    }
}

/// Whether a daemon runs.
pub(crate) fn finding(options: &Options) -> (Finding, Option<Running>) {
    let asked = connect::connect(options).and_then(|mut client| {
        let info = client.info()?;
        let stats: Value = client.ask(&json!({"op": "stats"}))?;
        let clients = stats["clients"].as_u64().unwrap_or(1).saturating_sub(1);
        Ok(Running { info, clients })
    });
    match asked {
        Ok(running) => {
            let Running { info, clients } = &running;
            let clients = if *clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
            let text =
                format!("fbdrawd {} draws on {}, {}, {clients}", info.version, info.device, info.buffer);
            let finding = if info.version == env!("CARGO_PKG_VERSION") {
                Finding::ok("daemon", text)
            } else {
                Finding::warning("daemon", format!("{text}; this program is {}", env!("CARGO_PKG_VERSION")))
                    .remedy("install both of the same version, and start the daemon again")
            };
            (finding, Some(running))
        }
        Err(ClientError::NoDaemon { path, source }) => {
            let text = format!("none answers on {}: {source}", path.display());
            (Finding::note("daemon", text), None)
        }
        Err(ClientError::Connect { path, source }) => {
            let text = format!("{}: {source}", path.display());
            let access = permissions::finding(&path).and_then(|access| access.remedy);
            (
                Finding::problem("daemon", text)
                    .remedy(access.unwrap_or_else(|| "name its --socket".to_owned())),
                None,
            )
        }
        Err(error) => (Finding::of_error("daemon", &error), None),
    }
}
