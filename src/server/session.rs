//! One client's requests, answered one line at a time, without a socket.

use crate::draw::repeats;
use crate::permissions::Credentials;
use crate::protocol::buffer::Kept;
use crate::protocol::reply::{self, WireError, write_result};
use crate::protocol::{Action, Body, Code, Command, Fault, Id, Request, descriptors_wanted, op_asked, parse};

use super::batch::draw;
use super::control::control;
use super::descriptors::Descriptors;
use super::display::Display;
use super::effort::Effort;
use super::gather::{Belongings, hand_out};
use super::licence::Licence;
use super::lines::Line;
use super::perform::perform;
use super::scaling::{hold_scaled, unscaled};
use super::unread::Unread;
use super::work::{Outcome, Task, Work};

/// What is remembered of a client from line to line.
#[derive(Debug)]
pub struct Session {
    line: u64,
    licence: Licence,
    /// Commands that nobody waits for, not drawn yet, and the lines they stood in. Reading many and then drawing
    /// many is quicker than taking turns: each of the two leaves the processor work to finish that the other
    /// would wait for (200 against 340 ns from line to line, for rectangles all over a large screen).
    waiting: Vec<(u64, Kept<Command>)>,
    belongings: Belongings,
    /// What the lines take that were not drawn when others had their turn last.
    pub(super) effort: Effort,
    unread: Unread,
    /// The request that [`Work`] was given away for, its line the last one read.
    pending: Option<Pending>,
}

/// A request that waits for work.
#[derive(Debug)]
struct Pending {
    id: Option<Id<'static>>,
    body: Body,
    /// Whether the work is to scale its pictures.
    scaling: bool,
}

impl Default for Session {
    /// That of this process itself.
    fn default() -> Self {
        Self::of(Credentials::own(), Unread::uncounted())
    }
}

impl Session {
    /// The session of a client who has sent nothing yet.
    pub(super) fn of(who: Credentials, unread: Unread) -> Self {
        Self {
            line: 0,
            licence: Licence::of(who),
            waiting: Vec::new(),
            belongings: Belongings::default(),
            effort: Effort::default(),
            unread,
            pending: None,
        }
    }

    /// Does what a line asks for and appends the reply, if there is one, to `out`. Pictures are decoded here and now.
    pub fn answer(&mut self, line: Line<'_>, display: &mut Display, out: &mut Vec<u8>) {
        let mut work = self.take(line, display, out);
        while let Some(next) = work {
            work = self.resume(next.run(), display, out);
        }
        self.draw(display, out);
    }

    /// The same, except that a command without a reply may wait for the next [`Session::draw`]. Whatever can be
    /// noticed before then happens in the order of the lines.
    ///
    /// Where the line needs pictures decoded first, that work is given away. Everything before it is drawn by then,
    /// and [`Session::resume`] must be called with what becomes of it before the next line is taken.
    #[must_use = "the line is not done before the work is"]
    pub fn take(&mut self, line: Line<'_>, display: &mut Display, out: &mut Vec<u8>) -> Option<Work> {
        debug_assert!(self.pending.is_none(), "a line was taken before the one before it was done");
        self.line += 1;
        display.stats.lines += 1;
        self.licence.follow(&display.permissions);
        let (id, fault) = match line.whole(&display.limits) {
            Err(fault) => (None, fault),
            Ok(bytes) if bytes.trim_ascii().is_empty() => return None,
            Ok(bytes) => match parse(bytes, &display.limits, display.screen.size()) {
                Ok(Request { id: None, body: Body::Command(command), images: 0 })
                    if self.licence.may_draw(display.screen.size()) && !repeats(&command) =>
                {
                    match display.painter.prepare(&command) {
                        Ok(()) => {
                            self.effort.take_on(&command, self.licence.region(), display);
                            self.waiting.push((self.line, command));
                            return None;
                        }
                        Err(fault) => (None, fault),
                    }
                }
                Ok(Request { id, mut body, images }) => {
                    match self.prepare(id.as_ref(), &mut body, images, display, out) {
                        Ok(Some(task)) => {
                            self.draw(display, out);
                            let scaling = matches!(task, Task::Scale(_));
                            self.pending = Some(Pending { id: id.map(Id::into_owned), body, scaling });
                            return Some(Work(task));
                        }
                        Ok(None) => return self.finish(id, body, display, out),
                        Err(fault) => (id, fault),
                    }
                }
                Err(failure) => {
                    let descriptors = self.descriptors();
                    if !descriptors.is_empty() {
                        descriptors.skip(descriptors_wanted(bytes));
                    }
                    (failure.id, failure.fault)
                }
            },
        };
        self.draw(display, out);
        let op = || match line {
            Line::Whole(bytes) => op_asked(bytes),
            Line::TooLong | Line::NoRoom(_) => None,
        };
        self.report(id.as_ref(), op, &fault, self.line, display, out);
        None
    }

    /// Goes on with the line that [`Session::take`] gave work away for, and may give away more of it: pictures are
    /// decoded, and those that are large are scaled.
    #[must_use = "the line is not done before the work is"]
    pub fn resume(&mut self, mut done: Outcome, display: &mut Display, out: &mut Vec<u8>) -> Option<Work> {
        let Pending { id, mut body, scaling } = self.pending.take()?;
        let op = body.name();
        let failed = done.pictures.iter().filter(|picture| picture.is_err()).count();
        display.stats.pictures.decoded += (done.pictures.len() - failed - done.reused) as u64;
        display.stats.pictures.failed += failed as u64;
        let outcome = match &mut body {
            Body::Action(Action::Load(load)) => {
                self.belongings.keep(load, done, display).map(|loaded| match loaded {
                    _ if id.is_none() => {}
                    Some(picture) => write_result(id.as_ref(), picture, out),
                    None => write_result(id.as_ref(), reply::Done {}, out),
                })
            }
            Body::Action(Action::WaitVsync(_)) => match done.missed {
                Some(fault) => Err(fault),
                None => perform(&body, id.as_ref(), &self.licence, display, out),
            },
            _ => {
                display.painter.keep_scaled(&std::mem::take(&mut done.scaled));
                let next = hand_out(&mut body, done).and_then(|()| self.scaling(&mut body, display));
                if let Ok(Some(task)) = next {
                    self.pending = Some(Pending { id, body, scaling: true });
                    return Some(Work(task));
                }
                let weighed = next.and_then(|_| self.effort.add(&body, self.licence.region(), display));
                let drawn = weighed.and_then(|()| perform(&body, id.as_ref(), &self.licence, display, out));
                if scaling {
                    // The pictures of this line may be gone with it.
                    drop(body);
                    display.painter.forget_pictures();
                }
                drawn
            }
        };
        if let Err(fault) = outcome {
            self.report(id.as_ref(), || Some(op.to_owned()), &fault, self.line, display, out);
        }
        None
    }

    /// What must be scaled of a line's pictures before it is drawn. This is asked again when that is done: meanwhile
    /// others may have driven out of the cache what was there before. When nothing is left, the line can be drawn, and
    /// must be before anybody else's.
    fn scaling(&mut self, body: &mut Body, display: &mut Display) -> Result<Option<Task>, Fault> {
        let found = unscaled(body, display, &self.belongings.allowance(display))?;
        if found.is_empty() {
            hold_scaled(body, display);
        }
        Ok((!found.is_empty()).then_some(Task::Scale(found)))
    }

    /// Counts the client's replies as `bytes` bytes from now on. What was set aside for one that waits for work stays.
    pub(super) fn keep_unread(&mut self, bytes: usize) {
        if self.pending.is_none() {
            self.unread.keep(bytes);
        }
    }

    /// The descriptors that came with the client's bytes and that no command has taken.
    pub(super) fn descriptors(&mut self) -> &mut Descriptors {
        &mut self.belongings.descriptors
    }

    /// Finds the fonts and pictures that a request needs, if the client may have it done; returns what must be done
    /// first, such as decoding some.
    fn prepare(
        &mut self,
        id: Option<&Id<'_>>,
        body: &mut Body,
        images: usize,
        display: &mut Display,
        out: &mut Vec<u8>,
    ) -> Result<Option<Task>, Fault> {
        // Whoever may not draw leaves descriptors to nobody: what else they send takes none either.
        self.licence.check(body, display.screen.size())?;
        // Pictures first: whatever is wrong with the line, it takes its own descriptors and leaves none to the next.
        let task = self.belongings.task(body, images, display)?;
        match body {
            Body::Command(command) => display.painter.prepare(command)?,
            Body::Frame(frame) => {
                display.painter.prepare_all(frame.commands.list()).map_err(|fault| frame.place(fault))?;
            }
            _ => {}
        }
        self.unread.reserve_for(id, body, display, out)?;
        let task = if task.is_none() && images > 0 { self.scaling(body, display)? } else { task };
        if task.is_none() {
            self.effort.add(body, self.licence.region(), display)?;
        }
        Ok(task)
    }

    /// Does a request that has all it needs, or lets it wait for the next [`Session::draw`].
    fn finish(
        &mut self,
        id: Option<Id<'_>>,
        body: Body,
        display: &mut Display,
        out: &mut Vec<u8>,
    ) -> Option<Work> {
        let body = match body {
            Body::Command(command) if id.is_none() => {
                self.waiting.push((self.line, command));
                return None;
            }
            body => body,
        };
        self.draw(display, out);
        let outcome = match &body {
            Body::Action(Action::Drop(action)) => self.belongings.forget(action, display).map(|()| {
                if id.is_some() {
                    write_result(id.as_ref(), reply::Done {}, out);
                }
            }),
            Body::Action(action) => control(action, id.as_ref(), display, out),
            body => perform(body, id.as_ref(), &self.licence, display, out),
        };
        if let Err(fault) = outcome {
            self.report(id.as_ref(), || Some(body.name().to_owned()), &fault, self.line, display, out);
        }
        None
    }

    /// Draws the commands that waited.
    pub fn draw(&mut self, display: &mut Display, out: &mut Vec<u8>) {
        let (mut drawn, region) = (0, self.licence.region());
        while drawn < self.waiting.len() {
            let first = drawn;
            let waiting = self.waiting[first..].iter().map(|(_, command)| &**command);
            if let Err(fault) = draw(waiting.inspect(|_| drawn += 1), region, display) {
                // Where the device went, nobody knows which of them it still took.
                let failed =
                    if fault.code == Code::Io { first..self.waiting.len() } else { drawn - 1..drawn };
                drawn = failed.end;
                for (line, command) in &self.waiting[failed] {
                    self.report(None, || Some(command.op().to_owned()), &fault, *line, display, out);
                }
            }
        }
        self.waiting.clear();
    }

    fn report(
        &self,
        id: Option<&Id<'_>>,
        op: impl FnOnce() -> Option<String>,
        fault: &Fault,
        line: u64,
        display: &mut Display,
        out: &mut Vec<u8>,
    ) {
        let who = self.licence.who();
        display.stats.errors += 1;
        match fault.rule() {
            Some(rule) => {
                display.stats.denied += 1;
                display.denials.log(who, op, rule);
            }
            None => display.refusals.log(who, line, op, fault),
        }
        self.unread.write_error(id, WireError::new(fault, Some(line)), out);
    }
}
