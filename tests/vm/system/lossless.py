"""The guest's client that is sure of every command, and what must be on the screen when it has ended."""

import base64
import json
import time

from picture import Picture
from play import SETTLING
from steps import Steps
from system.kiosk import MEMBER, Kiosk

ROW = 640
STOP, REPORT, ERRORS = "/tmp/lossless.stop", "/tmp/lossless.json", "/tmp/lossless.errors"


class Lossless:
    """The client, from start to end."""

    def __init__(self, kiosk: Kiosk):
        self._kiosk = kiosk
        kiosk.run("fbdraw clear black")
        kiosk.machine.run(f"rm -f {STOP} {REPORT}")
        program = f"runuser -u {MEMBER} -- python3 /opt/tests/lossless.py {STOP} {REPORT}"
        kiosk.machine.run(f"{program} >{ERRORS} 2>&1 &")

    def finish(self, steps: Steps):
        """Ends it; fails unless each acknowledged command is on the screen, by the daemon's and the emulator's
        account."""
        machine = self._kiosk.machine
        machine.run(f"touch {STOP}")
        ended = f"[ -e {REPORT} ] || [ -s {ERRORS} ]"
        self._kiosk.until(lambda: machine.attempt(ended)[1] == 0, "the end of the client")
        steps.check(not machine.run(f"cat {ERRORS}"), "a client at 1,000 commands a second")
        report = json.loads(machine.output(f"cat {REPORT}"))
        self._check_counts(report, steps)
        numbers = report["acknowledged"]
        captured = lost(self._capture(), numbers)
        shown = self._settled(numbers)
        steps.check(not captured and not shown, f"of these {len(captured)} are not in the capture, {len(shown)} not shown")

    def _check_counts(self, report: dict, steps: Steps):
        counts = {name: report[name] for name in ["sent", "connections", "resent", "refused", "errors"]}
        counts["acknowledged"] = len(set(report["acknowledged"]))
        counts["seconds"] = round(report["seconds"], 1)
        complete = counts["acknowledged"] == counts["sent"] > 0
        right = complete and not counts["refused"] and not counts["errors"]
        steps.check(right, ", ".join(f"{value} {name}" for name, value in counts.items()))

    def _capture(self) -> Picture:
        request = '{"op":"capture","format":"raw"}'
        reply = json.loads(self._kiosk.machine.output(f"fbdraw send '{request}'"))["result"]
        return Picture(reply["width"], reply["height"], base64.b64decode(reply["data"]))

    def _settled(self, numbers: list[int]) -> list[int]:
        """What is not on the display when it has had its time."""
        deadline = time.monotonic() + SETTLING
        while (missing := lost(self._kiosk.machine.screendump(), numbers)) and time.monotonic() < deadline:
            time.sleep(0.2)
        return missing


def lost(picture: Picture, numbers: list[int]) -> list[int]:
    """The numbers of commands whose pixels a picture does not have."""
    return [number for number in numbers if picture.pixel(number % ROW, number // ROW) != colour(number)]


def colour(number: int) -> tuple[int, ...]:
    """The colour that the command of this number draws; never black."""
    return tuple((number * 40503 & 0x7F7F7F | 0x808080).to_bytes(3, "big"))
