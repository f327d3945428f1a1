//! Scenes, told once and printed for every renderer.

/// Red, green, blue and straight alpha, as `0xrrggbbaa`.
pub(crate) type Color = u32;

/// A picture to be drawn by everybody.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) name: String,
    /// What is below everything; opaque.
    pub(crate) background: Color,
    pub(crate) nodes: Vec<Node>,
    pub(crate) by_right: Option<ByRight>,
}

/// A difference in which the other renderer is the less exact one, with the bounds of this scene.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByRight {
    pub(crate) why: &'static str,
    /// The largest mean difference, in 255ths.
    pub(crate) mean: f64,
    /// The largest share of pixels that are off by more than [`FAR`](crate::compare::FAR).
    pub(crate) far: f64,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "most are shapes")]
pub(crate) enum Node {
    Shape(Shape),
    Group(Group),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) nodes: Vec<Node>,
    pub(crate) common: Common,
}

#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) outline: Outline,
    pub(crate) style: Style,
    pub(crate) common: Common,
}

#[derive(Debug, Clone)]
pub(crate) enum Outline {
    /// With the radii of the corners: top left, top right, bottom right, bottom left.
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        rx: [f64; 4],
    },
    Rects(Vec<[f64; 4]>),
    Line([f64; 4]),
    Polyline(Vec<[f64; 2]>),
    Polygon(Vec<[f64; 2]>),
    Circle {
        cx: f64,
        cy: f64,
        r: f64,
    },
    Ellipse {
        cx: f64,
        cy: f64,
        rx: f64,
        ry: f64,
    },
    /// From `start` to `end` degrees.
    Arc {
        cx: f64,
        cy: f64,
        r: f64,
        start: f64,
        end: f64,
    },
    Path(String),
}

#[derive(Debug, Clone)]
pub(crate) enum Paint {
    Solid(Color),
    Gradient { place: Place, stops: Vec<(f64, Color)>, spread: &'static str },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Linear { x1: f64, y1: f64, x2: f64, y2: f64 },
    Radial { cx: f64, cy: f64, r: f64 },
    Conic { cx: f64, cy: f64, angle: f64 },
}

#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub(crate) fill: Option<Paint>,
    pub(crate) evenodd: bool,
    pub(crate) stroke: Option<Paint>,
    pub(crate) width: f64,
    pub(crate) cap: &'static str,
    pub(crate) join: &'static str,
    pub(crate) miter: f64,
    pub(crate) dashes: Vec<f64>,
    pub(crate) dash_offset: f64,
}

#[derive(Debug, Clone)]
pub(crate) enum Clip {
    Rect([f64; 4]),
    Path { d: String, evenodd: bool },
}

#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) opacity: f64,
    pub(crate) blend: &'static str,
    pub(crate) clip: Option<Clip>,
    pub(crate) transform: Option<[f64; 6]>,
    pub(crate) antialias: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            fill: None,
            evenodd: false,
            stroke: None,
            width: 1.0,
            cap: "butt",
            join: "miter",
            miter: 4.0,
            dashes: Vec::new(),
            dash_offset: 0.0,
        }
    }
}

impl Default for Common {
    fn default() -> Self {
        Self { opacity: 1.0, blend: "over", clip: None, transform: None, antialias: true }
    }
}

impl From<Color> for Paint {
    fn from(color: Color) -> Self {
        Self::Solid(color)
    }
}

impl From<Shape> for Node {
    fn from(shape: Shape) -> Self {
        Self::Shape(shape)
    }
}

impl From<Group> for Node {
    fn from(group: Group) -> Self {
        Self::Group(group)
    }
}

impl Node {
    pub(crate) fn common(&self) -> &Common {
        match self {
            Self::Shape(shape) => &shape.common,
            Self::Group(group) => &group.common,
        }
    }
}

impl Scene {
    pub(crate) fn new(name: impl Into<String>, nodes: Vec<Node>) -> Self {
        Self { name: name.into(), background: 0x18_28_38_ff, nodes, by_right: None }
    }

    pub(crate) fn on(self, background: Color) -> Self {
        Self { background, ..self }
    }

    /// States why the other renderer is not to be followed here, and the bounds that hold instead.
    pub(crate) fn by_right(self, why: &'static str, mean: f64, far: f64) -> Self {
        Self { by_right: Some(ByRight { why, mean, far }), ..self }
    }

    /// Whether anything in it is no SVG.
    pub(crate) fn is_beyond_svg(&self) -> bool {
        self.nodes.iter().any(beyond_svg)
    }

    /// Whether the edges are not smoothed: of none or of all.
    pub(crate) fn is_aliased(&self) -> bool {
        self.nodes.iter().all(|node| !node.common().antialias)
    }
}

/// The stops between which the others, who interpolate straight colours, show what premultiplied ones become
/// (CSS Images 4, 3.5.1, "color space of the gradient line": premultiplied, so that what vanishes keeps its hue).
pub(crate) fn premultiplied(stops: &[(f64, Color)]) -> Vec<(f64, Color)> {
    const STEPS: u32 = 48;
    let mut all = vec![stops[0]];
    for pair in stops.windows(2) {
        let [(start, from), (end, to)] = [pair[0], pair[1]];
        if from & 0xff != to & 0xff && start < end {
            all.extend((1..STEPS).map(|step| {
                let part = f64::from(step) / f64::from(STEPS);
                (start + (end - start) * part, between(from, to, part))
            }));
            // What has no colour of its own takes that of its neighbour, and there may be one on each side.
            all.push((end, between(from, to, 1.0 - 1e-9)));
        }
        all.push((end, to));
    }
    all
}

/// The colour a `part` of the way between two, interpolated premultiplied.
fn between(from: Color, to: Color, part: f64) -> Color {
    let [from, to] = [from, to].map(|color| color.to_be_bytes().map(f64::from));
    let alpha = from[3] + (to[3] - from[3]) * part;
    let channel = |index: usize| {
        let value = from[index] * from[3] * (1.0 - part) + to[index] * to[3] * part;
        if alpha == 0.0 { 0.0 } else { value / alpha }
    };
    Color::from_be_bytes([channel(0), channel(1), channel(2), alpha].map(|value| value.round() as u8))
}

fn beyond_svg(node: &Node) -> bool {
    let common = node.common();
    let inside = match node {
        Node::Group(group) => group.nodes.iter().any(beyond_svg),
        Node::Shape(Shape { style: Style { fill, stroke, .. }, .. }) => {
            let conic = |paint: &Option<Paint>| {
                matches!(paint, Some(Paint::Gradient { place: Place::Conic { .. }, .. }))
            };
            conic(fill) || conic(stroke)
        }
    };
    inside || !common.antialias || matches!(common.blend, "add" | "src")
}

impl Outline {
    /// The outline as path data.
    pub(crate) fn data(&self) -> String {
        match self {
            Self::Rect { x, y, width, height, rx } if *rx == [0.0; 4] => {
                format!("M{x} {y} h{width} v{height} h{} Z", -width)
            }
            Self::Rect { x, y, width, height, rx: [tl, tr, br, bl] } => format!(
                "M{} {y} H{} a{tr} {tr} 0 0 1 {tr} {tr} V{} a{br} {br} 0 0 1 {} {br} H{} a{bl} {bl} 0 0 1 {} {} \
                 V{} a{tl} {tl} 0 0 1 {tl} {} Z",
                x + tl,
                x + width - tr,
                y + height - br,
                -br,
                x + bl,
                -bl,
                -bl,
                y + tl,
                -tl
            ),
            Self::Rects(rects) => {
                rects.iter().map(|[x, y, w, h]| format!("M{x} {y} h{w} v{h} h{} Z", -w)).collect()
            }
            Self::Line([x1, y1, x2, y2]) => format!("M{x1} {y1} L{x2} {y2}"),
            Self::Polyline(points) => lines(points),
            Self::Polygon(points) => lines(points) + " Z",
            Self::Circle { cx, cy, r } => ellipse(*cx, *cy, *r, *r),
            Self::Ellipse { cx, cy, rx, ry } => ellipse(*cx, *cy, *rx, *ry),
            Self::Arc { cx, cy, r, start, end } => {
                // In two halves, so that none of them is too long to be told from its rest.
                // Always clockwise, and once around at most.
                let end = if end < start { end + 360.0 * ((start - end) / 360.0).ceil() } else { *end };
                let at = |degrees: f64| {
                    let (sine, cosine) = degrees.to_radians().sin_cos();
                    format!("{} {}", cx + r * cosine, cy + r * sine)
                };
                let half = format!("A{r} {r} 0 0 1");
                format!("M{} {half} {} {half} {}", at(*start), at((start + end) / 2.0), at(end))
            }
            Self::Path(d) => d.clone(),
        }
    }

    /// The data of what is filled, where that is another path.
    pub(crate) fn inside(&self) -> String {
        match self {
            Self::Arc { cx, cy, .. } => format!("{} L{cx} {cy} Z", self.data()),
            _ => self.data(),
        }
    }
}

fn lines(points: &[[f64; 2]]) -> String {
    let points: Vec<_> = points.iter().map(|[x, y]| format!("{x} {y}")).collect();
    format!("M{}", points.join(" L"))
}

fn ellipse(cx: f64, cy: f64, rx: f64, ry: f64) -> String {
    // It begins at three o'clock and runs clockwise, as SVG says.
    let half = format!("A{rx} {ry} 0 0 1");
    format!("M{} {cy} {half} {} {cy} {half} {} {cy} Z", cx + rx, cx - rx, cx + rx)
}
