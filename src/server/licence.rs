//! What one client may do, and what it is told where it may not.

use std::sync::Arc;

use crate::geometry::{PixelRect, Size};
use crate::permissions::{Credentials, Granted, Listed, Permissions, Right};
use crate::protocol::{Action, Body, Fault, Question};

/// What the rule for parts of the screen is called.
const REGIONS: &str = "permissions.regions";

/// What the rules of the moment grant a client. It is worked out when they change, not when something is asked for.
#[derive(Debug)]
pub(super) struct Licence {
    who: Credentials,
    /// The rules that `granted` is from.
    rules: Option<Arc<Permissions>>,
    granted: Granted,
}

impl Licence {
    /// Whose it is.
    pub(super) fn who(&self) -> &Credentials {
        &self.who
    }

    /// That of a client, who may do nothing until there are rules.
    pub(super) fn of(who: Credentials) -> Self {
        Self { who, rules: None, granted: Granted::default() }
    }

    /// Follows the rules from here on. Where they are those of the last time, it compares two addresses.
    #[inline]
    pub(super) fn follow(&mut self, rules: &Arc<Permissions>) {
        if !self.rules.as_ref().is_some_and(|known| Arc::ptr_eq(known, rules)) {
            self.granted = rules.granted(&self.who);
            self.rules = Some(Arc::clone(rules));
        }
    }

    /// Whether the client may draw on a screen of this size: it has the right to, and pixels.
    #[inline]
    pub(super) fn may_draw(&self, screen: Size) -> bool {
        self.granted.rights.contain(Right::Draw) && self.has_pixels(screen)
    }

    /// Whether anything of the screen is the client's. Of regions that have nothing in common nothing is.
    #[inline]
    fn has_pixels(&self, screen: Size) -> bool {
        self.granted.region.is_none_or(|region| !region.intersect(screen.rect()).is_empty())
    }

    /// What the client may do.
    pub(super) fn granted(&self) -> Granted {
        self.granted
    }

    /// The only pixels that it may draw and read, or `None` for all.
    pub(super) fn region(&self) -> Option<PixelRect> {
        self.granted.region
    }

    /// Fails with `denied` where a client may not do what it asks for.
    pub(super) fn check(&self, body: &Body, screen: Size) -> Result<(), Fault> {
        let Some(right) = right(body) else { return Ok(()) };
        let denied = |rule, text| {
            let fault = Fault::denied(rule, text).inside("op");
            match body {
                Body::Frame(frame) => frame.place(fault.inside_item(0)),
                _ => fault,
            }
        };
        let (uid, op) = (self.who.uid, body.name());
        if !self.granted.rights.contain(right) {
            let (rule, allowed) =
                (rule(right), self.rules.as_deref().map_or(&[][..], |rules| rules.rule(right)));
            let allowed = Listed(allowed);
            let text =
                format!("uid {uid} may not `{op}`: {rule} of the daemon's configuration allows {allowed}");
            return Err(denied(rule, text));
        }
        if touches_pixels(body) && !self.has_pixels(screen) {
            let text = format!(
                "uid {uid} may not `{op}`: no pixel of the screen is in all of the regions that \
                 permissions.regions of the daemon's configuration has for it"
            );
            return Err(denied(REGIONS, text));
        }
        match (self.region(), asked(body, screen)) {
            (Some(region), Some(asked)) if !region.contains(asked) => {
                let [x, y, width, height] = corner_and_size(region.intersect(screen.rect()));
                let text = format!(
                    "uid {uid} may not `{op}` outside its part of the screen (permissions.regions); \
                     ask for x {x}, y {y}, width {width}, height {height} or less"
                );
                Err(denied(REGIONS, text))
            }
            _ => Ok(()),
        }
    }
}

/// Left, top, width and height.
pub(super) fn corner_and_size(rect: PixelRect) -> [i32; 4] {
    [rect.x0, rect.y0, rect.width() as i32, rect.height() as i32]
}

/// What somebody must be allowed to have this done; `None` where everybody is.
fn right(body: &Body) -> Option<Right> {
    match body {
        Body::Command(_) => Some(Right::Draw),
        // An empty one draws nothing.
        Body::Frame(frame) => (!frame.commands.list().is_empty()).then_some(Right::Draw),
        Body::Action(action) => Some(match action {
            Action::Load(_) | Action::Drop(_) | Action::WaitVsync(_) => Right::Draw,
            Action::Blank(_)
            | Action::Mode(_)
            | Action::Palette(_)
            | Action::Repaint(_)
            | Action::Rotate(_) => Right::Control,
            Action::Poke(_) => Right::Registers,
        }),
        Body::Question(question) => match question {
            Question::Pixel(_) | Question::Checksum(_) | Question::Capture(_) => Some(Right::Read),
            Question::Peek(_) => Some(Right::Registers),
            Question::Info | Question::Ping | Question::Stats | Question::Measure(_) | Question::Fonts => {
                None
            }
        },
    }
}

/// Whether pixels of the screen are drawn or told of.
fn touches_pixels(body: &Body) -> bool {
    matches!(
        body,
        Body::Command(_)
            | Body::Frame(_)
            | Body::Question(Question::Pixel(_) | Question::Checksum(_) | Question::Capture(_))
    )
}

/// The pixels that a question tells of.
fn asked(body: &Body, screen: Size) -> Option<PixelRect> {
    let Body::Question(question) = body else { return None };
    match question {
        Question::Pixel(at) => Some(PixelRect::pixel(at.x.0, at.y.0)),
        // Those that do not lie on the screen have been refused.
        Question::Checksum(checksum) => checksum.region().within(screen).ok(),
        Question::Capture(capture) => capture.region().within(screen).ok(),
        _ => None,
    }
}

/// What the rule for a right is called.
const fn rule(right: Right) -> &'static str {
    match right {
        Right::Draw => "permissions.draw",
        Right::Read => "permissions.read",
        Right::Control => "permissions.control",
        Right::Registers => "permissions.registers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Limits, parse};

    const SCREEN: Size = Size { width: 64, height: 48 };

    fn stranger() -> Licence {
        Licence::of(Credentials { pid: None, uid: u32::MAX - 1, gid: 9, groups: vec![7] })
    }

    #[test]
    fn other_rules_hold_once_they_are_followed() {
        let mut licence = stranger();
        assert!(!licence.may_draw(SCREEN), "nothing is allowed before there are rules");
        let [open, closed] = [Permissions::default(), Permissions::of_own_user()].map(Arc::new);
        licence.follow(&open);
        assert!(licence.may_draw(SCREEN));
        licence.follow(&closed);
        assert!(!licence.may_draw(SCREEN));
        // The same rules elsewhere are followed as well.
        licence.follow(&Arc::new((*open).clone()));
        assert!(licence.may_draw(SCREEN));
    }

    #[test]
    fn what_is_asked_for_has_its_rule() {
        let mut licence = stranger();
        licence.follow(&Arc::new(Permissions::of_own_user()));
        let ruled = |line: &str| {
            let request = parse(line.as_bytes(), &Limits::default(), SCREEN).expect(line);
            licence.check(&request.body, SCREEN).err().and_then(|fault| fault.rule())
        };
        let place = r#""x":0,"y":0"#;
        for (line, expected) in [
            (r#"{"op":"clear"}"#.to_owned(), Some("permissions.draw")),
            (r#"[{"op":"clear"}]"#.to_owned(), Some("permissions.draw")),
            ("[]".to_owned(), None),
            (r#"{"op":"drop","name":"a"}"#.to_owned(), Some("permissions.draw")),
            (r#"{"op":"wait_vsync"}"#.to_owned(), Some("permissions.draw")),
            (format!(r#"{{"op":"pixel",{place}}}"#), Some("permissions.read")),
            (r#"{"op":"blank","on":true}"#.to_owned(), Some("permissions.control")),
            (r#"{"op":"repaint"}"#.to_owned(), Some("permissions.control")),
            (r#"{"op":"peek","register":"a"}"#.to_owned(), Some("permissions.registers")),
            (r#"{"op":"poke","register":"a","value":1}"#.to_owned(), Some("permissions.registers")),
            (format!(r#"{{"op":"measure",{place},"text":"a"}}"#), None),
        ] {
            assert_eq!(ruled(&line), expected, "{line}");
        }
        for open in ["info", "ping", "stats", "fonts"] {
            assert_eq!(ruled(&format!(r#"{{"op":"{open}"}}"#)), None);
        }
    }

    #[test]
    fn whoever_has_no_pixel_draws_and_reads_none() {
        let rect = |x0, x1| PixelRect { x0, y0: 0, x1, y1: 10 };
        let of = |regions: &[(&str, PixelRect)]| {
            let regions = regions.iter().map(|&(text, region)| (text.parse().expect(text), region)).collect();
            let mut licence = Licence::of(Credentials { groups: vec![7, 8], ..stranger().who });
            licence.follow(&Arc::new(Permissions { regions, ..Permissions::default() }));
            licence
        };
        let apart = of(&[("@7", rect(0, 10)), ("@8", rect(20, 30))]);
        let beyond = of(&[("@7", rect(64, 90))]);
        let some = of(&[("@7", rect(0, 10)), ("@8", rect(9, 30))]);
        let ruled = |licence: &Licence, line: &str| {
            let request = parse(line.as_bytes(), &Limits::default(), SCREEN).expect(line);
            licence.check(&request.body, SCREEN).err().map(|fault| (fault.rule(), fault.message()))
        };
        for none in [&apart, &beyond] {
            assert!(!none.may_draw(SCREEN));
            for line in [
                r#"{"op":"clear"}"#,
                r#"[{"op":"clear"}]"#,
                r#"{"op":"pixel","x":0,"y":0}"#,
                r#"{"op":"checksum"}"#,
            ] {
                let (rule, text) = ruled(none, line).expect(line);
                assert!(
                    rule == Some(REGIONS) && text.contains(": no pixel of the screen is in all"),
                    "{text}"
                );
            }
            for open in ["[]", r#"{"op":"drop","name":"a"}"#, r#"{"op":"info"}"#] {
                assert_eq!(ruled(none, open), None, "{open}");
            }
        }
        assert!(some.may_draw(SCREEN));
        assert_eq!(ruled(&some, r#"{"op":"clear"}"#), None);
        assert_eq!(ruled(&some, r#"{"op":"pixel","x":9,"y":0}"#), None);
    }
}
