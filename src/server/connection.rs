//! One connection: reads, has the session answer, writes, and holds back who does not read.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::UnixStream;
use tokio::sync::watch;

use super::display::Display;
use super::lines::LineBuffer;
use super::receive::Receiver;
use super::room::Share;
use super::session::Session;
use super::unread::Unread;
use super::work::{Outcome, Work};
use crate::permissions::Credentials;

/// How long a client may keep one thread busy before the others get their turn.
const TURN: Duration = Duration::from_millis(2);

/// How many lines are read before what they ask for is drawn, at most, and between looks at the clock. The first
/// looks come sooner: a client whose lines take long has few of them in a turn.
const LINES_PER_LOOK: usize = 64;

/// How long a stopping daemon waits for a client to take its replies, all in all.
const FAREWELL: Duration = Duration::from_secs(1);

/// A client and what is between it and its session.
pub(super) struct Connection {
    stream: UnixStream,
    receiver: Receiver,
    lines: LineBuffer,
    session: Session,
    display: Rc<RefCell<Display>>,
    /// Replies that the client has not taken; `sent` bytes of them are gone.
    replies: Vec<u8>,
    sent: usize,
    unread_limit: usize,
    /// When a stopping daemon waits no longer. It is set once there is something to wait for.
    farewell: Option<tokio::time::Instant>,
    /// Whether the client's bytes have been asked for. Those that came with a connection made just before the daemon
    /// is told to stop are read all the same.
    is_heard: bool,
}

/// Whether nobody is left to read replies.
fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

/// How a turn of answering ended.
enum Turn {
    /// Everything that was read is answered.
    Done,
    /// The next line needs pictures that another thread decodes.
    Needs(Work),
    /// The client must take replies first.
    HeldBack,
    /// Its time is up, and there is more.
    TimeUp,
}

impl Connection {
    pub(super) fn new(stream: UnixStream, who: Credentials, display: Rc<RefCell<Display>>) -> Self {
        let (limits, share, unread) = {
            let display = display.borrow();
            let [share, unread] = [&display.unfinished, &display.unread].map(|room| Share::of(room, who.uid));
            (display.limits, share, Unread::new(display.limits.unread_bytes, unread))
        };
        Self {
            stream,
            receiver: Receiver::new(),
            lines: LineBuffer::new(limits.line_bytes, share),
            session: Session::of(who, unread),
            display,
            replies: Vec::new(),
            sent: 0,
            unread_limit: limits.unread_bytes,
            farewell: None,
            is_heard: false,
        }
    }

    /// Serves the client until it goes, or until `stop` says so and what was read is answered.
    pub(super) async fn serve(&mut self, mut stop: watch::Receiver<bool>) -> io::Result<()> {
        loop {
            let turn = self.answer();
            self.write()?;
            match turn {
                Turn::Needs(work) => {
                    if !self.wait_for(work, &mut stop).await {
                        return Ok(());
                    }
                }
                Turn::TimeUp => tokio::task::yield_now().await,
                // What was read is finished even while stopping, unless the client refuses to listen.
                Turn::HeldBack => {
                    if !self.writable(&mut stop).await? {
                        return Ok(());
                    }
                }
                Turn::Done if *stop.borrow() && self.is_heard => break,
                Turn::Done => {
                    let received = tokio::select! {
                        biased;
                        received = self.receiver.receive(&self.stream, self.lines.space()) => match received {
                            Err(error) if is_gone(&error) => Some(0),
                            received => Some(received?),
                        },
                        writable = self.stream.writable(), if self.sent < self.replies.len() => {
                            writable?;
                            None
                        }
                        _ = stop.changed() => {
                            self.is_heard = true;
                            None
                        }
                    };
                    match received {
                        None => {}
                        Some(0) => {
                            if !self.finish(&mut stop).await {
                                return Ok(());
                            }
                            break;
                        }
                        Some(count) => {
                            self.is_heard = true;
                            self.lines.filled(count);
                            let mut display = self.display.borrow_mut();
                            display.stats.bytes += count as u64;
                            let limit = display.limits.descriptors;
                            let queue = self.session.descriptors();
                            self.receiver.arrived().for_each(|descriptor| queue.push(descriptor, limit));
                        }
                    }
                }
            }
        }
        self.flush(&mut stop).await
    }

    /// Answers whole lines until there are none, the client owes us reading, or its turn is over. What was drawn
    /// is presented before any reply can leave.
    fn answer(&mut self) -> Turn {
        let mut display = self.display.borrow_mut();
        let started = Instant::now();
        let (mut answered, mut next_look) = (0, 1);
        let turn = loop {
            if self.replies.len() - self.sent >= self.unread_limit {
                break Turn::HeldBack;
            }
            if answered == next_look || self.session.effort.is_laden() {
                self.session.draw(&mut display, &mut self.replies);
                self.session.effort.begin_anew();
                if started.elapsed() >= TURN {
                    break Turn::TimeUp;
                }
                next_look = answered + answered.clamp(1, LINES_PER_LOOK);
            }
            let Some(line) = self.lines.next_line() else { break Turn::Done };
            let work = self.session.take(line, &mut display, &mut self.replies);
            answered += 1;
            if let Some(work) = work {
                break Turn::Needs(work);
            }
        };
        // Whoever sends a descriptor sends the line that needs it along.
        if matches!(turn, Turn::Done) && self.lines.is_empty() {
            self.session.descriptors().close();
        }
        if answered > 0 {
            self.session.draw(&mut display, &mut self.replies);
            display.present();
            display.stats.latency.record(started.elapsed());
        }
        turn
    }

    /// The client sends no more: what it sent last needs no line end. `false` as from [`Connection::wait_for`].
    async fn finish(&mut self, stop: &mut watch::Receiver<bool>) -> bool {
        let work = {
            let mut display = self.display.borrow_mut();
            let Some(line) = self.lines.last_line() else { return true };
            let work = self.session.take(line, &mut display, &mut self.replies);
            self.session.draw(&mut display, &mut self.replies);
            display.present();
            work
        };
        match work {
            None => true,
            Some(work) => self.wait_for(work, stop).await,
        }
    }

    /// Has another thread decode and scale pictures while this one serves others, then goes on with the line that
    /// needs them. `false` when a stopping daemon has waited long enough.
    async fn wait_for(&mut self, work: Work, stop: &mut watch::Receiver<bool>) -> bool {
        let mut next = Some(work);
        while let Some(work) = next {
            let work = tokio::task::spawn_blocking(move || work.run());
            let done = tokio::select! {
                done = work => done.unwrap_or_else(|_| Outcome::lost()),
                () = farewell(stop, &mut self.farewell) => return false,
            };
            let mut display = self.display.borrow_mut();
            next = self.session.resume(done, &mut display, &mut self.replies);
            display.present();
        }
        true
    }

    /// Writes as many replies as the client takes now, and lets others have the memory of those it took.
    fn write(&mut self) -> io::Result<()> {
        self.write_some()?;
        self.session.keep_unread(self.replies.len());
        Ok(())
    }

    /// Writes as many replies as the client takes now. One that has gone takes them all: what it sent before is
    /// still to be drawn.
    fn write_some(&mut self) -> io::Result<()> {
        while self.sent < self.replies.len() {
            match self.stream.try_write(&self.replies[self.sent..]) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.forget_sent();
                    return Ok(());
                }
                Err(error) if is_gone(&error) => break,
                Err(error) => return Err(error),
            }
        }
        self.replies.clear();
        self.sent = 0;
        // A capture's memory is not kept for the small replies after it.
        self.replies.shrink_to(self.unread_limit);
        Ok(())
    }

    /// A client that reads, but never everything, must not make the list grow. What is left is moved only once as
    /// much is gone, so that a byte is moved once on average, and once its next line is to be read: then the list is no
    /// longer than what is its own.
    fn forget_sent(&mut self) {
        let (length, left) = (self.replies.len(), self.replies.len() - self.sent);
        let reads_on = left < self.unread_limit && self.unread_limit < length;
        if self.sent >= left || reads_on {
            self.replies.drain(..self.sent);
            self.sent = 0;
            self.replies.shrink_to(self.unread_limit);
        }
    }

    /// Writes what is left, for as long as the client takes something of it.
    async fn flush(&mut self, stop: &mut watch::Receiver<bool>) -> io::Result<()> {
        loop {
            self.write()?;
            if self.replies.is_empty() || !self.writable(stop).await? {
                return Ok(());
            }
        }
    }

    /// Waits until the client may take more; `false` when a stopping daemon has waited long enough.
    async fn writable(&mut self, stop: &mut watch::Receiver<bool>) -> io::Result<bool> {
        tokio::select! {
            writable = self.stream.writable() => writable.map(|()| true),
            () = farewell(stop, &mut self.farewell) => Ok(false),
        }
    }
}

/// Ready when a stopping daemon has waited long enough for one client. The first to ask starts the clock.
async fn farewell(stop: &mut watch::Receiver<bool>, until: &mut Option<tokio::time::Instant>) {
    // A sender that is gone has stopped too.
    let _ = stop.wait_for(|&stopping| stopping).await;
    let until = *until.get_or_insert_with(|| tokio::time::Instant::now() + FAREWELL);
    tokio::time::sleep_until(until).await;
}
