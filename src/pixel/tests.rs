//! Every kernel in every native layout, against exact arithmetic and one pixel at a time.

use fearless_simd::Level;

use super::blend::blend;
use super::layout::{Pixel, Rgba};
use super::{Blend, Format, dither, kernel, rows};

/// Around the places where kernels change their way: single pixels, groups, blocks, and a bit more than each.
const LENGTHS: [usize; 18] = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 200, 517];

fn native() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| format.is_native())
}

/// A colour channel of the specification's general formula as a numerator over 255², with `B` of colours that are
/// not premultiplied: another road than the code's, which has `B` multiplied out.
fn exact_color(mode: Blend, c: i64, alpha: i64, d: i64, da: i64) -> i64 {
    // Both colours over 255 × `da`: the destination's is `d / da`.
    let (above, below) = (c * da, d * 255);
    let mixed = match mode {
        Blend::Over => above,
        Blend::Multiply => c * d,
        Blend::Screen => above + below - c * d,
        Blend::Darken => above.min(below),
        Blend::Lighten => above.max(below),
        Blend::Difference => (above - below).abs(),
        Blend::Add => return 255 * (c * alpha + 255 * d),
        Blend::Src => unreachable!("has a formula of its own"),
    };
    c * alpha * (255 - da) + 255 * d * (255 - alpha) + alpha * mixed
}

/// `numerator` / 255² to the nearest of 0–255.
fn nearest(numerator: i64) -> u8 {
    ((2 * numerator + 255 * 255) / (2 * 255 * 255)).min(255) as u8
}

/// `coverage`/255 of a paint on a pixel, each channel exact and rounded once.
fn exact(mode: Blend, source: Rgba, coverage: u8, below: Rgba) -> Rgba {
    let [k, a, da] = [coverage, source[3], below[3]].map(i64::from);
    // The only rounding before: the paint's alpha where it is partly covered.
    let alpha = (2 * a * k + 255) / 510;
    let color = |index: usize| {
        let [c, d] = [source[index], below[index]].map(i64::from);
        match mode {
            Blend::Src => 255 * d * (255 - k) + c * a * k,
            _ => exact_color(mode, c, alpha, d, da),
        }
    };
    let result_alpha = match mode {
        Blend::Src => 255 * (da * (255 - k) + a * k),
        Blend::Add => 255 * 255 * (da + alpha),
        _ => 255 * 255 * (da + alpha) - 255 * da * alpha,
    };
    [nearest(color(0)), nearest(color(1)), nearest(color(2)), nearest(result_alpha)]
}

#[test]
fn every_mode_is_exact_for_every_pair_of_colours() {
    for mode in Blend::ALL {
        for (alpha, coverage) in [(0, 255), (1, 255), (77, 255), (128, 128), (200, 3), (254, 255), (255, 255)]
        {
            for below_alpha in [255, 254, 128, 1, 0] {
                for (c, d) in (0..=255).flat_map(|c| (0..=255).map(move |d| (c, d))) {
                    let (source, below) = ([c, c, c, alpha], [d, d, d, below_alpha]);
                    assert_eq!(
                        blend(mode, source, coverage, below),
                        exact(mode, source, coverage, below),
                        "{mode:?} of {source:?} × {coverage} on {below:?}"
                    );
                }
            }
        }
    }
}

/// What a layout must store is defined by this: the exact result from what the stored pixel shows, rounded to
/// 8 bits, packed.
fn expected<P: Pixel>(mode: Blend, source: Rgba, coverage: u8, stored: P::Bytes) -> P::Bytes {
    P::pack(exact(mode, P::shade(source), coverage, P::unpack(stored)))
}

#[test]
fn every_layout_stores_what_is_nearest_to_the_exact_result() {
    for format in native() {
        with_pixel!(format, P => for (alpha, coverage, below_alpha) in
            [(255, 255, 255), (128, 255, 255), (77, 200, 255), (90, 255, 128)]
        {
            for c in 0..=255_u8 {
                let source = [c, 255 - c, c / 2, alpha];
                let below: Vec<_> = (0..=255_u8)
                    .map(|d| P::pack([d, 255 - d, d ^ 0x55, 255].map(|value| value.min(below_alpha))))
                    .collect();
                for mode in Blend::ALL {
                    let mut row = below.clone();
                    rows::blend_row::<P>(Level::new(), &mut row, &[source; 256], coverage, None, mode, None);
                    for (&stored, &result) in below.iter().zip(&row) {
                        let expected = expected::<P>(mode, source, coverage, stored);
                        assert!(result == expected, "{mode:?} of {source:?} in {format}");
                    }
                }
            }
        });
    }
}

/// A row of many colours, and a mask with all kinds of coverage.
fn sample(length: usize) -> (Vec<Rgba>, Vec<u8>) {
    let colors = (0..length).map(|i| [i as u8, (i * 7) as u8, (i * 31) as u8, (i * 3 + 1) as u8]).collect();
    let mask = (0..length).map(|i| [0, 255, (i * 5) as u8, (255 - i % 256) as u8][i % 4]).collect();
    (colors, mask)
}

#[test]
fn kernels_do_the_same_at_any_length_as_pixel_by_pixel() {
    let ink = [250, 120, 10, 255];
    for (format, length) in native().flat_map(|format| LENGTHS.map(|length| (format, length))) {
        let (colors, mask) = sample(length);
        with_pixel!(format, P => for alpha in [0, 77, 255] {
            let below: Vec<_> = (0..length).map(|i| P::pack([(i * 3) as u8, 255 - i as u8, 60, 255])).collect();
            let check = |name: &str, draw: &dyn Fn(&mut [<P as Pixel>::Bytes]), one: &dyn Fn(usize) -> <P as Pixel>::Bytes| {
                let mut row = below.clone();
                draw(&mut row);
                for (index, &pixel) in row.iter().enumerate() {
                    assert!(pixel == one(index), "{name} in {format}: pixel {index} of {length}, alpha {alpha}");
                }
            };
            let over = |index: usize, color: Rgba, coverage: u8| expected::<P>(Blend::Over, color, coverage, below[index]);
            let [r, g, b, _] = ink;
            check("fill", &|row| kernel::fill::<P>(row, P::pack(ink)), &|_| P::pack(ink));
            check("mix", &|row| kernel::mix::<P>(row, P::ink(ink), alpha, None), &|i| over(i, ink, alpha));
            check("mix_masked", &|row| kernel::mix_masked::<P>(row, P::ink(ink), alpha, &mask), &|i| {
                over(i, [r, g, b, alpha], mask[i])
            });
            check("store_row", &|row| rows::store_row::<P>(row, &colors, None), &|i| {
                let [r, g, b, _] = colors[i];
                P::pack([r, g, b, 255])
            });
            check("mix_row", &|row| rows::mix_row::<P>(row, &colors, alpha, None, None), &|i| over(i, colors[i], alpha));
            check("mix_row, masked", &|row| rows::mix_row::<P>(row, &colors, alpha, Some(&mask), None), &|i| {
                over(i, colors[i], ((u32::from(mask[i]) * u32::from(alpha) * 2 + 255) / 510) as u8)
            });
        });
    }
}

/// Draws with everything that dithers, from `start` on.
fn draw_dithered<P: Pixel>(
    row: &mut [P::Bytes],
    colors: &[Rgba],
    alpha: u8,
    start: dither::Position,
    which: usize,
) {
    let dither = Some(start);
    match which {
        0 => kernel::mix::<P>(row, P::ink([250, 121, 13, 255]), alpha, dither),
        1 => rows::mix_row::<P>(row, colors, alpha, None, dither),
        2 => rows::blend_row::<P>(Level::new(), row, colors, alpha, None, Blend::Over, dither),
        mode => {
            let mode = [Blend::Screen, Blend::Multiply, Blend::Lighten][mode - 3];
            rows::blend_row::<P>(Level::new(), row, colors, alpha, None, mode, dither);
        }
    }
}

#[test]
fn dithering_depends_on_the_position_alone() {
    for format in native() {
        let (colors, _) = sample(200);
        with_pixel!(format, P => for (which, alpha) in (0..6).flat_map(|which| [(which, 77), (which, 255)]) {
            let below = vec![P::pack([10, 99, 200, 255]); 200];
            let (mut whole, mut parts) = (below.clone(), below);
            draw_dithered::<P>(&mut whole, &colors, alpha, (5, 9), which);
            draw_dithered::<P>(&mut parts[..73], &colors[..73], alpha, (5, 9), which);
            draw_dithered::<P>(&mut parts[73..], &colors[73..], alpha, (78, 9), which);
            assert!(whole == parts, "{format} {which}: in two parts and at once");
        });
    }
}

#[test]
fn nothing_drawn_changes_nothing_and_a_colour_over_itself_stays() {
    for format in native() {
        with_pixel!(format, P => for value in 0..=255_u8 {
            let stored = P::pack([value, 255 - value, value / 2, 255]);
            for y in 0..8 {
                let mut row = [stored; 8];
                for which in 0..6 {
                    draw_dithered::<P>(&mut row, &[[9, 99, 199, 255]; 8], 0, (3, y), which);
                }
                assert!(row == [stored; 8], "{format} {value}: alpha 0");
                for alpha in [1, 100, 200, 255] {
                    let [r, g, b, _] = P::unpack(stored);
                    kernel::mix::<P>(&mut row, P::ink([r, g, b, 255]), alpha, Some((3, y)));
                    rows::mix_row::<P>(&mut row, &[[r, g, b, 255]; 8], alpha, None, Some((3, y)));
                    rows::store_row::<P>(&mut row, &[[r, g, b, 255]; 8], Some((3, y)));
                    assert!(row == [stored; 8], "{format} {value}: itself with alpha {alpha}");
                }
            }
        });
    }
}

#[test]
fn a_colour_between_levels_settles_at_once_over_itself() {
    for format in native() {
        with_pixel!(format, P => for (value, alpha) in (0..=255_u8).flat_map(|value| [(value, 30), (value, 128)]) {
            let colors = [[value, 255 - value, value / 2, 255]; 8];
            let mut row = [P::pack(colors[0]); 8];
            rows::store_row::<P>(&mut row, &colors, Some((0, 5)));
            let first = row;
            for _ in 0..20 {
                rows::mix_row::<P>(&mut row, &colors, alpha, None, Some((0, 5)));
            }
            assert!(row == first, "{format} {value} with alpha {alpha} drifted");
        });
    }
}

#[test]
fn dithering_moves_no_channel_by_a_level_or_more() {
    for format in native() {
        with_pixel!(format, P => for value in 0..=255_u8 {
            let colors = [[value, 255 - value, value ^ 0x33, 255]; 64];
            let mut row = [P::pack([0; 4]); 64];
            for y in 0..8 {
                rows::store_row::<P>(&mut row[y * 8..y * 8 + 8], &colors[..8], Some((0, y as i32)));
            }
            let shade = P::shade(colors[0]);
            for (index, &wanted) in shade.iter().enumerate() {
                let shown = row.map(|stored| i32::from(P::unpack(stored)[index]));
                let wanted = i32::from(wanted);
                assert!(shown.iter().all(|shown| (shown - wanted).abs() < 9), "{format} {wanted}");
                let mean = shown.iter().sum::<i32>() as f64 / 64.0;
                assert!((mean - f64::from(wanted)).abs() <= 1.0, "{format}: {wanted} became {mean}");
            }
        });
    }
}
