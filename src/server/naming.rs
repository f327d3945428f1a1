//! Pictures and fonts given names by `load`, and names given up by `drop`.

use crate::picture::Budget;
use crate::protocol::answer::Loaded;
use crate::protocol::load::{Drop, Load};
use crate::protocol::{Code, Fault};

use super::display::Display;
use super::fonts::{load_font, unload_font};
use super::gather::Belongings;
use super::pictures::not_found;
use super::work::{Allowance, Outcome};

impl Belongings {
    /// Gives what was loaded its name. Returns what there is to tell of it.
    pub(super) fn keep(
        &mut self,
        load: &mut Load,
        done: Outcome,
        display: &mut Display,
    ) -> Result<Option<Loaded>, Fault> {
        match load.font.take() {
            Some(font) => load_font(&font, load.member(), done, display),
            None => self.keep_picture(load, done, display).map(Some),
        }
    }

    fn keep_picture(
        &mut self,
        load: &mut Load,
        done: Outcome,
        display: &mut Display,
    ) -> Result<Loaded, Fault> {
        let lost = || Err(Fault::new(Code::Internal, "a picture was lost"));
        let bitmap = done.pictures.into_iter().next().unwrap_or_else(lost)?;
        let (name, size) = (load.name.take().unwrap_or_default(), bitmap.size());
        let allowance = self.allowance(display);
        let names = if load.shared { &mut display.pictures.shared } else { &mut self.names };
        let reserve = |bytes| allowance.with_room(|| allowance.purse.reserve(bytes));
        names.insert(name, bitmap, reserve, done.kept)?;
        display.painter.forget_pictures();
        Ok(Loaded { width: size.width, height: size.height })
    }

    /// Frees a name.
    pub(super) fn forget(&mut self, action: &Drop, display: &mut Display) -> Result<(), Fault> {
        if let Some(font) = &action.font {
            return unload_font(font, display);
        }
        let name = action.name.as_deref().unwrap_or_default();
        if !self.names.remove(name) && !display.pictures.shared.remove(name) {
            return Err(not_found(name));
        }
        display.painter.forget_pictures();
        Ok(())
    }

    /// What pictures may cost this client.
    pub(super) fn allowance(&mut self, display: &Display) -> Allowance {
        let limits = &display.limits;
        let budget = self
            .budget
            .get_or_insert_with(|| Budget::new(limits.client_image_bytes, "limits.client_image_bytes"));
        display.pictures.allowance(budget, limits)
    }
}
