"""Debian packages: downloaded once, unpacked, and kept where git does not look."""

import re
import shutil
import subprocess
from pathlib import Path

from tools import Missing, need


class Packages:
    """A directory of unpacked packages."""

    def __init__(self, directory: Path):
        self.directory = directory

    def unpacked(self, name: str) -> Path:
        """The directory that holds the files of the package `name`."""
        root = self.directory / "packages" / name
        if not root.exists():
            archive = self._download(name)
            partial = root.with_name(f"{name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            need("dpkg-deb", "dpkg")
            subprocess.run(["dpkg-deb", "-x", archive, partial], check=True)
            partial.rename(root)
            archive.unlink()
        return root

    def kernel(self) -> Path:
        """The files of the kernel that `linux-image-amd64` stands for today."""
        need("apt-cache", "apt")
        for attempt in (_nothing, _update):
            attempt()
            said = subprocess.run(["apt-cache", "depends", "linux-image-amd64"], capture_output=True, text=True)
            found = re.search(r"Depends: (linux-image-\d\S*-amd64)$", said.stdout, re.MULTILINE)
            if found:
                return self.unpacked(found.group(1))
        raise Missing("apt knows no package linux-image-amd64; these machines are made of Debian's packages")

    def _download(self, name: str) -> Path:
        need("apt-get", "apt")
        directory = self.directory / "archives"
        directory.mkdir(parents=True, exist_ok=True)
        # The user that apt downloads as cannot write into a directory of ours.
        command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", name]
        for attempt in (_nothing, _update):
            attempt()
            result = subprocess.run(command, cwd=directory, capture_output=True, text=True)
            found = sorted(directory.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
            if result.returncode == 0 and found:
                return found[-1]
        raise Missing(f"apt-get download {name} failed:\n{result.stderr.strip()}")


def _nothing():
    """The first attempt: with the package lists as they are."""


def _update():
    """The second attempt: a machine without lists, or with old ones, gets new ones."""
    subprocess.run(["apt-get", "-q", "update"], capture_output=True, check=False)
