//! A device that cannot be opened: why, and what to do about it.

use std::fs;
use std::io;
use std::path::Path;

use fbdraw::device::{DeviceError, Source};

use super::finding::{Finding, Level};
use super::permissions;

/// Goes on without a framebuffer.
const EMULATE: &str = "to try fbdraw without one: fbdrawd --file screen.raw --size 1280x720";

/// What keeps a daemon from opening `source`, or would not.
pub(crate) fn findings(source: &Source, error: &DeviceError) -> Vec<Finding> {
    let path = source.path();
    let access = permissions::finding(path);
    match error {
        // The permissions say all of it.
        DeviceError::OpenFramebuffer { source, .. } | DeviceError::OpenFile { source, .. }
            if is_denied(source) && access.as_ref().is_some_and(|access| access.level == Level::Problem) =>
        {
            access.into_iter().collect()
        }
        DeviceError::OpenFramebuffer { source, .. } if is_missing(source) => vec![missing(path)],
        DeviceError::OpenFile { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            vec![not_yet(path)]
        }
        DeviceError::Short { length, needed, .. } => {
            let text = format!("{}: {length} bytes, of {needed} that it needs", path.display());
            vec![Finding::note("device", text).remedy("fbdrawd makes it longer")]
        }
        error => access
            .into_iter()
            .filter(|access| access.level == Level::Ok)
            .chain([Finding::of_error("device", error)])
            .collect(),
    }
}

fn is_denied(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}

fn is_missing(error: &io::Error) -> bool {
    use nix::errno::Errno;

    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::ENOENT | Errno::ENODEV | Errno::ENXIO))
}

/// A plain file that the daemon will make, if it can.
fn not_yet(path: &Path) -> Finding {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (path, shown) = (path.display(), directory.display());
    if !directory.is_dir() {
        return Finding::problem(
            "device",
            format!("{path} cannot be created: there is no directory {shown}"),
        )
        .remedy(format!("mkdir -p {shown}"));
    }
    match nix::unistd::eaccess(directory, nix::unistd::AccessFlags::W_OK) {
        Ok(()) => Finding::note("device", format!("{path} does not exist")).remedy("fbdrawd creates it"),
        Err(errno) => {
            let user = permissions::user_name(nix::unistd::geteuid());
            Finding::problem("device", format!("{path} cannot be created in {shown}: {}", errno.desc()))
                .remedy(format!("choose a directory that {user} may write"))
        }
    }
}

/// A framebuffer that is not there. The kernel lists those that are.
fn missing(path: &Path) -> Finding {
    let registered = fs::read_to_string("/proc/fb").unwrap_or_default();
    let has_card = fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("card"))
    });
    Finding::problem("device", format!("{} is not there", path.display())).remedy(remedy(
        path,
        &registered,
        has_card,
    ))
}

/// `registered` is what `/proc/fb` says: a number and a name a line.
fn remedy(path: &Path, registered: &str, has_card: bool) -> String {
    let mut known = registered.lines().filter_map(|line| line.trim().split_once(' '));
    let own = path.to_string_lossy().strip_prefix("/dev/fb").map(str::to_owned);
    match known.next() {
        Some((number, name)) if own.as_deref() == Some(number) => format!(
            "the kernel has it ({name}), but /dev does not: mknod {} c 29 {number}, or mount devtmpfs on /dev",
            path.display()
        ),
        Some((number, name)) => format!("there is another, {name}: --device /dev/fb{number}"),
        None if has_card => format!(
            "the display's driver offers DRM only: boot with drm_kms_helper.fbdev_emulation=1, on a kernel with \
             CONFIG_DRM_FBDEV_EMULATION; {EMULATE}"
        ),
        None => format!("no driver has a display: look for one with modprobe and in dmesg; {EMULATE}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_depends_on_what_is_there() {
        let told = |registered, has_card| remedy(Path::new("/dev/fb0"), registered, has_card);
        assert!(told("0 simpledrmdrmfb\n", true).contains("mknod /dev/fb0 c 29 0"));
        assert!(told("1 VESA VGA\n", false).ends_with("VESA VGA: --device /dev/fb1"));
        assert!(told("", true).contains("fbdev_emulation=1"));
        assert!(told("", false).starts_with("no driver has a display"));
    }

    /// What one sees on nearly every kernel of a distribution.
    #[test]
    fn guarded_memory_is_explained() {
        let path = std::path::PathBuf::from("/dev/mem");
        let (size, format) =
            (fbdraw::geometry::Size { width: 8, height: 8 }, fbdraw::pixel::Format::Xrgb8888);
        let source = Source::File { path: path.clone(), size, format, stride: None, offset: 0xfd00_0000 };
        let refused = io::Error::from_raw_os_error(nix::errno::Errno::EPERM as i32);
        let error = DeviceError::Map { path, offset: 0xfd00_0000, length: 256, source: refused };
        let found = findings(&source, &error).pop().unwrap();
        assert_eq!((found.level, found.subject), (Level::Problem, "device"));
        assert_eq!(found.value, "cannot map 256 bytes of /dev/mem at 4244635648: Operation not permitted");
        assert!(found.remedy.unwrap().starts_with("the kernel guards this range (STRICT_DEVMEM"));
    }

    #[test]
    fn a_file_that_can_be_created_is_no_problem() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(not_yet(&directory.path().join("screen.raw")).level, Level::Note);
        let nowhere = not_yet(&directory.path().join("none/screen.raw"));
        assert_eq!(nowhere.level, Level::Problem);
        assert!(nowhere.remedy.is_some_and(|remedy| remedy.starts_with("mkdir -p ")));
    }
}
