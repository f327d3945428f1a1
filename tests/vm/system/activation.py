"""The package is installed, and the first client starts the daemon."""

import json

from play import KIOSK
from shown import BOCHS, check
from system.kiosk import MEMBER, STRANGER, Kiosk


def play(kiosk: Kiosk) -> str:
    """`dpkg -i` in a running system: the socket is there, and nothing runs before somebody connects to it."""
    steps, machine = kiosk.steps(), kiosk.machine
    machine.run("dpkg -i /opt/tests/fbdraw-1.deb")
    machine.run(f"useradd --groups fbdraw {MEMBER} && useradd {STRANGER}")
    socket = machine.run("stat -c '%A %U:%G' /run/fbdraw/fbdraw.sock").strip()
    steps.check(socket == "srw-rw---- root:fbdraw", f"installed, its socket is {socket}")
    before = kiosk.shows("ActiveState")
    steps.check(kiosk.is_active("fbdrawd.socket") and before == "inactive", f"the daemon is {before}")
    info = json.loads(kiosk.run("fbdraw --json info"))
    status = kiosk.shows("StatusText")
    geometry = f"{info['width']}x{info['height']}"
    steps.check(kiosk.is_active("fbdrawd.service") and geometry in status, f"the first client started it: {status!r}")
    process = kiosk.shows("MainPID")
    owner = machine.run(f"stat -c %U /proc/{process}").strip()
    mapped = "/dev/fb0" in machine.run(f"cat /proc/{process}/maps")
    steps.check(owner == "fbdraw" and mapped, f"it is {owner}'s and has mapped /dev/fb0")
    kiosk.run(f"fbdraw send /opt/tests/{KIOSK.name}")
    expected = kiosk.host.draw(KIOSK, info["width"], info["height"], info["format"])
    steps.check(True, check(machine, BOCHS, expected, kiosk.pictures / "system-activation.ppm", "the first picture"))
    return steps.told()
