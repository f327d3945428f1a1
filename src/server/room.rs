//! Memory that clients share, and how much of it each of their users has.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A number of bytes, some of them in use. Connections are served on one thread.
///
/// # Guarantees
///
/// No user takes more than half of it, so that there is always some for another.
#[derive(Debug)]
pub struct Room {
    limit: Cell<usize>,
    used: Cell<usize>,
    /// What users have of it; those alone who have any.
    users: RefCell<BTreeMap<u32, usize>>,
}

impl Room {
    /// Room for `limit` bytes, of which none is used.
    pub fn new(limit: usize) -> Rc<Self> {
        Rc::new(Self { limit: Cell::new(limit), used: Cell::default(), users: RefCell::default() })
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// Makes it another number of bytes from now on. What is taken stays taken, also where that is more.
    pub fn set_limit(&self, limit: usize) {
        self.limit.set(limit);
    }

    fn used_by(&self, uid: u32) -> usize {
        self.users.borrow().get(&uid).copied().unwrap_or(0)
    }

    fn free(&self) -> usize {
        self.limit.get().saturating_sub(self.used())
    }

    fn free_for(&self, uid: u32) -> usize {
        self.free().min((self.limit.get() / 2).saturating_sub(self.used_by(uid)))
    }

    fn take(&self, uid: u32, bytes: usize) {
        if bytes > 0 {
            self.used.set(self.used() + bytes);
            *self.users.borrow_mut().entry(uid).or_default() += bytes;
        }
    }

    fn give_back(&self, uid: u32, bytes: usize) {
        self.used.set(self.used() - bytes);
        let left = self.used_by(uid) - bytes;
        let mut users = self.users.borrow_mut();
        if left > 0 {
            users.insert(uid, left);
        } else {
            users.remove(&uid);
        }
    }
}

/// Who has so much of a room that there is none left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// All clients together.
    All,
    /// Those of one user.
    User(u32),
}

impl Shortage {
    /// What they may take, as an error says it: of a limit, and the setting that it is.
    pub fn allowance(self, limit: usize, setting: &str) -> String {
        match self {
            Self::All => format!("{limit} bytes together, those of all clients ({setting})"),
            Self::User(uid) => {
                format!("{} bytes together, those of uid {uid} (half of {setting})", limit / 2)
            }
        }
    }
}

/// What one client has of it, given back when this is dropped.
#[derive(Debug)]
pub struct Share {
    room: Rc<Room>,
    uid: u32,
    bytes: usize,
}

impl Share {
    /// Nothing of it yet, for a client of this user.
    pub fn of(room: &Rc<Room>, uid: u32) -> Self {
        Self { room: Rc::clone(room), uid, bytes: 0 }
    }

    /// Becomes `wanted` bytes, or as many as there are where those are fewer. Returns how many it is; it never becomes
    /// less.
    pub fn grow(&mut self, wanted: usize) -> usize {
        let more = wanted.saturating_sub(self.bytes).min(self.room.free_for(self.uid));
        self.room.take(self.uid, more);
        self.bytes += more;
        self.bytes
    }

    /// Gives back what is beyond `bytes`.
    pub fn shrink(&mut self, bytes: usize) {
        let less = self.bytes.saturating_sub(bytes);
        self.room.give_back(self.uid, less);
        self.bytes -= less;
    }

    /// Whether it could become `wanted` bytes.
    ///
    /// # Errors
    ///
    /// Who has the room that it lacks.
    pub fn could_be(&self, wanted: usize) -> Result<(), Shortage> {
        if wanted.saturating_sub(self.bytes) <= self.room.free_for(self.uid) {
            return Ok(());
        }
        Err(self.shortage())
    }

    /// Who has the room that it lacks where it does not become what it should.
    pub fn shortage(&self) -> Shortage {
        let of_user = self.room.free_for(self.uid) < self.room.free();
        if of_user { Shortage::User(self.uid) } else { Shortage::All }
    }

    /// Whether more than half of the room is used, or of what its user may have, so that nobody should keep what it
    /// needs no more.
    pub fn is_scarce(&self) -> bool {
        let room = &*self.room;
        room.free() < room.used() || room.free_for(self.uid) < room.used_by(self.uid)
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
        let room = Room::new(200);
        let (mut one, mut other) = (Share::of(&room, 7), Share::of(&room, 7));
        assert_eq!((one.grow(60), other.grow(60), room.used()), (60, 40, 100));
        assert_eq!((one.grow(70), one.grow(10)), (60, 60), "it neither finds more nor becomes less");
        assert!(one.is_scarce());
        one.shrink(30);
        assert_eq!((other.grow(60), room.used()), (60, 90));
        drop(other);
        assert_eq!(room.used(), 30);
        assert!(!one.is_scarce());
        room.set_limit(40);
        assert_eq!((one.grow(40), room.used()), (30, 30), "what is taken stays");
        drop(one);
        assert!(room.users.borrow().is_empty(), "who has nothing is forgotten");
    }

    #[test]
    fn one_user_has_half_at_most() {
        let room = Room::new(101);
        let [mut first, mut second] = [1, 1].map(|uid| Share::of(&room, uid));
        let mut other = Share::of(&room, 2);
        assert_eq!((first.grow(30), second.grow(101)), (30, 20));
        assert_eq!((first.could_be(30), first.could_be(31)), (Ok(()), Err(Shortage::User(1))));
        assert!(!other.is_scarce(), "half is free");
        assert_eq!((other.could_be(50), other.grow(101)), (Ok(()), 50));
        let third = Share::of(&room, 3);
        assert_eq!((third.could_be(1), third.could_be(2)), (Ok(()), Err(Shortage::All)));
        assert!(third.is_scarce());
        drop(first);
        assert_eq!((second.grow(101), other.grow(101)), (50, 50));
        assert_eq!(*room.users.borrow(), BTreeMap::from([(1, 50), (2, 50)]));
        assert_eq!(Shortage::User(1).allowance(101, "s"), "50 bytes together, those of uid 1 (half of s)");
    }
}
