"""A display that appears after the daemon was started."""

import json
from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import ARGUMENTS, KIOSK
from shown import BOCHS, check


def play(image: Image, host: Host, pictures: Path) -> str:
    """`--wait` until the driver is loaded."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        machine.run("fbdrawd --wait 60 >/tmp/fbdrawd.log 2>&1 & echo $! >/tmp/fbdrawd.pid; sleep 1")
        waiting = machine.run("cat /tmp/fbdrawd.log")
        machine.run(BOCHS.setup)
        info = json.loads(machine.run("fbdraw --wait 30 --json info"))
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        expected = host.draw(KIOSK, info["width"], info["height"], info["format"])
        drawn = check(machine, BOCHS, expected, pictures / "late.ppm", "the picture")
    return f"{drawn}; before: {waiting.split('INFO ')[-1].strip()}"
