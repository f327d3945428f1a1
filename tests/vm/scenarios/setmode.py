"""A client changes the mode: done as asked, drawn in, undone in the end."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from picture import Picture, read_netpbm
from play import ARGUMENTS, start_daemon
from steps import Steps, share

VFB = named("vfb-32")
ASKED = [("800x600-16", "blue"), ("320x200-32", "lime"), ("400x300-8", "white"), ("640x400-24", "red")]


def play(image: Image, host: Host, pictures: Path) -> str:
    """The virtual framebuffer, which can have any mode, by the accounts of fbset and fbcat."""
    with Machine(image, VFB.display, ARGUMENTS) as machine:
        machine.run(VFB.setup)
        before = _mode(machine)
        start_daemon(machine)
        steps = Steps(machine)
        machine.run("fbdraw clear red")
        for asked, colour in ASKED:
            said = machine.run(f"fbdraw mode {asked}").strip()
            steps.check(share(_look(machine), (0, 0, 0)) == 1.0, f"{said}, black")
            machine.run(f"fbdraw rect x=0 y=0 width=50% height=100% fill={colour}")
            seen, mode = _look(machine), _mode(machine)
            right = f"{seen.width}x{seen.height}" in asked and mode[:2] == [str(seen.width), str(seen.height)]
            steps.check(right and share(seen, seen.pixel(0, 0)) == 0.5, f"half {colour} on {' '.join(mode)}")
        steps.refused("mode 4000x4000-32", "Out of memory")
        steps.check(_look(machine).rgb == seen.rgb, "and the picture stays")
        steps.stop("TERM")
        steps.check(_mode(machine) == before, f"in the end {' '.join(before)}")
        return steps.told()


def _mode(machine: Machine) -> list[str]:
    """Visible and virtual width and height, and the depth."""
    return next(line.split()[1:] for line in machine.run("fbset").splitlines() if "geometry" in line)


def _look(machine: Machine) -> Picture:
    return read_netpbm(machine.output("fbcat"))
