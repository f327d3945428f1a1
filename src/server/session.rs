//! One client's requests, answered one line at a time, without a socket.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::protocol::reply::{Done, WireError, write_error, write_result};
use crate::protocol::{Body, Code, Command, Fault, Id, Limits, Request, parse};

use super::answers::answer;
use super::display::Display;
use super::lines::Line;

/// What is remembered of a client from line to line.
#[derive(Debug, Default)]
pub struct Session {
    line: u64,
}

impl Session {
    /// Does what a line asks for and appends the reply, if there is one, to `out`.
    pub fn answer(&mut self, line: Line<'_>, display: &mut Display, out: &mut Vec<u8>) {
        self.line += 1;
        display.stats.lines += 1;
        let (id, fault) = match line {
            Line::TooLong => (None, too_long(&display.limits)),
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => return,
            Line::Whole(bytes) => match parse(bytes, &display.limits, display.screen.size()) {
                Ok(Request { id, body }) => match perform(&body, id.as_ref(), display, out) {
                    Ok(()) => return,
                    Err(fault) => (id, fault),
                },
                Err(failure) => (failure.id, failure.fault),
            },
        };
        display.stats.errors += 1;
        tracing::debug!(line = self.line, code = %fault.code, %fault, "request failed");
        write_error(id.as_ref(), WireError::new(&fault, Some(self.line)), out);
    }
}

fn too_long(limits: &Limits) -> Fault {
    let limit = limits.line_bytes;
    Fault::new(
        Code::TooLarge,
        format!("the line is longer than {limit} bytes (limits.line_bytes); it was discarded"),
    )
}

fn perform(body: &Body, id: Option<&Id<'_>>, display: &mut Display, out: &mut Vec<u8>) -> Result<(), Fault> {
    match body {
        Body::Command(command) => draw(std::slice::from_ref(command), display)?,
        Body::Frame(frame) => {
            draw(frame.commands.list(), display)?;
            display.stats.frames += 1;
        }
        Body::Question(question) => {
            answer(question, id, display, out)?;
            display.stats.questions += 1;
            return Ok(());
        }
    }
    if id.is_some() {
        write_result(id, Done {}, out);
    }
    Ok(())
}

/// Draws checked commands. A panic in drawing is a bug of ours; it costs this request and nothing else.
fn draw(commands: &[Command], display: &mut Display) -> Result<(), Fault> {
    let Display { screen, painter, stats, .. } = display;
    let (mut canvas, damage) = screen.canvas();
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        for command in commands {
            painter.draw(command, &mut canvas, damage);
        }
    }));
    stats.commands += commands.len() as u64;
    drawn.map_err(|_| {
        *painter = Default::default();
        Fault::new(Code::Internal, "drawing failed, a bug of fbdrawd; its log says where. Please report it")
    })
}
