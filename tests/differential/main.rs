//! Scenes drawn by fbdraw and by two others: resvg from SVG, and tiny-skia itself where SVG has no word for it.

mod build;
mod compare;
mod composed;
mod generated;
mod json;
mod named;
mod ours;
mod scene;
mod shrink;
mod skia;
mod svg;

use std::fmt::Write as _;

use compare::Image;
use ours::Ours;
use scene::Scene;

/// The other renderer's picture: drawn larger, then averaged.
///
/// The others know 16 levels of coverage, too few for a long edge at a fraction of a pixel: an eighth of the contrast
/// is 32 of 255. Four times as large they know 256, as we do. But averaging also smooths the jumps inside a gradient,
/// which nobody smooths; such scenes are drawn as they are. Without anti-aliasing a pixel has the colour of its
/// middle, which nine times as large is less than a 16th of a pixel off, however coarsely curves are flattened.
fn expected(scene: &Scene) -> Image {
    let finer = match scene {
        _ if scene.is_aliased() => 9,
        _ if scene.has_jumps() => 1,
        _ => 4,
    };
    if scene.is_beyond_svg() { skia::render(scene, finer) } else { svg::render(&svg::document(scene), finer) }
}

/// Draws all scenes and compares.
///
/// # Panics
///
/// Where a scene is beyond its bounds, after all have been drawn.
fn check(scenes: &[Scene]) {
    let mut ours = Ours::new();
    let (mut failures, mut failed, mut means, mut worst) = (String::new(), 0, 0.0, 0.0_f64);
    for scene in scenes {
        let mut compare = |scene: &Scene| {
            let (expected, found) = (expected(scene), ours.render(&json::frame(scene)));
            (expected.difference(&found), expected, found)
        };
        let (difference, ..) = compare(scene);
        if std::env::var_os("VERBOSE").is_some() {
            println!("{}: {difference}", scene.name);
        }
        means += difference.mean;
        worst = worst.max(difference.mean);
        if difference.is_within(scene) {
            continue;
        }
        failed += 1;
        let scene = shrink::smallest(scene, |scene| !compare(scene).0.is_within(scene));
        let (difference, expected, found) = compare(&scene);
        let _ = write!(
            failures,
            "\n{}: {difference}\nexpected | difference × 4 | actual: {}\n{}\n",
            scene.name,
            expected.write_beside(&found, &scene.name).display(),
            json::frame(&scene)
        );
        if !scene.is_beyond_svg() {
            failures += &svg::document(&scene);
        }
    }
    let (count, mean) = (scenes.len(), means / scenes.len() as f64);
    println!("{count} scenes, a mean difference of {mean:.3}, {worst:.3} at most");
    assert!(failed == 0, "{failed} of {count} scenes differ; reduced:\n{failures}");
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
