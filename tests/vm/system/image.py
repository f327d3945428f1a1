"""What a Debian machine is started with: the kernel, the way to its disk, and what is added to that."""

import shutil
from pathlib import Path

from cpio import Archive
from fetch import Packages
from initramfs import Image, add_busybox, add_modules
from modules import Modules
from system import debian

HERE = Path(__file__).resolve().parent
DRIVERS = ["virtio_pci", "virtio_blk", "virtio_console", "crc32c_generic", "ext4", "bochs", "vfb"]

# An installed system has one; without it systemd takes the boot for the first.
MACHINE = b"7d1c9a52f0e84c0b9d6a3e5f41b28c60\n"

# What would only take time, or has nobody to talk to.
MASKED = ["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer"]
MASKED += ["e2scrub_reap.service", "serial-getty@ttyS0.service", "systemd-random-seed.service"]

UNITS = "added/etc/systemd/system"


def build(packages: Packages, directory: Path, added: dict[str, Path]) -> Image:
    """A machine with a new copy of the disk in `directory`; `added` are files by their paths in the guest."""
    archive = Archive()
    for name in ["dev", "proc", "sys", "disk"]:
        archive.directory(name)
    archive.file("init", (HERE / "boot.sh").read_bytes(), 0o755)
    add_busybox(archive, packages.unpacked("busybox-static"))
    kernel = packages.kernel()
    add_modules(archive, Modules(kernel), DRIVERS)
    _configure(archive)
    for name, path in added.items():
        archive.file(f"added/{name}", path.read_bytes())
    initramfs = directory / "initramfs.cpio"
    initramfs.write_bytes(archive.bytes())
    disk = directory / "disk"
    shutil.copyfile(debian.disk(packages.directory), disk)
    hardware = ("-smp", "2", "-drive", f"file={disk},format=raw,if=virtio,cache=unsafe", "-no-shutdown")
    return Image(next((kernel / "boot").glob("vmlinuz-*")), initramfs, hardware)


def _configure(archive: Archive):
    """Adds what makes a system of the disk, and the units of the tests."""
    archive.file("added/etc/machine-id", MACHINE, 0o444)
    archive.file("added/etc/hostname", b"kiosk\n")
    for name in MASKED:
        archive.link(f"{UNITS}/{name}", "/dev/null")
    for path in sorted(HERE.glob("guest/*.service")):
        archive.file(f"{UNITS}/{path.name}", path.read_bytes())
        for line in path.read_text().splitlines():
            if line.startswith("WantedBy="):
                archive.link(f"{UNITS}/{line.removeprefix('WantedBy=')}.wants/{path.name}", f"../{path.name}")
    for path in sorted(HERE.glob("guest/*.py")):
        archive.file(f"added/opt/tests/{path.name}", path.read_bytes())
