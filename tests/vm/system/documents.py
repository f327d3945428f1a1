"""The commands that our documents have people type."""

import re

from initramfs import REPOSITORY


def commands(document: str, heading: str) -> str:
    """The first block for a shell below a heading of a document in `docs`, as root types it; it ends where one fails."""
    text = (REPOSITORY / "docs" / document).read_text()
    _, _, section = text.partition(f"# {heading}\n")
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    if not block:
        raise ValueError(f"docs/{document} has no commands below {heading!r}")
    return "set -e\n" + block.group(1).replace("sudo ", "")
