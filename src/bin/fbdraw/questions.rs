//! Questions to the daemon, answered for people or as JSON.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;

use fbdraw::client::Client;
use fbdraw::protocol::Region;
use fbdraw::protocol::value::{Whole, WholeLength};
use serde_json::{Value, json};

use crate::{Failure, output, write_file};

/// A part of the screen.
#[derive(clap::Args)]
pub(crate) struct RegionFlag {
    /// Only this part of the screen
    #[arg(long, value_name = "X,Y,WIDTH,HEIGHT", value_parser = region, allow_hyphen_values = true)]
    rect: Option<Region>,
}

impl RegionFlag {
    pub(crate) fn region(&self) -> Region {
        self.rect.unwrap_or_default()
    }
}

fn region(text: &str) -> Result<Region, String> {
    let numbers: Result<Vec<i32>, _> = text.split(',').map(|number| number.trim().parse()).collect();
    match numbers.as_deref() {
        Ok(&[x, y, width, height]) => Ok(Region {
            x: Whole(x),
            y: Whole(y),
            width: Some(WholeLength(width)),
            height: Some(WholeLength(height)),
        }),
        _ => Err("four whole numbers are needed, such as 0,0,320,240".to_owned()),
    }
}

pub(crate) fn info(mut client: Client, json: bool) -> Result<(), Failure> {
    if json {
        return output::line(&client.ask::<Value>(&json!({"op": "info"}))?.to_string());
    }
    let info = client.info()?;
    let driver = info.driver.map(|driver| format!(" ({driver})")).unwrap_or_default();
    let or_none = |names: &[_]| if names.is_empty() { "none".to_owned() } else { names.join(" ") };
    let mut rows = vec![
        ("device".to_owned(), format!("{}{driver}", info.device)),
        ("size".to_owned(), format!("{}x{}", info.width, info.height)),
        (
            "format".to_owned(),
            format!("{}, {} bits a pixel, {} bytes a row", info.format, info.bits_per_pixel, info.stride),
        ),
        ("rotation".to_owned(), format!("{}°", info.rotation)),
        ("buffer".to_owned(), info.buffer.into_owned()),
        ("daemon".to_owned(), format!("fbdrawd {}, protocol {}", info.version, info.protocol)),
        ("ops".to_owned(), or_none(&info.ops)),
        ("pictures".to_owned(), or_none(&info.image_formats)),
        ("permissions".to_owned(), or_none(&info.permissions)),
    ];
    if let Some([x, y, width, height]) = info.region {
        rows.push(("region".to_owned(), format!("{x},{y},{width},{height}")));
    }
    let limits = serde_json::to_value(info.limits).unwrap_or_default();
    rows.extend(members(&limits).map(|(name, value)| (format!("limits.{name}"), value.to_string())));
    table(&rows)
}

pub(crate) fn ping(mut client: Client, json: bool) -> Result<(), Failure> {
    let asked = Instant::now();
    client.ping()?;
    let ms = asked.elapsed().as_secs_f64() * 1e3;
    output::line(&if json { json!({"ms": ms}).to_string() } else { format!("answered in {ms:.2} ms") })
}

pub(crate) fn stats(mut client: Client, json: bool) -> Result<(), Failure> {
    let stats: Value = client.ask(&json!({"op": "stats"}))?;
    if json {
        return output::line(&stats.to_string());
    }
    let counters = members(&stats).filter(|(_, value)| value.is_u64());
    let mut rows: Vec<_> = counters.map(|(name, value)| (name.clone(), value.to_string())).collect();
    let pictures = members(&stats["pictures"]);
    rows.extend(pictures.map(|(name, value)| (format!("pictures.{name}"), value.to_string())));
    rows.extend(latency(&stats["latency"]).map(|text| ("latency".to_owned(), text)));
    table(&rows)
}

pub(crate) fn fonts(mut client: Client, json: bool) -> Result<(), Failure> {
    let answer: Value = client.ask(&json!({"op": "fonts"}))?;
    if json {
        return output::line(&answer["fonts"].to_string());
    }
    let text = |font: &Value, name: &str| font[name].as_str().unwrap_or_default().to_owned();
    let fonts = answer["fonts"].as_array().into_iter().flatten();
    let rows: Vec<_> = fonts.map(|font| (text(font, "family"), text(font, "source"))).collect();
    table(&rows)
}

/// The histogram in a sentence.
fn latency(histogram: &Value) -> Option<String> {
    let numbers =
        |name: &str| -> Option<Vec<u64>> { histogram[name].as_array()?.iter().map(Value::as_u64).collect() };
    let (bounds, batches) = (numbers("below_us")?, numbers("batches")?);
    let all: u64 = batches.iter().sum();
    let share = |percent: u64| {
        let mut seen = 0;
        let step = batches.iter().position(|count| {
            seen += count;
            seen * 100 >= all * percent
        });
        match step.and_then(|step| bounds.get(step)) {
            Some(bound) => format!("{percent}% below {bound} µs"),
            None => format!("{percent}% only below some seconds"),
        }
    };
    (all > 0).then(|| format!("{}, {} (of {all} batches)", share(50), share(99)))
}

pub(crate) fn capture(mut client: Client, out: &Path, region: Region) -> Result<(), Failure> {
    if out.as_os_str() == "-" && io::stdout().is_terminal() {
        return Err(Failure::Other("a PNG is nothing for a terminal; name a file".to_owned()));
    }
    write_file(out, &client.capture(region)?)
}

pub(crate) fn pixel(mut client: Client, x: i32, y: i32, json: bool) -> Result<(), Failure> {
    let color = client.pixel(x, y)?;
    output::line(&if json { json!({ "color": color }).to_string() } else { color.to_string() })
}

pub(crate) fn checksum(mut client: Client, region: Region, json: bool) -> Result<(), Failure> {
    let crc32 = client.checksum(region)?;
    output::line(&if json { json!({ "crc32": crc32 }).to_string() } else { crc32 })
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Names on the left, values aligned to their right.
fn table(rows: &[(String, String)]) -> Result<(), Failure> {
    let column = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines: Vec<_> = rows.iter().map(|(name, value)| format!("{name:column$}  {value}")).collect();
    output::line(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_becomes_a_sentence() {
        let text = |batches: [u64; 3]| latency(&json!({"below_us": [16, 32], "batches": batches}));
        assert_eq!(text([0, 0, 0]), None);
        assert_eq!(text([9, 1, 0]).unwrap(), "50% below 16 µs, 99% below 32 µs (of 10 batches)");
        assert_eq!(
            text([0, 0, 1]).unwrap(),
            "50% only below some seconds, 99% only below some seconds (of 1 batches)"
        );
        assert_eq!(latency(&Value::Null), None);
    }
}
