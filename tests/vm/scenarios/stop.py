"""The daemon ends, asked to and killed: the console is usable again, and the next daemon draws."""

from pathlib import Path

from console import GREY, fill, is_filled
from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from play import ARGUMENTS, KIOSK, Wrong, compared, keep, start_daemon, watch

BOCHS = named("bochs")


def play(image: Image, host: Host, pictures: Path) -> str:
    """SIGTERM, then SIGKILL, then a daemon that finds what the killed one has left behind."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        machine.run(BOCHS.setup)
        for signal in ["TERM", "KILL"]:
            draw(machine, host, pictures / f"stop-{signal}.ppm")
            end(machine, signal)
            fill(machine, 1)
            look = watch(machine, BOCHS, is_filled)
            keep(look, pictures / f"stop-{signal}-console.ppm", f"the console after SIG{signal}")
        draw(machine, host, pictures / "stop-again.ppm")
    return f"the console shows #{bytes(GREY).hex()} after SIGTERM and SIGKILL, 0 pixels of the next drawing differ"


def draw(machine: Machine, host: Host, path: Path):
    """Starts a daemon and fails unless it shows the scene."""
    info = start_daemon(machine)
    machine.run(f"fbdraw send /scenes/{KIOSK.name}")
    expected = host.draw(KIOSK, info["width"], info["height"], info["format"])
    keep(watch(machine, BOCHS, lambda seen: compared(seen, expected, BOCHS)), path, "the scene")


def end(machine: Machine, signal: str):
    """Ends the daemon; fails where it takes longer than a user would wait."""
    wait = "for i in $(seq 50); do kill -0 $pid 2>/dev/null || exit 0; sleep 0.1; done; exit 1"
    said, status = machine.attempt(f"pid=$(cat /tmp/fbdrawd.pid); kill -{signal} $pid; {wait}")
    if status:
        raise Wrong(f"the daemon still runs 5 s after SIG{signal}: {said}")
