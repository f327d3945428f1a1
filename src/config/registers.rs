//! `[registers.NAME]` of the configuration file: what clients may peek at and poke.

use std::path::PathBuf;

use serde::Deserialize;

use crate::device::{Access, Register, RegisterError, Width};

/// A register as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "physical_memory")]
    file: PathBuf,
    address: u64,
    width: u32,
    #[serde(default)]
    access: Allowed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Allowed {
    #[default]
    Read,
    Write,
    ReadWrite,
}

fn physical_memory() -> PathBuf {
    "/dev/mem".into()
}

/// A register that is named in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Named(pub Register);

impl TryFrom<Written> for Named {
    type Error = RegisterError;

    fn try_from(Written { file, address, width, access }: Written) -> Result<Self, RegisterError> {
        let access = match access {
            Allowed::Read => Access::Read,
            Allowed::Write => Access::Write,
            Allowed::ReadWrite => Access::ReadWrite,
        };
        Register::new(file, address, Width::new(width)?, access).map(Self)
    }
}
