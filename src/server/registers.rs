//! The registers that clients may peek at and poke.

use std::collections::BTreeMap;

use crate::device::{Reached, Register};
use crate::protocol::register::{Peek, Poke};
use crate::protocol::{Code, Fault};

/// Registers by their names; each is mapped when it is first asked for, and stays so.
#[derive(Debug, Default)]
pub(super) struct Registers(BTreeMap<String, (Register, Option<Reached>)>);

impl Registers {
    pub(super) fn new(named: BTreeMap<String, Register>) -> Self {
        Self(named.into_iter().map(|(name, register)| (name, (register, None))).collect())
    }

    /// Whether others are named.
    pub(super) fn differ(&self, named: &BTreeMap<String, Register>) -> bool {
        !self.0.iter().map(|(name, (register, _))| (name, register)).eq(named)
    }

    /// Reads one.
    pub(super) fn peek(&mut self, peek: &Peek) -> Result<u64, Fault> {
        let (register, reached) = self.find(&peek.register)?;
        if !register.access.reads() {
            return Err(denied(&peek.register, "read"));
        }
        Ok(reach(register, reached)?.read())
    }

    /// Writes one.
    pub(super) fn poke(&mut self, poke: &Poke) -> Result<(), Fault> {
        let (register, reached) = self.find(&poke.register)?;
        if !register.access.writes() {
            return Err(denied(&poke.register, "written"));
        }
        let (value, max) = (poke.value.0, register.width.max());
        if value > max {
            let bits = register.width.bytes() * 8;
            let text = format!("must fit the register's {bits} bits, 0 to {max:#x}, it is {value:#x}");
            return Err(Fault::of_value(Code::Invalid, text).inside("value"));
        }
        reach(register, reached)?.write(value);
        Ok(())
    }

    fn find(&mut self, name: &str) -> Result<&mut (Register, Option<Reached>), Fault> {
        if self.0.contains_key(name) {
            // Looked up twice, because what is returned is borrowed until the end.
            return self.0.get_mut(name).ok_or_else(|| Fault::new(Code::Internal, "a register was lost"));
        }
        let shown: String = name.chars().take(60).collect();
        let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
        let known = match known.as_slice() {
            [] => "the configuration names none; add it as [registers.NAME]".to_owned(),
            known => format!("those that are: {}", known.join(", ")),
        };
        let text = format!("\"{shown}\" is no register of the daemon's configuration; {known}");
        Err(Fault::new(Code::NotFound, text).inside("register"))
    }
}

fn denied(name: &str, done: &str) -> Fault {
    let text = format!("\"{name}\" may not be {done}: say access = \"read-write\" under [registers.{name}]");
    Fault::new(Code::Denied, text).inside("register")
}

fn reach<'r>(register: &Register, reached: &'r mut Option<Reached>) -> Result<&'r mut Reached, Fault> {
    let mapped = match reached.take() {
        Some(mapped) => mapped,
        None => Reached::new(register).map_err(|error| Fault::new(Code::Io, error.to_string()))?,
    };
    Ok(reached.insert(mapped))
}
