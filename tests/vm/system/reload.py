"""The configuration is changed while the daemon runs."""

import json

from system.kiosk import Kiosk

# By turns, and how often.
SETTINGS = ['[permissions]\ncontrol = ["root"]', "[permissions]"]
TURNS = 10

# What no daemon can make sense of, and what is said of it.
MISTAKEN, MISTAKE = "[permissions]\nkontrol = []", "line 2"


def play(kiosk: Kiosk) -> str:
    """What `systemctl reload` says it has done holds for the next request; what makes no sense fails, and changes
    nothing."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run("fbdraw ping")
    process = kiosk.shows("MainPID")
    late = 0
    for turn in range(TURNS):
        kiosk.configure(SETTINGS[turn % 2])
        machine.run("systemctl reload fbdrawd")
        late += _may_control(kiosk) != bool(turn % 2)
    steps.check(not late, f"{TURNS} times reloaded, {late} times something else held for the next request")
    kiosk.configure(MISTAKEN)
    said, status = machine.attempt("systemctl reload fbdrawd")
    steps.check(status != 0, f"senseless settings: {said.strip()}")
    journal = kiosk.journal("--output=cat --unit=fbdrawd --lines=20")
    told = next((line for line in journal if MISTAKE in line), "")
    steps.check("kontrol" in told and "control" in told, f"the journal: {told}")
    steps.check(_may_control(kiosk) and kiosk.is_active("fbdrawd.service"), "the settings before hold")
    steps.check(kiosk.shows("MainPID") == process, "all of it by one process")
    kiosk.configure("")
    machine.run("systemctl reload fbdrawd")
    return steps.told()


def _may_control(kiosk: Kiosk) -> bool:
    """Whether a member of the group may control the display, by the daemon's account."""
    return "control" in json.loads(kiosk.run("fbdraw --json info"))["permissions"]
