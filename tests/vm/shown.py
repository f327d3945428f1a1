"""What a screen must show after something has happened to it."""

import time
from pathlib import Path

from machine import Machine
from modes import MODES, Mode
from picture import Picture
from play import SETTLING, Wrong, compared, look_at
from steady import COLOUR

BOCHS = next(mode for mode in MODES if mode.name == "bochs")


def check(machine: Machine, mode: Mode, expected: Picture, path: Path, what: str) -> str:
    """Keeps what the screen shows, and fails unless it is a picture within the time to settle; returns the figures."""
    deadline = time.monotonic() + SETTLING
    while True:
        seen = look_at(machine, mode)
        right, figures = compared(seen, expected, mode)
        if right or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    path.write_bytes(seen.ppm())
    if not right:
        raise Wrong(f"{what}: {figures}; see {path}")
    return figures


def on_black(picture: Picture, width: int, height: int) -> Picture:
    """A picture at the top left of a larger one."""
    rows = [picture.rgb[y * picture.width * 3 : (y + 1) * picture.width * 3] for y in range(picture.height)]
    padded = b"".join(row + bytes((width - picture.width) * 3) for row in rows)
    return Picture(width, height, padded.ljust(width * height * 3, b"\0"))


def marked(picture: Picture) -> Picture:
    """With the pixel that the steady client draws."""
    return Picture(picture.width, picture.height, bytes(COLOUR) + picture.rgb[3:])
