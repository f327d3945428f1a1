"""A client that is sure of every command: what is not acknowledged when a connection ends is sent again.

lossless.py STOP REPORT: a thousand commands a second, each with a pixel of its own, until the file STOP is there.
"""

import json
import os
import select
import socket
import sys
import time

RATE = 1000
SOCKET = "/run/fbdraw/fbdraw.sock"

# Pixels of a row, which every screen has.
ROW = 640


def command(number: int) -> bytes:
    """The command of this number: see `colour` in the host's lossless.py, which must be the same."""
    x, y, colour = number % ROW, number // ROW, number * 40503 & 0x7F7F7F | 0x808080
    return b'{"op":"rect","x":%d,"y":%d,"width":1,"height":1,"fill":"#%06x","id":%d}\n' % (x, y, colour, number)


class Client:
    """The commands of one run, over as many connections as it takes."""

    def __init__(self):
        self.next = 0
        self.waiting = {}
        self.acknowledged = []
        self.connections = self.resent = self.refused = self.errors = 0

    def run(self, stop: str):
        """Sends until `stop` exists and everything is acknowledged."""
        self.start = time.monotonic()
        while not os.path.exists(stop) or self.waiting:
            with socket.socket(socket.AF_UNIX) as connection:
                try:
                    connection.connect(SOCKET)
                except OSError:
                    # The socket is systemd's and stays: this is what must not happen.
                    self.refused += 1
                    time.sleep(0.01)
                    continue
                self.connections += 1
                try:
                    self._converse(connection, stop)
                except (BrokenPipeError, ConnectionResetError):
                    pass
        self.seconds = time.monotonic() - self.start

    def _converse(self, connection: socket.socket, stop: str):
        """One connection, to its end."""
        heard = b""
        self.resent += len(self.waiting)
        unsent = b"".join(self.waiting.values())
        connection.setblocking(False)
        while True:
            stopping = os.path.exists(stop)
            if not stopping:
                unsent += self._due()
            if stopping and not self.waiting:
                return
            writable = [connection] if unsent else []
            readable, writable, _ = select.select([connection], writable, [], 0.01)
            if readable:
                more = connection.recv(65536)
                if not more:
                    return
                *lines, heard = (heard + more).split(b"\n")
                for line in lines:
                    self._reply(json.loads(line))
            if writable:
                unsent = unsent[connection.send(unsent) :]

    def _due(self) -> bytes:
        """The commands whose time has come."""
        fresh = range(self.next, int((time.monotonic() - self.start) * RATE))
        self.next = max(self.next, fresh.stop)
        self.waiting.update((number, command(number)) for number in fresh)
        return b"".join(self.waiting[number] for number in fresh)

    def _reply(self, reply: dict):
        if "result" in reply:
            self.acknowledged.append(reply["id"])
            del self.waiting[reply["id"]]
        else:
            self.errors += 1


client = Client()
client.run(sys.argv[1])
names = ["connections", "resent", "refused", "errors", "seconds", "acknowledged"]
with open(sys.argv[2] + ".partial", "w") as file:
    json.dump({name: getattr(client, name) for name in names} | {"sent": client.next}, file)
os.rename(sys.argv[2] + ".partial", sys.argv[2])
