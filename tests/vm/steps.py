"""A scenario of many steps: what was found at each, and the first that is not right."""

import time

from machine import Machine
from picture import Picture
from play import SETTLING, Wrong

Colour = tuple[int, int, int]


def share(picture: Picture, colour: Colour) -> float:
    """How much of a picture has a colour, from 0 to 1."""
    pixels = [picture.rgb[at : at + 3] for at in range(0, len(picture.rgb), 3)]
    return pixels.count(bytes(colour)) / len(pixels)


class Steps:
    """Steps taken in a guest."""

    def __init__(self, machine: Machine, log: str = "cat /tmp/fbdrawd.log"):
        self.machine = machine
        # The command that prints the daemon's log.
        self._log = log
        self._found = []

    def check(self, good: bool, found: str):
        """Keeps what was found; fails where it is not good, with the daemon's log."""
        if not good:
            raise Wrong(f"{found}; log: {self.machine.attempt(self._log)[0].strip()}")
        self._found.append(found)

    def shown(self, colour: Colour, least: float, what: str):
        """Fails unless the display comes to have so much of a colour within the time to settle."""
        deadline = time.monotonic() + SETTLING
        while (found := share(self.machine.screendump(), colour)) < least and time.monotonic() < deadline:
            time.sleep(0.1)
        self.check(found >= least, f"{what} {found:.3f}")

    def refused(self, command: str, reason: str):
        """Fails unless fbdraw ends with an error that names a reason."""
        said, status = self.machine.attempt(f"fbdraw {command}")
        self.check(status == 1 and reason in said, f"{command}: {said.strip()}")

    def stop(self, signal: str):
        """Ends the daemon with a signal, and waits until its guard has ended too."""
        gone = "for i in $(seq 100); do pidof fbdrawd >/dev/null || exit 0; sleep 0.1; done; exit 1"
        self.machine.run(f"kill -{signal} $(cat /tmp/fbdrawd.pid); {gone}")

    def told(self) -> str:
        """Everything that was found, in a line."""
        return "; ".join(self._found)
