"""What systemd says of the units."""

import re

from system.kiosk import Kiosk

# The exposure that the daemon's unit may have, of 10.
MOST = 1.5


def play(kiosk: Kiosk) -> str:
    """`systemd-analyze security` of what runs, and `verify` of what is installed."""
    steps, machine = kiosk.steps(), kiosk.machine
    said = machine.run("systemd-analyze security --no-pager fbdrawd.service fbdrawd-console@tty1.service")
    found = re.findall(r"exposure level for (\S+): ([\d.]+)", machine_text(said))
    steps.check(len(found) == 2 and all(float(level) <= MOST for _, level in found), f"exposure {found}")
    paths = machine.run("dpkg -L fbdraw | grep -E '/system/.*[.](service|socket)$'").split()
    units = [path.rpartition("/")[2].replace("@.", "@fb1.") for path in paths]
    wrong = machine.attempt(f"systemd-analyze verify --man=no {' '.join(units)}")
    steps.check(wrong == ("", 0), f"{len(units)} units verified, faults: {wrong[0].strip() or 'none'}")
    return steps.told()


def machine_text(said: str) -> str:
    """Text without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", said)
