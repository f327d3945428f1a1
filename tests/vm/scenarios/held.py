"""The console is held while daemons come and go: the last frame stays, and the console is usable in the end."""

import time
from pathlib import Path

from console import fill, is_filled
from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from play import ARGUMENTS, Wrong, keep, start_daemon, watch
from scenarios.stop import draw, end
from scenarios.vt import is_red

BOCHS = named("bochs")

# Seconds in which a console that came back would have been seen.
PATIENCE = 1


def play(image: Image, host: Host, pictures: Path) -> str:
    """Held, a daemon asked to end and one killed leave what they have drawn; given back, the console is seen."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        machine.run(BOCHS.setup)
        machine.run("fbdrawd --hold-console /tmp/console")
        for signal in ["TERM", "KILL"]:
            draw(machine, host, pictures / f"held-{signal}-before.ppm")
            machine.run("fbdraw clear red")
            keep(watch(machine, BOCHS, is_red), pictures / f"held-{signal}.ppm", "the last frame")
            end(machine, signal)
            fill(machine, 1)
            time.sleep(PATIENCE)
            stayed, said = is_red(machine.screendump())
            if not stayed:
                raise Wrong(f"after SIG{signal} the last frame is gone: {said}")
        start_daemon(machine)
        stayed, said = is_red(machine.screendump())
        if not stayed:
            raise Wrong(f"the next daemon has changed the screen: {said}")
        end(machine, "TERM")
        machine.run("fbdrawd --release-console /tmp/console")
        fill(machine, 1)
        keep(watch(machine, BOCHS, is_filled), pictures / "held-console.ppm", "the console, given back")
    return "the last frame stays after SIGTERM and SIGKILL and under the next daemon, the console comes back in the end"
