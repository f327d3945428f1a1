"""The daemon is killed, crashes and gets stuck: it is back, and nobody saw it go."""

import json
import struct
import time
import zlib
from base64 import b64encode

from compare import difference
from picture import Picture
from play import KIOSK
from shown import BOCHS, check
from steps import Steps
from system.kiosk import Kiosk

# The signal, and the result by which systemd knows that end. A process that is stopped draws nothing and tells the
# watchdog nothing.
ENDS = [("KILL", "signal"), ("SEGV", "core-dump"), ("STOP", "watchdog")]

# The picture that is shared: its name, its side and its colour.
BADGE, SIDE, COLOUR = "badge", 16, (255, 0, 170)


def play(kiosk: Kiosk) -> str:
    """After each end the screen and the shared picture are what they were."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run(f"fbdraw send /opt/tests/{KIOSK.name}")
    load = {"op": "load", "name": BADGE, "data": b64encode(badge()).decode(), "shared": True, "id": 1}
    kiosk.run(f"fbdraw send '{json.dumps(load)}'")
    info = json.loads(kiosk.run("fbdraw --json info"))
    expected = kiosk.host.draw(KIOSK, info["width"], info["height"], info["format"])
    check(machine, BOCHS, expected, kiosk.pictures / "system-crash.ppm", "the picture before")
    for count, (signal, result) in enumerate(ENDS):
        _end(kiosk, steps, signal, result, expected)
        kiosk.run(f"fbdraw image x={count * SIDE} y=0 name={BADGE}")
        expected = with_badge(expected, count * SIDE)
        path = kiosk.pictures / f"system-crash-{signal}.ppm"
        steps.check(True, f"the shared picture is there: {check(machine, BOCHS, expected, path, 'the shared picture')}")
    return steps.told()


def _end(kiosk: Kiosk, steps: Steps, signal: str, result: str, expected: Picture):
    """Ends the daemon; fails unless it is back, for the reason that is meant, and the screen the same the whole time."""
    process, restarts = kiosk.shows("MainPID"), int(kiosk.shows("NRestarts"))
    start = time.monotonic()
    kiosk.machine.run(f"kill -{signal} {process}")
    looks = wrong = 0
    deadline = start + 90
    while time.monotonic() < deadline:
        looks += 1
        wrong += bool(difference(kiosk.machine.screendump(), expected, (8, 8, 8)).pixels)
        if int(kiosk.shows("NRestarts")) > restarts and kiosk.is_active("fbdrawd.service"):
            break
    seconds = time.monotonic() - start
    said = kiosk.machine.run(f"journalctl --no-pager --output=cat --unit=fbdrawd _PID=1 | grep Failed | tail -n 1")
    good = int(kiosk.shows("NRestarts")) == restarts + 1 and f"'{result}'" in said
    steps.check(good, f"SIG{signal}: back after {seconds:.1f} s ({said.strip()})")
    time.sleep(1)
    wrong += bool(difference(kiosk.machine.screendump(), expected, (8, 8, 8)).pixels)
    steps.check(not wrong, f"{wrong} of {looks + 1} looks at the screen differ")


def badge() -> bytes:
    """The shared picture, as a PNG file."""
    rows = (b"\0" + bytes(COLOUR) * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_badge(picture: Picture, x: int) -> Picture:
    """A picture with the shared one at the top."""
    rgb = bytearray(picture.rgb)
    for y in range(SIDE):
        at = (y * picture.width + x) * 3
        rgb[at : at + SIDE * 3] = bytes(COLOUR) * SIDE
    return Picture(picture.width, picture.height, bytes(rgb))
