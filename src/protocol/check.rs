//! What is wrong with a command that no single member of it shows.

use std::cell::Cell;

use super::clip::Clip;
use super::command::Command;
use super::error::{Code, Fault};
use super::limits::Limits;
use super::paint::Paint;
use super::value::Matrix;
use crate::geometry::Size;

/// What is known when a command is checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'a> {
    pub limits: &'a Limits,
    pub screen: Size,
    /// How many pictures the commands checked so far draw.
    pub images: &'a Cell<usize>,
}

impl Command {
    /// The member that is a list of any length, and its length.
    #[inline]
    fn list(&self) -> Option<(&'static str, usize)> {
        match self {
            Self::Rects(rects) => Some(("rects", rects.rects.len())),
            Self::Polyline(line) => Some(("points", line.points.len())),
            Self::Polygon(polygon) => Some(("points", polygon.points.len())),
            Self::Path(path) => Some(("d", path.d.len())),
            Self::Pixels(pixels) => Some(("points", pixels.points.len())),
            _ => None,
        }
    }

    /// Whatever cannot be seen while a single member is read. Drawing cannot fail after this.
    pub(super) fn check(&self, rules: &Rules<'_>) -> Result<(), Fault> {
        let limits = rules.limits;
        if let Some((member, count)) = self.list() {
            check_count(member, count, limits)?;
        }
        if let Some(style) = self.style() {
            check_count("stroke_dasharray", style.stroke_dasharray.len(), limits)?;
            if style.fill.is_none() && style.stroke.is_none() {
                let text = "missing field `fill` or `stroke`: nothing would be drawn";
                return Err(Fault::new(Code::MissingField, text).inside("fill"));
            }
        }
        self.check_paint(limits)?;
        match self {
            Self::Copy(copy) => {
                copy.region().within(rules.screen)?;
                if moves_whole(copy.common().transform) { Ok(()) } else { Err(moves_by_parts()) }
            }
            Self::Group(group) => {
                group.commands.check(rules).map_err(|fault| fault.inside("commands"))?;
                // The groups inside have been looked at, so this one is to blame.
                let may = moves_whole(group.common().transform) || !self.copies();
                if may { Ok(()) } else { Err(moves_by_parts()) }
            }
            Self::Text(text) => text.check_place().and_then(|()| text.check(limits)),
            Self::Qr(qr) => qr.check(),
            Self::Image(image) => {
                rules.images.set(rules.images.get() + 1);
                image.origin().map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// The members that are paints.
    #[inline]
    pub(crate) fn paints(&self) -> [(&'static str, Option<&Paint>); 3] {
        match self {
            Self::Rects(rects) => [("fill", Some(&rects.fill)), ("stroke", None), ("", None)],
            Self::Qr(qr) => [("fill", Some(&qr.fill)), ("background", Some(&qr.background)), ("", None)],
            Self::Progress(bar) => [("fill", Some(&bar.fill)), ("track", Some(&bar.track)), ("", None)],
            _ => {
                let style = self.style();
                let (fill, stroke) =
                    (style.and_then(|style| style.fill), style.and_then(|style| style.stroke));
                let background = if let Self::Text(text) = self { text.background.as_ref() } else { None };
                [("fill", fill), ("stroke", stroke), ("background", background)]
            }
        }
    }

    /// Whether it is `copy` or a group with one in it.
    fn copies(&self) -> bool {
        match self {
            Self::Copy(_) => true,
            Self::Group(group) => group.commands.list().iter().any(Self::copies),
            _ => false,
        }
    }

    /// The lists inside the common members and the paints.
    fn check_paint(&self, limits: &Limits) -> Result<(), Fault> {
        if let Some(Clip::Path(path)) = self.common().clip {
            check_count("d", path.d.len(), limits).map_err(|fault| fault.inside("clip"))?;
        }
        for (member, paint) in self.paints() {
            if let Some(Paint::Gradient(gradient)) = paint {
                check_count("stops", gradient.stops.len(), limits).map_err(|fault| fault.inside(member))?;
            }
        }
        Ok(())
    }
}

/// Pixels are copied whole, so all that a transform may do to a copy is move it by whole pixels.
fn moves_whole(transform: Option<Matrix>) -> bool {
    match transform {
        None => true,
        Some(Matrix([a, b, c, d, e, f])) => {
            [a, b, c, d] == [1.0, 0.0, 0.0, 1.0] && e.fract() == 0.0 && f.fract() == 0.0
        }
    }
}

fn moves_by_parts() -> Fault {
    let text = "must move by whole pixels only, as [1,0,0,1,e,f], where it applies to `copy`";
    Fault::of_value(Code::Invalid, text).inside("transform")
}

#[inline]
fn check_count(member: &str, count: usize, limits: &Limits) -> Result<(), Fault> {
    if count <= limits.command_points {
        return Ok(());
    }
    let text = format!(
        "has more elements than the limit of {} (limits.command_points); send them as several commands",
        limits.command_points
    );
    Err(Fault::of_value(Code::TooLarge, text).inside(member))
}
