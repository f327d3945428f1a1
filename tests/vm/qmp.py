"""The monitor of a running emulator (QMP): commands with their replies."""

import json
import socket


class MonitorError(Exception):
    """A command that the emulator refused."""


class Monitor:
    """A connection to the emulator's monitor."""

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._lines = connection.makefile("rwb")
        self._read()
        self.command("qmp_capabilities")

    def command(self, name: str, **arguments):
        """Runs a command and returns what it replies."""
        request = {"execute": name, "arguments": arguments}
        self._lines.write(json.dumps(request).encode() + b"\n")
        self._lines.flush()
        while True:
            message = self._read()
            if "error" in message:
                raise MonitorError(f"{name}: {message['error']['desc']}")
            if "return" in message:
                return message["return"]
            # Anything else is an event, which nobody here waits for.

    def _read(self) -> dict:
        line = self._lines.readline()
        if not line:
            raise MonitorError("the emulator has closed its monitor")
        return json.loads(line)
