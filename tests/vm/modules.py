"""Modules of an unpacked kernel: where each is and which others it needs.

The package brings no modules.dep (it is made where a kernel is installed), but every module names what it needs.
"""

import re
from pathlib import Path


class Modules:
    """The modules beneath a kernel's `lib/modules`."""

    def __init__(self, kernel: Path):
        self.root = next((kernel / "lib/modules").iterdir())
        self.version = self.root.name
        self._paths = {_plain(path.stem): path for path in self.root.rglob("*.ko")}

    def dependencies(self, name: str) -> list[Path]:
        """The modules that `name` needs, those first that others need."""
        found = []
        for needed in self._direct(name):
            for path in [*self.dependencies(needed), self._paths[needed]]:
                if path not in found:
                    found.append(path)
        return found

    def path(self, name: str) -> Path:
        """The file of the module `name`."""
        return self._paths[_plain(name)]

    def place(self, path: Path) -> str:
        """A module's path relative to the directory of `modules.dep`."""
        return str(path.relative_to(self.root))

    def dep(self, paths: list[Path]) -> str:
        """A `modules.dep` for `paths`: each with what must be loaded before it, the last first."""
        lines = []
        for path in paths:
            needed = [self.place(other) for other in reversed(self.dependencies(path.stem))]
            lines.append(f"{self.place(path)}: {' '.join(needed)}".rstrip() + "\n")
        return "".join(lines)

    def _direct(self, name: str) -> list[str]:
        said = re.search(rb"\0depends=([^\0]*)\0", self.path(name).read_bytes())
        names = said.group(1).decode().split(",") if said else []
        return [_plain(name) for name in names if name]


def _plain(name: str) -> str:
    """A module may be written with hyphens or with underscores; they are the same to the kernel."""
    return name.replace("-", "_")
