//! What the commands of a line may paint, added up before any of it is drawn: a line is drawn in one go, and meanwhile
//! everybody else waits.
//!
//! Too much is safe, too little is not.

use std::collections::HashSet;

use vello_common::kurbo::Affine;

use super::clipping::Clipping;
use super::outline::Outline;
use super::pixels::{PIXELS_AT_ONCE, copy_offset};
use super::shapes::{RECTS_AT_ONCE, xywh};
use super::weights::{LOOKED_UP, SETTING, encoding, most, most_of, shading};
use super::{Painter, bounds, clipping, is_isolated, placed};
use crate::geometry::PixelRect;
use crate::picture::ScaledCache;
use crate::picture::cache::Key;
use crate::protocol::command::{Copy, Image, Pixels, Rects};
use crate::protocol::{Code, Command, Fault};
use crate::raster::Placement;

/// Bytes of a text that is drawn without being weighed first: each letter paints the screen once or twice at most.
const SHORT: usize = 64;

impl Painter {
    /// Looks whether the pixels that a command paints on the `canvas` are few enough, counted as often as they are
    /// painted.
    ///
    /// # Errors
    ///
    /// `too_large` when they are more than `limit`, inside the part of the command at which that is so.
    pub fn weigh(&mut self, command: &Command, canvas: PixelRect, limit: usize) -> Result<(), Fault> {
        let most = most(command, canvas);
        self.counted(limit, most, |tally| tally.command(command, Affine::IDENTITY, canvas))
    }

    /// The same for many commands.
    ///
    /// # Errors
    ///
    /// As [`Painter::weigh`], inside the command at which they are too many.
    pub fn weigh_all(&mut self, commands: &[Command], canvas: PixelRect, limit: usize) -> Result<(), Fault> {
        let most = most_of(commands, canvas);
        self.counted(limit, most, |tally| tally.commands(commands, Affine::IDENTITY, canvas))
    }

    /// Counts only where it is not plain that there are at most `most`.
    fn counted(
        &mut self,
        limit: usize,
        most: u64,
        count: impl Fn(&mut Tally<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let limit = limit as u64;
        if most <= limit {
            return Ok(());
        }
        let mut tally = Tally::new(self, limit, None);
        count(&mut tally)?;
        let total = tally.painted;
        if !tally.is_over() {
            return Ok(());
        }
        // Once more, to find the place.
        count(&mut Tally::new(self, limit, Some(total)))?;
        Err(too_much(total, limit))
    }
}

/// Whether a command by itself may take much longer than painting its pixels once or twice.
#[inline]
pub fn repeats(command: &Command) -> bool {
    match command {
        Command::Group(_) | Command::Rects(_) => true,
        Command::Text(text) => text.text.as_str().len() > SHORT || text.clip.is_some(),
        Command::Pixels(pixels) => pixels.clip.is_some(),
        _ => false,
    }
}

/// What has been counted.
struct Tally<'p> {
    painter: &'p mut Painter,
    painted: u64,
    limit: u64,
    /// What everything comes to, where that is known to be too much.
    total: Option<u64>,
    /// Pictures that are scaled before, and the bytes that they take.
    scaled: HashSet<Key>,
    scaled_bytes: usize,
}

impl<'p> Tally<'p> {
    fn new(painter: &'p mut Painter, limit: u64, total: Option<u64>) -> Self {
        Self { painter, painted: 0, limit, total, scaled: HashSet::new(), scaled_bytes: 0 }
    }

    fn add(&mut self, pixels: u64) -> Result<(), Fault> {
        self.painted = self.painted.saturating_add(pixels);
        match self.total {
            Some(total) if self.is_over() => Err(too_much(total, self.limit)),
            _ => Ok(()),
        }
    }

    fn is_over(&self) -> bool {
        self.painted > self.limit
    }

    fn commands(&mut self, commands: &[Command], outer: Affine, canvas: PixelRect) -> Result<(), Fault> {
        commands.iter().enumerate().try_for_each(|(index, command)| {
            self.command(command, outer, canvas).map_err(|fault| fault.inside_item(index))
        })
    }

    /// Adds a command, as it is drawn on the `canvas` by [`Painter::draw`].
    fn command(&mut self, command: &Command, outer: Affine, canvas: PixelRect) -> Result<(), Fault> {
        self.painter.pulse.beat();
        let common = command.common();
        let placement = &placed(outer, common.transform);
        let clip = Clipping::new(&common, placement, canvas);
        if clip.pixels.is_empty() {
            return Ok(());
        }
        if !is_isolated(command, &common, &clip) {
            return self.drawn(command, placement, &clip, canvas);
        }
        // To see how far it reaches, as is done again when it is drawn.
        self.texts(command)?;
        let bounds = match self.is_over() {
            // Nobody needs to know that exactly, and to set a text or to look into a group takes long.
            true => clip.pixels,
            false => bounds::within(self.painter, command, placement, clip.pixels),
        };
        if bounds.is_empty() {
            return Ok(());
        }
        self.add(Cut::new(&clip, placement).effort(bounds.area(), 1))?;
        self.drawn(command, placement, &Clipping::whole(bounds), bounds)
    }

    /// Adds what setting the texts of a command takes once, those of groups in it included.
    fn texts(&mut self, command: &Command) -> Result<(), Fault> {
        match command {
            Command::Text(text) => self.add(SETTING * text.text.as_str().len() as u64),
            Command::Group(group) => {
                let texts = group.commands.list().iter().enumerate().try_for_each(|(index, command)| {
                    self.texts(command).map_err(|fault| fault.inside_item(index))
                });
                texts.map_err(|fault| fault.inside("commands"))
            }
            _ => Ok(()),
        }
    }

    fn drawn(
        &mut self,
        command: &Command,
        placement: &Placement,
        clip: &Clipping<'_>,
        canvas: PixelRect,
    ) -> Result<(), Fault> {
        let cut = Cut::new(clip, placement);
        let (pixels, covers) = match command {
            Command::Group(group) => {
                let inside = self.commands(group.commands.list(), placement.affine(), canvas);
                return inside.map_err(|fault| fault.inside("commands"));
            }
            Command::Rects(rects) => {
                return self.rects(rects, shading(command), placement, clip.pixels, &cut);
            }
            Command::Text(text) => {
                // Before it is set to see where it lies, because that is what takes long.
                self.texts(command)?;
                if self.is_over() {
                    return Ok(());
                }
                let (pixels, covers) = self.painter.text_effort(text, placement, clip.pixels);
                (pixels.saturating_mul(shading(command)), covers)
            }
            Command::Clear(_) => (clip.pixels.area(), 1),
            Command::Pixels(Pixels { points, .. }) => {
                (points.len() as u64, points.len().div_ceil(PIXELS_AT_ONCE))
            }
            Command::Copy(copy) => (copied(copy, placement, clip.pixels, canvas).area(), 1),
            other => {
                let seen = bounds::within(self.painter, other, placement, clip.pixels);
                if seen.is_empty() {
                    return Ok(());
                }
                (self.painted(other, placement, seen).saturating_mul(shading(other)), 2)
            }
        };
        self.add(cut.effort(pixels, covers))
    }

    /// What painting among the pixels that are `seen` costs, for a command that paints once or twice.
    fn painted(&mut self, command: &Command, placement: &Placement, seen: PixelRect) -> u64 {
        match command {
            Command::Qr(qr) => 2 * seen.area() + encoding(qr),
            Command::Progress(_) => 2 * seen.area(),
            Command::Image(image) => {
                let is_looked_up = self.painter.is_looked_up(image, placement, seen);
                seen.area() * if is_looked_up { LOOKED_UP } else { 1 } + self.scaling(image, placement)
            }
            shape => shape.style().map_or(0, |style| Outline::effort(shape, &style, placement, seen)),
        }
    }

    /// What scaling a picture costs: the pixels that are read of it, unless one before is kept that is the same.
    fn scaling(&mut self, image: &Image, placement: &Placement) -> u64 {
        let Some((bitmap, scaling)) = self.painter.scaled_here(image, placement) else { return 0 };
        let key = Key::new(bitmap, &scaling);
        if self.scaled.contains(&key) {
            return 0;
        }
        let bytes = self.scaled_bytes.saturating_add(ScaledCache::cost(&scaling));
        if bytes <= self.painter.scaled.budget() {
            self.scaled_bytes = bytes;
            self.scaled.insert(key);
        }
        scaling.from.area() as u64
    }

    fn rects(
        &mut self,
        rects: &Rects,
        shading: u64,
        placement: &Placement,
        visible: PixelRect,
        cut: &Cut,
    ) -> Result<(), Fault> {
        for (index, &[x, y, width, height]) in rects.rects.iter().enumerate() {
            let rect = xywh(x, y, width, height);
            let touched = match placement.rect(rect) {
                Some(rect) => clipping::pixels(rect),
                None => bounds::reach(rect, None, placement),
            };
            let covers = usize::from(index % RECTS_AT_ONCE == 0);
            let effort = cut.effort(touched.intersect(visible).area() * shading, covers);
            self.add(effort).map_err(|fault| fault.inside_item(index).inside("rects"))?;
        }
        Ok(())
    }
}

fn too_much(total: u64, limit: u64) -> Fault {
    let text = format!(
        "is beyond what one line may paint: all of it comes to about {total} pixels, counted as often as they are \
         painted, the limit is {limit} (limits.painted_pixels); send it as several lines"
    );
    Fault::of_value(Code::TooLarge, text)
}

/// What cutting to a clip costs besides painting.
struct Cut {
    /// Whether pixels are weakened one by one.
    is_fine: bool,
    /// Of a path, each time that something is covered.
    edges: u64,
}

impl Cut {
    fn new(clip: &Clipping<'_>, placement: &Placement) -> Self {
        let edges = clip.path().map_or(0, |path| Outline::edges_of(&path.d, placement, clip.pixels));
        Self { is_fine: !clip.is_pixels(), edges }
    }

    /// What painting so many pixels costs with it, where they are covered that many times.
    fn effort(&self, pixels: u64, covers: usize) -> u64 {
        let times = if self.is_fine { 2 } else { 1 };
        pixels.saturating_mul(times).saturating_add(self.edges.saturating_mul(covers as u64))
    }
}

/// Where the pixels lie that a copy writes.
fn copied(copy: &Copy, placement: &Placement, visible: PixelRect, canvas: PixelRect) -> PixelRect {
    let from = copy.region().anywhere(canvas).intersect(canvas);
    let (dx, dy) = copy_offset(copy, placement);
    from.shifted(dx, dy).intersect(visible)
}
