//! Waiting for the display's vertical blank, bounded in time.

use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;

use super::ioctl::fbio_waitforvsync;
use super::refusal::refusal;

/// How long a vertical blank is waited for: more than two frames of the slowest common mode, which has 24 a second.
///
/// DRM's emulation waits about as long itself and then claims success (`drm_wait_one_vblank` in the kernel); other
/// drivers sleep until an interrupt that may never come.
pub const VSYNC_TIMEOUT: Duration = Duration::from_millis(100);

/// Waits for the vertical blanks of one framebuffer. Clones are for other threads, and share all they wait for.
///
/// The kernel's request is made on a thread of its own, which the first wait starts, because it may never return. Then
/// whoever waits has lost [`VSYNC_TIMEOUT`], later waits fail at once until it does return, and there is never a second
/// thread. The thread ends with the last clone; one that is stuck goes with the process, and keeps a descriptor of the
/// device until then.
#[derive(Debug, Clone)]
pub struct Vsync {
    waiter: Arc<Waiter>,
}

/// A vertical blank that has been asked for; see [`Vsync::ask`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Why a vertical blank was not waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VsyncError {
    /// The driver does not know the request or refuses it; most of them do.
    #[error("the driver cannot wait for vertical sync (FBIO_WAITFORVSYNC): {}", refusal(.0))]
    Refused(Errno),
    /// The driver has not come back, from this wait or from one before.
    #[error("the driver has not come back from waiting for vertical sync (FBIO_WAITFORVSYNC) within {} ms", VSYNC_TIMEOUT.as_millis())]
    Late,
    /// There is no thread to wait on.
    #[error("no thread can be started to wait for vertical sync: {}", .0.desc())]
    NoThread(Errno),
}

/// The end of the handles: it closes the thread when the last is gone.
struct Waiter {
    shared: Arc<Shared>,
    /// The request while no thread has it.
    request: Mutex<Option<Request>>,
}

/// Returns at the next vertical blank.
type Request = Box<dyn FnMut() -> nix::Result<()> + Send>;

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Somebody waits for the blank after those that were seen.
    asked: bool,
    seen: u64,
    /// How the last wait ended.
    refusal: Option<Errno>,
    /// The wait that goes on has taken too long.
    late: bool,
    closing: bool,
}

impl Vsync {
    /// Waits on a framebuffer, which stays open for as long as this lives.
    pub(super) fn new(file: File) -> Self {
        Self::with_request(move || wait_for_vsync(&file))
    }

    /// Waits with another request than the kernel's.
    fn with_request(request: impl FnMut() -> nix::Result<()> + Send + 'static) -> Self {
        let request = Mutex::new(Some(Box::new(request) as Request));
        Self { waiter: Arc::new(Waiter { shared: Arc::default(), request }) }
    }

    /// Has the next vertical blank waited for from now on, without waiting here: there may be something to do until
    /// [`Vsync::wait_for`].
    ///
    /// # Errors
    ///
    /// When an earlier wait is stuck or there is no thread.
    pub fn ask(&self) -> Result<Ticket, VsyncError> {
        self.start()?;
        let mut state = self.waiter.shared.state();
        if state.late {
            return Err(VsyncError::Late);
        }
        state.asked = true;
        let ticket = Ticket(state.seen + 1);
        drop(state);
        self.waiter.shared.changed.notify_all();
        Ok(ticket)
    }

    /// Waits until the blank that was asked for has come, for [`VSYNC_TIMEOUT`] at most. It may be over long since.
    ///
    /// # Errors
    ///
    /// When the driver refuses or does not come back.
    pub fn wait_for(&self, Ticket(ticket): Ticket) -> Result<(), VsyncError> {
        let deadline = Instant::now() + VSYNC_TIMEOUT;
        let mut state = self.waiter.shared.state();
        while state.seen < ticket {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.late = true;
                return Err(VsyncError::Late);
            }
            let waited = self.waiter.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.refusal.map_or(Ok(()), |errno| Err(VsyncError::Refused(errno)))
    }

    /// Waits for the next vertical blank, for [`VSYNC_TIMEOUT`] at most: nothing for the thread that draws.
    ///
    /// # Errors
    ///
    /// As [`Vsync::ask`] and [`Vsync::wait_for`].
    pub fn wait(&self) -> Result<(), VsyncError> {
        self.wait_for(self.ask()?)
    }

    /// Starts the thread where there is none yet.
    fn start(&self) -> Result<(), VsyncError> {
        let mut request = self.waiter.request.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(request) = request.take() else { return Ok(()) };
        let shared = Arc::clone(&self.waiter.shared);
        let started = thread::Builder::new().name("vsync".to_owned()).spawn(move || shared.serve(request));
        // The request is lost with the thread that did not start: whoever asks again waits in vain, and is told so.
        started.map(|_| ()).map_err(|error| VsyncError::NoThread(errno(&error)))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the request whenever someone has asked, until nobody can any more.
    fn serve(&self, mut request: Request) {
        loop {
            let idle = |state: &mut State| !state.asked && !state.closing;
            let waited = self.changed.wait_while(self.state(), idle);
            if waited.unwrap_or_else(PoisonError::into_inner).closing {
                return;
            }
            let result = request();
            let mut state = self.state();
            *state = State {
                seen: state.seen + 1,
                refusal: result.err(),
                closing: state.closing,
                ..State::default()
            };
            drop(state);
            self.changed.notify_all();
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.shared.state().closing = true;
        self.shared.changed.notify_all();
    }
}

impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter").finish_non_exhaustive()
    }
}

fn errno(error: &io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::EAGAIN, Errno::from_raw)
}

/// FBIO_WAITFORVSYNC for the first, and on nearly all hardware only, display of the device.
fn wait_for_vsync(file: &File) -> nix::Result<()> {
    let display = 0_u32;
    loop {
        #[expect(unsafe_code, reason = "an ioctl reads through a pointer")]
        // SAFETY: the request takes a pointer to a `u32`, which drivers read; it outlives the call.
        let result = unsafe { fbio_waitforvsync(file.as_raw_fd(), &raw const display) };
        match result {
            Err(Errno::EINTR) => {}
            result => return result.map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// A display, emulated: it has a vertical blank whenever something is sent, and refuses where nobody can send.
    fn display() -> (Vsync, Sender<()>) {
        let (blank, blanks) = channel();
        (Vsync::with_request(move || blanks.recv().map_err(|_| Errno::ENOTTY)), blank)
    }

    #[test]
    fn a_blank_is_waited_for_and_each_wait_has_its_own() {
        let (vsync, blank) = display();
        for _ in 0..3 {
            let ticket = vsync.ask().unwrap();
            let other = vsync.clone();
            let waiting = thread::spawn(move || other.wait_for(ticket));
            blank.send(()).unwrap();
            assert_eq!(waiting.join().unwrap(), Ok(()));
            assert_eq!(vsync.wait_for(ticket), Ok(()), "it is over, and stays over");
        }
    }

    #[test]
    fn a_refusal_is_told() {
        let (vsync, blank) = display();
        drop(blank);
        assert_eq!(vsync.wait(), Err(VsyncError::Refused(Errno::ENOTTY)));
        assert_eq!(vsync.wait(), Err(VsyncError::Refused(Errno::ENOTTY)));
        let file = tempfile::tempfile().unwrap();
        let error = Vsync::new(file).wait().unwrap_err();
        assert!(matches!(error, VsyncError::Refused(_)), "{error}");
    }

    #[test]
    fn a_driver_that_hangs_costs_one_wait_and_may_come_back() {
        let (vsync, blank) = display();
        let started = Instant::now();
        assert_eq!(vsync.wait(), Err(VsyncError::Late));
        assert!(started.elapsed() >= VSYNC_TIMEOUT);
        assert_eq!(vsync.ask(), Err(VsyncError::Late), "at once");
        blank.send(()).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let ticket = loop {
            match vsync.ask() {
                Ok(ticket) => break ticket,
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
            thread::yield_now();
        };
        blank.send(()).unwrap();
        assert_eq!(vsync.wait_for(ticket), Ok(()));
    }

    #[test]
    fn the_thread_ends_with_the_last_handle() {
        let (vsync, blank) = display();
        let other = vsync.clone();
        blank.send(()).unwrap();
        vsync.wait().unwrap();
        drop(vsync);
        blank.send(()).unwrap();
        other.wait().unwrap();
        drop(other);
        let deadline = Instant::now() + Duration::from_secs(20);
        while blank.send(()).is_ok() {
            assert!(Instant::now() < deadline, "the thread lives on");
            thread::yield_now();
        }
    }
}
