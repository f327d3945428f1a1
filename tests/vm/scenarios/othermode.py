"""Another program sets the mode while a client draws."""

import json
from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import MODES
from play import ARGUMENTS, KIOSK, start_daemon
from shown import check, marked, on_black
from steady import Steady

FIRST = next(mode for mode in MODES if mode.name == "vfb-32")
SECOND = next(mode for mode in MODES if mode.name == "vfb-24")


def play(image: Image, host: Host, pictures: Path) -> str:
    """fbset makes 640x480 in 32 bits 800x600 in 24."""
    with Machine(image, FIRST.display, ARGUMENTS) as machine:
        machine.run(FIRST.setup)
        before = start_daemon(machine)
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        client = Steady(machine)
        machine.run("fbset -xres 800 -yres 600 -vxres 800 -vyres 600 -depth 24")
        client.until_width(800)
        client.until("result")
        client.finish()
        after = json.loads(machine.run("fbdraw --json info"))
        kept = host.draw(KIOSK, before["width"], before["height"], before["format"])
        expected = marked(on_black(kept, after["width"], after["height"]))
        found = check(machine, SECOND, expected, pictures / "othermode.ppm", f"the picture in {after['format']}")
    return f"640x480 {before['format']} is 800x600 {after['format']} now: {found}"
