"""A display is pulled out while a client draws, and put back."""

import re
from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import ARGUMENTS, KIOSK, Wrong, start_daemon
from shown import BOCHS, check, marked
from steady import Steady


def play(image: Image, host: Host, pictures: Path) -> str:
    """The Bochs display leaves its bus, and the bus is scanned again."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        machine.run(BOCHS.setup)
        info = start_daemon(machine)
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        client = Steady(machine)
        machine.unplug()
        client.until("error")
        held = machine.run("ls -l /proc/$(cat /tmp/fbdrawd.pid)/fd; cat /proc/$(cat /tmp/fbdrawd.pid)/maps")
        if "/dev/fb" in held:
            raise Wrong(f"the daemon holds what is gone: {re.findall('.*/dev/fb.*', held)}")
        machine.run("fbdraw ping 2>/dev/null || fbdraw info")
        machine.plug()
        client.until("result")
        told_why = client.finish()
        expected = marked(host.draw(KIOSK, info["width"], info["height"], info["format"]))
        back = check(machine, BOCHS, expected, pictures / "unplug.ppm", "the picture after the return")
    return f"the picture is back: {back}; meanwhile: {told_why[0]}"
