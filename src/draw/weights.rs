//! How long it takes what paints little or slowly, in pixels that might be painted meanwhile.
//!
//! One that counts as one takes some 3 ns at most in a release build: one of a plain colour 0.2, of a linear gradient
//! 2.1, of a plain colour with `difference` 2.8. All figures were measured on a 4K screen of 32 bits.

use super::has_two_paints;
use crate::geometry::PixelRect;
use crate::paint::Place;
use crate::protocol::Command;
use crate::protocol::clip::Clip;
use crate::protocol::command::{Qr, Rects};
use crate::protocol::paint::Paint;

/// A byte of a text that is set: 0.3 to 0.6 µs, to be weighed and again to be drawn.
pub(super) const SETTING: u64 = 256;

/// A QR code, and each byte of what it says: one of 2,000 bytes takes 15 to 30 ms.
const CODE: u64 = 20_000;
const CODE_BYTE: u64 = 5000;

/// A pixel of a radial gradient, which takes 6 to 8 ns.
const RADIAL: u64 = 3;

/// One of a conic gradient, which asks for an angle each time: 17 ns.
const CONIC: u64 = 6;

/// One of a picture that is looked up between the picture's own: 34 ns, 11 for the nearest.
pub(super) const LOOKED_UP: u64 = 12;

/// Width and height of what a command paints once, in one colour: most commands are so, and about these nothing else
/// needs to be looked at.
#[inline]
pub(super) fn plain(command: &Command) -> Option<(f64, f64)> {
    match command {
        Command::Rect(c) if is_plain(&c.fill, &c.stroke) && c.clip.is_none() && c.transform.is_none() => {
            Some((c.width.0, c.height.0))
        }
        Command::Circle(c) if is_plain(&c.fill, &c.stroke) && c.clip.is_none() && c.transform.is_none() => {
            Some((2.0 * c.r.0, 2.0 * c.r.0))
        }
        _ => None,
    }
}

#[inline]
fn is_plain(fill: &Option<Paint>, stroke: &Option<Paint>) -> bool {
    matches!((fill, stroke), (Some(Paint::Solid(_)), None))
}

/// What a command paints at most, as far as that can be told without looking where it lies.
#[inline]
pub(super) fn most(command: &Command, canvas: PixelRect) -> u64 {
    if plain(command).is_some() { canvas.area() } else { most_of_any(command, canvas) }
}

fn most_of_any(command: &Command, canvas: PixelRect) -> u64 {
    let common = command.common();
    let is_dashed = command.style().is_some_and(|style| !style.stroke_dasharray.is_empty());
    if is_dashed || matches!(common.clip, Some(Clip::Path(_))) {
        return u64::MAX;
    }
    let times = match command {
        Command::Group(group) => {
            return most_of(group.commands.list(), canvas).saturating_add(2 * canvas.area());
        }
        Command::Polyline(_)
        | Command::Polygon(_)
        | Command::Path(_)
        | Command::Text(_)
        | Command::Image(_) => return u64::MAX,
        Command::Pixels(pixels) => return 2 * pixels.points.len() as u64,
        Command::Rects(rects) if common.transform.is_none() && common.clip.is_none() => {
            return touched(rects, canvas).saturating_mul(shading(command));
        }
        Command::Rects(rects) => rects.rects.len() as u64,
        Command::Qr(qr) => {
            return (6 * canvas.area() * shading(command)).saturating_add(encoding(qr));
        }
        // Each paint, and the picture that both become.
        _ if has_two_paints(command) => 3,
        _ => 1,
    };
    let cut = if common.clip.is_some() { 2 } else { 1 };
    canvas.area().saturating_mul(times * cut * shading(command))
}

/// The pixels that rectangles may touch, wherever they lie.
fn touched(rects: &Rects, canvas: PixelRect) -> u64 {
    let (width, height) = (canvas.width() as f64, canvas.height() as f64);
    let touched = |&[_, _, w, h]: &[f64; 4]| (w + 2.0).min(width) * (h + 2.0).min(height);
    rects.rects.iter().map(touched).sum::<f64>() as u64
}

/// The same for many commands.
pub(super) fn most_of(commands: &[Command], canvas: PixelRect) -> u64 {
    commands.iter().fold(0, |sum: u64, command| sum.saturating_add(most(command, canvas)))
}

/// A pixel of the slowest of a command's paints.
#[inline]
pub(super) fn shading(command: &Command) -> u64 {
    let weights = command.paints().map(|(_, paint)| match paint {
        Some(Paint::Gradient(gradient)) => match gradient.place {
            Place::Conic { .. } => CONIC,
            Place::Radial { .. } => RADIAL,
            Place::Linear { .. } => 1,
        },
        _ => 1,
    });
    weights.into_iter().fold(1, u64::max)
}

/// A QR code that has to be made.
pub(super) fn encoding(qr: &Qr) -> u64 {
    CODE + CODE_BYTE * qr.data.len() as u64
}
