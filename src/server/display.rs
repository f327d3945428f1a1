//! What all sessions share: the screen and everything that draws on it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::device::Register;
use crate::device::Vsync;
use crate::draw::Painter;
use crate::permissions::Permissions;
use crate::protocol::{Code, Fault, Limits};
use crate::screen::Screen;

use super::denials::Denials;
use super::pictures::Pictures;
use super::registers::Registers;
use super::stats::Stats;

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
    /// What has been done.
    pub stats: Stats,
    /// What clients may peek at and poke.
    pub(super) registers: Registers,
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
        Self::with_fonts(screen, limits, Vec::new())
    }

    /// The same, which looks for fonts in directories besides those of the system.
    pub fn with_fonts(screen: Screen, limits: Limits, directories: Vec<PathBuf>) -> Self {
        let painter = Painter::new(&limits, directories);
        let (pictures, stats) = (Pictures::new(&limits, &[]), Stats::default());
        Self {
            screen,
            painter,
            limits,
            pictures,
            permissions: Arc::new(Permissions::of_own_user()),
            stats,
            registers: Registers::default(),
            denials: Denials::default(),
            alarm: Arc::default(),
            vsync: None,
        }
    }

    /// The same, with registers that clients may peek at and poke.
    #[must_use]
    pub fn with_registers(self, named: BTreeMap<String, Register>) -> Self {
        Self { registers: Registers::new(named), ..self }
    }

    /// The same, with rules of who may do what.
    #[must_use]
    pub fn with_permissions(self, permissions: Permissions) -> Self {
        Self { permissions: Arc::new(permissions), ..self }
    }

    /// The same, where clients may name files beneath `directories`.
    #[must_use]
    pub fn with_image_dirs(self, directories: &[PathBuf]) -> Self {
        Self { pictures: Pictures::new(&self.limits, directories), ..self }
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
