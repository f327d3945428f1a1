//! Answers to questions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::cache::CacheStats;
use crate::color::Color;
use crate::geometry::{PixelRect, Size};
use crate::permissions::Granted;
use crate::picture::decode::format_names;
use crate::protocol::answer::{Captured, Info, Peeked, PixelColor, Sum};
use crate::protocol::parse::OPS;
use crate::protocol::question::CaptureFormat;
use crate::protocol::reply::{Done, write_result};
use crate::protocol::{Code, Fault, Id, Question, VERSION};
use crate::text::{Family, TypesetterStats};

use super::display::Display;
use super::licence::corner_and_size;
use super::stats::Stats;

/// Appends the answer to a checked question.
pub(super) fn answer(
    question: &Question,
    id: Option<&Id<'_>>,
    display: &mut Display,
    granted: Granted,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let size = display.screen.size();
    match question {
        Question::Ping => write_result(id, Done {}, out),
        Question::Stats => {
            count_pictures(display);
            display.stats.unfinished_bytes = display.unfinished.used();
            display.stats.all_unread_bytes = display.unread.used();
            let text = display.painter.typesetter().stats();
            let qr = display.painter.codes();
            write_result(id, StatsNow { stats: &display.stats, text, qr }, out);
        }
        Question::Measure(text) => {
            display.painter.prepare_text(text)?;
            write_result(id, display.painter.measure(text), out);
        }
        Question::Fonts => write_result(id, FontList::of(display), out),
        Question::Peek(peek) => write_result(id, Peeked { value: display.registers.peek(peek)? }, out),
        Question::Info => write_result(id, info(display, granted), out),
        Question::Pixel(at) => {
            let rgb = display.read_rgb(PixelRect::pixel(at.x.0, at.y.0))?;
            write_result(id, PixelColor { color: Color::opaque(rgb[0], rgb[1], rgb[2]) }, out);
        }
        Question::Checksum(checksum) => {
            let rgb = display.read_rgb(checksum.region().within(size)?)?;
            write_result(id, Sum { crc32: format!("{:08x}", crc32fast::hash(&rgb)) }, out);
        }
        Question::Capture(capture) => {
            let region = capture.region().within(size)?;
            let rgb = display.read_rgb(region)?;
            let data = match capture.format {
                CaptureFormat::Raw => rgb,
                CaptureFormat::Png => png(&rgb, region)?,
            };
            let captured = Captured {
                format: capture.format.name().into(),
                width: region.width(),
                height: region.height(),
                data: STANDARD.encode(data),
            };
            write_result(id, captured, out);
        }
    }
    Ok(())
}

/// The counters, and how the caches of texts and QR codes do.
#[derive(Serialize)]
struct StatsNow<'a> {
    #[serde(flatten)]
    stats: &'a Stats,
    text: TypesetterStats,
    qr: CacheStats,
}

/// The font families there are.
#[derive(Serialize)]
pub(super) struct FontList {
    fonts: Vec<Family>,
}

impl FontList {
    pub(super) fn of(display: &mut Display) -> Self {
        Self { fonts: display.painter.typesetter().families() }
    }
}

/// Brings up to date what others count.
fn count_pictures(display: &mut Display) {
    let scaled = display.painter.scaled();
    let counts = scaled.counts();
    let stats = &mut display.stats.pictures;
    stats.shared = display.pictures.shared.len();
    stats.bytes = display.pictures.bytes();
    let kept = display.pictures.decoded.counts();
    (stats.decoded_hits, stats.decoded_evicted, stats.decoded_bytes) = (kept.hits, kept.evicted, kept.bytes);
    (stats.scaled_hits, stats.scaled_misses) = (counts.hits, counts.misses);
    (stats.scaled_evicted, stats.scaled_bytes) = (counts.evicted, scaled.bytes());
}

fn info(display: &Display, granted: Granted) -> Info<'_> {
    let device = display.screen.device();
    let Size { width, height } = display.screen.size();
    let geometry = device.geometry();
    Info {
        protocol: VERSION,
        version: env!("CARGO_PKG_VERSION").into(),
        device: device.name().into(),
        driver: device.driver().map(Into::into),
        width,
        height,
        stride: geometry.stride(),
        format: geometry.format().name().into(),
        bits_per_pixel: geometry.format().bits_per_pixel(),
        rotation: display.screen.rotation().degrees(),
        buffer: display.screen.buffering().name().into(),
        ops: OPS.iter().map(|&op| op.into()).collect(),
        limits: display.limits,
        image_formats: format_names().map(Into::into).collect(),
        permissions: granted.rights.iter().map(|right| right.name().into()).collect(),
        region: granted.region.map(|region| corner_and_size(region.intersect(display.screen.size().rect()))),
    }
}

fn png(rgb: &[u8], region: PixelRect) -> Result<Vec<u8>, Fault> {
    if region.is_empty() {
        return Err(Fault::new(Code::Invalid, "an empty region is no PNG; ask for at least one pixel")
            .inside("width"));
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, region.width() as u32, region.height() as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(rgb));
    written.map_err(|error| Fault::new(Code::Internal, format!("the PNG cannot be written: {error}")))?;
    Ok(file)
}
