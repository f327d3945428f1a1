//! Commands become calls of the canvas.

mod shapes;
mod qr;
mod progress;
mod pixels;
mod text;
mod clipping;
mod bounds;
mod isolate;
mod outline;
mod cut;
mod weights;
mod load;
mod effort;
mod fit;
mod image;
mod emoji;

use std::path::PathBuf;
use std::sync::Arc;

use vello_common::kurbo::{Affine, PathEl};

use crate::cache::{Cache, CacheStats};
use crate::canvas::{Brush, Canvas};
use crate::damage::Damage;
use crate::paint::{Gradient, Shades, Source};
use crate::picture::{Bitmap, Resized, ScaledCache};
use crate::pixel::{Blend, Rgba};
use crate::protocol::command::Common;
use crate::protocol::paint::Paint;
use crate::protocol::value::Matrix;
use crate::protocol::{Command, Fault, Limits};
use crate::pulse::Pulse;
use crate::qr::Codes;
use crate::raster::{Coverage, Cutter, PathRaster, Placement, Stamps};
use crate::text::{PictureKey, Typesetter};

use clipping::Clipping;
pub use effort::repeats;
pub use load::{load, load_of};

/// Draws commands. It keeps the memory that shapes need from one to the next.
#[derive(Debug)]
pub struct Painter {
    coverage: Coverage,
    cutter: Cutter,
    stamps: Stamps,
    paths: PathRaster,
    outline: Vec<PathEl>,
    shades: Shades,
    typesetter: Typesetter,
    codes: Codes,
    /// Pictures of groups that are not in use.
    pictures: Vec<Vec<Rgba>>,
    scaled: ScaledCache,
    /// Letters that are pictures; nothing for one that is broken.
    emoji: Cache<PictureKey, Option<Arc<Bitmap>>>,
    pulse: Pulse,
}

/// What one command is drawn on.
struct Target<'t, 'c> {
    canvas: &'t mut Canvas<'c>,
    damage: &'t mut Damage,
    clip: Clipping<'t>,
    /// Where it is, because a copy would wait for the pixels of the command before.
    placement: &'t Placement,
    opacity: u8,
    blend: Blend,
    antialias: bool,
}

impl Default for Painter {
    /// A painter with the fonts of the system.
    fn default() -> Self {
        Self::new(&Limits::default(), Vec::new())
    }
}

impl Painter {
    /// A painter that looks for fonts in `font_directories` besides those of the system, and remembers what it has
    /// drawn as far as the limits allow.
    pub fn new(limits: &Limits, font_directories: Vec<PathBuf>) -> Self {
        Self {
            coverage: Coverage::default(),
            cutter: Cutter::default(),
            stamps: Stamps::default(),
            paths: PathRaster::default(),
            outline: Vec::new(),
            shades: Shades::default(),
            codes: Codes::new(limits.qr_cache_bytes),
            typesetter: Typesetter::new(font_directories, limits.text_cache_bytes),
            pictures: Vec::new(),
            scaled: ScaledCache::new(limits.scaled_bytes),
            emoji: Cache::new(limits.text_cache_bytes / 8),
            pulse: Pulse::default(),
        }
    }

    /// What sets its texts.
    pub fn typesetter(&mut self) -> &mut Typesetter {
        &mut self.typesetter
    }

    /// Beaten at each command that is drawn or weighed, those of groups included, and at each text that is set.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// How the memory for QR codes does.
    pub fn codes(&self) -> CacheStats {
        self.codes.stats()
    }

    /// The scaled pictures it keeps.
    pub fn scaled(&self) -> &ScaledCache {
        &self.scaled
    }

    /// Keeps what was scaled elsewhere for pictures that are about to be drawn.
    pub fn keep_scaled(&mut self, resized: &[Arc<Resized>]) {
        self.scaled.insert_all(resized);
    }

    /// Forgets what it has scaled of pictures that are gone.
    pub fn forget_pictures(&mut self) {
        self.scaled.forget_orphans();
    }

    /// Forgets whatever a command that failed halfway may have left, but not the fonts.
    pub fn reset(&mut self, limits: &Limits) {
        let typesetter = std::mem::replace(&mut self.typesetter, Typesetter::new(Vec::new(), 0));
        let pulse = self.pulse.clone();
        *self = Self { typesetter, pulse, ..Self::new(limits, Vec::new()) };
    }

    /// Remembers what it draws within other limits from now on, and looks for fonts elsewhere. Loaded fonts stay.
    pub fn apply(&mut self, limits: &Limits, font_directories: Vec<PathBuf>) {
        self.typesetter.move_to(font_directories, limits.text_cache_bytes);
        self.reset(limits);
    }

    /// Finds out whether what a command needs besides itself is there. Drawing cannot fail after this.
    ///
    /// # Errors
    ///
    /// When there is no font of any name that a text asks for.
    #[inline]
    pub fn prepare(&mut self, command: &Command) -> Result<(), Fault> {
        match command {
            Command::Text(text) => self.prepare_text(text),
            Command::Group(group) => {
                self.prepare_all(group.commands.list()).map_err(|fault| fault.inside("commands"))
            }
            _ => Ok(()),
        }
    }

    /// The same for many commands.
    ///
    /// # Errors
    ///
    /// As [`Painter::prepare`], inside the command that fails.
    pub fn prepare_all(&mut self, commands: &[Command]) -> Result<(), Fault> {
        commands
            .iter()
            .enumerate()
            .try_for_each(|(index, command)| self.prepare(command).map_err(|fault| fault.inside_item(index)))
    }

    /// Draws one checked command and notes what it changes.
    #[inline]
    pub fn draw(&mut self, command: &Command, canvas: &mut Canvas<'_>, damage: &mut Damage) {
        self.draw_within(command, Affine::IDENTITY, canvas, damage);
    }

    /// Draws a command whose surroundings `outer` places.
    fn draw_within(
        &mut self,
        command: &Command,
        outer: Affine,
        canvas: &mut Canvas<'_>,
        damage: &mut Damage,
    ) {
        self.pulse.beat();
        let common = command.common();
        let placement = &placed(outer, common.transform);
        let clip = Clipping::new(&common, placement, canvas.bounds());
        if clip.pixels.is_empty() {
            return;
        }
        if is_isolated(command, &common, &clip) {
            return self.isolated(command, &common, placement, clip, canvas, damage);
        }
        let (opacity, blend) = (common.opacity.scale(255), common.blend);
        let target =
            &mut Target { canvas, damage, clip, placement, opacity, blend, antialias: common.antialias };
        self.draw_on(command, target);
    }

    /// Draws a command, whose common members are in `target`.
    #[inline]
    fn draw_on(&mut self, command: &Command, target: &mut Target<'_, '_>) {
        match command {
            Command::Clear(clear) => self.clear(clear, target),
            Command::Rect(rect) => self.rect(rect, target),
            Command::Rects(rects) => self.rects(rects, target),
            Command::Line(line) => self.line(line, target),
            Command::Polyline(line) => self.polygon(&line.points, false, &line.style(), target),
            Command::Polygon(polygon) => self.polygon(&polygon.points, true, &polygon.style(), target),
            Command::Circle(circle) => self.circle(circle, target),
            Command::Ellipse(ellipse) => self.ellipse(ellipse, target),
            Command::Arc(arc) => self.arc(arc, target),
            Command::Path(path) => self.path(&path.d, &path.style(), target),
            Command::Pixels(pixels) => self.pixels(pixels, target),
            Command::Text(text) => self.text(text, target),
            Command::Copy(copy) => self.copy(copy, target),
            Command::Qr(qr) => self.qr(qr, target),
            Command::Progress(bar) => self.progress(bar, target),
            Command::Image(image) => self.image(image, target),
            Command::Group(group) => {
                for command in group.commands.list() {
                    self.draw_within(command, target.placement.affine(), target.canvas, target.damage);
                }
            }
        }
    }

    /// Makes the coverage of what `shape` covers inside the clip.
    #[inline]
    fn cover(&mut self, target: &Target<'_, '_>, shape: impl FnOnce(&mut Self)) {
        self.coverage.start(target.clip.pixels, target.antialias);
        shape(self);
        self.cut(&target.clip, target.placement);
    }

    /// Paints what was covered.
    #[inline]
    fn paint(&mut self, paint: &Paint, target: &mut Target<'_, '_>) {
        let source = match paint {
            Paint::Solid(color) => Source::Solid(*color),
            Paint::Gradient(gradient) => {
                let bounds = self.coverage.bounds();
                if bounds.is_empty() {
                    return;
                }
                let gradient =
                    Gradient { place: gradient.place, stops: &gradient.stops, spread: gradient.spread };
                Source::Shader(self.shades.shader(&gradient, target.placement.affine(), bounds))
            }
        };
        target.canvas.paint(&self.coverage, &Brush { source, opacity: target.opacity, blend: target.blend });
        target.damage.add(|| self.coverage.bounds());
    }
}

/// Whether a command must become a picture of its own before opacity, blend and clip apply to it as a whole.
#[inline]
fn is_isolated(command: &Command, common: &Common<'_>, clip: &Clipping<'_>) -> bool {
    let plain = common.opacity.0 == 1.0 && common.blend == Blend::Over;
    if let Command::Group(_) = command {
        return !plain || common.clip.is_some();
    }
    // One paint is a picture already, and paints that replace do so one after the other. At a clip that runs
    // through pixels, what the second paint hides of the first would show.
    has_two_paints(command) && common.blend != Blend::Src && !(plain && clip.is_pixels())
}

/// Whether something is painted over something else of the same command.
#[inline]
fn has_two_paints(command: &Command) -> bool {
    matches!(command, Command::Qr(_) | Command::Progress(_))
        || matches!(command, Command::Text(text) if text.background.is_some())
        || command.style().is_some_and(|style| style.fill.is_some() && style.stroke.is_some())
}

/// Where a command's coordinates lie, whose surroundings `outer` places.
#[inline]
pub(crate) fn placed(outer: Affine, transform: Option<Matrix>) -> Placement {
    match transform {
        None if outer == Affine::IDENTITY => Placement::Identity,
        transform => Placement::new(outer * affine(transform)),
    }
}

fn affine(matrix: Option<Matrix>) -> Affine {
    matrix.map_or(Affine::IDENTITY, |Matrix(numbers)| Affine::new(numbers))
}
