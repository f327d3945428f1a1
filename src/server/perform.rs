//! A request that has all it needs, done and answered.

use super::answers::answer;
use super::batch::draw;
use super::display::Display;
use super::licence::Licence;
use crate::protocol::reply::{self, write_result};
use crate::protocol::{Body, Command, Fault, Id};

/// Draws, or answers a question. Actions are the session's own.
pub(super) fn perform(
    body: &Body,
    id: Option<&Id<'_>>,
    licence: &Licence,
    display: &mut Display,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    match body {
        Body::Command(command) => {
            draw([&**command], licence.region(), display)?;
            if let (Some(_), Command::Text(text)) = (id, &**command) {
                write_result(id, display.painter.measure(text), out);
                return Ok(());
            }
        }
        Body::Frame(frame) => {
            draw(frame.commands.list(), licence.region(), display)?;
            display.stats.frames += 1;
        }
        Body::Action(_) => {}
        Body::Question(question) => {
            answer(question, id, display, licence.granted(), out)?;
            display.stats.questions += 1;
            return Ok(());
        }
    }
    if id.is_some() {
        write_result(id, reply::Done {}, out);
    }
    Ok(())
}
