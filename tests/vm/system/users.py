"""Who may do what, by the account of those who may not."""

import json

from steps import Steps
from system.kiosk import MEMBER, STRANGER, Kiosk

CONFIGURATION = """\
[permissions]
control = ["root"]

[registers.identity]
file = "/sys/bus/pci/devices/0000:00:02.0/resource2"
address = 0x500
width = 16
access = "read"\
"""

# What a member of the group asks for and may not do, and the rule that says so.
DENIED = [("blank", "on", "permissions.control"), ("peek", "identity", "permissions.registers")]


def play(kiosk: Kiosk) -> str:
    """Somebody outside the group, and a member of it who may draw."""
    steps = kiosk.steps()
    said, status = kiosk.attempt("fbdraw ping", STRANGER)
    steps.check(status == 1 and "ermission denied" in said, f"outside of the group: {said.strip()}")
    kiosk.configure(CONFIGURATION)
    kiosk.machine.run("systemctl reload fbdrawd")
    kiosk.run("fbdraw clear teal")
    steps.shown((0, 128, 128), 1.0, "a member draws")
    for command, argument, rule in DENIED:
        said, status = kiosk.attempt(f"fbdraw {command} {argument}")
        steps.check(status == 1 and rule in said, f"{command}: {said.strip()}")
        _in_the_journal(kiosk, steps, command, rule)
    steps.shown((0, 128, 128), 1.0, "and still sees it")
    return steps.told()


def _in_the_journal(kiosk: Kiosk, steps: Steps, command: str, rule: str):
    """Fails unless the journal has fields that tell who was denied what."""
    fields = f"FBDRAW_CODE=denied FBDRAW_OP={command}"
    lines = kiosk.journal(f"--output=json {fields}")
    user = kiosk.machine.run(f"id -u {MEMBER}").strip()
    expected = {"FBDRAW_RULE": rule, "FBDRAW_CLIENT_UID": user, "_SYSTEMD_UNIT": "fbdrawd.service", "PRIORITY": "4"}
    found = [{name: json.loads(line).get(name) for name in expected} for line in lines]
    client = lines and json.loads(lines[0]).get("FBDRAW_CLIENT_PID", "")
    steps.check(found == [expected] and client.isdecimal(), f"journalctl {fields}: {found}, of process {client}")
