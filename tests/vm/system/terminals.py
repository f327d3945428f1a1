"""Terminals come back to who had them, and another may be taken."""

from system import documents
from system.kiosk import Kiosk

# The mode of a terminal: KDGETMODE, and its answers, of linux/kd.h.
MODE = "import fcntl, os; print(fcntl.ioctl(os.open('/dev/%s', os.O_RDWR | os.O_NOCTTY), 0x4B3B, bytes(4))[0])"
TEXT, GRAPHICS = "0", "1"


def play(kiosk: Kiosk) -> str:
    """The first terminal, its prompt enabled or not, then the seventh as the document says."""
    steps, machine = kiosk.steps(), kiosk.machine
    found = []
    for command, prompt in [("disable", "inactive"), ("enable", "active")]:
        machine.run(f"systemctl {command} getty@tty1.service")
        kiosk.run("fbdraw clear navy")
        found.append((_mode(kiosk, "tty1"), kiosk.shows("ActiveState", "getty@tty1.service")))
        machine.run("systemctl stop fbdrawd.service")
        kiosk.until(lambda: _mode(kiosk, "tty1") == TEXT, "the terminal in text mode")
        # What is to be started is told by then; what is not to be gets the time to.
        machine.run("sleep 2")
        kiosk.until(lambda: not machine.run("systemctl list-jobs --no-legend").strip(), "no jobs left")
        found.append((_mode(kiosk, "tty1"), kiosk.shows("ActiveState", "getty@tty1.service")))
        steps.check(found[-2:] == [(GRAPHICS, "inactive"), (TEXT, prompt)], f"its prompt {command}d: {found[-2:]}")
    kiosk.configure("vt = 7")
    machine.run(documents.commands("service.md", "Another terminal"))
    kiosk.run("fbdraw clear maroon")
    modes = {name: _mode(kiosk, name) for name in ["tty1", "tty7"]}
    shown = _shown(kiosk)
    steps.check((modes, shown) == ({"tty1": TEXT, "tty7": GRAPHICS}, "tty7"), f"as documented: {modes}, {shown} shown")
    kiosk.until(lambda: kiosk.is_active("getty@tty1.service"), "the first terminal's prompt")
    steps.shown((128, 0, 0), 1.0, "drawn there")
    machine.run("systemctl restart fbdrawd.service")
    steps.shown((128, 0, 0), 1.0, "and there after a restart")
    machine.run("systemctl stop fbdrawd.service")
    kiosk.until(lambda: (_shown(kiosk), _mode(kiosk, "tty7")) == ("tty1", TEXT), "the first terminal shown again")
    _as_before(kiosk)
    return steps.told()


def _as_before(kiosk: Kiosk):
    """Undoes what the document has done."""
    kiosk.configure("")
    undo = "rm -r /etc/systemd/system/fbdrawd.service.d && systemctl unmask fbdrawd-console@tty1.service"
    kiosk.machine.run(f"{undo} && systemctl daemon-reload")
    kiosk.run("fbdraw ping")


def _shown(kiosk: Kiosk) -> str:
    """The terminal that is shown, by the kernel's account."""
    return kiosk.machine.run("cat /sys/class/tty/tty0/active").strip()


def _mode(kiosk: Kiosk, terminal: str) -> str:
    return kiosk.machine.run(f'python3 -c "{MODE % terminal}"').strip()
