//! Lines: how many, how wide, where they end and begin.

use std::time::{Duration, Instant};

use super::{Align, Layout, Overflow, STYLE, TextStyle, Typesetter, setting, typesetter};

const LONG: &str =
    "Platform 4 is closed this evening. Trains to the airport leave from platform 7 every ten minutes.";
const RIGHT_TO_LEFT: &str = "هذا نص طويل جدا يجب أن يلتف على عدة أسطر وينتهي بعلامة الحذف في المكان الصحيح";

#[test]
fn no_line_is_wider_than_it_may_be() {
    let mut typesetter = typesetter();
    for text in [LONG, RIGHT_TO_LEFT, "Donaudampfschifffahrtsgesellschaft"] {
        for width in [30.0, 77.5, 200.0, 5000.0] {
            for overflow in [Overflow::Clip, Overflow::Ellipsis] {
                for max_lines in [None, Some(1), Some(2)] {
                    let style = TextStyle { max_width: Some(width), max_lines, overflow, ..STYLE };
                    let layout = typesetter.layout(&setting(text, style));
                    assert!(layout.width <= f64::from(width) + 0.01, "{} in {width}: {text}", layout.width);
                    assert!(layout.lines.len() <= max_lines.map_or(usize::MAX, |lines| lines as usize));
                    let shown: String = layout.lines.iter().map(|line| &*line.text).collect();
                    let is_cut = !shown.contains(text.trim_end());
                    let ends = shown.ends_with('…');
                    assert_eq!(ends, is_cut && overflow == Overflow::Ellipsis, "{shown:?} in {width}");
                }
            }
        }
    }
}

#[test]
fn an_ellipsis_stands_where_reading_ends() {
    let mut typesetter = typesetter();
    for (text, at_left) in [(LONG, false), (RIGHT_TO_LEFT, true)] {
        let style =
            TextStyle { max_width: Some(200.0), max_lines: Some(2), overflow: Overflow::Ellipsis, ..STYLE };
        let layout = typesetter.layout(&setting(text, style));
        let dots = typesetter.layout(&setting("…", STYLE)).glyphs[0].id;
        let last = &layout.glyphs[layout.lines[1].glyphs.clone()];
        let place = last.iter().find(|glyph| glyph.id == dots).expect("an ellipsis").x;
        let ends = last.iter().map(|glyph| glyph.x);
        let end = if at_left { ends.fold(f32::MAX, f32::min) } else { ends.fold(f32::MIN, f32::max) };
        assert_eq!(place, end, "{text}");
    }
}

#[test]
fn as_much_is_shown_as_fits() {
    let mut typesetter = typesetter();
    let style =
        TextStyle { max_width: Some(150.0), max_lines: Some(1), overflow: Overflow::Ellipsis, ..STYLE };
    let cut = typesetter.layout(&setting(LONG, style)).lines[0].text.trim_end_matches('…').to_owned();
    assert!(LONG.starts_with(&cut) && cut.len() > 5, "{cut}");
    let longer = format!("{}…", &LONG[..cut.len() + 2]);
    let wider = typesetter.layout(&setting(&longer, STYLE)).width;
    assert!(wider > 150.0, "{longer} is {wider} wide and would have fitted");
}

#[test]
fn lines_are_aligned_to_the_origin() {
    let mut typesetter = typesetter();
    for text in ["one\ntwo words", "שלום\nעולם טוב", "ltr\nמימין"] {
        for max_width in [None, Some(400.0)] {
            for (align, part) in [(Align::Left, 0.0), (Align::Center, 0.5), (Align::Right, 1.0)] {
                let layout = typesetter.layout(&setting(text, TextStyle { align, max_width, ..STYLE }));
                assert_eq!(layout.lines.len(), 2);
                for line in &layout.lines {
                    let place = line.x + part * line.width;
                    assert!(place.abs() < 0.51, "{align:?} {max_width:?}: {} stands at {place}", line.text);
                }
            }
        }
    }
}

#[test]
fn lines_follow_each_other_as_they_should() {
    let mut typesetter = typesetter();
    let natural = typesetter.layout(&setting("a\nb\nc", STYLE));
    assert_eq!(natural.lines.len(), 3);
    let step = natural.lines[1].baseline - natural.lines[0].baseline;
    assert!((18.0..20.0).contains(&step), "{step}");
    let wide = typesetter.layout(&setting("a\nb\nc", TextStyle { line_height: Some(2.0), ..STYLE }));
    assert_eq!(wide.lines[2].baseline - wide.lines[0].baseline, 64.0);
    assert_eq!(wide.height, 96.0);
    let spaced = typesetter.layout(&setting("abc", TextStyle { letter_spacing: 5.0, ..STYLE }));
    let close = typesetter.layout(&setting("abc", STYLE));
    assert!((spaced.glyphs[2].x - close.glyphs[2].x - 10.0).abs() < 0.01);
}

#[test]
fn letters_without_a_glyph_are_told_and_boxed() {
    let mut typesetter = typesetter();
    let layout = typesetter.layout(&setting("a\u{e123}b\u{e123}\n c", STYLE));
    assert_eq!(layout.missing.iter().map(|letter| &**letter).collect::<Vec<_>>(), ["\u{e123}"]);
    assert_eq!(layout.glyphs.iter().filter(|glyph| glyph.id == 0).count(), 2);
    let mut path = Vec::new();
    let boxed = layout.glyphs.iter().find(|glyph| glyph.id == 0).unwrap();
    layout.faces[usize::from(boxed.face)].outline(0, vello_common::kurbo::Point::ZERO, &mut path);
    assert!(!path.is_empty());
}

#[test]
fn nothing_is_a_text_too() {
    let mut typesetter = typesetter();
    for text in ["", " ", "\n", "\u{200b}"] {
        let layout = typesetter.layout(&setting(text, TextStyle { max_width: Some(10.0), ..STYLE }));
        assert!(layout.width < 10.0 && layout.missing.is_empty(), "{text:?} {layout:?}");
    }
}

#[test]
fn what_was_laid_out_is_kept() {
    let mut typesetter = typesetter();
    let first = typesetter.layout(&setting("kept", STYLE));
    assert!(std::rc::Rc::ptr_eq(&first, &typesetter.layout(&setting("kept", STYLE))));
    let other = typesetter.layout(&setting("kept", TextStyle { size: 17.0, ..STYLE }));
    assert!(!std::rc::Rc::ptr_eq(&first, &other));
    let stats = typesetter.stats().layouts;
    assert_eq!((stats.hits, stats.misses, stats.entries), (1, 2, 2));
}

#[test]
fn white_space_that_controls_has_no_box() {
    let mut typesetter = typesetter();
    for (text, lines) in [
        ("a\tb", &["a b"][..]),
        ("a\r\nb", &["a", "b"]),
        ("a\u{85}b\u{2028}c", &["a", "b", "c"]),
        ("a\u{b}b\u{c}c\u{2029}d", &["a", "b", "c", "d"]),
        ("a\n\nb\n", &["a", "", "b", ""]),
    ] {
        let layout = typesetter.layout(&setting(text, STYLE));
        assert_eq!(layout.lines.iter().map(|line| &*line.text).collect::<Vec<_>>(), lines, "{text:?}");
        assert!(layout.missing.is_empty(), "{text:?} {:?}", layout.missing);
        assert!(layout.glyphs.iter().all(|glyph| glyph.id != 0), "{text:?}");
        let step = layout.lines[0].height;
        for (index, line) in layout.lines.iter().enumerate() {
            assert!((line.y - step * index as f64).abs() < 0.01, "{text:?}: {line:?}");
        }
    }
    // Every box is told.
    let layout = typesetter.layout(&setting("a\u{1}b", STYLE));
    let boxes = layout.glyphs.iter().filter(|glyph| glyph.id == 0).count();
    assert_eq!((boxes, layout.missing.len()), (1, 1));
}

#[test]
fn each_paragraph_runs_its_own_way() {
    let mut typesetter = typesetter();
    let layout = typesetter.layout(&setting("שלום\nHello (you)!\ta\tb", STYLE));
    let alone = typesetter.layout(&setting("Hello (you)! a b", STYLE));
    let places = |layout: &super::super::Layout, line: usize| {
        let glyphs = &layout.glyphs[layout.lines[line].glyphs.clone()];
        glyphs.iter().map(|glyph| (glyph.id, glyph.x)).collect::<Vec<_>>()
    };
    assert_eq!(places(&layout, 1), places(&alone, 0));
    let hebrew = typesetter.layout(&setting("שלום", STYLE));
    assert_eq!(places(&layout, 0), places(&hebrew, 0));
}

#[test]
fn no_width_is_negative() {
    let mut typesetter = typesetter();
    let layout = typesetter.layout(&setting("abc\nd", TextStyle { letter_spacing: -50.0, ..STYLE }));
    assert_eq!((layout.width, layout.lines[0].width, layout.lines[1].width), (0.0, 0.0, 0.0));
}

#[test]
fn an_ellipsis_ends_what_has_lines_of_its_own() {
    let mut typesetter = typesetter();
    let style = TextStyle { max_lines: Some(2), overflow: Overflow::Ellipsis, ..STYLE };
    for text in ["one\ntwo\nthree", "one\nשתיים\nthree", "one\ntwo\nשלוש"] {
        let layout = typesetter.layout(&setting(text, style));
        let lines: Vec<_> = layout.lines.iter().map(|line| &*line.text).collect();
        let second = text.lines().nth(1).unwrap();
        assert_eq!(lines, ["one", &format!("{second}…")]);
    }
    let narrow = TextStyle { max_width: Some(50.0), ..style };
    let layout = typesetter.layout(&setting("one\ntwo three\nfour", narrow));
    assert_eq!(&*layout.lines[1].text, "two…");
}

#[test]
fn of_long_texts_no_more_is_set_than_is_shown() {
    let mut typesetter = typesetter();
    let started = Instant::now();
    for overflow in [Overflow::Clip, Overflow::Ellipsis] {
        for index in 0..30 {
            let text = format!("{index} {}", LONG.repeat((64 << 10) / LONG.len()));
            let style = TextStyle { max_width: Some(300.0), max_lines: Some(1), overflow, ..STYLE };
            let layout = typesetter.layout(&setting(&text, style));
            assert_eq!(
                (layout.lines.len(), layout.lines[0].text.ends_with('…')),
                (1, overflow == Overflow::Ellipsis)
            );
        }
    }
    // Setting the beginnings of each to find where to cut takes minutes.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn thousands_of_letters_that_no_font_has_are_looked_for_once() {
    let mut typesetter = typesetter();
    let letters: Vec<char> = ('\u{f0000}'..='\u{f3e7f}').collect();
    assert_eq!(letters.len(), 16_000);
    let started = Instant::now();
    for part in letters.chunks(800) {
        let text: String = part.iter().collect();
        let layout = typesetter.layout(&setting(&text, STYLE));
        assert_eq!(layout.missing.len(), 800);
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_line_that_is_kept_keeps_no_other() {
    use crate::geometry::PixelRect;
    use crate::raster::Coverage;
    use vello_common::kurbo::Point;

    let mut typesetter = typesetter();
    let mut coverage = Coverage::default();
    coverage.start(PixelRect { x0: 0, y0: 0, x1: 100, y1: 100 }, true);
    let layout = typesetter.layout(&setting(&"a\n".repeat(30_000), STYLE));
    let weak = std::rc::Rc::downgrade(&layout);
    typesetter.cover(&layout, Point::ZERO, &mut coverage);
    assert!(typesetter.stats().lines.entries < 10, "{:?}", typesetter.stats().lines);
    drop(layout);
    assert!(weak.upgrade().is_none(), "it is larger than what layouts may take");
}

#[test]
fn a_layout_weighs_all_that_it_holds() {
    // Without room in its caches the typesetter keeps nothing, and the layout is ours.
    let mut typesetter = Typesetter::new(Vec::new(), 0);
    let layout = typesetter.layout(&setting("a\u{10ffff}\u{10fffe}", STYLE));
    let mut layout = std::rc::Rc::into_inner(layout).expect("nobody else holds it");
    assert_eq!((layout.missing.len(), layout.fonts.len()), (2, 1), "{layout:?}");
    for shed in [
        |layout: &mut Layout| layout.fonts.clear(),
        |layout: &mut Layout| layout.missing.clear(),
        |layout: &mut Layout| {
            layout.faces.iter_mut().for_each(|face| face.coords = vec![0; 100]);
        },
    ] {
        let before = layout.bytes();
        shed(&mut layout);
        assert_ne!(layout.bytes(), before);
    }
}
