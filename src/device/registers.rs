//! What a register of hardware is: a word of `/dev/mem` or of a device's own file.

use std::path::PathBuf;

/// Where a register is, and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The file that is mapped: `/dev/mem`, or a device's own such as `/sys/bus/pci/devices/0000:00:02.0/resource2`,
    /// which the kernel hands out where it guards the rest of the memory.
    pub file: PathBuf,
    /// Byte of the file at which it begins: a multiple of its width.
    pub address: u64,
    /// How wide it is: all of it is read or written by one access.
    pub width: Width,
    /// What may be done with it.
    pub access: Access,
}

/// Bits of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the number of its name")]
pub enum Width {
    Bits8,
    Bits16,
    Bits32,
    Bits64,
}

/// What may be done with a register. Reading one may change the hardware as well as writing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is what may be done")]
pub enum Access {
    Read,
    Write,
    ReadWrite,
}

/// Why there is no such register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Hardware has 8, 16, 32 or 64 bits.
    #[error("width is 8, 16, 32 or 64 bits, not {0}")]
    Width(u32),
    /// A machine that would take two accesses for one register might see it change in between.
    #[error("64 bits are more than this machine reads or writes at once; name two registers of 32 bits")]
    TooWide,
    /// A word that lies across words is read in pieces, or not at all.
    #[error("address {address:#x} is no multiple of the {bytes} bytes of the register")]
    Unaligned {
        /// Where it was to be.
        address: u64,
        /// How wide it was to be.
        bytes: usize,
    },
}

impl Width {
    /// The width of so many bits.
    ///
    /// # Errors
    ///
    /// When there are no such registers, or this machine cannot read them at once.
    pub fn new(bits: u32) -> Result<Self, RegisterError> {
        match bits {
            8 => Ok(Self::Bits8),
            16 => Ok(Self::Bits16),
            32 => Ok(Self::Bits32),
            64 if size_of::<usize>() < 8 => Err(RegisterError::TooWide),
            64 => Ok(Self::Bits64),
            _ => Err(RegisterError::Width(bits)),
        }
    }

    /// How many bytes it is.
    pub const fn bytes(self) -> usize {
        1 << self as usize
    }

    /// The largest value it holds.
    pub const fn max(self) -> u64 {
        u64::MAX >> (64 - 8 * self.bytes())
    }
}

impl Access {
    /// Whether it may be read.
    pub const fn reads(self) -> bool {
        !matches!(self, Self::Write)
    }

    /// Whether it may be written.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Read)
    }
}

impl Register {
    /// A register.
    ///
    /// # Errors
    ///
    /// When it would lie across words.
    pub fn new(file: PathBuf, address: u64, width: Width, access: Access) -> Result<Self, RegisterError> {
        let bytes = width.bytes();
        if address.is_multiple_of(bytes as u64) {
            Ok(Self { file, address, width, access })
        } else {
            Err(RegisterError::Unaligned { address, bytes })
        }
    }
}
