//! What one client has of the memory for replies that are not read.

use super::display::Display;
use super::reply_size::most;
use super::room::{Room, Share};
use crate::protocol::reply::{WireError, write_error};
use crate::protocol::{Body, Code, Fault, Id};

/// Bytes that a reply may have whatever others leave unread: what goes on and what is wrong can always be told.
pub(super) const SMALL_REPLY: usize = 64 << 10;

/// The memory for one client's replies: some of its own, and beyond that a share of the room for all clients'.
///
/// # Guarantees
///
/// A reply that is not small is made only where there is room for all of it.
#[derive(Debug)]
pub(super) struct Unread {
    own: usize,
    share: Share,
}

impl Unread {
    /// A client's with `own` bytes of its own.
    pub(super) fn new(own: usize, share: Share) -> Self {
        Self { own, share }
    }

    /// That of a client whose replies somebody else counts.
    pub(super) fn uncounted() -> Self {
        Self::new(usize::MAX, Share::of(&Room::new(0), 0))
    }

    /// Sets memory aside for the reply to a request whose fonts have been found, behind those in `out`.
    ///
    /// # Errors
    ///
    /// `too_large` where there is not so much.
    pub(super) fn reserve_for(
        &mut self,
        id: Option<&Id<'_>>,
        body: &Body,
        display: &mut Display,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        self.reserve(most(id, body, display)?, display.limits.all_unread_bytes, out)
    }

    /// The same for a reply of up to `bytes` bytes behind those in `out`. `limit` is the room's.
    fn reserve(&mut self, bytes: usize, limit: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        let beyond = self.beyond(out.len().saturating_add(bytes));
        if bytes <= SMALL_REPLY || beyond == 0 {
            return Ok(());
        }
        self.share.could_be(beyond).map_err(|shortage| {
            let allowance = shortage.allowance(limit, "limits.all_unread_bytes");
            let text = format!(
                "the reply, of up to {bytes} bytes, finds no room: replies that have not been read may take {allowance}, \
                 beyond limits.unread_bytes of each; read what was asked for, or ask for a smaller part"
            );
            Fault::new(Code::TooLarge, text)
        })?;
        self.share.grow(beyond);
        // Whatever grows by doubling would take twice as much.
        out.reserve_exact(bytes);
        Ok(())
    }

    /// Appends the line of a request that failed. Where there is no room for a long one, it says neither what the client
    /// calls its request nor the member: these it sent itself, and the line's number is short.
    pub(super) fn write_error(&self, id: Option<&Id<'_>>, error: WireError, out: &mut Vec<u8>) {
        let start = out.len();
        write_error(id, error.clone(), out);
        if out.len() - start > SMALL_REPLY && self.share.could_be(self.beyond(out.len())).is_err() {
            out.truncate(start);
            write_error(None, WireError { at: None, ..error }, out);
        }
    }

    /// Takes what replies of `bytes` bytes need, as far as there is some, and gives back what is beyond.
    pub(super) fn keep(&mut self, bytes: usize) {
        let beyond = self.beyond(bytes);
        self.share.shrink(beyond);
        self.share.grow(beyond);
    }

    fn beyond(&self, bytes: usize) -> usize {
        bytes.saturating_sub(self.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replies of so many bytes.
    fn replies(bytes: usize) -> Vec<u8> {
        vec![b'x'; bytes]
    }

    #[test]
    fn what_is_small_or_within_ones_own_needs_no_room() {
        let (own, limit) = (100_000, 0);
        let mut unread = Unread::new(own, Share::of(&Room::new(limit), 7));
        assert_eq!(unread.reserve(own, limit, &mut Vec::new()), Ok(()));
        assert_eq!(unread.reserve(SMALL_REPLY, limit, &mut replies(own)), Ok(()));
        let fault = unread.reserve(SMALL_REPLY + 1, limit, &mut replies(own)).unwrap_err();
        assert_eq!(fault.code, Code::TooLarge);
        assert_eq!(Unread::uncounted().reserve(1 << 40, 0, &mut replies(own)), Ok(()));
    }

    #[test]
    fn room_is_taken_before_a_reply_and_given_back_as_it_is_read() {
        let (own, limit) = (1000, 4_000_000);
        let room = Room::new(limit);
        let [mut one, mut other] = [(); 2].map(|()| Unread::new(own, Share::of(&room, 7)));
        let mut out = replies(500);
        assert_eq!((one.reserve(1_500_000, limit, &mut out), room.used()), (Ok(()), 1_499_500));
        assert!(out.capacity() >= 1_500_500);
        let fault = other.reserve(600_000, limit, &mut Vec::new()).unwrap_err().message();
        assert!(
            fault.contains("2000000 bytes together, those of uid 7 (half of limits.all_unread_bytes)"),
            "{fault}"
        );
        assert_eq!(room.used(), 1_499_500, "what is refused takes nothing");
        one.keep(400_000);
        assert_eq!((other.reserve(600_000, limit, &mut Vec::new()), room.used()), (Ok(()), 998_000));
        one.keep(0);
        drop(other);
        assert_eq!(room.used(), 0);
    }

    #[test]
    fn an_error_that_finds_no_room_is_a_short_one() {
        let fault = Fault::new(Code::Invalid, "no").inside("text");
        let told = |limit, id: &str| {
            let mut out = replies(10);
            let unread = Unread::new(10, Share::of(&Room::new(limit), 7));
            unread.write_error(Some(&Id::Text(id.into())), WireError::new(&fault, Some(3)), &mut out);
            String::from_utf8(out.split_off(10)).unwrap()
        };
        let long = "i".repeat(SMALL_REPLY);
        let short = "{\"error\":{\"code\":\"invalid\",\"message\":\"no\",\"line\":3}}\n";
        assert_eq!(told(0, &long).len(), short.len(), "{}", told(0, &long));
        assert!(told(1 << 20, &long).contains(&long) && told(0, "i").contains("/text"));
    }
}
