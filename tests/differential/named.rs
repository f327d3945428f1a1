//! Scenes with a reason: shapes, strokes and paints.

use crate::build::{
    arc, circle, conic, ellipse, line, linear, path, polygon, polyline, radial, rect, rects, rounded, star,
};
use crate::scene::{Color, Node, Scene};

const ORANGE: Color = 0xff88_00ff;
const SKY: Color = 0x40b0_ffff;
const LIME: Color = 0xa0e0_20ff;
const WHITE: Color = 0xffff_ffff;
const CLEAR_RED: Color = 0xff20_2080;

/// Why lines that come back along themselves are a little wider here.
pub(crate) const BACK: &str = "Coverage is a sum of signed areas, exact but for pixels in which an outline passes the \
    same side twice: they get the area twice, at most 1. The others count samples. Each way has its errors (FreeType and \
    all of its kin have this one), and half a pixel beside a line that comes back along itself is the smaller one.";

fn one(name: &str, node: impl Into<Node>) -> Scene {
    Scene::new(name, vec![node.into()])
}

pub(crate) fn shapes() -> Vec<Scene> {
    let ring = |x: f64, r: f64| circle(x, 60.0, r).fill(ORANGE).node();
    vec![
        one("rect whole", rect(20.0, 15.0, 100.0, 70.0).fill(ORANGE)),
        one("rect fractional", rect(20.3, 15.6, 100.25, 70.85).fill(ORANGE)),
        one("rect thinner than a pixel", rect(20.3, 15.25, 0.5, 70.0).fill(WHITE)),
        one("rects", rects(&[[3.0, 4.0, 30.0, 40.5], [40.25, 9.0, 50.0, 20.0], [100.0, 70.0, 90.0, 90.0]]).fill(SKY)),
        one("rect rounded", rounded(20.0, 15.0, 101.0, 70.0, [18.0; 4]).fill(ORANGE).stroke(WHITE, 5.0)),
        one("rect with four radii", rounded(20.4, 15.2, 101.0, 70.0, [3.0, 20.0, 35.0, 9.5]).fill(SKY)),
        one("rect with a square corner", rounded(20.0, 15.0, 101.0, 70.0, [0.0, 20.0, 0.0, 30.0]).fill(SKY)),
        Scene::new(
            "circles tiny to large",
            vec![ring(10.0, 0.6), ring(20.3, 1.5), ring(32.0, 4.0), ring(52.0, 10.0), ring(105.0, 40.0)],
        ),
        one("circle huge", circle(-900.0, 60.0, 1000.3).fill(ORANGE)),
        one("circle beyond the screen", circle(80.0, 60.0, 500.0).fill(ORANGE).stroke(WHITE, 7.0)),
        one("circle stroked at the edge of the screen", circle(80.0, 60.0, 79.7).stroke(WHITE, 6.5)),
        one("ellipse flat", ellipse(80.0, 60.0, 70.3, 6.2).fill(LIME)),
        one("ellipse tall with a stroke", ellipse(80.0, 60.0, 20.0, 50.0).fill(LIME).stroke(SKY, 9.0)),
        one("star nonzero", star(80.0, 62.0, 55.0).fill(ORANGE)),
        one("star evenodd", star(80.0, 62.0, 55.0).fill(ORANGE).evenodd()),
        one(
            "two turns against each other",
            path("M10 10 H150 V110 H10 Z M40 30 V90 H120 V30 Z M60 45 H100 V75 H60 Z").fill(SKY),
        ),
        one("pie", arc(80.0, 60.0, 50.0, -120.0, 100.0).fill(ORANGE)),
        one("pie anticlockwise", arc(80.0, 60.0, 50.0, 30.0, -200.0).fill(ORANGE)),
        one("arc stroked", arc(80.0, 60.0, 45.0, -90.0, 135.0).stroke(SKY, 12.0).cap("round")),
        one("path lines", path("M20 20 L140 30 l-10 60 H50 h-20 V60 v-15 z m40 30 l20 10 l-25 15 z").fill(ORANGE)),
        one("path cubics", path("M10 80 C40 10 65 10 95 80 S150 150 150 60 c-10 -40 -30 -40 -40 -10 s-20 30 -60 5 z").fill(SKY)),
        one("path quadratics", path("M10 60 Q40 0 70 60 T130 60 q10 30 -20 40 t-60 10 T20 100 Z").fill(LIME)),
        one(
            "path arcs of all flags",
            path("M30 50 A25 25 0 0 0 70 50 M90 50 A25 25 0 0 1 130 50 M30 70 A25 15 20 1 0 70 70 M90 70 A25 15 20 1 1 130 70")
                .stroke(WHITE, 3.0),
        ),
        one("path arcs with radii too small", path("M20 60 A10 5 30 0 1 140 60 a4 4 0 0 1 -60 20").fill(ORANGE)),
        one("path numbers run together", path("M20,20l100-.5.5 80.25-100.5,0zM60.5.5a25,25 0 01.5,25").fill(SKY)),
        one("path open, filled", path("M20 20 L140 40 L60 110").fill(ORANGE)),
        one("path cusp and loop", path("M30 100 C170 0 -10 0 130 100 M20 20 C150 110 150 110 20 30").stroke(LIME, 4.0)),
    ]
}

pub(crate) fn strokes() -> Vec<Scene> {
    let zigzag = [[15.0, 100.0], [45.0, 20.0], [75.0, 100.0], [90.0, 20.0], [98.0, 100.0], [145.0, 30.0]];
    let corner = |x: f64, y: f64| polyline(&[[x, y + 30.0], [x + 20.0, y], [x + 40.0, y + 30.0]]);
    let mut scenes = Vec::new();
    for cap in ["butt", "round", "square"] {
        let lines = [0.0, 20.0, 45.0, 70.0, 90.0].map(|degrees: f64| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            let far = |from: f64, by: f64| (from + by) * 10.0;
            let [x, y] =
                [far(20.0, 100.0 * cosine), far(20.0, 80.0 * sine)].map(|value| value.round() / 10.0);
            line(20.0 + 0.2 * (x - 20.0), 20.0 + 0.2 * (y - 20.0), x, y).stroke(SKY, 8.0).cap(cap).node()
        });
        scenes.push(Scene::new(format!("caps {cap}"), lines.to_vec()));
        scenes.push(one(
            &format!("dashes {cap}"),
            path("M10 30 H150 M10 60 C50 0 100 120 150 60 M10 100 L150 90")
                .stroke(ORANGE, 7.0)
                .cap(cap)
                .dashes(&[14.0, 10.0, 3.0, 10.0], 5.0),
        ));
    }
    for join in ["miter", "round", "bevel"] {
        scenes
            .push(one(&format!("joins {join}"), polyline(&zigzag).stroke(LIME, 9.0).join(join).miter(10.0)));
        let closed = polygon(&zigzag).stroke(CLEAR_RED, 7.5).join(join);
        scenes.push(one(&format!("joins closed {join}"), closed));
    }
    scenes.extend([
        Scene::new(
            "miter limits",
            [1.0, 1.5, 1.8, 2.0, 4.0, 20.0]
                .iter()
                .enumerate()
                .map(|(index, &limit)| {
                    let (x, y) = ((index % 3) as f64 * 50.0 + 12.0, (index / 3) as f64 * 55.0 + 18.0);
                    corner(x, y).stroke(WHITE, 9.0).miter(limit).node()
                })
                .collect(),
        ),
        one(
            "dash offset negative",
            line(10.3, 60.0, 150.0, 60.0).stroke(SKY, 9.0).dashes(&[20.0, 9.0], -13.0),
        ),
        one(
            "dashes odd in number",
            line(10.0, 60.0, 150.0, 60.0).stroke(SKY, 9.0).dashes(&[12.0, 5.0, 8.0], 4.0),
        ),
        one(
            "dashes of no length, round",
            line(10.0, 60.5, 147.0, 60.5).stroke(SKY, 9.0).cap("round").dashes(&[0.0, 14.0], 0.0),
        ),
        one("dashed rect", rect(20.5, 20.5, 110.0, 80.0).stroke(LIME, 5.0).dashes(&[17.0, 9.0], 6.0)),
        one(
            "dashed rounded rect",
            rounded(20.5, 20.5, 110.0, 80.0, [25.0; 4]).stroke(LIME, 5.0).dashes(&[17.0, 9.0], 0.0),
        ),
        one("dashed circle", circle(80.0, 60.0, 45.0).stroke(ORANGE, 6.0).dashes(&[15.0, 7.0], 3.0)),
        one(
            "dashed ellipse",
            ellipse(80.0, 60.0, 65.0, 35.0).stroke(ORANGE, 6.0).cap("round").dashes(&[1.0, 11.0], 0.0),
        ),
        one("dashed polygon", star(80.0, 62.0, 52.0).stroke(SKY, 5.0).dashes(&[11.0, 6.0], 2.0)),
        one(
            "dashes around corners",
            polyline(&zigzag).stroke(SKY, 8.0).join("round").dashes(&[30.0, 12.0], 9.0),
        ),
        one("one pixel wide", path("M5.5 5 V115 M10 10.5 H150 M10 20 L150 110").stroke(WHITE, 1.5)),
        one("wide curve", path("M20 100 C20 0 140 0 140 100").stroke(SKY, 30.0)),
        one("curve tighter than its width", path("M60 100 C60 20 70 20 70 100").stroke(SKY, 30.0)),
        one("lines of no length", path("M40 60 h0 M80 60 z M120 60 l0 0").stroke(WHITE, 16.0).cap("round")),
        one("lines of no length, square", path("M40 60 h0 M80 60 l0 0").stroke(WHITE, 16.0).cap("square")),
        one("closed line of two points", path("M30 40 L130 75 Z").stroke(WHITE, 12.0).join("round"))
            .by_right(BACK, 0.65, 0.01),
        one(
            "closed line of two points, round",
            path("M127.13 30.36 l-32.27 11.49 Z").stroke(WHITE, 11.85).cap("round").join("round"),
        )
        .by_right(BACK, 0.75, 0.004),
        one("closed line of two points, level", path("M30 60 H120 Z").stroke(WHITE, 12.0).join("round")),
        one("turning back, slanted", path("M30 40 L130 75 L60 50.5").stroke(WHITE, 12.0).join("round"))
            .by_right(BACK, 0.5, 0.008),
        one("turning back", path("M30 60 H120 H60").stroke(WHITE, 12.0).join("round")),
    ]);
    scenes
}

pub(crate) fn paints() -> Vec<Scene> {
    let colors = [(0.0, ORANGE), (0.4, SKY), (1.0, 0x2010_60ff)];
    let clear = [(0.0, 0xff00_0000), (0.5, 0x00ff_40ff), (1.0, 0x0000_ff20)];
    let hard = [(0.0, ORANGE), (0.5, ORANGE), (0.5, SKY), (1.0, WHITE)];
    let all = || rect(0.0, 0.0, 160.0, 120.0);
    let mut scenes = Vec::new();
    for spread in ["pad", "repeat", "reflect"] {
        let across = linear(50.25, 20.0, 110.5, 45.0, &colors).spread(spread);
        let around = radial(85.2, 55.1, 40.0, &colors).spread(spread);
        scenes.push(one(&format!("linear {spread}"), all().fill(across)));
        scenes.push(one(&format!("radial {spread}"), all().fill(around)));
        let across = linear(20.0, 20.0, 90.0, 80.0, &clear).spread(spread);
        scenes
            .push(one(&format!("linear with alpha {spread}"), ellipse(80.0, 60.0, 75.0, 55.0).fill(across)));
        let around = radial(80.0, 60.0, 50.0, &clear).spread(spread);
        scenes.push(one(&format!("radial with alpha {spread}"), all().fill(around).opacity(0.7)));
    }
    scenes.extend([
        one("linear across", all().fill(linear(0.0, 0.0, 160.0, 0.0, &colors))),
        one("linear down", all().fill(linear(0.0, 10.0, 0.0, 100.0, &colors))),
        one("linear hard stops", all().fill(linear(20.0, 0.0, 140.0, 0.0, &hard))),
        one("radial hard stops", all().fill(radial(80.0, 60.0, 50.0, &hard))),
        one("linear one stop", all().fill(linear(20.0, 0.0, 140.0, 0.0, &[(0.3, SKY)]))),
        one("radial one stop", circle(80.0, 60.0, 50.0).fill(radial(80.0, 60.0, 50.0, &[(0.3, CLEAR_RED)]))),
        one(
            "linear stops late and early",
            all().fill(linear(10.0, 0.0, 150.0, 0.0, &[(0.3, ORANGE), (0.6, SKY)])),
        ),
        one(
            "linear stops out of order",
            all().fill(linear(10.0, 0.0, 150.0, 0.0, &[(0.6, ORANGE), (0.2, SKY), (1.0, WHITE)])),
        ),
        one(
            "linear of many stops",
            all().fill(linear(
                0.0,
                0.0,
                160.0,
                30.0,
                &[
                    (0.0, 0xff00_00ff),
                    (0.17, 0xffff_00ff),
                    (0.33, 0x00ff_00ff),
                    (0.5, 0x00ff_ffff),
                    (0.67, 0x0000_ffff),
                    (0.83, 0xff00_ffff),
                    (1.0, 0xff00_00ff),
                ],
            )),
        ),
        one("linear of no length", all().fill(linear(50.0, 50.0, 50.0, 50.0, &colors))),
        one("radial of no radius", all().fill(radial(50.0, 50.0, 0.0, &colors))),
        one(
            "stroke with a gradient",
            circle(80.0, 60.0, 45.0).stroke(linear(40.0, 0.0, 120.0, 0.0, &colors), 15.0),
        ),
        one(
            "fill and stroke with gradients",
            star(80.0, 62.0, 50.0)
                .fill(radial(80.0, 60.0, 50.0, &colors))
                .stroke(linear(40.0, 20.0, 120.0, 100.0, &clear), 8.0),
        ),
        one(
            "linear turned",
            rect(30.0, 20.0, 100.0, 80.0)
                .fill(linear(30.0, 0.0, 130.0, 0.0, &colors))
                .rotate(25.0, 80.0, 60.0),
        ),
        one(
            "linear skewed",
            rect(30.0, 20.0, 90.0, 80.0)
                .fill(linear(30.0, 20.0, 120.0, 100.0, &colors).spread("reflect"))
                .transform([0.9, 0.1, 0.4, 0.8, 0.0, 5.0]),
        ),
        one(
            "radial stretched",
            rect(10.0, 10.0, 50.0, 90.0)
                .fill(radial(35.0, 55.0, 25.0, &colors).spread("repeat"))
                .transform([2.3, 0.0, 0.0, 0.9, 0.0, 5.0]),
        ),
        one("conic", all().fill(conic(80.0, 60.0, 0.0, &colors))),
        one("conic turned with alpha", circle(80.0, 60.0, 50.0).fill(conic(75.3, 62.2, 130.0, &clear))),
        one(
            "conic under a transform",
            rect(30.0, 20.0, 90.0, 80.0)
                .fill(conic(70.0, 60.0, 40.0, &colors))
                .transform([0.9, 0.1, 0.4, 0.8, 0.0, 5.0]),
        ),
        one("conic hard stops", all().fill(conic(80.3, 60.2, 20.0, &hard))),
        one("alpha over alpha", star(80.0, 62.0, 52.0).fill(CLEAR_RED).stroke(0x20ff_2060, 10.0)),
    ]);
    scenes
}
