"""The console: kept off the picture, switched away from and back, given back however the daemon ends."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import start_daemon
from shown import BOCHS
from steps import Steps, share

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)

# Of a console with a few lines of text.
TEXT = 0.9


def play(image: Image, host: Host, pictures: Path) -> str:
    """Text consoles beside a daemon's, seen by the emulator. The cursor blinks here, unlike elsewhere."""
    with Machine(image, BOCHS.display) as machine:
        machine.run(BOCHS.setup)
        machine.run("echo 'text of the first console' >/dev/tty1; echo 'text of the second' >/dev/tty2; chvt 1")
        steps = Steps(machine)
        steps.shown(BLACK, TEXT, "a text console is black by")
        start_daemon(machine)
        _kept_off(steps)
        _switched(steps)
        for signal in ["TERM", "KILL", "ABRT"]:
            steps.stop(signal)
            steps.shown(BLACK, TEXT, f"text after SIG{signal}")
            # Nobody is left whom the kernel would have to ask.
            machine.run("echo and more >/dev/tty1; chvt 2; chvt 1", 20)
            start_daemon(machine)
            machine.run("fbdraw clear blue")
            steps.shown(BLUE, 1.0, "the next daemon's blue")
        steps.stop("TERM")
        start_daemon(machine, "--vt 3")
        machine.run("fbdraw clear red")
        steps.shown(RED, 1.0, "--vt 3, red")
        steps.check(_active(machine) == "tty3", "it has switched there")
        steps.stop("KILL")
        steps.check(_active(machine) == "tty1", "and SIGKILL switches back")
        return steps.told()


def _kept_off(steps: Steps):
    machine = steps.machine
    machine.run("fbdraw clear red")
    steps.shown(RED, 1.0, "the picture is red by")
    machine.run("echo more text >/dev/tty1; echo '<0>a message of the kernel' >/dev/kmsg; sleep 1")
    left = share(machine.screendump(), RED)
    steps.check(left == 1.0, f"with more text written {left:.3f}")


def _switched(steps: Steps):
    machine = steps.machine
    machine.run("chvt 2", 20)
    steps.shown(BLACK, TEXT, "away, black by")
    machine.run("fbdraw clear blue; sleep 1")
    steps.check(share(machine.screendump(), BLUE) == 0.0, "nothing is drawn there")
    steps.refused("blank on", "another console")
    machine.run("chvt 1", 20)
    steps.shown(BLUE, 1.0, "back, blue by")
    for _ in range(5):
        machine.run("chvt 2; chvt 1", 20)
    steps.shown(BLUE, 1.0, "after ten more switches")


def _active(machine: Machine) -> str:
    return machine.run("cat /sys/class/tty/tty0/active").strip()
