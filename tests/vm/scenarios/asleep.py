"""A display that sleeps and wakes, is waited for, and keeps its mode: one of a DRM driver."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import start_daemon
from shown import BOCHS
from steps import Steps, share

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


def play(image: Image, host: Host, pictures: Path) -> str:
    """blank, wait-vsync, and a mode that the driver would only claim to have."""
    with Machine(image, BOCHS.display) as machine:
        machine.run(BOCHS.setup)
        start_daemon(machine)
        steps = Steps(machine)
        machine.run("fbdraw clear red")
        steps.shown(RED, 1.0, "red by")
        machine.run("fbdraw wait-vsync")
        machine.run("fbdraw blank on; fbdraw clear blue; sleep 1")
        steps.check(share(machine.screendump(), BLUE) == 0.0, "asleep it shows nothing that is drawn")
        machine.run("fbdraw blank off")
        steps.shown(BLUE, 1.0, "awake it is blue by")
        steps.refused("mode 800x600", "DRM")
        steps.refused("palette", "not indices")
        machine.run("fbdraw blank on")
        steps.stop("TERM")
        steps.shown(BLACK, 0.9, "stopped while asleep it shows the console, black by")
        return steps.told()
