//! QR codes drawn lately, so that drawing one again costs no encoding.

use std::hash::BuildHasher;
use std::rc::Rc;

use foldhash::fast::FixedState;

use super::matrix::{Ecc, Matrix};
use crate::cache::{Cache, CacheStats};

/// The codes remembered.
#[derive(Debug)]
pub struct Codes(Cache<u64, Rc<Code>>);

#[derive(Debug)]
struct Code {
    data: Vec<u8>,
    ecc: Ecc,
    matrix: Matrix,
}

/// A code in the memory of [`Codes`].
#[derive(Debug)]
pub struct Remembered(Rc<Code>);

impl std::ops::Deref for Remembered {
    type Target = Matrix;

    fn deref(&self) -> &Matrix {
        &self.0.matrix
    }
}

impl Codes {
    /// Remembers codes of up to `budget` bytes together; the largest code takes 40 kilobytes.
    pub fn new(budget: usize) -> Self {
        Self(Cache::new(budget))
    }

    /// The code of `data`; `None` where that is too long for one.
    pub fn matrix(&mut self, data: &[u8], ecc: Ecc) -> Option<Remembered> {
        let key = FixedState::default().hash_one((data, ecc as u8));
        if let Some(known) = self.0.get(key, |code| code.ecc == ecc && code.data == data) {
            return Some(Remembered(known));
        }
        let matrix = Matrix::new(data, ecc)?;
        let bytes = size_of::<Code>() + data.len() + matrix.width() * matrix.width();
        let code = Rc::new(Code { data: data.to_vec(), ecc, matrix });
        self.0.insert(key, Rc::clone(&code), bytes);
        Some(Remembered(code))
    }

    /// How the memory does.
    pub fn stats(&self) -> CacheStats {
        self.0.stats()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_encoded_once_and_told_from_others() {
        let mut codes = Codes::new(1 << 20);
        let first = codes.matrix(b"a", Ecc::M).expect("it fits");
        let again = codes.matrix(b"a", Ecc::M).expect("it fits");
        assert!(Rc::ptr_eq(&first.0, &again.0), "encoded again");
        let other = codes.matrix(b"a", Ecc::H).expect("another level is another code");
        assert!(!Rc::ptr_eq(&first.0, &other.0));
        assert!(codes.matrix(&[b'x'; 3000], Ecc::L).is_none());
        let stats = codes.stats();
        assert_eq!((stats.hits, stats.misses, stats.entries), (1, 3, 2));
    }

    #[test]
    fn what_is_remembered_stays_in_its_budget() {
        let mut codes = Codes::new(10_000);
        for number in 0..100_u32 {
            let text = format!("https://example.org/tickets/{number}");
            codes.matrix(text.as_bytes(), Ecc::M).expect("it fits");
            assert!(codes.stats().bytes <= 10_000);
        }
        assert!(codes.stats().entries > 3);
        // Nothing is remembered, and codes are made all the same.
        let mut none = Codes::new(0);
        assert_eq!(none.matrix(b"a", Ecc::L).map(|matrix| matrix.width()), Some(21));
        assert_eq!(none.stats().entries, 0);
    }
}
