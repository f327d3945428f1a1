//! Display control: what clients ask of the display rather than of the picture.

use crate::device::{self, ControlError, VsyncError};
use crate::pixel::Palette;
use crate::protocol::answer::ModeNow;
use crate::protocol::control::{Mode, SetPalette};
use crate::protocol::reply::{Done, write_result};
use crate::protocol::{Action, Code, Fault, Id};
use crate::rotation::Rotation;

use super::display::Display;

/// Does an action that concerns the display, and appends the reply if one is due.
pub(super) fn control(
    action: &Action,
    id: Option<&Id<'_>>,
    display: &mut Display,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    if let Action::Poke(poke) = action {
        display.registers.poke(poke)?;
        if id.is_some() {
            write_result(id, Done {}, out);
        }
        return Ok(());
    }
    display.available()?;
    let screen = &mut display.screen;
    let of_others = matches!(action, Action::Blank(_) | Action::Mode(_) | Action::Palette(_));
    if of_others && screen.is_hidden() {
        let text = "another console has the display now; try again when this one is shown";
        return Err(Fault::new(Code::Denied, text));
    }
    match action {
        Action::Blank(blank) => screen.blank(blank.on).map_err(|error| fault(&error))?,
        Action::Palette(palette) => set_palette(palette, display)?,
        Action::Rotate(rotate) => turn(rotate.degrees, display)?,
        Action::Repaint(_) => {
            screen.repaint().map_err(|error| Fault::new(Code::Unsupported, error.to_string()))?;
        }
        Action::Mode(mode) => {
            let now = set_mode(mode, display)?;
            if id.is_some() {
                write_result(id, now, out);
            }
            return Ok(());
        }
        // The session does these itself.
        Action::Load(_) | Action::Drop(_) | Action::WaitVsync(_) | Action::Poke(_) => {}
    }
    if id.is_some() {
        write_result(id, Done {}, out);
    }
    Ok(())
}

/// Turns the picture. Every command before has been drawn, and none after it has been read.
fn turn(rotation: Rotation, display: &mut Display) -> Result<(), Fault> {
    display.screen.rotate(rotation).map_err(|error| Fault::new(Code::Unsupported, error.to_string()))?;
    let size = display.screen.size();
    tracing::info!(degrees = rotation.degrees(), %size, "picture turned");
    Ok(())
}

fn set_palette(palette: &SetPalette, display: &mut Display) -> Result<(), Fault> {
    let format = display.screen.device().geometry().format();
    let most = 1 << format.bits_per_pixel().min(8);
    let colors = match &palette.colors {
        Some(colors) if format.is_indexed() && colors.len() > most => {
            let text = format!("must be at most {most} colours in {format}, they are {}", colors.len());
            return Err(Fault::of_value(Code::Invalid, text).inside("colors"));
        }
        Some(colors) => Some(colors.iter().map(|color| [color.r, color.g, color.b]).collect::<Vec<_>>()),
        None => None,
    };
    let palette = colors.as_deref().map(Palette::new);
    display.screen.set_palette(palette).map_err(|error| fault(&error))
}

fn set_mode(mode: &Mode, display: &mut Display) -> Result<ModeNow, Fault> {
    let bits_per_pixel = mode.bits_per_pixel.map(|bits| bits.0 as u32);
    let asked = device::Mode { size: mode.size(), bits_per_pixel };
    display.screen.set_mode(asked).map_err(|error| fault(&error))?;
    let geometry = display.screen.device().geometry();
    let (size, format) = (display.screen.size(), geometry.format());
    tracing::info!(%size, %format, "the mode has changed");
    Ok(ModeNow {
        width: size.width,
        height: size.height,
        stride: geometry.stride(),
        format: format.name().into(),
        bits_per_pixel: format.bits_per_pixel(),
    })
}

fn fault(error: &ControlError) -> Fault {
    let code = if error.is_unsupported() { Code::Unsupported } else { Code::Io };
    Fault::new(code, error.to_string())
}

/// Why a vertical blank was not waited for, as the wire says it.
pub(super) fn vsync_fault(error: &VsyncError) -> Fault {
    let code = match error {
        VsyncError::Refused(_) => Code::Unsupported,
        VsyncError::Late | VsyncError::NoThread(_) => Code::Io,
    };
    Fault::new(code, error.to_string())
}
