//! One client's requests, answered one line at a time, without a socket.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::protocol::buffer::Kept;
use crate::protocol::reply::{Done, WireError, write_error, write_result};
use crate::protocol::{Body, Code, Command, Fault, Id, Limits, Request, parse};

use super::answers::answer;
use super::display::Display;
use super::lines::Line;

/// What is remembered of a client from line to line.
#[derive(Debug, Default)]
pub struct Session {
    line: u64,
    /// Commands that nobody waits for, not drawn yet, and the lines they stood in. Reading many and then drawing
    /// many is quicker than taking turns: each of the two leaves the processor work to finish that the other
    /// would wait for (200 against 340 ns from line to line, for rectangles all over a large screen).
    waiting: Vec<(u64, Kept<Command>)>,
}

impl Session {
    /// Does what a line asks for and appends the reply, if there is one, to `out`.
    pub fn answer(&mut self, line: Line<'_>, display: &mut Display, out: &mut Vec<u8>) {
        self.take(line, display, out);
        self.draw(display, out);
    }

    /// The same, except that a command without a reply may wait for the next [`Session::draw`]. Whatever can be
    /// noticed before then happens in the order of the lines.
    pub fn take(&mut self, line: Line<'_>, display: &mut Display, out: &mut Vec<u8>) {
        self.line += 1;
        display.stats.lines += 1;
        let (id, fault) = match line {
            Line::TooLong => (None, too_long(&display.limits)),
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => return,
            Line::Whole(bytes) => match parse(bytes, &display.limits, display.screen.size()) {
                Ok(Request { id: None, body: Body::Command(command) }) => {
                    match display.painter.prepare(&command) {
                        Ok(()) => return self.waiting.push((self.line, command)),
                        Err(fault) => (None, fault),
                    }
                }
                Ok(Request { id, body }) => {
                    self.draw(display, out);
                    match perform(&body, id.as_ref(), display, out) {
                        Ok(()) => return,
                        Err(fault) => (id, fault),
                    }
                }
                Err(failure) => (failure.id, failure.fault),
            },
        };
        self.draw(display, out);
        report(id.as_ref(), &fault, self.line, display, out);
    }

    /// Draws the commands that waited.
    pub fn draw(&mut self, display: &mut Display, out: &mut Vec<u8>) {
        let mut drawn = 0;
        while drawn < self.waiting.len() {
            let waiting = self.waiting[drawn..].iter().map(|(_, command)| &**command);
            if let Err(fault) = draw(waiting.inspect(|_| drawn += 1), display) {
                report(None, &fault, self.waiting[drawn - 1].0, display, out);
            }
        }
        self.waiting.clear();
    }
}

fn report(id: Option<&Id<'_>>, fault: &Fault, line: u64, display: &mut Display, out: &mut Vec<u8>) {
    display.stats.errors += 1;
    tracing::debug!(line, code = %fault.code, %fault, "request failed");
    write_error(id, WireError::new(fault, Some(line)), out);
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
        Body::Command(command) => {
            display.painter.prepare(command)?;
            draw([&**command], display)?;
            if let (Some(_), Command::Text(text)) = (id, &**command) {
                write_result(id, display.painter.measure(text), out);
                return Ok(());
            }
        }
        Body::Frame(frame) => {
            display.painter.prepare_all(frame.commands.list()).map_err(|fault| frame.place(fault))?;
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

/// Draws checked commands. A panic in drawing is a bug of ours; it costs the request that it happens in and nothing
/// else.
fn draw<'c>(commands: impl IntoIterator<Item = &'c Command>, display: &mut Display) -> Result<(), Fault> {
    let Display { screen, painter, stats, .. } = display;
    let (mut canvas, damage) = screen.canvas();
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        for command in commands {
            stats.commands += 1;
            painter.draw(command, &mut canvas, damage);
        }
    }));
    drawn.map_err(|_| {
        painter.reset();
        Fault::new(Code::Internal, "drawing failed, a bug of fbdrawd; its log says where. Please report it")
    })
}
