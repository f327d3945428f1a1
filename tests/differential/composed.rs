//! Scenes with a reason: groups, transforms, blending and clips.

use std::slice;

use crate::build::{arc, circle, ellipse, group, line, linear, path, polyline, radial, rect, rounded, star};
use crate::scene::{Color, Node, Scene, Shape};

const ORANGE: Color = 0xff88_00ff;
const SKY: Color = 0x40b0_ffff;
const LIME: Color = 0xa0e0_20ff;
const WHITE: Color = 0xffff_ffff;
const CLEAR_RED: Color = 0xff20_2080;

fn one(name: &str, node: impl Into<Node>) -> Scene {
    Scene::new(name, vec![node.into()])
}

fn pair() -> [Node; 2] {
    [circle(62.0, 55.0, 38.0).fill(ORANGE).node(), circle(98.0, 66.0, 38.0).fill(SKY).node()]
}

fn sunrise(shape: Shape) -> Shape {
    shape.fill(linear(20.0, 10.0, 130.0, 110.0, &[(0.0, ORANGE), (0.5, 0x40b0_ff60), (1.0, 0x2010_60ff)]))
}

pub(crate) fn groups() -> Vec<Scene> {
    let quarter = [0.8, 0.2, -0.2, 0.8, 25.0, 5.0];
    vec![
        one("group opacity over an overlap", group(pair()).opacity(0.5)),
        one("group of nothing but commands", group(pair())),
        one("group transformed", group(pair()).transform(quarter)),
        one(
            "group and child transformed",
            group([
                circle(30.0, 30.0, 20.0).fill(ORANGE).transform([2.0, 0.0, 0.5, 1.0, 0.0, 0.0]).node(),
                rect(60.0, 40.0, 50.0, 30.0).fill(SKY).stroke(WHITE, 6.0).rotate(30.0, 80.0, 60.0).node(),
            ])
            .transform(quarter),
        ),
        one(
            "groups nested",
            group([
                group(pair()).opacity(0.6).transform([0.7, 0.0, 0.0, 0.7, 0.0, 0.0]).node(),
                group([
                    group(pair()).opacity(0.5).rotate(40.0, 80.0, 60.0).node(),
                    rect(5.0, 80.0, 150.0, 20.0).fill(LIME).node(),
                ])
                .opacity(0.8)
                .node(),
            ])
            .opacity(0.9),
        ),
        one(
            "fill and stroke as one picture",
            star(80.0, 62.0, 48.0).fill(ORANGE).stroke(SKY, 14.0).opacity(0.5),
        ),
        one(
            "fill and stroke as one picture, with alpha",
            circle(80.0, 60.0, 40.0).fill(CLEAR_RED).stroke(0x40b0_ffa0, 20.0).opacity(0.6),
        ),
        one("opacity of one paint", rounded(20.3, 15.0, 110.0, 80.0, [20.0; 4]).fill(ORANGE).opacity(0.35)),
        one(
            "group beyond the screen",
            group([
                circle(-20.0, 60.0, 70.0).fill(ORANGE).node(),
                circle(190.0, 60.0, 70.0).fill(SKY).node(),
            ])
            .opacity(0.5),
        ),
        one(
            "group with gradients",
            group([sunrise(ellipse(60.0, 60.0, 55.0, 40.0)).node(), sunrise(star(100.0, 60.0, 50.0)).node()])
                .opacity(0.7),
        ),
        one("group invisible", group(pair()).opacity(0.0)),
    ]
}

pub(crate) fn transforms() -> Vec<Scene> {
    let card = || rounded(40.0, 30.0, 80.0, 50.0, [12.0; 4]).fill(ORANGE).stroke(WHITE, 6.0);
    let curve = || path("M20 90 C40 0 120 0 140 90").stroke(SKY, 10.0);
    vec![
        one("moved by a fraction", card().transform([1.0, 0.0, 0.0, 1.0, 3.3, -7.6])),
        one("turned", card().rotate(33.0, 80.0, 60.0)),
        one("turned rect", rect(40.0, 30.0, 80.0, 50.0).fill(ORANGE).rotate(-12.0, 80.0, 60.0)),
        one("turned by a right angle", card().rotate(90.0, 80.0, 60.0)),
        one(
            "mirrored",
            path("M20 20 L140 40 L60 110 Z")
                .fill(ORANGE)
                .stroke(SKY, 5.0)
                .transform([-1.0, 0.0, 0.0, 1.0, 160.0, 0.0]),
        ),
        one(
            "mirrored, dashed",
            card().dashes(&[15.0, 6.0], 4.0).transform([1.0, 0.0, 0.0, -1.0, 0.0, 115.0]),
        ),
        one(
            "four radii mirrored",
            rounded(20.0, 15.0, 101.0, 70.0, [3.0, 20.0, 35.0, 9.5])
                .fill(SKY)
                .transform([-1.2, 0.0, 0.0, 1.1, 155.0, 6.0]),
        ),
        one(
            "four radii turned",
            rounded(20.0, 25.0, 101.0, 70.0, [3.0, 20.0, 35.0, 9.5])
                .fill(SKY)
                .transform([0.0, 1.0, -1.0, 0.0, 140.0, -10.0]),
        ),
        one(
            "scaled up",
            circle(10.0, 8.0, 5.0).fill(ORANGE).stroke(SKY, 1.5).transform([8.0, 0.0, 0.0, 8.0, 0.0, 0.0]),
        ),
        one(
            "scaled down",
            path("M200 900 C400 0 1200 0 1400 900")
                .stroke(SKY, 100.0)
                .transform([0.1, 0.0, 0.0, 0.1, 0.0, 0.0]),
        ),
        one(
            "stretched circle's stroke",
            circle(20.0, 50.0, 15.0).stroke(LIME, 4.0).transform([4.0, 0.0, 0.0, 1.2, 0.0, 0.0]),
        ),
        one("stretched curve's stroke", curve().transform([1.0, 0.0, 0.0, 0.35, 0.0, 40.0])),
        one("skewed curve's stroke", curve().cap("round").transform([0.8, 0.3, -0.6, 0.7, 50.0, 0.0])),
        one("skewed dashes", card().dashes(&[15.0, 6.0], 4.0).transform([0.9, 0.1, 0.5, 0.8, -20.0, 5.0])),
        one(
            "skewed joins",
            polyline(&[[20.0, 90.0], [60.0, 20.0], [80.0, 90.0], [130.0, 40.0]])
                .stroke(WHITE, 9.0)
                .miter(8.0)
                .transform([0.9, 0.0, 0.5, 0.8, -20.0, 5.0]),
        ),
        one(
            "skewed round joins",
            polyline(&[[20.0, 90.0], [60.0, 20.0], [80.0, 90.0], [130.0, 40.0]])
                .stroke(WHITE, 12.0)
                .join("round")
                .cap("round")
                .transform([1.1, 0.0, 0.0, 0.5, 0.0, 20.0]),
        ),
        one(
            "ellipse turned",
            ellipse(80.0, 60.0, 60.0, 20.0).fill(SKY).stroke(WHITE, 5.0).rotate(20.0, 80.0, 60.0),
        ),
        one(
            "arc stretched",
            arc(40.0, 60.0, 30.0, 200.0, 500.0).stroke(ORANGE, 8.0).transform([2.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        ),
        one("singular", card().transform([1.0, 2.0, 0.5, 1.0, 0.0, 0.0])),
        one(
            "line under a squeeze",
            line(20.0, 20.0, 140.0, 200.0)
                .stroke(SKY, 14.0)
                .cap("square")
                .transform([1.0, 0.0, 0.0, 0.5, 0.0, 0.0]),
        ),
    ]
}

pub(crate) fn blends() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for blend in ["over", "multiply", "screen", "darken", "lighten", "difference", "add", "src"] {
        let base = sunrise(rect(0.0, 0.0, 160.0, 60.0)).node();
        let shapes = [
            ellipse(50.0, 60.0, 40.0, 35.0).fill(0xc040_70ff).blend(blend).node(),
            star(110.0, 60.0, 45.0).fill(0x60d0_30a0).blend(blend).node(),
        ];
        let name = format!("blend {blend}");
        scenes.push(Scene::new(name.clone(), [slice::from_ref(&base), &shapes].concat()));
        // What `src` makes of a picture with nothing in some places is everybody's own.
        if blend == "src" {
            continue;
        }
        let two = group(pair()).blend(blend);
        scenes.push(Scene::new(format!("{name} of a group"), vec![base.clone(), two.clone().node()]));
        scenes.push(Scene::new(
            format!("{name} of a group with opacity"),
            vec![base.clone(), two.opacity(0.6).node()],
        ));
        let inside = group(shapes.clone()).opacity(0.8);
        scenes.push(Scene::new(format!("{name} inside a group"), vec![base.clone(), inside.node()]));
        let gradient = sunrise(circle(80.0, 60.0, 50.0)).blend(blend).opacity(0.9);
        scenes.push(Scene::new(format!("{name} of a gradient"), vec![base.clone(), gradient.node()]));
        let both = rect(30.5, 30.0, 90.0, 60.0).fill(0xc040_70ff).stroke(0x60d0_30a0, 14.0).blend(blend);
        scenes.push(Scene::new(format!("{name} of fill and stroke"), vec![base, both.node()]));
    }
    scenes
}

pub(crate) fn clips() -> Vec<Scene> {
    let all = || sunrise(rect(0.0, 0.0, 160.0, 120.0));
    let star = || star(80.0, 62.0, 55.0);
    let data = star().outline.data();
    vec![
        one("clip whole", all().clip([20.0, 10.0, 90.0, 70.0])),
        one("clip fractional", all().clip([20.3, 10.6, 90.4, 70.7])),
        one("clip fractional, of a circle", circle(70.0, 50.0, 50.0).fill(ORANGE).clip([20.3, 10.6, 90.4, 70.7])),
        one("clip turned", rect(0.0, 0.0, 160.0, 120.0).fill(ORANGE).clip([40.0, 30.0, 80.0, 50.0]).rotate(30.0, 80.0, 60.0)),
        one("clip stretched", circle(30.0, 50.0, 28.0).fill(ORANGE).clip([10.3, 30.0, 35.0, 50.0]).transform([2.5, 0.0, 0.0, 1.1, 0.3, 0.0])),
        one("clip path nonzero", all().clip_path(&data, false)),
        one("clip path evenodd", all().clip_path(&data, true)),
        one("clip path of curves", all().clip_path("M20 60 C20 0 140 0 140 60 S80 180 80 90 Z", false)),
        one("clip path under a transform", all().clip_path(&data, true).transform([0.8, 0.2, -0.3, 0.7, 35.0, 0.0])),
        one("clip of a group", group(pair()).clip_path(&data, true)),
        one("clip of a group with opacity", group(pair()).clip([30.0, 30.0, 100.0, 60.0]).rotate(15.0, 80.0, 60.0).opacity(0.5)),
        one("clip inside a clip", group([star().fill(ORANGE).clip([0.0, 0.0, 90.5, 120.0]).node()]).clip([40.0, 20.0, 100.0, 60.5]).rotate(-20.0, 80.0, 60.0)),
        one("clip of a stroke", circle(80.0, 60.0, 50.0).stroke(radial(80.0, 60.0, 60.0, &[(0.6, WHITE), (1.0, CLEAR_RED)]), 16.0).clip_path("M80 60 L160 0 V120 Z", false)),
        one("clip beyond the screen", all().clip([-50.0, -50.0, 120.4, 110.0])),
        one("clip of nothing", all().clip([30.0, 30.0, 0.0, 40.0])),
        one("clip of fill and stroke", rect(30.0, 30.0, 90.0, 60.0).fill(LIME).stroke(SKY, 12.0).clip_path(&data, false))
            .by_right("Two paints are cut one after the other, without a picture for both: at the edge some of the fill is seen.", 0.75, 0.0025),
    ]
}

/// Scenes that were once drawn wrong.
pub(crate) fn mended() -> Vec<Scene> {
    let colors = [(0.0, LIME), (0.45, 0x4a51_b7ff), (0.6, ORANGE), (0.85, 0x2a05_b0ff), (1.0, LIME)];
    let short = linear(34.2, 62.4, 18.0, 68.1, &colors);
    vec![
        one("linear short, repeated", rect(0.0, 0.0, 160.0, 120.0).fill(short.spread("repeat"))),
        one(
            "blend src of fill and stroke",
            circle(80.0, 60.0, 30.0).fill(ORANGE).stroke(SKY, 6.0).blend("src"),
        ),
    ]
}

/// Without anti-aliasing, a pixel is in if its middle is.
pub(crate) fn aliased() -> Vec<Scene> {
    vec![
        one("aliased star", star(80.0, 62.0, 55.0).fill(ORANGE).evenodd().aliased()),
        one("aliased circle", circle(80.2, 60.1, 50.3).fill(SKY).aliased()),
        one("aliased rect", rect(20.3, 15.6, 100.1, 70.2).fill(ORANGE).aliased()),
        one("aliased rounded rect", rounded(20.3, 15.6, 100.1, 70.2, [20.0; 4]).fill(ORANGE).aliased()),
        one("aliased stroke", path("M20 90 C40 0 120 0 140 90").stroke(SKY, 7.0).aliased()),
        one("aliased line", line(10.2, 13.1, 150.3, 101.4).stroke(WHITE, 3.0).aliased()),
        one(
            "aliased turned rect",
            rect(40.0, 30.0, 80.0, 50.0).fill(LIME).rotate(20.3, 80.0, 60.0).aliased(),
        ),
        one(
            "aliased dashes",
            ellipse(80.3, 60.2, 60.0, 40.0).stroke(LIME, 6.0).dashes(&[13.0, 7.0], 2.0).aliased(),
        ),
        one(
            "aliased translucent path",
            path("M10.3 80.2 C40 10 65 10 95 80 S150 150 150 60 Z").fill(CLEAR_RED).aliased(),
        ),
    ]
}
