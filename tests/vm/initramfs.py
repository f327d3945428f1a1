"""What is in the guest: busybox, modules, our programs and the libraries that they need."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cpio import Archive
from fetch import Packages
from modules import Modules
from tools import need

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# Drivers of displays, and what they are reached through.
DRIVERS = ["bochs", "cirrus", "virtio_gpu", "virtio_pci", "virtio_console", "vfb"]


@dataclass
class Image:
    """What a machine is started with."""

    kernel: Path
    initramfs: Path
    # Options of the emulator for what else the machine is made of.
    hardware: tuple[str, ...] = ()


def build(packages: Packages, programs: Path, directory: Path, extra: tuple[Path, ...] = ()) -> Image:
    """Puts the guest together from Debian's packages, the programs in `programs` and any `extra` ones."""
    kernel = packages.kernel()
    archive = Archive()
    for name in ["dev", "proc", "sys", "run", "tmp", "etc"]:
        archive.directory(name)
    archive.file("init", (HERE / "init.sh").read_bytes(), 0o755)
    add_busybox(archive, packages.unpacked("busybox-static"))
    add_modules(archive, Modules(kernel), DRIVERS)
    _program(archive, packages.unpacked("fbset") / "bin/fbset")
    archive.file("etc/fb.modes", b"")
    _program(archive, packages.unpacked("fbcat") / "usr/bin/fbcat")
    for name in ["fbdrawd", "fbdraw"]:
        _program(archive, stripped(programs / name, directory))
    for path in extra:
        _program(archive, path)
    scenes = [REPOSITORY / "assets/demo/kiosk.jsonl", *sorted(HERE.glob("scenes/*.jsonl"))]
    for scene in scenes:
        archive.file(f"scenes/{scene.name}", scene.read_bytes())
    initramfs = directory / "initramfs.cpio"
    initramfs.write_bytes(archive.bytes())
    return Image(next((kernel / "boot").glob("vmlinuz-*")), initramfs)


def add_busybox(archive: Archive, package: Path):
    """Adds the shell and the tools of an unpacked package."""
    archive.file("bin/busybox", (package / "bin/busybox").read_bytes(), 0o755)
    archive.link("bin/sh", "busybox")


def add_modules(archive: Archive, modules: Modules, names: list[str]):
    """Adds modules and those that they need, with the list by which they are loaded."""
    paths = []
    for name in names:
        for path in [*modules.dependencies(name), modules.path(name)]:
            if path not in paths:
                paths.append(path)
    root = f"lib/modules/{modules.version}"
    for path in paths:
        archive.file(f"{root}/{modules.place(path)}", path.read_bytes())
    archive.file(f"{root}/modules.dep", modules.dep(paths).encode())


def _program(archive: Archive, path: Path):
    """Adds a program and the shared libraries that the host's linker finds for it."""
    archive.file(f"bin/{path.name}", path.read_bytes(), 0o755)
    listed = subprocess.run([need("ldd", "libc-bin"), path], capture_output=True, text=True)
    for library in re.findall(r"(/\S+) \(0x", listed.stdout):
        archive.file(library, Path(library).read_bytes(), 0o755)


def stripped(path: Path, directory: Path) -> Path:
    """A copy without debugging symbols, which would fill the guest's memory."""
    copy = directory / path.name
    subprocess.run([need("strip", "binutils"), "-o", copy, path], check=True)
    return copy
