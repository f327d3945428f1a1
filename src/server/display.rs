//! What all sessions share: the screen and everything that draws on it.

use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::device::Vsync;
use crate::draw::Painter;
use crate::permissions::Permissions;
use crate::protocol::{Code, Fault, Limits};
use crate::screen::Screen;

use super::denials::Denials;
use super::pictures::Pictures;
use super::refusals::Refusals;
use super::registers::Registers;
use super::room::Room;
use super::stats::Stats;
use super::terms::Terms;

/// The screen, what draws on it, and what clients may ask of it.
#[derive(Debug)]
pub struct Display {
    /// Where pixels go.
    pub screen: Screen,
    /// How they get there.
    pub painter: Painter,
    /// What a client may ask for at most.
    pub limits: Limits,
    /// The pictures that clients share.
    pub pictures: Pictures,
    /// Who may do what. Replaced by other rules, they hold from each client's next line on.
    pub permissions: Arc<Permissions>,
    /// What the lines may take that clients have not ended.
    pub(super) unfinished: Rc<Room>,
    /// What the replies may take that clients have not read, beyond some of each client's own.
    pub(super) unread: Rc<Room>,
    /// What has been done.
    pub stats: Stats,
    /// What clients may peek at and poke.
    pub(super) registers: Registers,
    /// What was logged of refused requests lately.
    pub(super) refusals: Refusals,
    /// Who was denied something lately.
    pub(super) denials: Denials,
    /// Rung when the device is lost.
    pub(super) alarm: Arc<Notify>,
    /// Made when somebody first waits; it holds the device.
    pub(super) vsync: Option<Vsync>,
}

impl Display {
    /// A display that has done nothing yet, for this process's own user.
    pub fn new(screen: Screen, limits: Limits) -> Self {
        let permissions = Permissions::of_own_user();
        Self::with_terms(screen, Terms { limits, permissions, ..Terms::default() })
    }

    /// The same on all terms. Whether frames wait and colours are mixed is the screen's already.
    pub fn with_terms(screen: Screen, terms: Terms) -> Self {
        let Terms { limits, font_dirs, image_dirs, registers, permissions, .. } = terms;
        Self {
            screen,
            painter: Painter::new(&limits, font_dirs),
            limits,
            pictures: Pictures::new(&limits, &image_dirs),
            permissions: Arc::new(permissions),
            unfinished: Room::new(limits.unfinished_bytes),
            unread: Room::new(limits.all_unread_bytes),
            stats: Stats::default(),
            registers: Registers::new(registers),
            refusals: Refusals::default(),
            denials: Denials::default(),
            alarm: Arc::default(),
            vsync: None,
        }
    }

    /// What waits for vertical blanks, on another thread than this.
    ///
    /// # Errors
    ///
    /// `unsupported` where there is no display, `io` while it is gone.
    pub(super) fn vsync(&mut self) -> Result<Vsync, Fault> {
        self.available()?;
        if let Some(vsync) = &self.vsync {
            return Ok(vsync.clone());
        }
        let device = self.screen.device();
        if !device.is_framebuffer() {
            let text = format!(
                "{} is no framebuffer of the kernel: there is no vertical blank to wait for",
                device.name()
            );
            return Err(Fault::new(Code::Unsupported, text));
        }
        let vsync = device.vsync().map_err(|error| Fault::new(Code::Io, error.to_string()))?;
        Ok(self.vsync.insert(vsync).clone())
    }
}
