//! Scenes drawn by fbdraw and by two others: resvg from SVG, and tiny-skia itself where SVG has no word for it.

mod build;
mod compare;
mod composed;
mod generated;
mod json;
mod named;
mod ours;
mod scene;
mod skia;
mod svg;

use std::fmt::Write as _;

use compare::{FAR, FAR_SHARE, Image, MEAN};
use ours::Ours;
use scene::Scene;

/// How many times as large the others draw, before their picture is averaged: they know 16 levels of coverage, too
/// few for a fractional edge that is long (an eighth of the contrast is 32 of 255), and so they know 256, as we do.
const FINER: u32 = 4;

/// The other renderer's picture.
fn expected(scene: &Scene, finer: u32) -> Image {
    if scene.is_beyond_svg() { skia::render(scene, finer) } else { svg::render(&svg::document(scene), finer) }
}

/// Draws all scenes and compares.
///
/// # Panics
///
/// Where a scene is beyond its bounds, after all have been drawn.
fn check(scenes: &[Scene]) {
    let mut ours = Ours::new();
    let (mut failures, mut failed, mut means) = (String::new(), 0, 0.0);
    let verbose = std::env::var_os("VERBOSE").is_some();
    for scene in scenes {
        let frame = json::frame(scene);
        let found = ours.render(&frame);
        // Averaging smooths what nobody smooths: jumps inside a gradient, edges that are not anti-aliased.
        let one = expected(scene, if scene.has_jumps() { 1 } else { FINER });
        let difference = one.difference(&found);
        means += difference.mean;
        let (mean, far) = scene.by_right.map_or((MEAN, FAR_SHARE), |right| (right.mean, right.far));
        if verbose {
            println!("STAT {:40} {:6.3} {:7.4}% {:3} {}", scene.name, difference.mean, difference.far * 100.0, difference.most, if difference.mean > mean || difference.far > far {"BAD"} else {""});
        }
        if difference.mean <= mean && difference.far <= far {
            continue;
        }
        failed += 1;
        let path = one.write_beside(&found, &scene.name);
        let _ = write!(
            failures,
            "\n{}: a mean difference of {:.3} (at most {mean}) and {:.3} % of pixels off by more than {FAR} (at \
             most {} %)\nexpected | difference × 4 | actual: {}\n{frame}\n",
            scene.name,
            difference.mean,
            difference.far * 100.0,
            far * 100.0,
            path.display()
        );
        if !scene.is_beyond_svg() {
            failures += &svg::document(scene);
        }
    }
    println!("{} scenes, a mean difference of {:.3}", scenes.len(), means / scenes.len() as f64);
    assert!(failed == 0, "{failed} of {} scenes differ\n{failures}", scenes.len());
}

#[test]
fn shapes_are_theirs() {
    check(&named::shapes());
}

#[test]
fn strokes_are_theirs() {
    check(&named::strokes());
}

#[test]
fn paints_are_theirs() {
    check(&named::paints());
}

#[test]
fn groups_are_theirs() {
    check(&composed::groups());
}

#[test]
fn transforms_are_theirs() {
    check(&composed::transforms());
}

#[test]
fn blends_are_theirs() {
    check(&composed::blends());
}

#[test]
fn clips_are_theirs() {
    check(&composed::clips());
}

#[test]
fn aliased_scenes_are_theirs() {
    check(&composed::aliased());
}

#[test]
fn generated_scenes_are_theirs() {
    check(&generated::scenes(0..220, generated::Kind::Plain));
}

#[test]
fn generated_blends_are_theirs() {
    check(&generated::scenes(220..290, generated::Kind::Blends));
}

#[test]
fn generated_clips_are_theirs() {
    check(&generated::scenes(290..360, generated::Kind::Clips));
}
