//! Texts in lines: as many as there may be. No more of a text is set than that takes, for setting is what costs.

use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{BaseDirection, FontFamily, FontFamilyName, LayoutContext};

use super::Typesetter;
use crate::text::ellipsis::{cut_at, steps};
use crate::text::fonts::Fonts;
use crate::text::layout::{Builder, Layout};
use crate::text::paragraphs::{Paragraphs, paragraphs};
use crate::text::setting::{Direction, Overflow, Setting, TextStyle};

/// Bytes of a text that are set first for each line that there may be. Few lines are longer.
const LINE_BYTES: usize = 256;

/// How many times as much is set when that was not enough.
const MORE: usize = 8;

impl Typesetter {
    pub(super) fn set(&mut self, setting: &Setting<'_>) -> Layout {
        let all = paragraphs(setting.text, setting.style.direction);
        let layout = self.set_once(setting, &all);
        let missing = layout.missing.iter().flat_map(|letters| letters.chars());
        if layout.missing.is_empty() || !self.fonts().find(missing) {
            return layout;
        }
        self.set_once(setting, &all)
    }

    fn set_once(&mut self, setting: &Setting<'_>, all: &[Paragraphs]) -> Layout {
        let mut builder = Builder::new(setting);
        let mut room = setting.style.max_lines.map_or(usize::MAX, |lines| lines as usize);
        for (index, Paragraphs { text, is_rtl }) in all.iter().enumerate() {
            let direction = if *is_rtl { Direction::Rtl } else { Direction::Ltr };
            let setting = Setting { text, style: TextStyle { direction, ..setting.style }, ..*setting };
            let broken = self.beginning(&setting, room);
            let is_cut = broken.len() > room || (broken.len() == room && index + 1 < all.len());
            if is_cut && setting.style.overflow == Overflow::Ellipsis {
                let (cut, broken) = self.cut(&setting, &broken, room);
                builder.add(broken, &cut, room, self.fonts());
                break;
            }
            let count = broken.len().min(room);
            room -= count;
            builder.add(broken, text, count, self.fonts());
            if room == 0 {
                break;
            }
        }
        builder.finish()
    }

    /// The beginning of a text in lines: more than `room`, or else all of it.
    fn beginning(&mut self, setting: &Setting<'_>, room: usize) -> parley::Layout<()> {
        if setting.style.max_width.is_none() {
            let mut ends = setting.text.match_indices('\n').map(|(place, _)| place);
            let head = ends.nth(room.saturating_add(1)).map_or(setting.text, |end| &setting.text[..end]);
            return self.broken(setting, head);
        }
        let mut bytes = room.saturating_add(2).saturating_mul(LINE_BYTES);
        while bytes < setting.text.len() {
            let head = &setting.text[..setting.text.floor_char_boundary(bytes)];
            let broken = self.broken(setting, head);
            // The last line may end where the head does. The one before it is needed to know where to cut.
            if broken.len() > room.saturating_add(1) {
                return broken;
            }
            bytes = bytes.saturating_mul(MORE);
        }
        self.broken(setting, setting.text)
    }

    /// As much of a text, whose beginning is `broken` into lines, as has room in so many lines with an ellipsis behind
    /// it. The ellipsis stands at the end in reading order; where that is on the line is up to the layout.
    fn cut(
        &mut self,
        setting: &Setting<'_>,
        broken: &parley::Layout<()>,
        room: usize,
    ) -> (String, parley::Layout<()>) {
        let (start, letters) = last_letters(setting.text, broken, room);
        let end = |count: usize| count.checked_sub(1).map_or(start, |last| letters[last].0);
        let tail = &setting.text[start..];
        let guess = self.guess(setting, &letters);
        // What stands in the lines before matters little to the last one.
        let count = if setting.style.max_width.is_some() {
            steps(letters.len(), guess, |count| {
                self.broken(setting, &cut_at(tail, end(count) - start)).len() <= 1
            })
        } else {
            letters.len()
        };
        let mut found = None;
        let fitting = steps(count, count, |count| {
            let cut = cut_at(setting.text, end(count));
            let broken = self.broken(setting, &cut);
            let fits = broken.len() <= room;
            if fits {
                found = Some((count, cut, broken));
            }
            fits
        });
        match found {
            Some((count, cut, broken)) if count == fitting => (cut, broken),
            _ => {
                let cut = cut_at(setting.text, end(fitting));
                let broken = self.broken(setting, &cut);
                (cut, broken)
            }
        }
    }

    /// How many letters are as wide as a line that has an ellipsis too, by the widths that they have without one.
    fn guess(&mut self, setting: &Setting<'_>, letters: &[(usize, f32)]) -> usize {
        let Some(width) = setting.style.max_width else { return letters.len() };
        let mut rest = width - self.broken(setting, &cut_at("", 0)).width();
        let fitting = letters.iter().take_while(|(_, advance)| {
            rest -= advance;
            rest >= 0.0
        });
        fitting.count()
    }

    /// A text in lines. It has a direction as a whole, which is that of the setting.
    pub(in crate::text) fn broken(&mut self, setting: &Setting<'_>, text: &str) -> parley::Layout<()> {
        let style = &setting.style;
        let fonts = self.fonts.get_or_insert_with(|| Box::new(Fonts::new(&self.directories)));
        let stack: Vec<_> =
            fonts.stack(setting.families).into_iter().map(FontFamilyName::into_owned).collect();
        let context = self.parley.get_or_insert_with(|| Box::new(LayoutContext::new()));
        let mut builder = context.ranged_builder(fonts.context(), text, 1.0, true);
        builder.set_base_direction(match style.direction {
            Direction::Auto => BaseDirection::Auto,
            Direction::Ltr => BaseDirection::Ltr,
            Direction::Rtl => BaseDirection::Rtl,
        });
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(stack.into())));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(f32::from(style.weight))));
        builder.push_default(StyleProperty::FontStyle(if style.italic {
            FontStyle::Italic
        } else {
            FontStyle::Normal
        }));
        builder.push_default(StyleProperty::LetterSpacing(style.letter_spacing));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        if let Some(height) = style.line_height {
            builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(height)));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(style.max_width);
        layout
    }
}

/// Where the last of `room` lines begins, and the letters in reading order that may be shown on it: where each ends, and
/// how wide it is. None is parted from its marks. They go on into the next line, for a part of the first word that did
/// not fit may, unless the line ends where the text says so.
fn last_letters(text: &str, broken: &parley::Layout<()>, room: usize) -> (usize, Vec<(usize, f32)>) {
    let lines = broken.lines().skip(room - 1).take(2);
    let last = lines.clone().next().map_or(0..0, |line| line.text_range());
    let end = if text[last.clone()].ends_with('\n') { last.end - 1 } else { text.len() };
    let clusters = lines.flat_map(|line| line.runs()).flat_map(|run| run.clusters());
    let mut letters: Vec<_> = clusters
        .map(|cluster| (cluster.text_range().end, cluster.advance()))
        .filter(|&(place, _)| place <= end)
        .collect();
    letters.sort_unstable_by_key(|&(place, _)| place);
    (last.start, letters)
}
