"""Our package for Debian, made of programs that are there already."""

import os
import shutil
import subprocess
from pathlib import Path

from initramfs import REPOSITORY, stripped
from tools import Missing, need


def make(programs: Path, directory: Path, version: str) -> Path:
    """The package of this version in `directory`, as `cargo deb` makes it."""
    cargo = need("cargo", "cargo")
    if shutil.which("cargo-deb") is None:
        raise Missing("cargo-deb is not installed; cargo install cargo-deb --locked")
    # It takes programs from where a release is built.
    release = directory / "release"
    release.mkdir(parents=True, exist_ok=True)
    for name in ["fbdrawd", "fbdraw"]:
        stripped(programs / name, release)
    made = directory / f"fbdraw_{version}.deb"
    command = [cargo, "deb", "--quiet", "--no-build", "--fast", "--deb-version", version, "--output", made]
    environment = os.environ | {"CARGO_TARGET_DIR": str(directory)}
    result = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    if result.returncode:
        raise ValueError(f"cargo deb failed:\n{result.stderr.strip()}")
    return made
