//! Questions whose answers have a type.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::reply::beginning;
use super::{Client, ClientError};
use crate::color::Color;
use crate::protocol::Region;
use crate::protocol::answer::{Captured, Info, PixelColor, Sum};

impl Client {
    /// What the daemon is and can do.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn info(&mut self) -> Result<Info<'static>, ClientError> {
        self.ask(&json!({"op": "info"}))
    }

    /// The colour of a pixel.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn pixel(&mut self, x: i32, y: i32) -> Result<Color, ClientError> {
        let answer: PixelColor = self.ask(&json!({"op": "pixel", "x": x, "y": y}))?;
        Ok(answer.color)
    }

    /// The CRC-32 of a region's R G B bytes in eight hex digits.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn checksum(&mut self, region: Region) -> Result<String, ClientError> {
        let answer: Sum = self.ask(&about("checksum", region).into())?;
        Ok(answer.crc32)
    }

    /// A region as a PNG file.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn capture(&mut self, region: Region) -> Result<Vec<u8>, ClientError> {
        self.capture_as("png", region)
    }

    /// A region as R G B bytes, row after row.
    ///
    /// # Errors
    ///
    /// As [`Client::ask`].
    pub fn capture_rgb(&mut self, region: Region) -> Result<Vec<u8>, ClientError> {
        self.capture_as("raw", region)
    }

    fn capture_as(&mut self, format: &str, region: Region) -> Result<Vec<u8>, ClientError> {
        let mut request = about("capture", region);
        request.insert("format".to_owned(), format.into());
        let answer: Captured = self.ask(&request.into())?;
        STANDARD.decode(&answer.data).map_err(|error| ClientError::NotUnderstood {
            source: serde::de::Error::custom(error),
            text: beginning(&answer.data),
        })
    }
}

/// A question about a region; what is left out is the rest of the screen.
fn about(op: &str, region: Region) -> Map<String, Value> {
    let mut request = Map::new();
    request.insert("op".to_owned(), op.into());
    request.insert("x".to_owned(), region.x.0.into());
    request.insert("y".to_owned(), region.y.0.into());
    for (name, extent) in [("width", region.width), ("height", region.height)] {
        request.extend(extent.map(|extent| (name.to_owned(), extent.0.into())));
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::value::{Whole, WholeLength};

    #[test]
    fn what_a_region_leaves_out_is_left_out() {
        let region = Region { x: Whole(3), height: Some(WholeLength(9)), ..Region::default() };
        assert_eq!(Value::from(about("checksum", region)), json!({"op":"checksum","x":3,"y":0,"height":9}));
    }
}
