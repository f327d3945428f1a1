"""The daemon is killed, crashes and gets stuck: it is back, and nobody saw it go."""

import json
import time

from compare import difference
from picture import Picture
from play import KIOSK
from shown import BOCHS, check
from steps import Steps
from system import shared
from system.kiosk import Kiosk
from system.shared import COLOUR, SIDE

# The signals, and how systemd names the end that follows. The runtime's handler takes the first SIGSEGV for a fault that
# will come again, and lets it. A process that is stopped draws nothing and tells the watchdog nothing.
ENDS = [(["KILL"], "9/KILL"), (["SEGV", "SEGV"], "11/SEGV"), (["STOP"], "6/ABRT")]


def play(kiosk: Kiosk) -> str:
    """After each end the screen and the shared picture are what they were."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run(f"fbdraw send /opt/tests/{KIOSK.name}")
    shared.load(kiosk)
    info = json.loads(kiosk.run("fbdraw --json info"))
    expected = kiosk.host.draw(KIOSK, info["width"], info["height"], info["format"])
    check(machine, BOCHS, expected, kiosk.pictures / "system-crash.ppm", "the picture before")
    for count, (signals, status) in enumerate(ENDS):
        _end(kiosk, steps, signals, status, expected)
        shared.draw(kiosk, count * SIDE)
        expected = with_badge(expected, count * SIDE)
        path = kiosk.pictures / f"system-crash-{signals[0]}.ppm"
        steps.check(True, f"the shared picture is there: {check(machine, BOCHS, expected, path, 'the shared picture')}")
    return steps.told()


def _end(kiosk: Kiosk, steps: Steps, signals: list[str], status: str, expected: Picture):
    """Ends the daemon; fails unless it is back, for the reason that is meant, and the screen the same the whole time."""
    process, restarts = kiosk.shows("MainPID"), int(kiosk.shows("NRestarts"))
    start, since = time.monotonic(), kiosk.machine.run("date +%s").strip()
    kiosk.machine.run(" && sleep 0.5 && ".join(f"kill -{signal} {process}" for signal in signals))
    looks = wrong = 0
    deadline = start + 90
    while time.monotonic() < deadline:
        looks += 1
        wrong += bool(difference(kiosk.machine.screendump(), expected, (8, 8, 8)).pixels)
        if int(kiosk.shows("NRestarts")) > restarts and kiosk.is_active("fbdrawd.service"):
            break
    seconds = time.monotonic() - start
    said = kiosk.journal(f"--output=cat --unit=fbdrawd --since=@{since}")
    ends = [line for line in said if "Watchdog timeout" in line or "exited" in line]
    told = "; ".join(line.removeprefix("fbdrawd.service: ") for line in ends)
    good = int(kiosk.shows("NRestarts")) == restarts + 1 and told.endswith(f"status={status}")
    if signals == ["STOP"]:
        good = good and "Watchdog timeout" in told
    steps.check(good, f"SIG{signals[0]}: back after {seconds:.1f} s ({told})")
    taken = "in graphics mode until the end"
    log = kiosk.journal(f"--output=cat _PID={kiosk.shows('MainPID')}")
    steps.check(any(taken in line for line in log), "the console given back by the last one and taken by the next")
    time.sleep(1)
    wrong += bool(difference(kiosk.machine.screendump(), expected, (8, 8, 8)).pixels)
    steps.check(not wrong, f"{wrong} of {looks + 1} looks at the screen differ")


def with_badge(picture: Picture, x: int) -> Picture:
    """A picture with the shared one at the top."""
    rgb = bytearray(picture.rgb)
    for y in range(SIDE):
        at = (y * picture.width + x) * 3
        rgb[at : at + SIDE * 3] = bytes(COLOUR) * SIDE
    return Picture(picture.width, picture.height, bytes(rgb))
