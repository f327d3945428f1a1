"""Another virtual terminal is switched to, and back: only the one that is shown is drawn on."""

import time
from pathlib import Path

from console import fill, is_filled
from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from picture import Picture
from play import ARGUMENTS, Wrong, keep, start_daemon, watch

BOCHS = named("bochs")
RED = (255, 0, 0)

# Seconds in which a daemon that draws where it must not would have been seen.
PATIENCE = 1


def play(image: Image, host: Host, pictures: Path) -> str:
    """What is drawn meanwhile is not seen before the switch back, and is seen whole then."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        machine.run(BOCHS.setup)
        start_daemon(machine)
        machine.run("fbdraw clear blue && chvt 2")
        fill(machine, 2)
        keep(watch(machine, BOCHS, is_filled), pictures / "vt-away.ppm", "the other terminal")
        machine.run("fbdraw clear red")
        time.sleep(PATIENCE)
        left_alone, said = is_filled(machine.screendump())
        if not left_alone:
            raise Wrong(f"the daemon draws on another terminal: {said}")
        machine.run("chvt 1")
        keep(watch(machine, BOCHS, is_red), pictures / "vt-back.ppm", "the terminal after the switch back")
    return "the other terminal is left alone, what was drawn meanwhile is there afterwards, every pixel of it"


def is_red(seen: Picture) -> tuple[bool, str]:
    """Whether a screen is red all over."""
    other = sum(seen.rgb[at : at + 3] != bytes(RED) for at in range(0, len(seen.rgb), 3))
    return not other, f"{other} pixels are not red"
