//! What the commands of a line may paint, added up before any of it is drawn: a line is drawn in one go, and meanwhile
//! everybody else waits.
//!
//! Too much is safe, too little is not.

use std::collections::HashSet;

use vello_common::kurbo::Affine;

use super::clipping::Clipping;
use super::cut::Cut;
use super::outline::Outline;
use super::pixels::{PIXELS_AT_ONCE, copied};
use super::shapes::{RECTS_AT_ONCE, xywh};
use super::weights::{LOOKED_UP, SETTING, encoding, most, most_of, shading};
use super::{Painter, bounds, clipping, is_isolated, placed};
use crate::geometry::PixelRect;
use crate::picture::ScaledCache;
use crate::picture::cache::Key;
use crate::protocol::command::{Image, Pixels, Rects};
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::geometry::Size;
    use crate::picture::{Bitmap, Budget, Purse};
    use crate::protocol::{Body, Limits, parse};

    /// Commands that show a picture of 100 × 100 pixels in 10 × 10, on a screen of 64 × 48.
    fn shows_scaled(count: usize, differ: bool, limit: usize) -> bool {
        let (size, budget) = (Size { width: 100, height: 100 }, Budget::new(1 << 20, "pictures"));
        let purse = Purse { client: Arc::clone(&budget), all: budget };
        let paid = purse.reserve(40_000).expect("there is room");
        let bitmap = Arc::new(Bitmap::new(vec![255; 40_000], size, paid));
        let screen = Size { width: 64, height: 48 };
        let image = |index: usize| {
            let width = 10 + if differ { index } else { 0 };
            let line = format!(r#"{{"op":"image","x":0,"y":0,"width":{width},"height":10,"name":"a"}}"#);
            let request = parse(line.as_bytes(), &Limits::default(), screen).expect("it is a command");
            let Body::Command(command) = request.body else { panic!("{line} is no command") };
            command
        };
        let mut painter = Painter::default();
        let mut commands: Vec<_> = (0..count).map(image).collect();
        let mut tally = Tally::new(&mut painter, limit as u64, None);
        for command in &mut commands {
            let Command::Image(image) = &mut **command else { panic!("it is an image") };
            image.bitmap = Some(Arc::clone(&bitmap));
            tally.command(command, Affine::IDENTITY, screen.rect()).expect("places are not asked for");
        }
        !tally.is_over()
    }

    #[test]
    fn the_same_picture_is_scaled_once() {
        assert!(shows_scaled(1, false, 11_000));
        assert!(shows_scaled(10, false, 12_000));
        assert!(!shows_scaled(2, true, 20_000));
        assert!(!shows_scaled(1, false, 10_000));
    }
}
