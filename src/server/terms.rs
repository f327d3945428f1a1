//! What holds for clients and may change while they are connected.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::display::Display;
use super::registers::Registers;
use crate::device::Register;
use crate::permissions::Permissions;
use crate::protocol::Limits;

/// Everything that may change without a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// What a client may ask for at most. `line_bytes`, `unread_bytes` and `client_image_bytes` are those of the moment
    /// at which it connects.
    pub limits: Limits,
    /// Where fonts are besides those of the system.
    pub font_dirs: Vec<PathBuf>,
    /// Directories whose picture files clients may name.
    pub image_dirs: Vec<PathBuf>,
    /// What clients may peek at and poke.
    pub registers: BTreeMap<String, Register>,
    /// Who may do what.
    pub permissions: Permissions,
    /// Whether formats of few colours mix them by dithering.
    pub dither: bool,
    /// Whether each frame waits for the display's vertical blank.
    pub wait_vsync: bool,
}

impl Display {
    /// Has other terms hold from the next line on. What clients have already stays theirs, also where that is more than
    /// a limit says now.
    pub fn apply(&mut self, terms: Terms) {
        let Terms { limits, font_dirs, image_dirs, registers, permissions, dither, wait_vsync } = terms;
        if self.registers.differ(&registers) {
            self.registers = Registers::new(registers);
        }
        self.pictures.apply(&limits, &image_dirs);
        self.painter.apply(&limits, font_dirs);
        self.screen.set_dither(dither);
        self.screen.set_wait_vsync(wait_vsync);
        if *self.permissions != permissions {
            self.permissions = Arc::new(permissions);
        }
        self.unfinished.set_limit(limits.unfinished_bytes);
        self.unread.set_limit(limits.all_unread_bytes);
        self.limits = limits;
    }
}
