//! The daemon's side of the socket: who connects, what they send, what they get back.
//!
//! One thread draws. Everything runs on it, inline: handing a command to another thread and back takes longer
//! than drawing most commands.

pub mod listen;
pub mod room;
mod unread;
mod reply_size;
pub mod lines;
pub mod stats;
pub mod display;
mod descriptors;
mod pictures;
mod registers;
mod denials;
mod licence;
mod fonts;
pub mod work;
mod gather;
mod naming;
mod scaling;
mod health;
mod effort;
mod batch;
mod control;
mod perform;
pub mod session;
mod answers;
mod receive;
mod peer_groups;
mod peer;
mod connection;
mod switching;
mod terms;
mod refusals;

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::protocol::reply::{WireError, write_error};
use crate::protocol::{Code, Fault};

use connection::Connection;
pub use display::Display;
pub use listen::{ListenError, Listener};
pub use pictures::Pictures;
pub use session::Session;
pub use switching::Switches;
pub use terms::Terms;
pub use work::Work;

/// How long to wait where a connection cannot be accepted, which is when descriptors or memory have run out.
const BREATHER: Duration = Duration::from_millis(100);

/// Serves clients until `stop` is ready, then finishes what was read.
///
/// It runs on a [`tokio::task::LocalSet`].
///
/// # Errors
///
/// When the listening socket cannot be waited on.
pub async fn serve(
    listener: &Listener,
    display: Rc<RefCell<Display>>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let sockets: Vec<_> =
        listener.sockets()?.into_iter().map(UnixListener::from_std).collect::<io::Result<_>>()?;
    let (stopping, stopped) = watch::channel(false);
    let mut clients = JoinSet::new();
    let health = health::watch(&display);
    tokio::pin!(stop, health);
    loop {
        tokio::select! {
            // First of all: who connects from now on waits for the next daemon, where somebody else keeps the socket.
            biased;
            () = &mut stop => break,
            Some(_) = clients.join_next() => {}
            never = &mut health => match never {},
            accepted = accept(&sockets) => match accepted {
                Ok(stream) => {
                    if let Some(stream) = admit(stream, &display) {
                        clients.spawn_local(serve_client(stream, Rc::clone(&display), stopped.clone()));
                    }
                }
                Err(error) => {
                    display.borrow_mut().refusals.not_accepted(&error);
                    tokio::time::sleep(BREATHER).await;
                }
            },
        }
    }
    tracing::info!(clients = clients.len(), "stopping");
    stopping.send_replace(true);
    while clients.join_next().await.is_some() {}
    Ok(())
}

/// The next client of any of the sockets.
async fn accept(sockets: &[UnixListener]) -> io::Result<UnixStream> {
    poll_fn(|context| {
        let mut accepted = sockets.iter().map(|socket| socket.poll_accept(context));
        accepted.find(Poll::is_ready).unwrap_or(Poll::Pending).map_ok(|(stream, _)| stream)
    })
    .await
}

/// Takes a client in, or tells it that there are too many.
fn admit(stream: UnixStream, display: &RefCell<Display>) -> Option<UnixStream> {
    let mut display = display.borrow_mut();
    let limit = display.limits.clients;
    if display.stats.clients < limit {
        display.stats.clients += 1;
        display.stats.connections += 1;
        return Some(stream);
    }
    display.stats.refused += 1;
    display.refusals.turned_away(&stream, limit);
    let text = format!("{limit} clients are connected, which is the limit (limits.clients); try again later");
    let mut line = Vec::new();
    write_error(None, WireError::new(&Fault::new(Code::TooLarge, text), None), &mut line);
    // A fresh socket has room for one line; a client that is gone already does not miss it.
    let _ = stream.try_write(&line);
    None
}

/// An admitted client's place among them, free again however its task ends.
struct Seat(Rc<RefCell<Display>>);

impl Drop for Seat {
    fn drop(&mut self) {
        let mut display = self.0.borrow_mut();
        display.stats.clients -= 1;
        // Its pictures have gone, and nobody asks for them in any size.
        display.painter.forget_pictures();
    }
}

async fn serve_client(stream: UnixStream, display: Rc<RefCell<Display>>, stopped: watch::Receiver<bool>) {
    let _seat = Seat(Rc::clone(&display));
    let who = match peer::credentials(&stream) {
        Ok(who) => who,
        Err(error) => return tracing::warn!(%error, "a client is not served: nobody knows who it is"),
    };
    let (pid, uid) = (who.pid, who.uid);
    tracing::debug!(client_pid = pid, client_uid = uid, "client connected");
    let served = Connection::new(stream, who, display).serve(stopped).await;
    match served {
        Ok(()) => tracing::debug!(client_pid = pid, "client gone"),
        Err(error) => tracing::debug!(client_pid = pid, %error, "client lost"),
    }
}
