//! Memory under mappings that went away: SIGBUS is survived where we draw, and nowhere else.
//!
//! A file that is cut short under its mapping, a full disk beneath a hole, a device that was pulled out: the next
//! touch raises SIGBUS, whose default is the end of the process. The handler here puts private zero pages under the
//! rest of the mapping and leaves a note, so that whatever was being drawn goes on into memory that nobody sees.

use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, compiler_fence};

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

use super::mapping::page_size;

/// Mappings that can be guarded at a time. A daemon has one, for a moment two; programs of tests have more. The table
/// does not grow, because the handler reads it while anything may be going on.
const SLOTS: usize = 32;

/// A mapping as the handler sees it.
#[derive(Debug)]
struct Slot {
    taken: AtomicBool,
    /// Addresses of whole pages, the end exclusive; both 0 in a slot without a mapping.
    start: AtomicUsize,
    end: AtomicUsize,
    faulted: AtomicBool,
}

static TABLE: [Slot; SLOTS] = [const {
    Slot {
        taken: AtomicBool::new(false),
        start: AtomicUsize::new(0),
        end: AtomicUsize::new(0),
        faulted: AtomicBool::new(false),
    }
}; SLOTS];

/// The size of a page; `sysconf` is not among the functions that a handler may call.
static PAGE: AtomicUsize = AtomicUsize::new(0);

/// What was done on SIGBUS before.
static PREVIOUS: OnceLock<Option<SigAction>> = OnceLock::new();

/// A mapping under which SIGBUS is survived, for as long as this lives.
///
/// It must be dropped before the mapping is: the addresses may belong to something else afterwards.
#[derive(Debug)]
pub(super) struct Guard {
    /// `None` where the table was full: then SIGBUS ends the process as ever.
    slot: Option<&'static Slot>,
}

impl Guard {
    /// Guards the pages that hold `memory`, which are one mapping from the first to the last.
    pub(super) fn over(memory: Range<usize>) -> Self {
        PREVIOUS.get_or_init(install);
        let page = PAGE.load(Ordering::Relaxed);
        let free = |slot: &&Slot| !slot.taken.swap(true, Ordering::Acquire);
        let slot = TABLE.iter().find(free);
        if let Some(slot) = slot {
            slot.faulted.store(false, Ordering::Relaxed);
            slot.start.store(memory.start & !(page - 1), Ordering::Relaxed);
            slot.end.store(memory.end.next_multiple_of(page), Ordering::Release);
        } else {
            tracing::warn!(SLOTS, "too many mappings: SIGBUS in this one would end the process");
        }
        Self { slot }
    }

    /// Whether memory of the mapping is gone: what was written there since is lost. It stays so.
    #[inline]
    pub(super) fn has_faulted(&self) -> bool {
        // The handler runs on the thread that touched the memory, which is the one that asks: what is to be kept
        // from asking before it touches is only the compiler.
        compiler_fence(Ordering::SeqCst);
        self.slot.is_some_and(|slot| slot.faulted.load(Ordering::Relaxed))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            slot.end.store(0, Ordering::Release);
            slot.start.store(0, Ordering::Relaxed);
            slot.taken.store(false, Ordering::Release);
        }
    }
}

/// Sets the handler up; returns the one before.
fn install() -> Option<SigAction> {
    PAGE.store(page_size(), Ordering::Relaxed);
    // On the stack for signals that the standard library gives every thread: a fault may come when the other is full.
    let flags = SaFlags::SA_SIGINFO | SaFlags::SA_ONSTACK;
    let action = SigAction::new(SigHandler::SigAction(on_sigbus), flags, SigSet::empty());
    #[expect(unsafe_code, reason = "a signal handler may run between any two instructions")]
    // SAFETY: `on_sigbus` and what it calls use atomics, `mmap`, `sigaction` and `raise` only, which may all be
    // called at any moment; it allocates nothing, locks nothing and does not panic.
    let previous = unsafe { sigaction(Signal::SIGBUS, &action) };
    previous.inspect_err(|error| tracing::warn!(%error, "cannot guard mappings against SIGBUS")).ok()
}

/// Runs on SIGBUS, on the thread that touched the memory.
extern "C" fn on_sigbus(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    #[expect(unsafe_code, reason = "the kernel hands over a pointer")]
    // SAFETY: with SA_SIGINFO the kernel passes a valid `siginfo_t`, which lives as long as the handler runs.
    let info_now = unsafe { &*info };
    // Codes above 0 are the kernel's own: only these carry an address.
    if info_now.si_code > 0 {
        #[expect(unsafe_code, reason = "the member of a union")]
        // SAFETY: the kernel fills in the address for every code of its own for SIGBUS.
        let address = unsafe { info_now.si_addr() } as usize;
        if TABLE.iter().any(|slot| slot.survives(address)) {
            return;
        }
    }
    pass_on(signal, info, context);
}

impl Slot {
    /// Puts zero pages under `address` and all that follows it in the mapping, if it is in this one. A file that is
    /// cut short has nothing behind the first page that is missing either, and one call for the lot keeps a large
    /// screen from becoming thousands of faults.
    fn survives(&self, address: usize) -> bool {
        let (end, start) = (self.end.load(Ordering::Acquire), self.start.load(Ordering::Relaxed));
        if !(start..end).contains(&address) {
            return false;
        }
        let page = address & !(PAGE.load(Ordering::Relaxed) - 1);
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
        #[expect(unsafe_code, reason = "MAP_FIXED replaces what is mapped there")]
        // SAFETY: `page..end` lies inside the mapping that `Guard::over` was told of, which outlives its entry in
        // the table; what is replaced is a part of it that raises SIGBUS, or stands behind one. The bytes stay
        // readable and writable, which is all that anyone who holds a reference to them relies on.
        let placed =
            unsafe { libc::mmap(ptr::without_provenance_mut(page), end - page, protection, flags, -1, 0) };
        if placed == libc::MAP_FAILED {
            return false;
        }
        self.faulted.store(true, Ordering::Relaxed);
        true
    }
}

/// Does what would have been done without this handler.
fn pass_on(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    match PREVIOUS.get().and_then(Option::as_ref).map(SigAction::handler) {
        Some(SigHandler::SigAction(handler)) => handler(signal, info, context),
        Some(SigHandler::Handler(handler)) => handler(signal),
        _ => end_process(),
    }
}

/// Ends the process by SIGBUS once the handler returns.
fn end_process() {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    #[expect(unsafe_code, reason = "a signal handler is replaced")]
    // SAFETY: no handler is left to break a rule, and both calls may be made from one. The signal waits until the
    // handler returns, as SIGBUS is blocked while it runs.
    unsafe {
        let _ = sigaction(Signal::SIGBUS, &default);
        libc::raise(libc::SIGBUS);
    }
}

#[cfg(test)]
mod tests {
    use super::super::mapping::Mapping;
    use super::*;

    #[test]
    fn a_file_that_is_cut_short_is_drawn_into_the_void() {
        let page = page_size();
        let file = tempfile::tempfile().unwrap();
        file.set_len(8 * page as u64).unwrap();
        let mut mapping = Mapping::new(&file, 100, 8 * page - 100).unwrap();
        let mut other = Mapping::new(&file, 0, page).unwrap();
        mapping.bytes_mut().fill(7);
        assert!(!mapping.has_faulted());
        file.set_len(2 * page as u64).unwrap();
        mapping.bytes_mut()[2 * page - 101] = 8;
        assert!(!mapping.has_faulted(), "the last page that there is");
        mapping.bytes_mut()[5 * page] = 9;
        assert!(mapping.has_faulted());
        mapping.bytes_mut()[2 * page..].fill(9);
        assert_eq!(mapping.bytes()[8 * page - 101], 9, "what was put there can be read");
        assert_eq!(
            (mapping.bytes()[2 * page - 101], mapping.bytes()[0]),
            (8, 7),
            "and the rest is untouched"
        );
        other.bytes_mut()[0] = 1;
        assert!(!other.has_faulted(), "another mapping of the same file");
        assert_eq!(file.metadata().unwrap().len(), 2 * page as u64, "nothing came back into the file");
    }

    #[test]
    fn slots_are_free_again_and_their_notes_gone() {
        let page = page_size();
        for _ in 0..2 * SLOTS {
            let file = tempfile::tempfile().unwrap();
            file.set_len(page as u64).unwrap();
            let mut mapping = Mapping::new(&file, 0, page).unwrap();
            assert!(!mapping.has_faulted());
            file.set_len(0).unwrap();
            mapping.bytes_mut()[0] = 1;
            assert!(mapping.has_faulted());
        }
    }
}
