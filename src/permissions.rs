//! Who may do what: rules by user and group, and what follows from them for one client.

mod credentials;
mod entry;

use std::fmt;

use crate::geometry::PixelRect;

pub use credentials::Credentials;
pub use entry::{Entry, EntryError};

/// What may be allowed or not. What is none of these is open to whoever can connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// To draw, with everything that drawing needs: pictures and fonts that are loaded, frames that are waited for.
    Draw,
    /// To see what is on the screen.
    Read,
    /// To change the display: whether it sleeps, its mode, its palette, which way up it is.
    Control,
    /// To reach the registers that the configuration names.
    Registers,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draw, Self::Read, Self::Control, Self::Registers];

    /// The name in the configuration and in replies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Read => "read",
            Self::Control => "control",
            Self::Registers => "registers",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u8);

impl Rights {
    /// Whether a right is among them.
    #[inline]
    pub const fn contain(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Each of them, in the order of [`Right::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |&right| self.contain(right))
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | right.bit()))
    }
}

/// The rules, as the configuration has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    /// Who may draw.
    pub draw: Vec<Entry>,
    /// Who may read pixels.
    pub read: Vec<Entry>,
    /// Who may change the display.
    pub control: Vec<Entry>,
    /// Who may reach registers.
    pub registers: Vec<Entry>,
    /// Who is kept to which part of the picture, in drawing as in reading.
    pub regions: Vec<(Entry, PixelRect)>,
}

/// What the rules grant one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    /// What it may do.
    pub rights: Rights,
    /// The only pixels it may draw and read, of the picture as it is turned; all there are where this is `None`.
    pub region: Option<PixelRect>,
}

/// Whom a right is allowed where nothing else is said: whoever can connect draws and reads; root, the daemon's own user
/// and the group `fbdraw` control the display; nobody reaches registers.
///
/// The daemon's user could do to its process, and so to the display, whatever it likes.
pub fn default_rule(right: Right) -> Vec<Entry> {
    match right {
        Right::Draw | Right::Read => vec![Entry::everybody()],
        Right::Control => vec![Entry::root(), Entry::own_user(), Entry::own_group()],
        Right::Registers => Vec::new(),
    }
}

impl Default for Permissions {
    /// The [`default_rule`] for each right, and no regions.
    fn default() -> Self {
        Self {
            draw: default_rule(Right::Draw),
            read: default_rule(Right::Read),
            control: default_rule(Right::Control),
            registers: default_rule(Right::Registers),
            regions: Vec::new(),
        }
    }
}

impl Permissions {
    /// The user of this process draws, reads and controls, and nobody else does anything. This asks nobody who is who.
    pub fn of_own_user() -> Self {
        let own = || vec![Entry::own_user()];
        Self { draw: own(), read: own(), control: own(), registers: Vec::new(), regions: Vec::new() }
    }

    /// Whom the rule for a right allows it.
    pub fn rule(&self, right: Right) -> &[Entry] {
        match right {
            Right::Draw => &self.draw,
            Right::Read => &self.read,
            Right::Control => &self.control,
            Right::Registers => &self.registers,
        }
    }

    /// What a client may do.
    ///
    /// Regions of its user count before those of its groups, and these before one of everybody. Of several of the same
    /// kind it has what they have in common.
    pub fn granted(&self, who: &Credentials) -> Granted {
        let allowed = |right: &Right| self.rule(*right).iter().any(|entry| entry.means(who));
        let region = |of: fn(&Entry) -> bool| {
            let regions = self.regions.iter().filter(|(entry, _)| of(entry) && entry.means(who));
            regions.map(|&(_, region)| region).reduce(PixelRect::intersect)
        };
        Granted {
            rights: Right::ALL.into_iter().filter(allowed).collect(),
            region: region(Entry::is_user)
                .or_else(|| region(Entry::is_group))
                .or_else(|| region(Entry::is_everybody)),
        }
    }
}

/// Entries as a sentence lists them.
pub(crate) struct Listed<'a>(pub(crate) &'a [Entry]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nobody");
        }
        for (index, entry) in self.0.iter().enumerate() {
            write!(f, "{}{entry}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        text.parse().unwrap()
    }

    fn user(uid: u32, groups: &[u32]) -> Credentials {
        Credentials { pid: None, uid, gid: 9, groups: groups.to_owned() }
    }

    fn names(rights: Rights) -> Vec<&'static str> {
        rights.iter().map(Right::name).collect()
    }

    #[test]
    fn without_rules_strangers_draw_and_read_and_only_trusted_ones_control() {
        let rules = Permissions::default();
        let own = nix::unistd::geteuid().as_raw();
        assert_eq!(names(rules.granted(&user(0, &[])).rights), ["draw", "read", "control"]);
        assert_eq!(names(rules.granted(&user(own, &[])).rights), ["draw", "read", "control"]);
        assert_eq!(names(rules.granted(&user(4_000_000, &[])).rights), ["draw", "read"]);
        let rules = Permissions::of_own_user();
        assert_eq!(names(rules.granted(&Credentials::own()).rights), ["draw", "read", "control"]);
        assert_eq!(names(rules.granted(&user(own + 1, &[])).rights), [""; 0]);
    }

    #[test]
    fn a_right_is_had_by_user_by_group_or_by_everybody() {
        let rules = Permissions {
            draw: vec![entry("5"), entry("@7")],
            read: vec![],
            control: vec![entry("@9")],
            registers: vec![entry("*")],
            regions: vec![],
        };
        assert_eq!(names(rules.granted(&user(5, &[])).rights), ["draw", "control", "registers"]);
        assert_eq!(names(rules.granted(&user(6, &[3, 7])).rights), ["draw", "control", "registers"]);
        // A user is no group of the same number, and the other way round.
        assert_eq!(names(rules.granted(&user(7, &[5])).rights), ["control", "registers"]);
        let other_group = Credentials { gid: 8, ..user(6, &[]) };
        assert_eq!(names(rules.granted(&other_group).rights), ["registers"]);
    }

    #[test]
    fn the_nearest_region_counts() {
        let rect = |x0, x1| PixelRect { x0, y0: 0, x1, y1: 10 };
        let regions = vec![
            (entry("*"), rect(0, 5)),
            (entry("@7"), rect(10, 40)),
            (entry("@8"), rect(30, 60)),
            (entry("5"), rect(70, 90)),
        ];
        let rules = Permissions { regions, ..Permissions::default() };
        let region = |uid, groups: &[u32]| rules.granted(&user(uid, groups)).region;
        assert_eq!(region(6, &[]), Some(rect(0, 5)));
        assert_eq!(region(6, &[7]), Some(rect(10, 40)));
        assert_eq!(region(6, &[8, 7]), Some(rect(30, 40)));
        assert_eq!(region(5, &[8, 7]), Some(rect(70, 90)));
        assert_eq!(Permissions::default().granted(&user(5, &[])).region, None);
    }

    #[test]
    fn rules_are_listed_as_they_are_written() {
        assert_eq!(Listed(&Permissions::default().control).to_string(), "root, $self, @fbdraw");
        assert_eq!(Listed(&[]).to_string(), "nobody");
    }
}
