//! Few words for scenes written by hand.

use crate::scene::{Clip, Color, Common, Group, Node, Outline, Paint, Place, Shape, Style};

fn shape(outline: Outline) -> Shape {
    Shape { outline, style: Style::default(), common: Common::default() }
}

pub(crate) fn rect(x: f64, y: f64, width: f64, height: f64) -> Shape {
    shape(Outline::Rect { x, y, width, height, rx: [0.0; 4] })
}

pub(crate) fn rounded(x: f64, y: f64, width: f64, height: f64, rx: [f64; 4]) -> Shape {
    shape(Outline::Rect { x, y, width, height, rx })
}

pub(crate) fn rects(rects: &[[f64; 4]]) -> Shape {
    shape(Outline::Rects(rects.to_vec()))
}

pub(crate) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Shape {
    shape(Outline::Line([x1, y1, x2, y2]))
}

pub(crate) fn polyline(points: &[[f64; 2]]) -> Shape {
    shape(Outline::Polyline(points.to_vec()))
}

pub(crate) fn polygon(points: &[[f64; 2]]) -> Shape {
    shape(Outline::Polygon(points.to_vec()))
}

pub(crate) fn circle(cx: f64, cy: f64, r: f64) -> Shape {
    shape(Outline::Circle { cx, cy, r })
}

pub(crate) fn ellipse(cx: f64, cy: f64, rx: f64, ry: f64) -> Shape {
    shape(Outline::Ellipse { cx, cy, rx, ry })
}

pub(crate) fn arc(cx: f64, cy: f64, r: f64, start: f64, end: f64) -> Shape {
    shape(Outline::Arc { cx, cy, r, start, end })
}

pub(crate) fn path(d: &str) -> Shape {
    shape(Outline::Path(d.to_owned()))
}

/// A star that crosses itself.
pub(crate) fn star(cx: f64, cy: f64, r: f64) -> Shape {
    let corner = |index: usize| {
        let (sine, cosine) = (f64::from(index as u32 * 144) - 90.0).to_radians().sin_cos();
        [(cx + r * cosine, 100.0), (cy + r * sine, 100.0)].map(|(value, per)| (value * per).round() / per)
    };
    polygon(&[0, 1, 2, 3, 4].map(corner))
}

pub(crate) fn group<const N: usize>(nodes: [Node; N]) -> Group {
    Group { nodes: nodes.to_vec(), common: Common::default() }
}

pub(crate) fn linear(x1: f64, y1: f64, x2: f64, y2: f64, stops: &[(f64, Color)]) -> Paint {
    gradient(Place::Linear { x1, y1, x2, y2 }, stops)
}

pub(crate) fn radial(cx: f64, cy: f64, r: f64, stops: &[(f64, Color)]) -> Paint {
    gradient(Place::Radial { cx, cy, r }, stops)
}

pub(crate) fn conic(cx: f64, cy: f64, angle: f64, stops: &[(f64, Color)]) -> Paint {
    gradient(Place::Conic { cx, cy, angle }, stops)
}

pub(crate) fn gradient(place: Place, stops: &[(f64, Color)]) -> Paint {
    Paint::Gradient { place, stops: stops.to_vec(), spread: "pad" }
}

impl Paint {
    pub(crate) fn spread(self, to: &'static str) -> Self {
        match self {
            Self::Gradient { place, stops, .. } => Self::Gradient { place, stops, spread: to },
            solid => solid,
        }
    }
}

impl Shape {
    pub(crate) fn fill(mut self, paint: impl Into<Paint>) -> Self {
        self.style.fill = Some(paint.into());
        self
    }

    pub(crate) fn stroke(mut self, paint: impl Into<Paint>, width: f64) -> Self {
        self.style.stroke = Some(paint.into());
        self.style.width = width;
        self
    }

    pub(crate) fn cap(mut self, cap: &'static str) -> Self {
        self.style.cap = cap;
        self
    }

    pub(crate) fn join(mut self, join: &'static str) -> Self {
        self.style.join = join;
        self
    }

    pub(crate) fn miter(mut self, limit: f64) -> Self {
        self.style.miter = limit;
        self
    }

    pub(crate) fn dashes(mut self, dashes: &[f64], offset: f64) -> Self {
        self.style.dashes = dashes.to_vec();
        self.style.dash_offset = offset;
        self
    }

    pub(crate) fn evenodd(mut self) -> Self {
        self.style.evenodd = true;
        self
    }

    pub(crate) fn aliased(mut self) -> Self {
        self.common.antialias = false;
        self
    }
}

/// The members that shapes and groups share.
macro_rules! common {
    ($($name:ident)*) => {$(
        #[allow(dead_code, reason = "not each of them is used on both")]
        impl $name {
            pub(crate) fn opacity(mut self, opacity: f64) -> Self {
                self.common.opacity = opacity;
                self
            }

            pub(crate) fn blend(mut self, blend: &'static str) -> Self {
                self.common.blend = blend;
                self
            }

            pub(crate) fn clip(mut self, rect: [f64; 4]) -> Self {
                self.common.clip = Some(Clip::Rect(rect));
                self
            }

            pub(crate) fn clip_path(mut self, d: &str, evenodd: bool) -> Self {
                self.common.clip = Some(Clip::Path { d: d.to_owned(), evenodd });
                self
            }

            pub(crate) fn transform(mut self, matrix: [f64; 6]) -> Self {
                self.common.transform = Some(matrix);
                self
            }

            /// Turned by `degrees` around a point.
            pub(crate) fn rotate(self, degrees: f64, cx: f64, cy: f64) -> Self {
                let (s, c) = degrees.to_radians().sin_cos();
                self.transform([c, s, -s, c, cx - c * cx + s * cy, cy - s * cx - c * cy])
            }

            pub(crate) fn node(self) -> Node {
                self.into()
            }
        }
    )*};
}

common!(Shape Group);
