//! Checked commands, drawn whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::geometry::PixelRect;
use crate::protocol::{Code, Command, Fault};

use super::display::Display;

/// Draws checked commands. A panic in drawing is a bug of ours; it costs the request that it happens in and nothing
/// else. A device that is gone costs the requests until it is back.
///
/// Where a client is kept to a `region`, that is all the canvas there is: nothing outside is drawn, nor copied from.
pub(super) fn draw<'c>(
    commands: impl IntoIterator<Item = &'c Command>,
    region: Option<PixelRect>,
    display: &mut Display,
) -> Result<(), Fault> {
    display.available()?;
    let Display { screen, painter, stats, limits, .. } = display;
    let (canvas, damage) = screen.canvas();
    let canvas = match region {
        None => Some(canvas),
        Some(region) => canvas.part_within(region),
    };
    let Some(mut canvas) = canvas else {
        stats.commands += commands.into_iter().count() as u64;
        return Ok(());
    };
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        for command in commands {
            stats.commands += 1;
            painter.draw(command, &mut canvas, damage);
        }
    }));
    drawn.map_err(|_| {
        painter.reset(limits);
        Fault::new(Code::Internal, "drawing failed, a bug of fbdrawd; its log says where. Please report it")
    })?;
    display.reached()
}
