//! The memory that all clients share for lines that have not ended.

use std::cell::Cell;
use std::rc::Rc;

/// A number of bytes, some of them in use. Connections are served on one thread.
#[derive(Debug)]
pub struct Room {
    limit: Cell<usize>,
    used: Cell<usize>,
}

impl Room {
    /// Room for `limit` bytes, of which none is used.
    pub fn new(limit: usize) -> Rc<Self> {
        Rc::new(Self { limit: Cell::new(limit), used: Cell::new(0) })
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// Makes it another number of bytes from now on. What is taken stays taken, also where that is more.
    pub fn set_limit(&self, limit: usize) {
        self.limit.set(limit);
    }

    fn free(&self) -> usize {
        self.limit.get().saturating_sub(self.used())
    }
}

/// What one client has of it, given back when this is dropped.
#[derive(Debug)]
pub struct Share {
    room: Rc<Room>,
    bytes: usize,
}

impl Share {
    /// Nothing of it yet.
    pub fn of(room: &Rc<Room>) -> Self {
        Self { room: Rc::clone(room), bytes: 0 }
    }

    /// Becomes `wanted` bytes, or as many as there are where those are fewer. Returns how many it is; it never becomes
    /// less.
    pub fn grow(&mut self, wanted: usize) -> usize {
        let more = wanted.saturating_sub(self.bytes).min(self.room.free());
        self.room.used.set(self.room.used() + more);
        self.bytes += more;
        self.bytes
    }

    /// Gives back what is beyond `bytes`.
    pub fn shrink(&mut self, bytes: usize) {
        let less = self.bytes.saturating_sub(bytes);
        self.room.used.set(self.room.used() - less);
        self.bytes -= less;
    }

    /// Whether more than half of the room is used, so that nobody should keep what it needs no more.
    pub fn is_scarce(&self) -> bool {
        self.room.free() < self.room.used()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.shrink(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        let room = Room::new(100);
        let (mut one, mut other) = (Share::of(&room), Share::of(&room));
        assert_eq!((one.grow(60), other.grow(60), room.used()), (60, 40, 100));
        assert_eq!((one.grow(70), one.grow(10)), (60, 60), "it neither finds more nor becomes less");
        assert!(one.is_scarce());
        one.shrink(30);
        assert_eq!((other.grow(60), room.used()), (60, 90));
        drop(other);
        assert_eq!(room.used(), 30);
        assert!(!one.is_scarce());
        room.set_limit(20);
        assert_eq!((one.grow(40), room.used()), (30, 30), "what is taken stays");
    }
}
