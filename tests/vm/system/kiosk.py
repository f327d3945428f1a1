"""A machine with our package on it: what every part asks of it."""

import time
from pathlib import Path

from host import Host
from machine import Machine
from play import Wrong
from steps import Steps

# Seconds for anything of systemd's to happen in a guest that shares this machine, and for a client's command.
PATIENCE = 60
COMMAND = 60

# What the units of the package did, and what they said, most recently.
JOURNAL = "journalctl --no-pager --output=short-monotonic --lines=60 --unit='fbdraw*'"

# A member of the group that may draw, and somebody else.
MEMBER, STRANGER = "kiosk", "visitor"


class Kiosk:
    """The machine, our programs outside of it, and where pictures are kept."""

    def __init__(self, machine: Machine, host: Host, pictures: Path):
        self.machine = machine
        self.host = host
        self.pictures = pictures

    def steps(self) -> Steps:
        """Steps whose failures come with the daemon's journal."""
        return Steps(self.machine, JOURNAL)

    def run(self, command: str, user: str = MEMBER) -> str:
        """Runs a command as a user, and returns what it printed."""
        return self.machine.run(f"timeout {COMMAND} runuser -u {user} -- {command}")

    def attempt(self, command: str, user: str = MEMBER) -> tuple[str, int]:
        """Runs a command as a user that may fail; returns what it printed and its exit status."""
        return self.machine.attempt(f"timeout {COMMAND} runuser -u {user} -- {command}")

    def configure(self, settings: str):
        """Makes these the daemon's settings, which nobody has told it yet."""
        self.machine.run(f"cat >/etc/fbdraw/fbdrawd.toml <<'END'\n{settings}\nEND")

    def journal(self, arguments: str) -> list[str]:
        """Lines of the journal, to which everything has been written that was said by now."""
        return self.machine.run(f"journalctl --sync && journalctl --no-pager {arguments}").splitlines()

    def shows(self, name: str, unit: str = "fbdrawd.service") -> str:
        """A property of a unit, by systemd's account."""
        return self.machine.run(f"systemctl show --value --property={name} {unit}").strip()

    def until(self, ready, what: str, seconds: float = PATIENCE):
        """Waits until something is so."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                journal = self.machine.attempt(JOURNAL)[0]
                raise Wrong(f"{what}: not within {seconds} s; journal: {journal.strip()}")
            time.sleep(0.2)

    def booted(self):
        """Waits for the end of the boot."""
        self.until(lambda: self.is_active("multi-user.target"), "multi-user.target", 180)

    def until_off(self):
        """Waits until the machine has switched itself off; the emulator keeps it as it was then."""
        deadline = time.monotonic() + PATIENCE
        while self.machine.qmp("query-status")["status"] != "shutdown":
            if time.monotonic() > deadline:
                raise Wrong(f"not off within {PATIENCE} s; the console: {self.machine.console.read_text()[-2000:]}")
            time.sleep(0.2)

    def is_active(self, unit: str) -> bool:
        """Whether a unit is up, and nothing else is happening to it."""
        return self.shows("ActiveState", unit) == "active"

    def check_gone(self, steps: Steps):
        """Fails unless nothing of the package runs any more, and the console is what it was."""
        units = self.machine.run("systemctl list-units --no-legend --plain 'fbdraw*'").split()
        running = self.machine.attempt("pidof fbdrawd fbdraw")[0].split()
        found = [name for name in units if name.startswith("fbdraw")] + running
        has_socket = self.machine.attempt("test -e /run/fbdraw/fbdraw.sock")[1] == 0
        steps.check(not found and not has_socket, f"removed, still there: {found or 'nothing'}")
        self.until(lambda: self.is_active("getty@tty1.service"), "the login prompt")

    def left(self) -> list[str]:
        """Our files, and links to our units."""
        files = "find /etc/fbdraw /usr ! -type d -path '*fbdraw*'"
        return self.machine.attempt(f"{files}; find /etc/systemd -lname '*fbdraw*'")[0].split("\n")[:-1]
