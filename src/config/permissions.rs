//! `[permissions]` of the configuration file: who may do what.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::geometry::{MAX_SIDE, PixelRect};
use crate::permissions::{Entry, Permissions, Right, default_rule};

/// The rules as the file has them. What it leaves out is as by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    draw: Option<Vec<Named>>,
    read: Option<Vec<Named>>,
    control: Option<Vec<Named>>,
    registers: Option<Vec<Named>>,
    regions: BTreeMap<Named, Area>,
}

impl Written {
    /// The rules that follow.
    pub(super) fn permissions(self) -> Permissions {
        let rule = |written: Option<Vec<Named>>, right| match written {
            Some(named) => named.into_iter().map(|Named(entry)| entry).collect(),
            None => default_rule(right),
        };
        Permissions {
            draw: rule(self.draw, Right::Draw),
            read: rule(self.read, Right::Read),
            control: rule(self.control, Right::Control),
            registers: rule(self.registers, Right::Registers),
            regions: self.regions.into_iter().map(|(Named(entry), Area(region))| (entry, region)).collect(),
        }
    }
}

/// A user, a group or everybody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Named(Entry);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;

        impl Visitor<'_> for NamedVisitor {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a user, \"@GROUP\", a number of either, \"$self\" or \"*\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Named, E> {
                text.parse().map(Named).map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Named, E> {
                self.visit_str(&number.to_string())
            }
        }

        deserializer.deserialize_any(NamedVisitor)
    }
}

/// `[x, y, width, height]` in pixels.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "[u32; 4]")]
struct Area(PixelRect);

impl TryFrom<[u32; 4]> for Area {
    type Error = String;

    fn try_from([x, y, width, height]: [u32; 4]) -> Result<Self, String> {
        let [x1, y1] = [x.saturating_add(width), y.saturating_add(height)];
        if width == 0 || height == 0 || x1 > MAX_SIDE || y1 > MAX_SIDE {
            return Err(format!(
                "a region is [x, y, width, height] in whole pixels, not empty, and ends at {MAX_SIDE} at most; \
                 it is [{x}, {y}, {width}, {height}]"
            ));
        }
        Ok(Self(PixelRect { x0: x as i32, y0: y as i32, x1: x1 as i32, y1: y1 as i32 }))
    }
}
