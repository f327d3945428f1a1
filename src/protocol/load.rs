//! Pictures and fonts that the daemon keeps, as the wire has it.

use serde::Deserialize;

use super::error::{Code, Fault};
use super::image::Origin;
use super::limits::Limits;
use super::name::Name;

/// Decodes a picture and keeps it under a name, which is this connection's own and goes with it, unless it is
/// `shared`. A name that stood for another picture stands for this one from now on. With an `id`, the result tells
/// the picture's `width` and `height`.
///
/// ```json
/// {"op":"load","name":"logo","path":"/usr/share/kiosk/logo.png","id":1}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// What the picture will be called.
    pub name: Option<String>,
    /// What the fonts of the file will be called, if it holds fonts and no picture: a family like any other, for the
    /// texts of all connections, until somebody drops it or the daemon ends. The name must be no other family's; a
    /// family that was loaded under it before makes room for this one.
    pub font: Option<String>,
    /// See [`Image::path`](super::image::Image::path).
    pub path: Option<Name>,
    /// See [`Image::data`](super::image::Image::data).
    pub data: Option<String>,
    /// See [`Image::fd`](super::image::Image::fd).
    #[serde(default)]
    pub fd: bool,
    /// Whether all connections may draw it, and it stays when this one goes.
    #[serde(default)]
    pub shared: bool,
}

/// Forgets a picture's name, this connection's own or else a shared one, or a font family that was loaded. What is
/// drawn stays.
///
/// ```json
/// {"op":"drop","name":"logo"}
/// {"op":"drop","font":"House Sans","id":1}
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drop {
    /// What the picture is called.
    pub name: Option<String>,
    /// What the font family is called, if it is one.
    pub font: Option<String>,
}

/// That an action names either a picture or a font family.
fn check_names(name: Option<&str>, font: Option<&str>) -> Result<(), Fault> {
    match (name, font) {
        (None, None) => {
            let text = "missing field `name`, of a picture, or `font`, of fonts";
            Err(Fault::new(Code::MissingField, text).inside("name"))
        }
        (Some(_), Some(_)) => {
            let text = "must stand alone: a file is a picture or has fonts";
            Err(Fault::of_value(Code::Invalid, text).inside("font"))
        }
        _ => Ok(()),
    }
}

impl Drop {
    /// What cannot be seen while a single member is read.
    pub(super) fn check(&self) -> Result<(), Fault> {
        check_names(self.name.as_deref(), self.font.as_deref())
    }
}

impl Load {
    /// What cannot be seen while a single member is read.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Fault> {
        check_names(self.name.as_deref(), self.font.as_deref())?;
        if self.name.as_deref() == Some("") {
            let text = "must not be empty: `image` asks for the picture by it";
            return Err(Fault::of_value(Code::Invalid, text).inside("name"));
        }
        let Some(font) = &self.font else { return self.origin().map(|_| ()) };
        let wrong = if font.trim().is_empty() {
            "is empty"
        } else if font.trim() != font {
            "begins or ends with a blank"
        } else if font.contains([',', '"', '\'']) {
            "has a comma or a quote in it"
        } else if font.chars().any(char::is_control) {
            "has a control character in it"
        } else if font.len() > limits.font_name_bytes {
            "is longer than limits.font_name_bytes allows"
        } else {
            return self.origin().map(|_| ());
        };
        let text = format!("must be a name that texts can ask for in their `font`, and this one {wrong}");
        Err(Fault::of_value(Code::Invalid, text).inside("font"))
    }

    /// Where the file comes from.
    pub fn origin(&self) -> Result<Origin, Fault> {
        Origin::only(&[
            (Origin::Path, self.path.is_some()),
            (Origin::Data, self.data.is_some()),
            (Origin::Descriptor, self.fd),
        ])
    }

    /// The member that says where the file comes from.
    pub fn member(&self) -> &'static str {
        if self.fd {
            "fd"
        } else if self.path.is_some() {
            "path"
        } else {
            "data"
        }
    }
}
