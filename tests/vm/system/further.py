"""A further display comes, with a daemon of its own."""

import json

from compare import difference
from picture import read_netpbm
from play import KIOSK
from system import documents
from system.kiosk import MEMBER, STRANGER, Kiosk

# A virtual framebuffer: nobody sees it, but its pixels can be read.
PLUG = "modprobe vfb vfb_enable=1 videomemorysize=16777216 mode_option=640x480-32"
SOCKET = "/run/fbdraw/fb1.sock"
SERVICE = "fbdrawd@fb1.service"


def play(kiosk: Kiosk) -> str:
    """Enabled before there is such a display, started by its first client, drawn on, killed, and back."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run("fbdraw ping")
    first = kiosk.shows("MainPID")
    ask = f"fbdraw --socket {SOCKET}"
    enabling, _, drawing = documents.commands("service.md", "More displays").strip().rpartition("\n")
    machine.run(enabling)
    machine.run(f"runuser -u {MEMBER} -- {drawing} >/tmp/further 2>&1 & sleep 2")
    waiting = kiosk.shows("ActiveState", SERVICE)
    machine.run(PLUG)
    info = json.loads(kiosk.run(f"{ask} --json info"))
    kiosk.until(lambda: kiosk.is_active(SERVICE), "the further daemon")
    status = kiosk.shows("StatusText", SERVICE)
    drawn = kiosk.run(f"{ask} pixel 0 0").strip()
    steps.check(drawn == "#008080", f"what was asked for meanwhile is drawn: {drawn}")
    steps.check(waiting != "active", f"{waiting} before there is a display, then: {status}")
    process = kiosk.shows("MainPID", SERVICE)
    owner = machine.run(f"stat -c %U /proc/{process}").strip()
    maps = machine.run(f"cat /proc/{process}/maps")
    only = "/dev/fb1" in maps and "/dev/fb0" not in maps
    steps.check(owner == "fbdraw" and only, f"it is {owner}'s and has mapped /dev/fb1")
    said, status = kiosk.attempt(f"{ask} ping", STRANGER)
    steps.check(status == 1 and "ermission denied" in said, f"outside of the group: {said.strip()}")
    kiosk.run(f"{ask} send /opt/tests/{KIOSK.name}")
    steps.check(not _differing(kiosk, info), "0 pixels of it differ")
    machine.run(f"kill -KILL {process}")
    kiosk.run(f"{ask} ping")
    steps.check(not _differing(kiosk, info), "nor after it was killed")
    machine.run(f"systemctl reload {SERVICE} && systemctl disable --now fbdrawd@fb1.socket && systemctl stop {SERVICE}")
    machine.run("rm /etc/fbdraw/fb1.toml")
    steps.check(kiosk.shows("MainPID") == first, "the first display's daemon has not noticed")
    return steps.told()


def _differing(kiosk: Kiosk, info: dict) -> int:
    """How many pixels of the further display are not the scene's, by the account of fbcat."""
    seen = read_netpbm(kiosk.machine.output("fbcat /dev/fb1"))
    expected = kiosk.host.draw(KIOSK, info["width"], info["height"], info["format"])
    (kiosk.pictures / "system-further.ppm").write_bytes(seen.ppm())
    return difference(seen, expected, (8, 8, 8)).pixels
