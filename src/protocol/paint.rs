//! Paints: one colour, or a gradient.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor, value};
use serde::{Deserialize, Deserializer};
use vello_common::kurbo::Point;

use super::buffer::{Buffer, Kept, list};
use super::value::{Coord, Extent, Opacity, X, Y};
use crate::color::Color;
use crate::paint::{Place, Spread, Stop};

/// What a shape is painted with.
///
/// ```json
/// {"op":"rect","x":0,"y":0,"width":100,"height":50,"fill":{"linear":{"x1":0,"y1":0,"x2":100,"y2":0,"stops":[[0,"#f80"],[1,"navy"]]}}}
/// ```
#[derive(Debug)]
pub enum Paint {
    /// The same colour everywhere.
    Solid(Color),
    /// Colours that change from place to place.
    Gradient(Kept<Gradient>),
}

/// Colours along a line, around a point or with the angle; in the shape's own coordinates.
#[derive(Debug)]
pub struct Gradient {
    /// How place becomes a position among the stops.
    pub place: Place,
    /// Positions from 0 to 1, each at least the one before, with their colours. At least one.
    pub stops: Buffer<Stop>,
    /// What is beyond the first and the last stop.
    pub spread: Spread,
}

/// A stop as it stands on the wire: `[offset, color]`.
impl super::buffer::Element<Stop> for (Opacity, Color) {
    const LIST: &'static str = "a list of stops [[offset,color],…]";

    fn keep(self) -> Stop {
        Stop { offset: self.0.0 as f32, color: self.1 }
    }
}

/// Reads stops, of which there must be one. SVG: an offset below an earlier one counts as that one.
fn stops<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Buffer<Stop>, D::Error> {
    let mut stops: Buffer<Stop> = list::<(Opacity, Color), _, _>(deserializer)?;
    if stops.is_empty() {
        return Err(D::Error::custom("must hold at least one stop [offset,color]"));
    }
    let mut least = 0.0_f32;
    for stop in stops.iter_mut() {
        least = least.max(stop.offset);
        stop.offset = least;
    }
    Ok(stops)
}

/// Declares a kind of gradient as it stands on the wire: members of its own, what they say, and the members that
/// all kinds share.
macro_rules! gradient {
    (struct $name:ident { $($(#[$attribute:meta])* $member:ident: $type:ty,)* } => $place:expr) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $member: $type,)*
            #[serde(deserialize_with = "stops")]
            stops: Buffer<Stop>,
            spread: Option<Spread>,
        }

        impl $name {
            #[inline]
            fn read(self) -> (Place, Buffer<Stop>, Option<Spread>) {
                let Self { $($member,)* stops, spread } = self;
                ($place, stops, spread)
            }
        }
    };
}

gradient! {
    struct Linear { x1: X, y1: Y, x2: X, y2: Y, }
    => Place::Linear { from: Point::new(x1.0, y1.0), to: Point::new(x2.0, y2.0) }
}

gradient! {
    struct Radial { cx: X, cy: Y, r: Extent, }
    => Place::Radial { center: Point::new(cx.0, cy.0), r: r.0 }
}

gradient! {
    struct Conic { cx: X, cy: Y, #[serde(default)] angle: Coord, }
    => Place::Conic { center: Point::new(cx.0, cy.0), angle: angle.0 }
}

/// A gradient as it stands on the wire. `spread` may stand beside the geometry or in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    linear: Option<Linear>,
    radial: Option<Radial>,
    conic: Option<Conic>,
    spread: Option<Spread>,
}

impl Wire {
    fn read<E: Error>(self) -> Result<Gradient, E> {
        let (place, stops, inner) = match (self.linear, self.radial, self.conic) {
            (Some(linear), None, None) => linear.read(),
            (None, Some(radial), None) => radial.read(),
            (None, None, Some(conic)) => conic.read(),
            _ => return Err(E::custom("must hold one of `linear`, `radial`, `conic`")),
        };
        if self.spread.is_some() && inner.is_some() {
            return Err(E::duplicate_field("spread"));
        }
        Ok(Gradient { place, stops, spread: self.spread.or(inner).unwrap_or_default() })
    }
}

impl<'de> Deserialize<'de> for Paint {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PaintVisitor)
    }
}

struct PaintVisitor;

impl<'de> Visitor<'de> for PaintVisitor {
    type Value = Paint;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a colour such as \"#ff8800\", \"orange\" or [255,136,0], or a gradient such as {\"linear\":{…}}",
        )
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<Paint, E> {
        text.parse().map(Paint::Solid).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Paint, A::Error> {
        Color::deserialize(value::SeqAccessDeserializer::new(seq)).map(Paint::Solid)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Paint, A::Error> {
        Wire::deserialize(value::MapAccessDeserializer::new(map))?
            .read()
            .map(|gradient| Paint::Gradient(Kept::new(gradient)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Paint, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn colours_and_gradients_are_read() {
        assert!(matches!(read("\"red\""), Ok(Paint::Solid(Color { r: 255, .. }))));
        assert!(matches!(read("[1,2,3]"), Ok(Paint::Solid(Color { b: 3, .. }))));
        let text = r##"{"linear":{"x1":0,"y1":1,"x2":2,"y2":3,"stops":[[0.5,"red"],[0.2,"#0000"],[1,"blue"]]},"spread":"reflect"}"##;
        let Ok(Paint::Gradient(gradient)) = read(text) else { panic!("{:?}", read(text)) };
        assert_eq!(gradient.place, Place::Linear { from: Point::new(0.0, 1.0), to: Point::new(2.0, 3.0) });
        assert_eq!(gradient.stops.iter().map(|stop| stop.offset).collect::<Vec<_>>(), [0.5, 0.5, 1.0]);
        assert_eq!(gradient.spread, Spread::Reflect);
        let text = r#"{"conic":{"cx":5,"cy":6,"stops":[[0,"red"]],"spread":"repeat"}}"#;
        assert!(matches!(read(text), Ok(Paint::Gradient(gradient)) if gradient.spread == Spread::Repeat));
    }

    #[test]
    fn what_is_no_gradient_is_refused() {
        for text in [
            "{}",
            "5",
            r#"{"linear":{"x1":0,"y1":0,"x2":1,"y2":1,"stops":[]}}"#,
            r#"{"linear":{"x1":0,"y1":0,"x2":1,"y2":1,"stops":[[2,"red"]]}}"#,
            r#"{"linear":{"x1":0,"y1":0,"x2":1,"y2":1}}"#,
            r#"{"radial":{"cx":0,"cy":0,"r":-1,"stops":[[0,"red"]]}}"#,
            r#"{"linear":{"x1":0,"y1":0,"x2":1,"y2":1,"stops":[[0,"red"]]},"conic":{"cx":5,"cy":6,"stops":[[0,"red"]]}}"#,
            r#"{"conic":{"cx":5,"cy":6,"stops":[[0,"red"]],"spread":"repeat"},"spread":"pad"}"#,
            r#"{"conic":{"cx":5,"cy":6,"stops":[[0,"red"]]},"spraed":"pad"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
