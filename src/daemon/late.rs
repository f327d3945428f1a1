//! Devices that are not there yet when the daemon starts.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep};

use super::OpenError;
use crate::device::{Device, DeviceError, Source};
use crate::service::Manager;

/// How often a device that is waited for is looked for.
const POLL: Duration = Duration::from_millis(100);

/// What everything else at the start may take, of the time that a service manager is asked for.
const MARGIN: Duration = Duration::from_secs(10);

/// Opens a device, for which it waits as long as `patience` if it is not there, or until `stop` is ready.
///
/// # Errors
///
/// As [`Device::open`], at the end of the wait; or that it was told to stop.
pub(super) fn open(
    source: &Source,
    patience: Duration,
    manager: Option<&Manager>,
    runtime: &Runtime,
    stop: impl Future<Output = ()>,
) -> Result<Device, OpenError> {
    match Device::open(source) {
        Err(error) if error.is_absence() && !patience.is_zero() => {
            if let Some(manager) = manager {
                manager.extend_timeout(patience + MARGIN);
                manager.status(&format!("waiting for {}", source.path().display()));
            }
            tracing::info!("waiting {} s at most: {error}", patience.as_secs());
            runtime.block_on(async {
                tokio::select! {
                    found = wait(source, patience) => Ok(found?),
                    () = stop => Err(OpenError::Stopped),
                }
            })
        }
        found => Ok(found?),
    }
}

/// Looks for the device again and again. What is there and cannot be drawn on is not waited for.
async fn wait(source: &Source, patience: Duration) -> Result<Device, DeviceError> {
    let deadline = Instant::now() + patience;
    loop {
        sleep(POLL).await;
        match Device::open(source) {
            Err(error) if error.is_absence() && Instant::now() < deadline => {}
            found => return found,
        }
    }
}
