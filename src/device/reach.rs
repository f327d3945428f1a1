//! Registers in reach: each mapped, read and written by single accesses.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use memmap2::{MmapOptions, MmapRaw};
use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::registers::{Register, Width};

/// Why a register cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    /// The file cannot be opened.
    #[error("cannot open {}: {source}; {}", .path.display(), open_remedy(.path, .source))]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Its bytes cannot be mapped.
    #[error("cannot map byte {address:#x} of {}: {source}; {}", .path.display(), map_remedy(.path, .source))]
    Map {
        /// Which.
        path: PathBuf,
        /// Where.
        address: u64,
        /// Why.
        source: io::Error,
    },
}

fn is_physical(path: &Path) -> bool {
    path == Path::new("/dev/mem")
}

fn open_remedy(path: &Path, error: &io::Error) -> &'static str {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EPERM | Errno::EACCES) if is_physical(path) => {
            "/dev/mem is for root with CAP_SYS_RAWIO; the device's own file needs neither, see \
             /sys/bus/pci/devices/*/resource*"
        }
        Some(Errno::EPERM | Errno::EACCES) => "run as a user who may write it, or give the file to this one",
        _ => "the configuration names it under [registers]",
    }
}

fn map_remedy(path: &Path, error: &io::Error) -> &'static str {
    match error.raw_os_error().map(Errno::from_raw) {
        // `range_is_allowed` and `devmem_is_allowed` in the kernel's drivers/char/mem.c.
        Some(Errno::EPERM) if is_physical(path) => {
            "the kernel guards this memory (CONFIG_STRICT_DEVMEM): map the device's own file below \
             /sys/bus/pci/devices instead, unbind its driver, or boot with iomem=relaxed"
        }
        _ => "is there such an address in the file?",
    }
}

/// A register that is mapped. Its value is the machine's own word: on a big-endian machine the first byte is the most
/// significant one.
///
/// # Guarantees
///
/// The memory is as long as the register is wide and begins at a multiple of that; it is writable where the register
/// may be written.
#[derive(Debug)]
pub struct Reached {
    memory: MmapRaw,
    width: Width,
    writable: bool,
}

impl Reached {
    /// Opens a register's file and maps the register, and nothing behind it: one in the last word of a page needs no
    /// more.
    ///
    /// # Errors
    ///
    /// When the kernel refuses either.
    pub fn new(register: &Register) -> Result<Self, ReachError> {
        let Register { file: path, address, width, access } = register;
        let file =
            open(path, access.writes()).map_err(|source| ReachError::Open { path: path.clone(), source })?;
        let memory = map(&file, *address, *width, access.writes()).map_err(|source| ReachError::Map {
            path: path.clone(),
            address: *address,
            source,
        })?;
        Ok(Self { memory, width: *width, writable: access.writes() })
    }

    /// Reads it, by one access of its width.
    pub fn read(&self) -> u64 {
        let word = self.memory.as_ptr();
        #[expect(unsafe_code, reason = "a register is read by one volatile access")]
        // SAFETY: the type guarantees as many mapped bytes at an address that is aligned for them. No reference to
        // them exists anywhere; the hardware may change them at any time, which volatile accesses allow for.
        unsafe {
            match self.width {
                Width::Bits8 => u64::from(word.read_volatile()),
                Width::Bits16 => u64::from(word.cast::<u16>().read_volatile()),
                Width::Bits32 => u64::from(word.cast::<u32>().read_volatile()),
                Width::Bits64 => word.cast::<u64>().read_volatile(),
            }
        }
    }

    /// Writes it, by one access of its width. Bits beyond that are dropped, and so is a value for a register that is
    /// only read.
    pub fn write(&mut self, value: u64) {
        if !self.writable {
            return debug_assert!(false, "a register that is only read was written");
        }
        let word = self.memory.as_mut_ptr();
        #[expect(unsafe_code, reason = "a register is written by one volatile access")]
        // SAFETY: as in `read`, and the memory is mapped to be written (see the type).
        unsafe {
            match self.width {
                Width::Bits8 => word.write_volatile(value as u8),
                Width::Bits16 => word.cast::<u16>().write_volatile(value as u16),
                Width::Bits32 => word.cast::<u32>().write_volatile(value as u32),
                Width::Bits64 => word.cast::<u64>().write_volatile(value),
            }
        }
    }
}

fn open(path: &Path, writable: bool) -> io::Result<File> {
    // Without O_SYNC, /dev/mem maps ordinary memory through the cache (`phys_mem_access_prot` in the kernel).
    let flags = (OFlag::O_SYNC | OFlag::O_NOCTTY | OFlag::O_NONBLOCK).bits();
    OpenOptions::new().read(true).write(writable).custom_flags(flags).open(path)
}

fn map(file: &File, address: u64, width: Width, writable: bool) -> io::Result<MmapRaw> {
    let end = address.checked_add(width.bytes() as u64).filter(|&end| end <= i64::MAX as u64);
    let Some(end) = end else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "no file is as long"));
    };
    // Behind the end of a plain file bytes can be mapped, and raise SIGBUS when they are touched. The kernel's own
    // files have a length as well, that of the device's memory.
    let metadata = file.metadata()?;
    if metadata.is_file() && end > metadata.len() {
        let text = format!("the file ends at byte {:#x}", metadata.len());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let mut options = MmapOptions::new();
    options.offset(address).len(width.bytes());
    if writable { options.map_raw(file) } else { options.map_raw_read_only(file) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::device::mapping::page_size;
    use crate::device::registers::Access;

    fn register(path: &Path, address: u64, bits: u32, access: Access) -> Register {
        Register::new(path.to_owned(), address, Width::new(bits).unwrap(), access).unwrap()
    }

    #[test]
    fn every_width_reads_and_writes_its_own_bytes() {
        let page = page_size() as u64;
        let bytes: Vec<u8> = (0..2 * page).map(|index| (index % 251) as u8).collect();
        // In the middle of a page, and its last word, which is the file's last one too.
        for address in [64, 2 * page - 8] {
            for bits in [8, 16, 32, 64] {
                let mut file = tempfile::NamedTempFile::new().unwrap();
                file.write_all(&bytes).unwrap();
                let address = if address == 64 { 64 } else { 2 * page - u64::from(bits / 8) };
                let mut reached =
                    Reached::new(&register(file.path(), address, bits, Access::ReadWrite)).unwrap();
                let (start, length) = (address as usize, bits as usize / 8);
                let mut word = [0; 8];
                let place = if cfg!(target_endian = "big") { 8 - length..8 } else { 0..length };
                word[place.clone()].copy_from_slice(&bytes[start..start + length]);
                assert_eq!(reached.read(), u64::from_ne_bytes(word), "{bits} bits at {address:#x}");
                let value = 0x8123_4567_89ab_cdef;
                reached.write(value);
                assert_eq!(reached.read(), value & Width::new(bits).unwrap().max());
                let mut expected = bytes.clone();
                expected[start..start + length].copy_from_slice(&value.to_ne_bytes()[place]);
                assert!(std::fs::read(file.path()).unwrap() == expected, "{bits} bits at {address:#x}");
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_says_why() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(100).unwrap();
        let ask = |path: &Path, address| {
            Reached::new(&register(path, address, 32, Access::Read)).unwrap_err().to_string()
        };
        assert!(ask(file.path(), 100).contains("the file ends at byte 0x64"), "{}", ask(file.path(), 100));
        assert!(ask(Path::new("/nowhere/mem"), 0).contains("[registers]"));
        let strict = ReachError::Map {
            path: "/dev/mem".into(),
            address: 0xfd00_0000,
            source: io::Error::from(Errno::EPERM),
        };
        let text = strict.to_string();
        assert!(text.contains("0xfd000000") && text.contains("CONFIG_STRICT_DEVMEM"), "{text}");
    }

    #[test]
    fn a_register_that_is_only_read_needs_no_more() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(8).unwrap();
        let read_only = register(file.path(), 0, 64, Access::Read);
        assert_eq!(Reached::new(&read_only).unwrap().read(), 0);
    }

    #[test]
    fn registers_lie_on_whole_words() {
        let at = |address, bits| {
            Register::new("/dev/mem".into(), address, Width::new(bits).unwrap(), Access::Read).map(|_| ())
        };
        for (address, bits) in [(1, 8), (2, 16), (0xffc, 32), (0xff8, 64)] {
            assert_eq!(at(address, bits), Ok(()));
        }
        for (address, bits) in [(1, 16), (0xffe, 32), (0xffc, 64)] {
            let text = at(address, bits).unwrap_err().to_string();
            assert!(text.contains("no multiple of"), "{text}");
        }
        assert!(Width::new(24).unwrap_err().to_string().contains("not 24"));
    }
}
