//! From the canvas to the device: what was drawn becomes visible.

mod shadow;
mod choice;
mod control;
mod revive;
mod flip;
mod pace;

use fearless_simd::Level;

use crate::canvas::Canvas;
use crate::damage::Damage;
use crate::device::{Device, NoPages};
use crate::geometry::{PixelRect, Size};
use crate::rotation::Rotation;
pub use choice::{Choice, NotDirect, Reason};
use flip::Flip;
use pace::Pace;
use shadow::Shadow;

/// Where is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buffering {
    /// In the mapping itself. Cheapest for plain memory; half-drawn frames can be seen.
    Direct,
    /// In memory of our own, from which what changed is copied. Device memory is often slow to read, and frames
    /// appear whole.
    Shadow,
    /// In memory of our own as well; what changed is copied to a page that nobody sees, and that page is shown.
    Flip,
}

impl Buffering {
    /// The name in settings and replies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Shadow => "shadow",
            Self::Flip => "flip",
        }
    }
}

/// How a device is to be drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setup {
    /// Where is drawn; `None` is as suits the device.
    pub buffering: Option<Buffering>,
    /// By how much the device shows the picture turned.
    pub rotation: Rotation,
    /// Whether each frame waits for the display's vertical blank.
    pub wait_vsync: bool,
}

/// A device with what is needed to draw on it.
#[derive(Debug)]
pub struct Screen {
    device: Device,
    setup: Setup,
    shadow: Option<Shadow>,
    flip: Option<Flip>,
    pace: Pace,
    damage: Damage,
    level: Level,
    dither: bool,
    /// While the display is left to others: where is drawn otherwise.
    hidden: Option<Buffering>,
}

impl Screen {
    /// A screen on `device` that shows what the device shows, upright. Without a choice of `buffering` a plain file in
    /// a native format is drawn on directly, everything else through a shadow.
    ///
    /// The device's colour map becomes what it must be for colours to be shown as they are meant.
    ///
    /// # Errors
    ///
    /// When the device cannot be drawn on directly and was to be.
    pub fn new(device: Device, buffering: Option<Buffering>) -> Result<Self, NotDirect> {
        Self::with_setup(device, Setup { buffering, ..Setup::default() })
    }

    /// The same in every way that there is. A picture that is turned is drawn in a shadow; where a device has no pages to
    /// flip, so is every other.
    ///
    /// # Errors
    ///
    /// As [`Screen::new`].
    pub fn with_setup(mut device: Device, setup: Setup) -> Result<Self, NotDirect> {
        let level = Level::new();
        let buffering = setup.choice(&device)?.buffering;
        let shadow = (buffering != Buffering::Direct).then(|| Shadow::of(&device, setup.rotation, level));
        let (damage, pace) = (damage(shadow.as_ref(), setup.rotation), Pace::of(&device, setup.wait_vsync));
        let other_colors = device.install_colors();
        let (flip, dither, hidden) = (None, true, None);
        let mut screen = Self { device, setup, shadow, flip, pace, damage, level, dither, hidden };
        if other_colors {
            // The indices that are there mean other colours now.
            screen.damage_all();
            screen.present();
        }
        if buffering == Buffering::Flip {
            screen.use_pages();
        }
        if setup.wait_vsync && buffering == Buffering::Direct {
            tracing::warn!("frames do not wait for vertical sync where they are drawn on the device itself");
        }
        Ok(screen)
    }

    /// Flips pages from now on, where there are some.
    fn use_pages(&mut self) {
        match self.device.use_pages() {
            Ok(()) => {
                self.flip = Some(Flip::of(self.device.geometry().size()));
                // A driver that has room for two pages may still refuse to show the other.
                self.damage_all();
                self.present();
            }
            Err(reason) => self.no_pages(&reason),
        }
    }

    /// Draws through the shadow alone again, with the display's offset and virtual size as they were.
    fn leave_pages(&mut self) {
        self.flip = None;
        self.device.leave_pages();
    }

    fn no_pages(&self, reason: &NoPages) {
        tracing::warn!("{} has no pages to flip, drawing in a shadow instead: {reason}", self.device.name());
    }

    /// The same, with or without dithering of gradients and translucent paint in formats of few colours.
    #[must_use]
    pub fn dithered(self, dither: bool) -> Self {
        Self { dither, ..self }
    }

    /// Width and height of the picture: the device's, or with `rotation` by 90° or 270° its height and width.
    pub fn size(&self) -> Size {
        self.setup.rotation.size(self.device.geometry().size())
    }

    /// By how much the device shows the picture turned.
    pub fn rotation(&self) -> Rotation {
        self.setup.rotation
    }

    /// Shows the picture turned by so much from now on. Every pixel stays at its place in the picture; where width and
    /// height change places, what lies outside then is gone, and what is new is black.
    ///
    /// # Errors
    ///
    /// When the device was to be drawn on directly; then nothing has changed.
    pub fn rotate(&mut self, rotation: Rotation) -> Result<(), NotDirect> {
        if rotation == self.setup.rotation {
            return Ok(());
        }
        let setup = Setup { rotation, ..self.setup };
        let buffering = setup.choice(&self.device)?.buffering;
        let shadow = self.shadow.take();
        let shadow = shadow.unwrap_or_else(|| Shadow::of(&self.device, self.setup.rotation, self.level));
        let shadow = self.shadow.insert(shadow.turned(rotation));
        self.damage = damage(Some(shadow), rotation);
        self.setup = setup;
        self.damage_all();
        if let Some(hidden) = &mut self.hidden {
            *hidden = buffering;
        } else if buffering == Buffering::Direct {
            self.present();
            self.shadow = None;
            self.damage = Damage::ignored();
        }
        Ok(())
    }

    /// Where is drawn.
    pub fn buffering(&self) -> Buffering {
        let now = match (&self.shadow, &self.flip) {
            (None, _) => Buffering::Direct,
            (_, None) => Buffering::Shadow,
            (_, Some(_)) => Buffering::Flip,
        };
        self.hidden.unwrap_or(now)
    }

    /// What is drawn on in the end.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The pixels to draw on, and where to note which have changed.
    #[inline]
    pub fn canvas(&mut self) -> (Canvas<'_>, &mut Damage) {
        let canvas = match &mut self.shadow {
            Some(shadow) => shadow.canvas(),
            None => {
                let geometry = *self.device.geometry();
                let (stride, format) = (geometry.stride(), geometry.format());
                Canvas::new(self.device.bytes_mut(), stride, geometry.size(), format, self.level)
            }
        };
        (canvas.dithered(self.dither), &mut self.damage)
    }

    /// Makes what was drawn visible, unless the display is left to others. Where nothing has changed, it costs nothing
    /// and waits for nothing.
    pub fn present(&mut self) {
        if self.hidden.is_some() {
            return;
        }
        let Some(shadow) = &self.shadow else { return };
        if self.damage.is_empty() {
            return;
        }
        if let Some(flip) = &mut self.flip {
            self.damage.take().for_each(|rect| flip.add(rect));
            self.pace.wait_for_flip();
            match flip.show(shadow, &mut self.device) {
                Ok(()) => return self.pace.flipped(),
                Err(reason) => self.no_pages(&reason),
            }
            self.flip = None;
            self.damage_all();
            return self.present();
        }
        self.pace.wait();
        let geometry = *self.device.geometry();
        for rect in self.damage.take() {
            let (bytes, palette) = self.device.pixels_mut();
            shadow.show(rect, &geometry, palette, bytes);
            let last = (rect.y1 as usize - 1) * geometry.stride();
            let row = geometry.format().row_bytes(geometry.size().width);
            self.device.flush(rect.y0 as usize * geometry.stride()..last + row);
        }
    }

    /// Has the next [`Screen::present`] show everything, whatever the device shows now.
    fn damage_all(&mut self) {
        let all = self.size().rect();
        self.damage.add(|| all);
    }

    /// Red, green and blue of every pixel of a region inside the screen, row after row.
    pub fn read_rgb(&mut self, region: PixelRect) -> Vec<u8> {
        let mut rgb = Vec::with_capacity(region.width() * region.height() * 3);
        let (canvas, _) = self.canvas();
        if !region.is_empty() {
            (region.y0..region.y1).for_each(|y| canvas.read_rgb(y, region.x0, region.x1, &mut rgb));
        }
        rgb
    }
}

/// What has to be known of changes.
fn damage(shadow: Option<&Shadow>, rotation: Rotation) -> Damage {
    shadow.map_or_else(Damage::ignored, |shadow| Damage::turned(shadow.size(), rotation))
}

#[cfg(test)]
mod tests;
