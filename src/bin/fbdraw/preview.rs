//! Pictures in a terminal: two pixels a cell, the upper one as the ink of `▀`, the lower one as the ground.

use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal};
use std::process::{Command, Stdio};

use fbdraw::geometry::Size;

/// The widest preview, in cells.
const MAX_COLUMNS: usize = 100;

/// How many columns a preview may have on standard output; none where colours mean nothing there.
pub(crate) fn columns() -> Option<usize> {
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_none_or(|terminal| terminal == "dumb");
    if plain || !io::stdout().is_terminal() {
        return None;
    }
    Some(terminal_columns().unwrap_or(80).min(MAX_COLUMNS))
}

/// Asks `stty`, which is everywhere: the ioctl itself would need `unsafe`, and a crate for it its own place.
fn terminal_columns() -> Option<usize> {
    let stty = Command::new("stty").arg("size").stdin(Stdio::inherit()).output().ok()?;
    let columns = String::from_utf8_lossy(&stty.stdout).split_whitespace().nth(1)?.parse().ok()?;
    (columns > 0).then_some(columns)
}

/// The picture, R G B row after row, in lines of `columns` cells.
pub(crate) fn half_blocks(rgb: &[u8], size: Size, columns: usize) -> String {
    let (width, height) = (size.width as usize, size.height as usize);
    let columns = columns.clamp(1, width);
    let rows = (height * columns / width / 2).max(1);
    let mut text = String::new();
    for row in 0..rows {
        for column in 0..columns {
            let across = (column * width / columns, (column + 1) * width / columns);
            let half = |half: usize| {
                let edge = |half: usize| half * height / (2 * rows);
                average(rgb, width, across, (edge(half), edge(half + 1)))
            };
            let ([r, g, b], [lower_r, lower_g, lower_b]) = (half(2 * row), half(2 * row + 1));
            let _ = write!(text, "\x1b[38;2;{r};{g};{b};48;2;{lower_r};{lower_g};{lower_b}m▀");
        }
        text.push_str("\x1b[0m\n");
    }
    text
}

/// The mean colour of some columns in some rows.
fn average(rgb: &[u8], width: usize, (x0, x1): (usize, usize), (y0, y1): (usize, usize)) -> [usize; 3] {
    let mut sum = [0; 3];
    for y in y0..y1 {
        for pixel in rgb[(y * width + x0) * 3..(y * width + x1) * 3].chunks_exact(3) {
            for (sum, &channel) in sum.iter_mut().zip(pixel) {
                *sum += usize::from(channel);
            }
        }
    }
    sum.map(|sum| sum / ((x1 - x0) * (y1 - y0)).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pixels_share_a_cell() {
        let rgb = [[255, 0, 0], [255, 0, 0], [0, 0, 9], [0, 0, 11]].concat();
        let size = Size { width: 2, height: 2 };
        assert_eq!(half_blocks(&rgb, size, 1), "\x1b[38;2;255;0;0;48;2;0;0;10m▀\x1b[0m\n");
        let wide = half_blocks(&rgb, size, 50);
        assert_eq!((wide.matches('▀').count(), wide.lines().count()), (2, 1));
    }

    #[test]
    fn the_shape_is_kept() {
        let size = Size { width: 1280, height: 720 };
        let text = half_blocks(&vec![7; 1280 * 720 * 3], size, 100);
        assert_eq!(text.lines().count(), 28);
        assert!(text.lines().all(|line| line.matches('▀').count() == 100));
    }
}
