//! QR codes: which modules are dark. Knows no pixels.

pub mod matrix;
pub mod codes;

pub use codes::Codes;
pub use matrix::{Ecc, Matrix};
