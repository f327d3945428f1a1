//! What to draw on, from the layers of settings.

use super::{ConfigError, Settings};
use crate::device::{Overrides, Source};
use crate::pixel::Format;

/// The framebuffer that is drawn on where nothing else is asked for.
pub const DEFAULT_DEVICE: &str = "/dev/fb0";

/// What to draw on, from the strongest layer that names a device or a file.
pub(super) fn source(
    flags: &Settings,
    file: &Settings,
    said: impl Fn(&str) -> bool,
) -> Result<Source, ConfigError> {
    let named = |device: bool, file: bool, layer| match (device, file) {
        (true, true) => Err(ConfigError::TwoSources(layer)),
        (false, false) => Ok(None),
        (device, _) => Ok(Some(device)),
    };
    let in_environment = |name: &str, set: bool| set && !said(name);
    let on_device = if let Some(device) = named(said("device"), said("file"), "the command line")? {
        device
    } else if let Some(device) = named(
        in_environment("device", flags.device.is_some()),
        in_environment("file", flags.file.is_some()),
        "the environment",
    )? {
        device
    } else {
        named(file.device.is_some(), file.file.is_some(), "the configuration file")?.unwrap_or(true)
    };
    if on_device {
        return framebuffer(flags, file, said);
    }
    Ok(Source::File {
        path: flags.file.clone().or_else(|| file.file.clone()).unwrap_or_default(),
        size: flags.size.or(file.size).ok_or(ConfigError::NoSize)?,
        format: flags.format.or(file.format).unwrap_or(Format::Xrgb8888),
        stride: flags.stride.or(file.stride),
        offset: flags.offset.or(file.offset).unwrap_or(0),
    })
}

/// A framebuffer, with what overrules its driver: the settings of every layer that does not speak of a file.
fn framebuffer(
    flags: &Settings,
    file: &Settings,
    said: impl Fn(&str) -> bool,
) -> Result<Source, ConfigError> {
    let path = flags.device.clone().or_else(|| file.device.clone());
    let named = path.is_some();
    // Without a device by name it is more likely that somebody has forgotten --file.
    let forgotten = ["size", "format", "stride", "offset", "memory"].into_iter().find(|name| said(name));
    if let Some(flag) = forgotten.filter(|_| !named) {
        return Err(ConfigError::NotForDevices(match flag {
            "size" => "--size",
            "format" => "--format",
            "stride" => "--stride",
            "offset" => "--offset",
            _ => "--memory",
        }));
    }
    let of_file = |name: &str| !said(name) && flags.file.is_some() && !said("file");
    let lower = named && file.file.is_none();
    let flag = |name| named && !of_file(name);
    let overrides = Overrides {
        size: flags.size.filter(|_| flag("size")).or(file.size.filter(|_| lower)),
        format: flags.format.filter(|_| flag("format")).or(file.format.filter(|_| lower)),
        stride: flags.stride.filter(|_| flag("stride")).or(file.stride.filter(|_| lower)),
        offset: flags.offset.filter(|_| flag("offset")).or(file.offset.filter(|_| lower)),
        memory: flags.memory.filter(|_| flag("memory")).or(file.memory.filter(|_| lower)),
    };
    Ok(Source::Framebuffer { path: path.unwrap_or_else(|| DEFAULT_DEVICE.into()), overrides })
}
