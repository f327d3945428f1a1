"""Archives as the kernel unpacks them into its first file system: cpio's "newc".

The format is in the kernel's Documentation/driver-api/early-userspace/buffer-format.rst.
"""

import stat


class Archive:
    """Files, directories and links in the order in which they were added, each once."""

    def __init__(self):
        self._parts = []
        self._names = set()

    def directory(self, name: str):
        """Adds a directory and those above it."""
        steps = name.strip("/").split("/")
        for count in range(1, len(steps) + 1):
            self._add("/".join(steps[:count]), stat.S_IFDIR | 0o755, b"")

    def file(self, name: str, content: bytes, mode: int = 0o644):
        """Adds a file and the directories above it."""
        self._above(name)
        self._add(name.strip("/"), stat.S_IFREG | mode, content)

    def link(self, name: str, target: str):
        """Adds a symbolic link and the directories above it."""
        self._above(name)
        self._add(name.strip("/"), stat.S_IFLNK | 0o777, target.encode())

    def bytes(self) -> bytes:
        """The whole archive."""
        return b"".join([*self._parts, _entry("TRAILER!!!", 0, b"", 0)])

    def _above(self, name: str):
        parent = name.strip("/").rpartition("/")[0]
        if parent:
            self.directory(parent)

    def _add(self, name: str, mode: int, content: bytes):
        if name not in self._names:
            self._names.add(name)
            self._parts.append(_entry(name, mode, content, len(self._names)))


def _entry(name: str, mode: int, content: bytes, inode: int) -> bytes:
    encoded = name.encode() + b"\0"
    fields = [inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(encoded), 0]
    header = b"070701" + b"".join(b"%08x" % field for field in fields)
    return _padded(header + encoded) + _padded(content)


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % 4)
