//! Text against HarfBuzz and Unicode's own tests, and by what must always hold.

mod shaping;
mod unicode;
mod lines;

use super::{Align, Direction, Layout, Overflow, Setting, TextStyle, Typesetter};

const STYLE: TextStyle = TextStyle {
    size: 16.0,
    weight: 400,
    italic: false,
    align: Align::Left,
    max_width: None,
    max_lines: None,
    overflow: Overflow::Clip,
    line_height: None,
    letter_spacing: 0.0,
    direction: Direction::Auto,
};

fn typesetter() -> Typesetter {
    Typesetter::new(Vec::new(), 1 << 20)
}

fn setting(text: &str, style: TextStyle) -> Setting<'_> {
    Setting { text, families: "", style }
}
