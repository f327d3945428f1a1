//! Where is drawn, and whether it could be elsewhere.

use fbdraw::device::Device;
use fbdraw::rotation::Rotation;
use fbdraw::screen::{Buffering, Setup};

use super::finding::Finding;

/// How the device is drawn on, and whether it could be otherwise.
pub(crate) fn findings(device: &Device, setup: Setup) -> (Vec<Finding>, Option<Buffering>) {
    let mut findings = Vec::new();
    if setup.rotation != Rotation::R0 {
        let size = setup.rotation.size(device.geometry().size());
        findings.push(Finding::ok("rotation", format!("{}°, the picture is {size}", setup.rotation)));
    }
    let choice = match setup.choice(device) {
        Ok(choice) => choice,
        Err(error) => {
            let text = error.to_string();
            let (value, remedy) = text.split_once(": ").unwrap_or((&text, "use --buffer auto"));
            findings.push(Finding::problem("buffering", value).remedy(remedy));
            return (findings, None);
        }
    };
    let text = format!("{}: {}", choice.buffering.name(), choice.reason);
    let pages = device.is_framebuffer().then(|| device.may_have_pages());
    match (choice.buffering, pages.unwrap_or_else(|| device.may_have_pages())) {
        (Buffering::Flip, Err(reason)) => {
            let text = format!("flip, but there are no pages, so shadow: {reason}");
            findings.push(Finding::warning("buffering", text).remedy("--buffer shadow says what is done"));
        }
        (Buffering::Flip, Ok(())) => findings.push(Finding::ok("buffering", text)),
        (_, pages) => {
            findings.push(Finding::ok("buffering", text));
            if device.is_framebuffer() {
                findings.push(Finding::ok(
                    "pages",
                    match pages {
                        Ok(()) => "its driver pans: --buffer flip may show whole frames".to_owned(),
                        Err(reason) => format!("none to flip: {reason}"),
                    },
                ));
            }
        }
    }
    (findings, Some(choice.buffering))
}
