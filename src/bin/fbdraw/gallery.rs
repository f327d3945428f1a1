//! Pages that show what can be drawn, one for each kind.

use std::fs;
use std::path::Path;

use fbdraw::geometry::Size;
use fbdraw::pixel::Format;
use fbdraw::protocol::Region;

use crate::{Failure, emulated, output, write_file};

/// A page.
struct Scene {
    /// What its picture is called.
    name: &'static str,
    size: Size,
    format: Format,
    /// How many pixels of the picture, across and down, show one of the screen.
    scale: usize,
    /// What is drawn: a frame a line.
    frames: &'static str,
}

/// Declares a page of smooth pixels.
macro_rules! page {
    ($name:literal) => {
        Scene {
            name: $name,
            size: Size { width: 640, height: 400 },
            format: Format::Xrgb8888,
            scale: 1,
            frames: include_str!(concat!("../../../assets/gallery/", $name, ".jsonl")),
        }
    };
}

/// Declares the scene of few colours, large enough to tell the pixels from each other.
macro_rules! dithered {
    ($name:literal, $format:ident) => {
        Scene {
            name: $name,
            size: Size { width: 320, height: 200 },
            format: Format::$format,
            scale: 2,
            frames: include_str!("../../../assets/gallery/dither.jsonl"),
        }
    };
}

const SCENES: [Scene; 9] = [
    page!("strokes"),
    page!("joins"),
    page!("gradients"),
    page!("blends"),
    page!("groups"),
    page!("transforms"),
    page!("widgets"),
    dithered!("dither-rgb565", Rgb565),
    dithered!("dither-gray1", Gray1),
];

/// Draws every page through a socket into an emulated framebuffer, and saves what is there.
pub(crate) fn gallery(out: &Path) -> Result<(), Failure> {
    fs::create_dir_all(out)
        .map_err(|source| Failure::Io { task: format!("make the directory {}", out.display()), source })?;
    for scene in &SCENES {
        let path = out.join(scene.name).with_extension("png");
        let Size { width, height } = scene.size;
        let rgb = enlarged(&draw(scene)?, width as usize, scene.scale);
        let size = Size { width: width * scene.scale as u32, height: height * scene.scale as u32 };
        write_file(&path, &png(&rgb, size)?)?;
        output::line(&path.display().to_string())?;
    }
    Ok(())
}

/// The page as R G B bytes.
fn draw(scene: &Scene) -> Result<Vec<u8>, Failure> {
    let directory = emulated::directory()?;
    let file = directory.path().join("screen.raw");
    let mut client = emulated::daemon(&file, scene.size, scene.format)?;
    for frame in scene.frames.lines() {
        client.send_line(frame)?;
    }
    // It also says so if one of the frames was refused.
    client.ping()?;
    // What a daemon keeps in its shadow has more colours than the screen. Another one begins with what is shown; on
    // a copy, because the file belongs to the first.
    let shown = directory.path().join("shown.raw");
    fs::copy(&file, &shown)
        .map_err(|source| Failure::Io { task: format!("copy {}", file.display()), source })?;
    let mut witness = emulated::daemon(&shown, scene.size, scene.format)?;
    Ok(witness.capture_rgb(Region::default())?)
}

/// R G B bytes in rows of `width` pixels, each pixel repeated `scale` times across and down.
fn enlarged(rgb: &[u8], width: usize, scale: usize) -> Vec<u8> {
    let rows = rgb.chunks_exact(width * 3);
    rows.flat_map(|row| {
        let wide: Vec<u8> = row.chunks_exact(3).flat_map(|pixel| pixel.repeat(scale)).collect();
        wide.repeat(scale)
    })
    .collect()
}

/// A file as small as can be, because pages are put beside texts: captures are made to be quick.
fn png(rgb: &[u8], size: Size) -> Result<Vec<u8>, Failure> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rgb));
    written.map_err(|error| Failure::Other(format!("cannot make a PNG: {error}")))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_become_squares() {
        let rgb = [1, 2, 3, 4, 5, 6];
        let row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
        assert_eq!(enlarged(&rgb, 2, 2), [row, row].concat());
        assert_eq!(enlarged(&rgb, 1, 1), rgb);
    }
}
