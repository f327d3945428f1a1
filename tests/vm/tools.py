"""The programs that these tests stand on: that they are there, or how to get them."""

import shutil


class Missing(Exception):
    """Something that is not on this machine, with the way to install it."""


def need(program: str, package: str) -> str:
    """The path of `program`, which Debian has in `package`."""
    path = shutil.which(program)
    if path is None:
        raise Missing(f"{program} is not installed; as root: apt-get install -y --no-install-recommends {package}")
    return path
