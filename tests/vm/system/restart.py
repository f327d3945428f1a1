"""The daemon is restarted under a client that counts."""

import time

from system import shared
from system.kiosk import Kiosk
from system.lossless import Lossless

RESTARTS = 5

# Seconds between them.
PAUSE = 3


def play(kiosk: Kiosk) -> str:
    """No acknowledged command and no shared picture is lost, and nobody is refused meanwhile."""
    steps = kiosk.steps()
    shared.load(kiosk)
    client = Lossless(kiosk)
    processes = [kiosk.shows("MainPID")]
    for _ in range(RESTARTS):
        time.sleep(PAUSE)
        kiosk.machine.run("systemctl restart fbdrawd")
        processes.append(kiosk.shows("MainPID"))
    time.sleep(PAUSE)
    steps.check(len(set(processes)) == RESTARTS + 1, f"{RESTARTS} restarts")
    client.finish(steps)
    shared.check(kiosk, steps)
    return steps.told()
