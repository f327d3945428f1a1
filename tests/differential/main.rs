//! Scenes drawn by fbdraw and by two others: resvg from SVG, and tiny-skia itself where SVG has no word for it.

mod build;
mod compare;
mod composed;
mod generated;
mod json;
mod named;
#[path = "../picture/mod.rs"]
mod picture;
mod scene;
mod shrink;
mod skia;
mod svg;

use std::fmt::Write as _;

use compare::{Difference, HEIGHT, Image, WIDTH};
use fbdraw::pixel::Format;
use picture::Picture;
use scene::Scene;

/// The other renderer's picture, drawn `finer` times as large and averaged.
fn drawn(scene: &Scene, finer: u32) -> Image {
    if scene.is_beyond_svg() { skia::render(scene, finer) } else { svg::render(&svg::document(scene), finer) }
}

/// How far `found` is from the other renderer's picture, which is returned as well.
///
/// The others know 16 levels of coverage, too few for a long edge at a fraction of a pixel: an eighth of the contrast
/// is 32 of 255. Drawn four times as large they know 256, as we do. But averaging also smooths what nobody smooths,
/// the jumps inside a gradient, and what is no mean of its parts, such as the `difference` or the clamped sum of the
/// colours at an edge. Such scenes are compared with what the others draw as it is; the bounds are the same.
///
/// Lengths along curves they measure coarsely, so the dashes of long paths end elsewhere the larger they draw; eight
/// times as large is fine enough.
///
/// Without anti-aliasing a pixel has the colour of its middle, which nine times as large is less than a 16th of a
/// pixel off, however coarsely curves are flattened.
fn compare(scene: &Scene, found: &Image) -> (Difference, Image) {
    let with = |finer| {
        let expected = drawn(scene, finer);
        (expected.difference(found), expected)
    };
    if scene.is_aliased() {
        return with(9);
    }
    let fine = with(4);
    if fine.0.is_within(scene) {
        return fine;
    }
    [1, 8].map(with).into_iter().find(|other| other.0.is_within(scene)).unwrap_or(fine)
}

/// Draws all scenes and compares.
///
/// # Panics
///
/// Where a scene is beyond its bounds, after all have been drawn.
fn check(scenes: &[Scene]) {
    let mut ours = Picture::new(WIDTH as u32, HEIGHT as u32, Format::Xrgb8888);
    let mut render = |scene: &Scene| {
        ours.draw(json::frame(scene));
        Image { pixels: ours.rgb() }
    };
    let (mut failures, mut failed, mut means, mut worst) = (String::new(), 0, 0.0, 0.0_f64);
    for scene in scenes {
        let (difference, _) = compare(scene, &render(scene));
        if std::env::var_os("VERBOSE").is_some() {
            println!("{}: {difference}", scene.name);
        }
        means += difference.mean;
        worst = worst.max(difference.mean);
        if difference.is_within(scene) {
            continue;
        }
        failed += 1;
        let scene = shrink::smallest(scene, |scene| {
            let found = render(scene);
            !compare(scene, &found).0.is_within(scene)
        });
        let found = render(&scene);
        let (difference, expected) = compare(&scene, &found);
        if let Some(right) = scene.by_right {
            let _ = write!(failures, "\nbeyond even the bounds of an exception: {}", right.why);
        }
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
fn mended_scenes_are_theirs() {
    check(&composed::mended());
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
