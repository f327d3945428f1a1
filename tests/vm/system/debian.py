"""Debian with systemd on a disk: put together by mmdebstrap once, and kept.

Nothing of ours is on it. What a run adds is added to a copy.
"""

import hashlib
import platform
import subprocess
from pathlib import Path

from tools import need

# A small Debian as people have it: the login prompts, udev and the bus are there. Python is what the clients are
# written in, the broker what a fleet is driven by, fbcat tells what a framebuffer without a display shows, and rpm works
# beside Debian's own.
PACKAGES = ["systemd", "systemd-sysv", "udev", "dbus", "kmod", "passwd", "python3"]
PACKAGES += ["mosquitto", "mosquitto-clients", "fbcat", "rpm"]
LEFT_OUT = ["doc", "locale", "man"]
SIZE = 512 * 1024 * 1024


def disk(directory: Path) -> Path:
    """The file system of a Debian of this machine's release, made now if it is not in `directory`.

    The release is this machine's because our programs stand on its libraries.
    """
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    command = ["--variant=essential", f"--include={','.join(PACKAGES)}", "--format=ext2"]
    command += [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in LEFT_OUT] + [release]
    key = hashlib.sha256(repr((command, SIZE)).encode()).hexdigest()[:12]
    made = directory / f"debian-{release}-{key}.ext2"
    if not made.exists():
        _make(command, made)
    return made


def _make(command: list[str], made: Path):
    """Runs mmdebstrap, and adds room for what will be installed."""
    mmdebstrap = need("mmdebstrap", "mmdebstrap")
    need("genext2fs", "genext2fs")
    resize = need("resize2fs", "e2fsprogs")
    print(f"making {made.name}: minutes, once", flush=True)
    partial = made.with_suffix(".partial")
    log = made.with_suffix(".log")
    with log.open("w") as output:
        result = subprocess.run([mmdebstrap, *command, partial], stdout=output, stderr=subprocess.STDOUT)
    if result.returncode:
        raise ValueError(f"mmdebstrap failed:\n{log.read_text()[-2000:]}")
    with partial.open("r+b") as file:
        file.truncate(SIZE)
    subprocess.run([resize, "-f", partial], check=True, capture_output=True)
    partial.rename(made)
