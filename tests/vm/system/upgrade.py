"""The package is upgraded under a client that counts."""

from system import shared
from system.kiosk import Kiosk
from system.lossless import Lossless


def play(kiosk: Kiosk) -> str:
    """`dpkg -i` of a newer version: the new program runs, no acknowledged command and no shared picture is lost."""
    steps, machine = kiosk.steps(), kiosk.machine
    shared.load(kiosk)
    client = Lossless(kiosk)
    before = kiosk.shows("MainPID"), machine.run("dpkg-query --show fbdraw").split()[1]
    machine.run("sleep 2 && dpkg -i /opt/tests/fbdraw-2.deb && sleep 2")
    after = kiosk.shows("MainPID"), machine.run("dpkg-query --show fbdraw").split()[1]
    # A program that has been replaced on the disk is "(deleted)" for the processes that still run it.
    program = machine.run(f"readlink /proc/{after[0]}/exe").strip()
    steps.check(before[0] != after[0] and program == "/usr/bin/fbdrawd", f"{before[1]} is replaced by {after[1]}")
    client.finish(steps)
    shared.check(kiosk, steps)
    return steps.told()
