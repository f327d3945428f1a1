"""Who may do what, by the account of those who may not."""

from system.kiosk import STRANGER, Kiosk

CONFIGURATION = """\
[permissions]
control = ["root"]

[registers.identity]
file = "/sys/bus/pci/devices/0000:00:02.0/resource2"
address = 0x500
width = 16
access = "read"\
"""


def play(kiosk: Kiosk) -> str:
    """Somebody outside the group, and a member of it who may draw."""
    steps, machine = kiosk.steps(), kiosk.machine
    said, status = kiosk.attempt("fbdraw ping", STRANGER)
    steps.check(status == 1 and "ermission denied" in said, f"outside of the group: {said.strip()}")
    process = kiosk.shows("MainPID")
    machine.run(f"cat >/etc/fbdraw/fbdrawd.toml <<'END'\n{CONFIGURATION}\nEND\nsystemctl reload fbdrawd")
    steps.check(kiosk.shows("MainPID") == process, "reloaded")
    kiosk.run("fbdraw clear teal")
    steps.shown((0, 128, 128), 1.0, "a member draws")
    for command, rule in [("blank on", "permissions.control"), ("peek identity", "permissions.registers")]:
        said, status = kiosk.attempt(f"fbdraw {command}")
        steps.check(status == 1 and rule in said, f"{command}: {said.strip()}")
    steps.shown((0, 128, 128), 1.0, "and still sees it")
    return steps.told()
