//! Drawing commands as they stand on the wire.

use super::buffer::Kept;
pub use super::common::Common;
pub use super::group::Group;
pub use super::image::Image;
pub use super::pixels::{Clear, Copy, Pixels};
pub use super::progress::Progress;
pub use super::qr::Qr;
pub use super::shapes::{Arc, Circle, Ellipse, Line, Path, Polygon, Polyline, Rect, Rects};
pub use super::style::Style;
use super::text::Text;

/// A drawing command that has been read.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant is the struct of its name")]
pub enum Command {
    Clear(Clear),
    Rect(Rect),
    Rects(Rects),
    Line(Line),
    Polyline(Polyline),
    Polygon(Polygon),
    Circle(Circle),
    Ellipse(Ellipse),
    Arc(Arc),
    Path(Path),
    Pixels(Pixels),
    Text(Kept<Text>),
    Copy(Copy),
    Group(Group),
    Qr(Qr),
    Progress(Progress),
    Image(Kept<Image>),
}

/// The same expression for every command, `$command` being the struct of its own.
macro_rules! each {
    ($self:expr, $command:ident => $value:expr) => {
        match $self {
            Command::Clear($command) => $value,
            Command::Rect($command) => $value,
            Command::Rects($command) => $value,
            Command::Line($command) => $value,
            Command::Polyline($command) => $value,
            Command::Polygon($command) => $value,
            Command::Circle($command) => $value,
            Command::Ellipse($command) => $value,
            Command::Arc($command) => $value,
            Command::Path($command) => $value,
            Command::Pixels($command) => $value,
            Command::Text($command) => $value,
            Command::Copy($command) => $value,
            Command::Group($command) => $value,
            Command::Qr($command) => $value,
            Command::Progress($command) => $value,
            Command::Image($command) => $value,
        }
    };
}

impl Command {
    /// The members that every command has.
    #[inline]
    pub fn common(&self) -> Common<'_> {
        each!(self, command => command.common())
    }

    /// How it is painted, where it is a shape.
    #[inline]
    pub fn style(&self) -> Option<Style<'_>> {
        Some(match self {
            Self::Rect(shape) => shape.style(),
            Self::Line(shape) => shape.style(),
            Self::Polyline(shape) => shape.style(),
            Self::Polygon(shape) => shape.style(),
            Self::Circle(shape) => shape.style(),
            Self::Ellipse(shape) => shape.style(),
            Self::Arc(shape) => shape.style(),
            Self::Path(shape) => shape.style(),
            Self::Text(text) => text.painted(),
            _ => return None,
        })
    }
}
