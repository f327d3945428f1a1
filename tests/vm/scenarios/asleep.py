"""A display that sleeps and wakes, is waited for, and keeps its mode: one of a DRM driver."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import start_daemon
from steps import Steps

# The Bochs display cannot be dark; the same driver on a VGA can.
DISPLAY = ["-vga", "std"]

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


def play(image: Image, host: Host, pictures: Path) -> str:
    """blank, wait-vsync, and a mode that the driver would only claim to have."""
    with Machine(image, DISPLAY) as machine:
        machine.run("modprobe bochs")
        start_daemon(machine)
        steps = Steps(machine)
        machine.run("fbdraw clear red")
        steps.shown(RED, 1.0, "red by")
        machine.run("fbdraw wait-vsync")
        machine.run("fbdraw blank on; fbdraw clear blue; sleep 1")
        steps.shown(BLACK, 1.0, "asleep it is black by")
        machine.run("fbdraw blank off")
        steps.shown(BLUE, 1.0, "awake it is blue by")
        steps.refused("mode 800x600", "DRM")
        steps.refused("palette", "not indices")
        machine.run("fbdraw blank on")
        steps.stop("TERM")
        steps.shown(BLACK, 0.9, "stopped while asleep it shows the console, black by")
        return steps.told()
