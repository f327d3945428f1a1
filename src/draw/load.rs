//! About how much commands paint, told in a few nanoseconds each.

use vello_common::kurbo::{PathEl, Point, Rect};

use super::fit::Place;
use super::outline::EDGE;
use super::shapes::xywh;
use super::weights::{LOOKED_UP, SETTING, encoding, plain, shading};
use crate::geometry::PixelRect;
use crate::pixel::Blend;
use crate::protocol::Command;
use crate::protocol::clip::Clip;
use crate::protocol::command::{Common, Style};
use crate::protocol::text::Text;
use crate::protocol::value::Matrix;

/// A line of dashes, of which there may be any number.
const DASHED: f64 = 1_048_576.0;

/// The most that is scaled of a picture where it is drawn.
const SCALED: f64 = 262_144.0;

/// About as many pixels as a command paints on the `canvas`, or might paint while it does something else: more where
/// it is the shape's outline only or lies beside the canvas. It decides whose turn it is, not what is allowed.
#[inline]
pub fn load(command: &Command, canvas: PixelRect) -> u64 {
    let load = Load { width: canvas.width() as f64, height: canvas.height() as f64 };
    match plain(command) {
        Some((width, height)) => load.area(width, height, 1.0) as u64,
        None => load.of(command, 1.0) as u64,
    }
}

/// The same of many commands.
pub fn load_of(commands: &[Command], canvas: PixelRect) -> u64 {
    commands.iter().fold(0, |sum: u64, command| sum.saturating_add(load(command, canvas)))
}

/// The size of the canvas.
#[derive(Debug, Clone, Copy)]
struct Load {
    width: f64,
    height: f64,
}

impl Load {
    /// That of a command in surroundings that are `scale` times as large as they say.
    fn of(self, command: &Command, scale: f64) -> f64 {
        let common = command.common();
        let scale = common.transform.map_or(scale, |matrix| scale * growth(matrix));
        let cut = match common.clip {
            Some(Clip::Path(path)) => self.edges(path.d.len(), self.width, self.height),
            _ => 0.0,
        };
        cut + match command {
            Command::Group(group) => {
                let inside = group.commands.list().iter().map(|command| self.of(command, scale));
                inside.sum::<f64>() + self.picture(&common)
            }
            Command::Clear(_) | Command::Copy(_) => self.width * self.height,
            Command::Pixels(pixels) => 2.0 * pixels.points.len() as f64,
            Command::Rects(rects) => {
                let areas = rects.rects.iter().map(|&[_, _, width, height]| self.area(width, height, scale));
                areas.sum::<f64>() * shading(command) as f64
            }
            Command::Qr(qr) => {
                2.0 * self.area(qr.size.0, qr.size.0, scale) * shading(command) as f64 + encoding(qr) as f64
            }
            Command::Progress(bar) => {
                2.0 * self.area(bar.width.0, bar.height.0, scale) * shading(command) as f64
            }
            Command::Image(image) => image.bitmap.as_ref().map_or(0.0, |bitmap| {
                let place = Place::new(image, bitmap.size());
                let read = if image.resized.is_some() { 0.0 } else { place.from.area().min(SCALED) };
                read + self.area(place.seen.width(), place.seen.height(), scale) * LOOKED_UP as f64
            }),
            Command::Text(text) => self.text(text, scale) * shading(command) as f64,
            shape => match shape.style() {
                Some(style) => self.shape(shape, &style, scale) * shading(shape) as f64,
                None => 0.0,
            },
        }
    }

    /// The pixels of a rectangle of that size, wherever it lies.
    #[inline]
    fn area(self, width: f64, height: f64, scale: f64) -> f64 {
        (width * scale).min(self.width) * (height * scale).min(self.height)
    }

    /// What so many lines across an area of that size take.
    fn edges(self, pieces: usize, width: f64, height: f64) -> f64 {
        EDGE * pieces as f64 * (height.min(self.height) + width.min(self.width) * 0.25)
    }

    /// What a group paints of its own.
    fn picture(self, common: &Common<'_>) -> f64 {
        let is_isolated = common.opacity.0 != 1.0 || common.blend != Blend::Over || common.clip.is_some();
        if is_isolated { 2.0 * self.width * self.height } else { 0.0 }
    }

    fn text(self, text: &Text, scale: f64) -> f64 {
        let letter = self.area(text.size.0, text.size.0, scale) + SETTING as f64;
        letter * text.text.as_str().len() as f64
    }

    fn shape(self, shape: &Command, style: &Style<'_>, scale: f64) -> f64 {
        let (around, pieces) = extent(shape);
        let (width, stroke) = (style.stroke_width.0, style.stroke.is_some());
        let wider = if stroke { width } else { 0.0 };
        let paints = f64::from(u8::from(style.fill.is_some()) + u8::from(stroke));
        let (width, height) = (around.width() + wider, around.height() + wider);
        let dashes = if stroke && !style.stroke_dasharray.is_empty() { DASHED } else { 0.0 };
        let edges = self.edges(pieces, width * scale, height * scale);
        paints * (self.area(width, height, scale) + edges) + dashes
    }
}

/// How much longer than before a line may be.
fn growth(Matrix([a, b, c, d, ..]): Matrix) -> f64 {
    (a.abs() + b.abs()).max(c.abs() + d.abs())
}

/// What a shape lies in, and how many lines and curves lead through that.
fn extent(shape: &Command) -> (Rect, usize) {
    let point = |&[x, y]: &[f64; 2]| Point::new(x, y);
    match shape {
        Command::Rect(c) => (xywh(c.x.0, c.y.0, c.width.0, c.height.0), 0),
        Command::Line(c) => (Rect::from_points((c.x1.0, c.y1.0), (c.x2.0, c.y2.0)), 0),
        Command::Circle(c) => (xywh(0.0, 0.0, 2.0 * c.r.0, 2.0 * c.r.0), 0),
        Command::Ellipse(c) => (xywh(0.0, 0.0, 2.0 * c.rx.0, 2.0 * c.ry.0), 0),
        Command::Arc(c) => (xywh(0.0, 0.0, 2.0 * c.r.0, 2.0 * c.r.0), 0),
        Command::Polyline(c) => (around(c.points.iter().map(point)), c.points.len()),
        Command::Polygon(c) => (around(c.points.iter().map(point)), c.points.len()),
        Command::Path(c) => (around(c.d.iter().filter_map(PathEl::end_point)), c.d.len()),
        _ => (Rect::ZERO, 0),
    }
}

fn around(mut points: impl Iterator<Item = Point>) -> Rect {
    let first = points.next().unwrap_or_default();
    points.fold(Rect::from_points(first, first), |all, point| all.union_pt(point))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::protocol::{Body, Limits, parse};

    /// The load of a line on a 4K screen.
    fn load_of_line(line: &str) -> u64 {
        let size = Size { width: 3840, height: 2160 };
        match parse(line.as_bytes(), &Limits::default(), size).expect(line).body {
            Body::Command(command) => load(&command, size.rect()),
            _ => panic!("{line} is no command"),
        }
    }

    #[test]
    fn what_is_small_is_a_small_load_wherever_it_is() {
        for (line, most) in [
            (r#"{"op":"rects","fill":"red","rects":[[9,9,3,3],[3000,2000,3,3]]}"#, 18),
            (r#"{"op":"rect","x":9,"y":9,"width":20,"height":10,"fill":"red"}"#, 200),
            (r#"{"op":"line","x1":0,"y1":9,"x2":3840,"y2":9,"stroke":"red"}"#, 4000),
            (r#"{"op":"circle","cx":9,"cy":9,"r":9,"fill":"red","stroke":"red"}"#, 800),
            (r#"{"op":"polyline","points":[[0,0],[30,9],[60,0]],"stroke":"red"}"#, 2000),
            (r#"{"op":"text","x":9,"y":90,"text":"12:30"}"#, 3000),
        ] {
            let load = load_of_line(line);
            assert!((1..=most).contains(&load), "{load}: {line}");
        }
    }

    #[test]
    fn what_takes_long_is_a_large_load() {
        let conic = r##"{"conic":{"cx":9,"cy":9,"stops":[[0,"#f00"],[1,"#00f"]]}}"##;
        let inside =
            r#"{"op":"rect","x":0,"y":0,"width":9,"height":9,"fill":"red","transform":[50,0,0,50,0,0]}"#;
        for line in [
            r#"{"op":"clear"}"#,
            r#"{"op":"rects","fill":"red","rects":[[0,0,3840,2160]]}"#,
            r#"{"op":"line","x1":0,"y1":9,"x2":9,"y2":9,"stroke":"red","stroke_dasharray":[1]}"#,
            r#"{"op":"line","x1":0,"y1":9,"x2":3840,"y2":9,"stroke":"red","stroke_width":900}"#,
            r#"{"op":"group","opacity":0.5,"commands":[]}"#,
            r#"{"op":"text","x":9,"y":90,"text":"12:30","size":900}"#,
            r#"{"op":"qr","x":0,"y":0,"size":900,"data":"a"}"#,
            &format!(r#"{{"op":"rect","x":0,"y":0,"width":500,"height":500,"fill":{conic}}}"#),
            &format!(r#"{{"op":"path","d":"M0 0{}","fill":"red"}}"#, "L640 0L0 480".repeat(100)),
            &format!(r#"{{"op":"group","transform":[9,0,0,9,0,0],"commands":[{inside}]}}"#),
        ] {
            let load = load_of_line(line);
            assert!(load >= 1 << 20, "{load}: {line}");
        }
    }
}
