//! Lists inside commands that give their memory back for the next one.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use vello_common::kurbo::PathEl;

use super::clip::Clip;
use super::command::Command;
use super::image::{Image, Part};
use super::paint::Gradient;
use super::text::Text;
use super::value::{Height, Length, Matrix, Whole, Width, X, Y};
use crate::paint::Stop;

/// The memory that waits for reuse, per kind of element, in bytes. What would exceed it is freed.
const POOL_BYTES: usize = 1 << 20;

/// A `Vec` whose memory comes from this thread's pool and returns there, so that a stream of commands with
/// points in them allocates nothing once it is warm.
pub struct Buffer<T: Pooled>(Vec<T>);

/// An element that has a pool.
pub trait Pooled: Sized + 'static {
    /// Runs `action` with the pool.
    fn with_pool<R>(action: impl FnOnce(&mut Pool<Self>) -> R) -> R;
}

/// Empty lists that keep their memory.
pub struct Pool<T> {
    lists: Vec<Vec<T>>,
    bytes: usize,
}

impl<T> Pool<T> {
    const fn new() -> Self {
        Self { lists: Vec::new(), bytes: 0 }
    }

    fn take(&mut self) -> Vec<T> {
        let list = self.lists.pop().unwrap_or_default();
        self.bytes -= list.capacity() * size_of::<T>();
        list
    }

    /// Takes an emptied list back, from where it is: on the way through a local variable the processor would wait
    /// for all pixels written before.
    #[inline]
    fn give(&mut self, list: &mut Vec<T>) {
        let bytes = list.capacity() * size_of::<T>();
        if bytes > 0 && self.bytes + bytes <= POOL_BYTES {
            self.bytes += bytes;
            self.lists.push(std::mem::take(list));
        }
    }
}

macro_rules! pooled {
    ($($element:ty),*) => {$(
        impl Pooled for $element {
            fn with_pool<R>(action: impl FnOnce(&mut Pool<Self>) -> R) -> R {
                thread_local!(static POOL: RefCell<Pool<$element>> = const { RefCell::new(Pool::new()) });
                POOL.with_borrow_mut(action)
            }
        }
    )*};
}

pooled!(
    u8, f64, [f64; 2], [f64; 4], [i32; 2], PathEl, Stop, Command, Text, Gradient, Clip, Matrix, Part, Image
);

impl<T: Pooled> Buffer<T> {
    /// An empty list.
    pub fn new() -> Self {
        Self(T::with_pool(Pool::take))
    }

    /// Adds an element at the end.
    #[inline]
    pub fn push(&mut self, element: T) {
        self.0.push(element);
    }

    /// Adds elements at the end.
    pub fn extend_from_slice(&mut self, elements: &[T])
    where
        T: Clone,
    {
        self.0.extend_from_slice(elements);
    }
}

impl<T: Pooled> Default for Buffer<T> {
    /// An empty list that has not asked the pool for anything.
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Pooled> Drop for Buffer<T> {
    #[inline]
    fn drop(&mut self) {
        if self.0.capacity() == 0 {
            return;
        }
        // Before the pool is borrowed: elements with lists of their own give those back.
        self.0.clear();
        T::with_pool(|pool| pool.give(&mut self.0));
    }
}

impl<T: Pooled> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Pooled> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: Pooled + fmt::Debug> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A large member that few commands have, beside the command rather than in it: a command is moved several times
/// on its way, and each byte of it with it. The memory is pooled as a [`Buffer`]'s is.
#[derive(Debug)]
pub struct Kept<T: Pooled>(Buffer<T>);

impl<T: Pooled> Kept<T> {
    /// Puts a value aside.
    pub fn new(value: T) -> Self {
        let mut buffer = Buffer::new();
        buffer.push(value);
        Self(buffer)
    }

    /// Keeps the value that `read` adds to the list it is given.
    pub(super) fn read<E>(read: impl FnOnce(&mut Buffer<T>) -> Result<(), E>) -> Result<Self, E> {
        let mut buffer = Buffer::new();
        read(&mut buffer)?;
        debug_assert_eq!(buffer.len(), 1);
        Ok(Self(buffer))
    }
}

impl<T: Pooled> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0[0]
    }
}

impl<T: Pooled> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0[0]
    }
}

impl<'de, T: Pooled + Deserialize<'de>> Deserialize<'de> for Kept<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

/// How an element stands on the wire.
pub trait Element<T>: for<'de> Deserialize<'de> {
    /// What a list of them is called in an error.
    const LIST: &'static str;
    /// The element as it is kept.
    fn keep(self) -> T;
}

impl Element<[f64; 2]> for (X, Y) {
    const LIST: &'static str = "a list of points [[x,y],…]";

    #[inline]
    fn keep(self) -> [f64; 2] {
        [self.0.0, self.1.0]
    }
}

impl Element<[f64; 4]> for (X, Y, Width, Height) {
    const LIST: &'static str = "a list of rectangles [[x,y,width,height],…]";

    #[inline]
    fn keep(self) -> [f64; 4] {
        [self.0.0, self.1.0, self.2.0, self.3.0]
    }
}

impl Element<[i32; 2]> for (Whole, Whole) {
    const LIST: &'static str = "a list of whole points [[x,y],…]";

    #[inline]
    fn keep(self) -> [i32; 2] {
        [self.0.0, self.1.0]
    }
}

impl Element<f64> for Length {
    const LIST: &'static str = "a list of lengths";

    #[inline]
    fn keep(self) -> f64 {
        self.0
    }
}

/// Reads a list of `E` into a buffer: for `#[serde(deserialize_with = …)]`.
pub fn list<'de, E: Element<T>, T: Pooled, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Buffer<T>, D::Error> {
    struct ListVisitor<E, T>(PhantomData<(E, T)>);

    impl<'de, E: Element<T>, T: Pooled> Visitor<'de> for ListVisitor<E, T> {
        type Value = Buffer<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(E::LIST)
        }

        #[inline]
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Buffer<T>, A::Error> {
            let mut buffer = Buffer::new();
            while let Some(element) = seq.next_element::<E>()? {
                buffer.push(element.keep());
            }
            Ok(buffer)
        }
    }

    deserializer.deserialize_seq(ListVisitor::<E, T>(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte of a command is moved with it, on a road that takes half a microsecond.
    #[test]
    fn commands_are_no_larger_than_the_most_common_one() {
        assert!(size_of::<Command>() <= 232, "{}", size_of::<Command>());
    }

    #[test]
    fn memory_is_used_again() {
        let mut first = Buffer::<[i32; 2]>::new();
        (0..100).for_each(|i| first.push([i, i]));
        let address = first.as_ptr();
        drop(first);
        let mut second = Buffer::<[i32; 2]>::new();
        assert!(second.is_empty());
        second.push([1, 2]);
        assert_eq!(second.as_ptr(), address);
    }

    #[test]
    fn the_pool_is_bounded() {
        let mut huge = Buffer::<f64>::new();
        (0..POOL_BYTES).for_each(|_| huge.push(0.0));
        drop(huge);
        assert_eq!(f64::with_pool(|pool| pool.bytes), 0);
    }
}
