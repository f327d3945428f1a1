"""What a screen must show after something has happened to it."""

from pathlib import Path

from machine import Machine
from modes import MODES, Mode
from picture import Picture
from play import compared, keep, watch
from steady import COLOUR

BOCHS = next(mode for mode in MODES if mode.name == "bochs")


def check(machine: Machine, mode: Mode, expected: Picture, path: Path, what: str) -> str:
    """Keeps what the screen shows, and fails unless it is a picture within the time to settle; returns the figures."""
    look = watch(machine, mode, lambda seen: compared(seen, expected, mode))
    keep(look, path, what)
    return look.said


def on_black(picture: Picture, width: int, height: int) -> Picture:
    """A picture at the top left of a larger one."""
    rows = [picture.rgb[y * picture.width * 3 : (y + 1) * picture.width * 3] for y in range(picture.height)]
    padded = b"".join(row + bytes((width - picture.width) * 3) for row in rows)
    return Picture(width, height, padded.ljust(width * height * 3, b"\0"))


def marked(picture: Picture) -> Picture:
    """With the pixel that the steady client draws."""
    return Picture(picture.width, picture.height, bytes(COLOUR) + picture.rgb[3:])
