//! The `qr` command.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::buffer::{Buffer, Kept};
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::error::{Code, Fault};
use super::paint::Paint;
use super::value::{Extent, Matrix, Opacity, WholeLength, X, Y};
use crate::color::Color;
use crate::pixel::Blend;
use crate::qr::Ecc;
use crate::qr::matrix::Capacity;

const fn black() -> Paint {
    Paint::Solid(Color::BLACK)
}

const fn white() -> Paint {
    Paint::Solid(Color::WHITE)
}

/// What ISO/IEC 18004 asks for.
const fn four_modules() -> WholeLength {
    WholeLength(4)
}

command! {
    /// A QR code in a square box, with its quiet zone.
    ///
    /// The box is moved to the nearest whole pixels. A module is as many whole pixels as fit, and the code stands in
    /// the middle of what is left over. In a box of fewer pixels than modules the code is drawn smaller than
    /// anyone can read, with smooth edges, as it is when it is turned by other than right angles.
    ///
    /// ```json
    /// {"op":"qr","x":20,"y":20,"size":200,"data":"https://example.org/menu","ecc":"Q","fill":"#102030"}
    /// ```
    struct Qr {
        /// Left edge of the box.
        x: X,
        /// Top edge of the box.
        y: Y,
        /// Both sides of the box, the quiet zone included.
        size: Extent,
        /// What a reader reads, as UTF-8; at least one character.
        #[serde(deserialize_with = "text")]
        data: Buffer<u8>,
        /// How much of the code may be hidden and still be read: `L`, `M` (the default), `Q` or `H`.
        #[serde(default)]
        ecc: Ecc,
        /// The paint of the dark modules.
        #[serde(default = "black")]
        fill: Paint,
        /// The paint of the whole box below them; `"transparent"` for none. Many readers want it lighter than `fill`.
        #[serde(default = "white")]
        background: Paint,
        /// Modules left free on each side, a whole number.
        #[serde(default = "four_modules")]
        quiet_zone: WholeLength,
    }
}

impl Qr {
    /// Whether a code can hold the data.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let count = self.data.len();
        if count == 0 {
            let text = "must hold at least one character, or there is nothing to read";
            return Err(Fault::of_value(Code::Invalid, text).inside("data"));
        }
        if self.ecc.holds(&self.data) {
            return Ok(());
        }
        let Capacity { bytes, capitals, digits } = self.ecc.capacity();
        let text = format!(
            "has {count} bytes, a QR code of ecc {} holds {bytes} (of capitals {capitals}, of digits {digits}); \
             shorten it{}",
            self.ecc.name(),
            if self.ecc == Ecc::L { "" } else { " or take a lower ecc" }
        );
        Err(Fault::of_value(Code::TooLarge, text).inside("data"))
    }
}

/// Reads a string into memory that is used again.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Buffer<u8>, D::Error> {
    struct TextVisitor;

    impl Visitor<'_> for TextVisitor {
        type Value = Buffer<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Buffer<u8>, E> {
            let mut buffer = Buffer::new();
            buffer.extend_from_slice(text.as_bytes());
            Ok(buffer)
        }
    }

    deserializer.deserialize_str(TextVisitor)
}
