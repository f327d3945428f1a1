"""Debian with systemd, our package installed on it as a user would: what a service owes such a machine."""

import os
import tempfile
from functools import partial
from pathlib import Path

import fetch
from host import Host
from initramfs import Image
from machine import Machine
from play import ARGUMENTS, KIOSK, Wrong
from report import report
from shown import BOCHS
from system import activation, crash, fleet, further, hardening, image, reload, removal, restart, rpm, shutdown, splash
from system import terminals, upgrade, users
from system.kiosk import Kiosk
from system.package import Packages

# What the machine says goes to the console that is looked at and to a file; the last is where systemd's own goes.
CONSOLES = f"{ARGUMENTS} console=tty0 console=ttyS0"

FIRST = [users, reload, hardening, restart, crash, upgrade, terminals, further, fleet, removal, rpm]
# What the others stand on, and the machine's end and start.
ALWAYS = [activation, shutdown, splash]


def play(_: Image, host: Host, pictures: Path) -> str:
    """One boot for what happens while the machine runs and for its end, one for its start."""
    chosen()
    with tempfile.TemporaryDirectory(prefix="fbdraw-system-") as name:
        directory = Path(name)
        packages = Packages(host.programs, directory)
        made = [make(release) for make in (packages.debian, packages.rpm) for release in (1, 2)]
        added = {f"opt/tests/{path.name}": path for path in [KIOSK, *made]}
        system = image.build(fetch.Packages(pictures), directory, added)
        failed = running(system, host, pictures)
        if "activation" not in failed:
            failed += starting(system, host, pictures)
    if failed:
        raise Wrong(f"failed: {', '.join(failed)}")
    return f"{len(chosen()) + len(ALWAYS)} parts"


def chosen() -> list:
    """Those of the parts that the variable FBDRAW_VM_PARTS names, where somebody works on one of them; else all."""
    known = {called(part): part for part in FIRST}
    names = os.environ.get("FBDRAW_VM_PARTS", "").split() or list(known)
    if unknown := set(names) - set(known):
        raise Wrong(f"FBDRAW_VM_PARTS: unknown: {' '.join(unknown)}; known: {' '.join(known)}")
    return [part for name, part in known.items() if name in names]


def called(part) -> str:
    """The name of a part."""
    return part.__name__.removeprefix("system.")


def running(system: Image, host: Host, pictures: Path) -> list[str]:
    """Plays what needs a running machine, and switches it off; returns what failed."""
    with Machine(system, BOCHS.display, CONSOLES, pictures / "system-first.log") as machine:
        kiosk = Kiosk(machine, host, pictures)
        kiosk.booted()
        if failed := played([activation], kiosk):
            # Without a daemon everything else would only wait.
            return failed
        failed = played(chosen(), kiosk)
        machine.run("systemctl enable fbdraw-splash.service")
        return failed + played([shutdown], kiosk)


def starting(system: Image, host: Host, pictures: Path) -> list[str]:
    """Plays what is seen while the same machine starts again; returns what failed."""
    with Machine(system, BOCHS.display, f"{CONSOLES} vm.hold", pictures / "system-second.log") as machine:
        return played([splash], Kiosk(machine, host, pictures))


def played(parts: list, kiosk: Kiosk) -> list[str]:
    """Plays parts, one after the other, with a line for each; returns the names of those that failed."""
    return [called(part) for part in parts if not report(f"  {called(part)}", partial(part.play, kiosk))]
