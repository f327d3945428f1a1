//! Pictures as they are drawn on the wire.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

use super::buffer::Kept;
use super::clip::Clip;
use super::common::{Common, command, yes};
use super::error::{Code, Fault};
use super::name::Name;
use super::value::{Corners, Height, Length, Matrix, Opacity, Width, X, Y};
use crate::picture::{Bitmap, Filter, Resized};
use crate::pixel::Blend;

command! {
    /// A picture: one that `load` has given a name, a file's, or one in the line itself. Exactly one of `name`,
    /// `path`, `data` and `fd` says which.
    ///
    /// ```json
    /// {"op":"image","x":20,"y":20,"width":320,"height":180,"name":"logo","fit":"contain","align":"top left","rx":12}
    /// ```
    struct Image {
        /// Left edge of the box.
        x: X,
        /// Top edge of the box.
        y: Y,
        /// The box's extent to the right. Where only one of the two is left out, it follows from the other in the
        /// picture's proportions; where both are, they are the picture's own, or its `source`'s.
        width: Option<Width>,
        /// The box's extent downwards.
        height: Option<Height>,
        /// The name that `load` gave it.
        name: Option<Name>,
        /// A file beneath a directory of the daemon's `image_dirs`: absolute, or looked for beneath each of them.
        path: Option<Name>,
        /// An encoded file in base64.
        data: Option<String>,
        /// `true`: the encoded file is the next descriptor that came with this connection's bytes. It must be a
        /// regular file or a memfd, and is read from its beginning.
        #[serde(default)]
        fd: bool,
        /// How the picture fills the box.
        #[serde(default)]
        fit: Fit,
        /// Where it lies in the box, where it does not fill it exactly.
        #[serde(default)]
        align: Align,
        /// How it is scaled.
        #[serde(default)]
        filter: Filter,
        /// The part of the picture that is drawn, in its own pixels: `[x, y, width, height]`, inside of it.
        source: Option<Kept<Part>>,
        /// Radii of the corners of what is seen of it.
        #[serde(default)]
        rx: Corners,
        /// The decoded picture, once the daemon has it. It stands on no wire.
        #[serde(skip)]
        bitmap: Option<Arc<Bitmap>>,
        /// The same in the size it is shown in, where that is not made as it is drawn. It stands on no wire.
        #[serde(skip)]
        resized: Option<Arc<Resized>>,
    }
}

/// How a picture fills its box. The names are those of CSS's `object-fit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// Stretched to the box.
    #[default]
    Fill,
    /// As large as fits inside in its own proportions.
    Contain,
    /// As small as covers the box in its own proportions; what is outside is cut off.
    Cover,
    /// In its own size; what is outside is cut off.
    None,
}

/// Where a picture lies in its box: `"center"` (the default), `"left"`, `"right"`, `"top"`, `"bottom"`, or one word of
/// each direction, as in `"top left"`. A direction that is not named is the middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Align {
    /// The part of the spare room that is to the left: 0, ½ or 1.
    pub x: f64,
    /// The part of it above.
    pub y: f64,
}

impl Default for Align {
    fn default() -> Self {
        Self { x: 0.5, y: 0.5 }
    }
}

impl Align {
    fn parse(text: &str) -> Option<Self> {
        let (mut x, mut y) = (None, None);
        let mut words = 0;
        for word in text.split_ascii_whitespace() {
            words += 1;
            let (direction, part) = match word {
                "left" => (&mut x, 0.0),
                "right" => (&mut x, 1.0),
                "top" => (&mut y, 0.0),
                "bottom" => (&mut y, 1.0),
                "center" => continue,
                _ => return None,
            };
            if direction.replace(part).is_some() {
                return None;
            }
        }
        (1..=2).contains(&words).then_some(Self { x: x.unwrap_or(0.5), y: y.unwrap_or(0.5) })
    }
}

impl<'de> Deserialize<'de> for Align {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AlignVisitor;

        impl Visitor<'_> for AlignVisitor {
            type Value = Align;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one of center, left, right, top, bottom, or two of them such as \"top left\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Align, E> {
                Align::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(AlignVisitor)
    }
}

/// A part of a picture in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Extent to the right, more than 0.
    pub width: f64,
    /// Extent downwards, more than 0.
    pub height: f64,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let [x, y, width, height] = <[Length; 4]>::deserialize(deserializer)?.map(|Length(length)| length);
        if width == 0.0 || height == 0.0 {
            return Err(de::Error::custom("must be [x,y,width,height] with something in it"));
        }
        Ok(Self { x, y, width, height })
    }
}

/// Which of a command's members says where a picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `name`
    Name,
    /// `path`
    Path,
    /// `data`
    Data,
    /// `fd`
    Descriptor,
}

impl Origin {
    /// The member.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Path => "path",
            Self::Data => "data",
            Self::Descriptor => "fd",
        }
    }

    /// The one that is there, of those that may be.
    pub(super) fn only(there: &[(Self, bool)]) -> Result<Self, Fault> {
        let mut members = there.iter().filter(|(_, is_there)| *is_there).map(|&(origin, _)| origin);
        match (members.next(), members.next()) {
            (Some(origin), None) => Ok(origin),
            (Some(first), Some(second)) => {
                let text =
                    format!("cannot stand beside `{}`: one of them says which picture", first.member());
                Err(Fault::of_value(Code::Invalid, text).inside(second.member()))
            }
            (None, _) => {
                let names: Vec<_> =
                    there.iter().map(|(origin, _)| format!("`{}`", origin.member())).collect();
                let text = format!("missing field {}: one of them says which picture", names.join(" or "));
                Err(Fault::new(Code::MissingField, text).inside(there[0].0.member()))
            }
        }
    }
}

impl Image {
    /// Where the picture comes from.
    pub fn origin(&self) -> Result<Origin, Fault> {
        Origin::only(&[
            (Origin::Name, self.name.is_some()),
            (Origin::Path, self.path.is_some()),
            (Origin::Data, self.data.is_some()),
            (Origin::Descriptor, self.fd),
        ])
    }

    /// Takes the decoded picture, unless the command asks for a part that it does not have.
    pub fn show(&mut self, bitmap: Arc<Bitmap>) -> Result<(), Fault> {
        let size = bitmap.size();
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        if let Some(part) = self.source.as_deref()
            && (part.x + part.width > width || part.y + part.height > height)
        {
            let text = format!("must lie inside the picture, which is {width} pixels wide and {height} high");
            return Err(Fault::of_value(Code::Invalid, text).inside("source"));
        }
        // An extent that is lost in the rounding of its sum is none.
        if let Some(part) = self.source.as_deref()
            && (part.x + part.width <= part.x || part.y + part.height <= part.y)
        {
            let text =
                format!("must have something of the picture in it, not {} by {}", part.width, part.height);
            return Err(Fault::of_value(Code::Invalid, text).inside("source"));
        }
        self.bitmap = Some(bitmap);
        Ok(())
    }
}
