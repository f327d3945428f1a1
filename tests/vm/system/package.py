"""Our packages, made of programs that are there already."""

import os
import shutil
import subprocess
from pathlib import Path

from initramfs import REPOSITORY, stripped
from tools import Missing, need


class Packages:
    """Packages made in a directory."""

    def __init__(self, programs: Path, directory: Path):
        self._directory = directory
        # The tools take programs from where a release is built.
        release = directory / "release"
        release.mkdir(parents=True, exist_ok=True)
        for name in ["fbdrawd", "fbdraw"]:
            stripped(programs / name, release)

    def debian(self, release: int) -> Path:
        """The package for Debian, as `cargo deb` makes it."""
        made = self._directory / f"fbdraw-{release}.deb"
        self._make("deb", ["--no-build", "--fast", "--deb-revision", str(release), "--output", made])
        return made

    def rpm(self, release: int) -> Path:
        """The RPM, as `cargo generate-rpm` makes it."""
        made = self._directory / f"fbdraw-{release}.rpm"
        self._make("generate-rpm", ["--set-metadata", f'release = "{release}"', "--output", made])
        return made

    def _make(self, tool: str, arguments: list):
        cargo = need("cargo", "cargo")
        if shutil.which(f"cargo-{tool}") is None:
            raise Missing(f"cargo-{tool} is not installed; cargo install cargo-{tool} --locked")
        environment = os.environ | {"CARGO_TARGET_DIR": str(self._directory)}
        command = [cargo, tool, *arguments]
        result = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
        if result.returncode:
            raise ValueError(f"cargo {tool} failed:\n{result.stderr.strip()}")
