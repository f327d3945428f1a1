"""The machine is switched on again: the splash is there before the other services are."""

import time

from compare import difference
from initramfs import REPOSITORY
from play import Wrong
from system.kiosk import JOURNAL, Kiosk

SPLASH = REPOSITORY / "assets/splash.jsonl"

# Seconds from when the shell is there, early in the boot.
PATIENCE = 90


def play(kiosk: Kiosk) -> str:
    """A slow service holds multi-user.target back for as long as it takes to look."""
    machine = kiosk.machine
    seen = _until_shown(kiosk)
    state = kiosk.shows("ActiveState", "multi-user.target")
    if state == "active":
        raise Wrong("multi-user.target was there before the splash was seen")
    machine.run("touch /run/go")
    kiosk.booted()
    splash = _seconds(kiosk, "ExecMainExitTimestampMonotonic", "fbdraw-splash.service")
    early, late = (_seconds(kiosk, "ActiveEnterTimestampMonotonic", f"{name}.target") for name in ["sysinit", "multi-user"])
    found = f"drawn {splash:.1f} s after the kernel, sysinit.target {early:.1f} s, multi-user.target {late:.1f} s"
    # It is before sysinit.target too, except where the machine is so slow that the unit's time limit lets that go on.
    if not splash < late:
        raise Wrong(found)
    return f"{seen} while multi-user.target was {state}; {found}"


def _until_shown(kiosk: Kiosk) -> str:
    """Looks at the display until it shows the splash."""
    deadline = time.monotonic() + PATIENCE
    path = kiosk.pictures / "system-splash.ppm"
    while True:
        seen = kiosk.machine.screendump()
        expected = kiosk.host.draw(SPLASH, seen.width, seen.height, "xrgb8888")
        found = difference(seen, expected, (8, 8, 8))
        path.write_bytes(seen.ppm())
        if not found.pixels:
            return f"0 of {seen.width * seen.height} pixels of the splash differ"
        if time.monotonic() > deadline:
            journal = kiosk.machine.attempt(JOURNAL)[0]
            raise Wrong(f"{found.pixels} pixels of the splash differ; see {path}; journal: {journal.strip()}")
        time.sleep(0.2)


def _seconds(kiosk: Kiosk, name: str, unit: str) -> float:
    """A time of a unit, from the kernel's start."""
    return int(kiosk.shows(name, unit)) / 1e6
