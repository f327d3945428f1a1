//! Entries of rules: whom a name in the configuration means.

use std::fmt;
use std::str::FromStr;

use nix::errno::Errno;
use nix::unistd::{Group, User, geteuid};

use super::Credentials;

/// The user that the daemon runs as, whatever its name. No user can be called so.
const OWN_USER: &str = "$self";

/// The group whose members use the display, which the packages make.
const OWN_GROUP: &str = "@fbdraw";

/// A user, a group or everybody, as written and as a number. The name is looked up when the entry is made, and not when
/// a client is judged: the user database may be on the network, and nobody's drawing is to wait for it. Entries are made at
/// the start, and on a thread of their own where settings are read again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    text: String,
    who: Who,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Everybody,
    User(u32),
    Group(u32),
    /// A group that there is not.
    Nobody,
}

/// Why an entry means nobody.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Nothing is named.
    #[error("{0:?} names nobody: write a user, @GROUP, their numbers, $self or *")]
    Empty(String),
    /// A user that does not exist.
    #[error("no such user `{0}`: create it, write a number, which need not exist, or leave it out")]
    NoSuchUser(String),
    /// A group that does not exist.
    #[error("no such group `{0}`: create it, write @NUMBER, which need not exist, or leave it out")]
    NoSuchGroup(String),
    /// Nobody knows.
    #[error("cannot look up `{name}`: {source}; write its number instead")]
    Unknown {
        /// As written.
        name: String,
        /// What the user database said.
        source: Errno,
    },
}

impl Entry {
    pub(super) fn everybody() -> Self {
        Self { text: "*".to_owned(), who: Who::Everybody }
    }

    pub(super) fn root() -> Self {
        Self { text: "root".to_owned(), who: Who::User(0) }
    }

    pub(super) fn own_user() -> Self {
        Self { text: OWN_USER.to_owned(), who: Who::User(geteuid().as_raw()) }
    }

    /// The group that the packages make; nobody where none is installed.
    pub(super) fn own_group() -> Self {
        Self { text: OWN_GROUP.to_owned(), who: named(OWN_GROUP).unwrap_or(Who::Nobody) }
    }

    /// Whether a client is meant.
    pub fn means(&self, client: &Credentials) -> bool {
        match self.who {
            Who::Everybody => true,
            Who::User(uid) => client.uid == uid,
            Who::Group(gid) => client.is_in(gid),
            Who::Nobody => false,
        }
    }

    pub(super) fn is_user(&self) -> bool {
        matches!(self.who, Who::User(_))
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(self.who, Who::Group(_))
    }

    pub(super) fn is_everybody(&self) -> bool {
        self.who == Who::Everybody
    }
}

/// As it is written.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Entry {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        let who = match text {
            "*" => Who::Everybody,
            OWN_USER => return Ok(Self::own_user()),
            // Also on a machine that has no user database, where others need their numbers.
            "root" => return Ok(Self::root()),
            // Also where no package is installed: it stands in the default of a rule.
            OWN_GROUP => return Ok(Self::own_group()),
            "" | "@" => return Err(EntryError::Empty(text.to_owned())),
            _ => named(text)?,
        };
        Ok(Self { text: text.to_owned(), who })
    }
}

fn named(text: &str) -> Result<Who, EntryError> {
    let unknown = |source| EntryError::Unknown { name: text.to_owned(), source };
    match text.strip_prefix('@') {
        Some(name) => match name.parse() {
            Ok(gid) => Ok(Who::Group(gid)),
            Err(_) => {
                let group = found(Group::from_name(name)).map_err(unknown)?;
                group
                    .map(|group| Who::Group(group.gid.as_raw()))
                    .ok_or_else(|| EntryError::NoSuchGroup(name.to_owned()))
            }
        },
        None => match text.parse() {
            Ok(uid) => Ok(Who::User(uid)),
            Err(_) => {
                let user = found(User::from_name(text)).map_err(unknown)?;
                user.map(|user| Who::User(user.uid.as_raw()))
                    .ok_or_else(|| EntryError::NoSuchUser(text.to_owned()))
            }
        },
    }
}

/// What was looked up, or nothing: a database that is missing is told as an error, and others as getpwnam(3) lists.
fn found<T>(looked_up: nix::Result<Option<T>>) -> nix::Result<Option<T>> {
    match looked_up {
        Err(Errno::ENOENT | Errno::ESRCH | Errno::EBADF | Errno::EPERM) => Ok(None),
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_numbers() {
        let who = |text: &str| text.parse::<Entry>().unwrap().who;
        assert_eq!(who("root"), Who::User(0));
        assert_eq!(who("@root"), Who::Group(0));
        assert_eq!(who("4294967294"), Who::User(u32::MAX - 1));
        assert_eq!(who("@12"), Who::Group(12));
        assert_eq!(who("*"), Who::Everybody);
        assert_eq!(who("$self"), Who::User(geteuid().as_raw()));
        for text in ["root", "@12", "*", "$self"] {
            assert_eq!(text.parse::<Entry>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_means_nobody_is_an_error() {
        let error = |text: &str| text.parse::<Entry>().unwrap_err().to_string();
        assert!(error("").contains("names nobody"));
        assert!(error("@").contains("names nobody"));
        assert!(error("no-such-user-here").starts_with("no such user `no-such-user-here`: create it"));
        assert!(error("@no-such-group-here").starts_with("no such group `no-such-group-here`"));
        assert!(error("-1").starts_with("no such user `-1`"));
        assert!(error("ro\0ot").starts_with("no such user"));
    }

    #[test]
    fn the_packages_group_may_be_written_where_no_package_is_installed() {
        let own: Entry = "@fbdraw".parse().unwrap();
        let group = Group::from_name("fbdraw").unwrap();
        let expected = group.map_or(Who::Nobody, |group| Who::Group(group.gid.as_raw()));
        assert_eq!((own.who, own.to_string()), (expected, "@fbdraw".to_owned()));
        let nobody = Entry { text: String::new(), who: Who::Nobody };
        assert!(!nobody.means(&Credentials::own()));
    }

    #[test]
    fn what_getpwnam_says_of_a_name_that_is_not_found() {
        assert_eq!(found(Err::<Option<()>, _>(Errno::ENOENT)), Ok(None));
        assert_eq!(found(Err::<Option<()>, _>(Errno::EIO)), Err(Errno::EIO));
        assert_eq!(found(Ok(Some(()))), Ok(Some(())));
    }
}
