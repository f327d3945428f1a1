"""A client of the guest that stays connected and draws the whole time, whatever becomes of the screen."""

import json
import time

from machine import Machine
from play import Wrong

# Seconds for anything to happen in a guest that shares this machine.
PATIENCE = 30

# Its pixel at the top left, and how long it waits between two requests.
COLOUR = (255, 0, 0)
REQUEST = '{"op":"pixels","points":[[0,0]],"color":"red","id":\'$n\'}'
PAUSE = 0.1


class Steady:
    """One connection with requests numbered from 1, each of which is replied to."""

    def __init__(self, machine: Machine):
        self._machine = machine
        self._seen = 0
        loop = f"n=0; until [ -e /tmp/enough ]; do n=$((n+1)); echo '{REQUEST}'; sleep {PAUSE}; done"
        machine.run(f"( {loop} ) 2>/dev/null | fbdraw send - >/tmp/replies 2>/dev/null &")
        self.until("result")

    def until(self, member: str):
        """Waits for the next `result` or `error` that has not been waited for yet."""
        self._wait(lambda: self._next(member), f"a reply with {member}")

    def until_width(self, width: int):
        """Waits until the daemon says that its screen is this wide."""
        self._wait(lambda: json.loads(self._machine.run("fbdraw --json info"))["width"] == width, f"{width} pixels")

    def finish(self) -> list[str]:
        """Ends it; returns what the errors said, each once. Fails where a reply is missing or an error is not `io`."""
        self._machine.run("touch /tmp/enough")
        self._wait(lambda: self._machine.attempt("pidof fbdraw")[1] != 0, "the end of the client")
        replies = self._replies()
        if [reply["id"] for reply in replies] != list(range(1, len(replies) + 1)):
            raise Wrong(f"replies are missing: {[reply['id'] for reply in replies]}")
        codes = {reply["error"]["code"] for reply in replies if "error" in reply}
        if codes - {"io"}:
            raise Wrong(f"errors are {codes}, not io")
        return sorted({reply["error"]["message"] for reply in replies if "error" in reply})

    def _next(self, member: str) -> bool:
        for reply in self._replies()[self._seen :]:
            self._seen += 1
            if member in reply:
                return True
        return False

    def _replies(self) -> list[dict]:
        whole = self._machine.run("cat /tmp/replies").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def _wait(self, ready, what: str):
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > deadline:
                log = self._machine.run("cat /tmp/fbdrawd.log")
                raise Wrong(f"{what}: not within {PATIENCE} s; the daemon's log: {log.strip()}")
            time.sleep(0.1)
