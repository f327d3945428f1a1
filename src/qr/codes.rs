//! QR codes drawn lately, so that drawing one again costs no encoding.

use super::matrix::{Ecc, Matrix};

/// The codes remembered.
#[derive(Debug)]
pub struct Codes {
    /// The one used last at the end.
    codes: Vec<Code>,
    most: usize,
}

#[derive(Debug)]
struct Code {
    data: Vec<u8>,
    ecc: Ecc,
    matrix: Matrix,
}

impl Default for Codes {
    /// Remembers one.
    fn default() -> Self {
        Self::new(1)
    }
}

impl Codes {
    /// Remembers up to `most` codes of at most 40 kilobytes each; the one used last always.
    pub fn new(most: usize) -> Self {
        Self { codes: Vec::new(), most: most.max(1) }
    }

    /// The code of `data`; `None` where that is too long for one.
    pub fn matrix(&mut self, data: &[u8], ecc: Ecc) -> Option<&Matrix> {
        match self.codes.iter().position(|code| code.ecc == ecc && code.data == data) {
            Some(known) => self.codes[known..].rotate_left(1),
            None => {
                let matrix = Matrix::new(data, ecc)?;
                if self.codes.len() >= self.most {
                    self.codes.remove(0);
                }
                self.codes.push(Code { data: data.to_vec(), ecc, matrix });
            }
        }
        self.codes.last().map(|code| &code.matrix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(codes: &Codes) -> Vec<&[u8]> {
        codes.codes.iter().map(|code| code.data.as_slice()).collect()
    }

    #[test]
    fn the_codes_used_last_are_remembered() {
        let mut codes = Codes::new(2);
        let first = codes.matrix(b"a", Ecc::M).expect("it fits") as *const Matrix;
        assert_eq!(codes.matrix(b"a", Ecc::M).expect("it fits") as *const Matrix, first, "encoded again");
        codes.matrix(b"a", Ecc::H).expect("another level is another code");
        assert_eq!(known(&codes), [b"a", b"a"]);
        codes.matrix(b"a", Ecc::M).expect("it fits");
        codes.matrix(b"b", Ecc::M).expect("it fits");
        assert_eq!(known(&codes), [b"a", b"b"]);
        assert_eq!(codes.codes[0].ecc, Ecc::M, "the one used least lately has gone");
        assert!(codes.matrix(&[b'x'; 3000], Ecc::L).is_none());
        assert_eq!(known(&codes), [b"a", b"b"]);
    }
}
