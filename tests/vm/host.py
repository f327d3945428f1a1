"""The same scene drawn outside of the guest, on a plain file."""

import base64
import json
import subprocess
import tempfile
from pathlib import Path

from picture import Picture


class Host:
    """Our programs, run on this machine."""

    def __init__(self, programs: Path):
        self.programs = programs
        self._drawn = {}

    def draw(self, scene: Path, width: int, height: int, pixel_format: str) -> Picture:
        """What the scene looks like on a plain file of this geometry and format."""
        key = (scene, width, height, pixel_format)
        if key not in self._drawn:
            with tempfile.TemporaryDirectory(prefix="fbdraw-host-") as directory:
                self._drawn[key] = self._draw(Path(directory), *key)
        return self._drawn[key]

    def _draw(self, directory: Path, scene: Path, width: int, height: int, pixel_format: str) -> Picture:
        socket = directory / "socket"
        daemon = [self.programs / "fbdrawd", "--file", directory / "screen", "--socket", socket, "--log", "error"]
        daemon += ["--size", f"{width}x{height}", "--format", pixel_format]
        with subprocess.Popen(daemon) as process:
            try:
                self._send(socket, str(scene))
                reply = json.loads(self._send(socket, '{"op":"capture","format":"raw","id":1}'))
            finally:
                process.terminate()
        result = reply["result"]
        return Picture(result["width"], result["height"], base64.b64decode(result["data"]))

    def _send(self, socket: Path, request: str) -> str:
        command = [self.programs / "fbdraw", "--socket", socket, "--wait", "30", "send", request]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
