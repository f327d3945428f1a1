"""A picture that clients share, which outlives the daemon."""

import json
import struct
import zlib
from base64 import b64encode

from steps import Steps
from system.kiosk import Kiosk

# Its name, its side and its colour.
BADGE, SIDE, COLOUR = "badge", 16, (255, 0, 170)


def load(kiosk: Kiosk):
    """Has the daemon keep it."""
    line = {"op": "load", "name": BADGE, "data": b64encode(_png()).decode(), "shared": True, "id": 1}
    kiosk.run(f"fbdraw send '{json.dumps(line)}'")


def draw(kiosk: Kiosk, x: int):
    """Draws it at the top of the screen; fails where the daemon does not have it."""
    line = {"op": "image", "name": BADGE, "x": x, "y": 0, "id": 1}
    kiosk.run(f"fbdraw send '{json.dumps(line)}'")


def check(kiosk: Kiosk, steps: Steps):
    """Fails unless the daemon has it and draws it in its colour."""
    draw(kiosk, 0)
    seen = kiosk.run(f"fbdraw pixel {SIDE // 2} {SIDE // 2}").strip()
    steps.check(seen.endswith("#" + bytes(COLOUR).hex()), f"the shared picture is there: {seen}")


def _png() -> bytes:
    rows = (b"\0" + bytes(COLOUR) * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
