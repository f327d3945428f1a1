"""The machine is switched off properly: the console is what it was, and shown."""

import re

import console
from play import Wrong
from system.kiosk import Kiosk


def play(kiosk: Kiosk) -> str:
    """`systemctl poweroff` while the daemon draws."""
    steps, machine = kiosk.steps(), kiosk.machine
    kiosk.run("fbdraw clear navy")
    steps.shown((0, 0, 128), 1.0, "while it draws, the screen's part of its colour is")
    console.fill(machine, 1)
    steps.shown((0, 0, 128), 1.0, "and after a colour for the console")
    machine.run("systemctl poweroff --no-block")
    kiosk.until_off()
    # The machine is off; what its display showed in the end is kept.
    seen = machine.screendump()
    (kiosk.pictures / "system-shutdown.ppm").write_bytes(seen.ppm())
    said = re.search(r"last look: (.*)", machine.console.read_text(errors="replace"))
    if not said:
        raise Wrong("nobody looked at the console before the end")
    right, found = console.is_filled(seen)
    if not right or not said.group(1).startswith("KD_TEXT ActiveState=inactive Result=success"):
        raise Wrong(f"{found}; {said.group(1)}; see {kiosk.pictures}/system-shutdown.ppm")
    return f"{steps.told()}; after the daemon: {said.group(1).strip()}; off: {found}"
