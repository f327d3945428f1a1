"""An emulated computer: started, talked to, looked at, switched off."""

import base64
import gzip
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from initramfs import Image
from picture import Picture, read_netpbm
from qmp import Monitor
from tools import need

# Seconds. A boot takes about 15 on a machine with nothing else to do; these tests may share theirs.
BOOT = 180
COMMAND = 120


class CommandFailed(Exception):
    """A shell command in the guest that failed, or did not end in time."""


class Machine:
    """A running guest. Leave its `with` block and it is gone, with everything in it."""

    def __init__(self, image: Image, display: list[str], kernel_arguments: str = "", console: Path | None = None):
        self._image = image
        self._display = display
        self._arguments = kernel_arguments
        self._directory = Path(tempfile.mkdtemp(prefix="fbdraw-vm-"))
        self.console = console or self._directory / "console.log"
        self._count = 0

    def __enter__(self) -> "Machine":
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        process = getattr(self, "_process", None)
        if process:
            process.kill()
            process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def run(self, command: str, timeout: float = COMMAND) -> str:
        """Runs a shell command in the guest and returns what it printed.

        What it leaves running in the background must not hold on to its output.
        """
        output, status = self.attempt(command, timeout)
        if status:
            raise CommandFailed(f"{command!r} ended with {status}:\n{output.rstrip()}")
        return output

    def attempt(self, command: str, timeout: float = COMMAND) -> tuple[str, int]:
        """Runs a shell command that may fail; returns what it printed and its exit status."""
        self._count += 1
        mark = f"@@{self._count}@@"
        # In a shell of its own a slip of syntax ends that shell only.
        self._shell.sendall(f"sh -c {shlex.quote(command)} </dev/null 2>&1; echo \"{mark} $?\"\n".encode())
        output, status = self._until(mark, timeout)
        return output, int(status)

    def read(self, path: str) -> bytes:
        """What is in a file of the guest, which may be a device."""
        return self.output(f"cat {path}")

    def output(self, command: str) -> bytes:
        """The bytes that a command prints."""
        text = self.run(f"{command} | gzip -1 | base64")
        return gzip.decompress(base64.b64decode(text))

    def screendump(self) -> Picture:
        """What the display shows now, by the emulator's account."""
        path = self._directory / "screen.ppm"
        self.qmp("screendump", filename=str(path))
        return read_netpbm(path.read_bytes())

    def qmp(self, command: str, **arguments):
        """Runs a command of the emulator's monitor."""
        return self._monitor.command(command, **arguments)

    def unplug(self, name: str = "fb0"):
        """Takes the device behind a framebuffer from its bus, as if pulled out. The emulator itself refuses to
        unplug displays."""
        self.run(f"echo 1 > $(readlink -f /sys/class/graphics/{name}/device)/remove")

    def plug(self):
        """Puts back what was unplugged."""
        self.run("echo 1 > /sys/bus/pci/rescan")

    def _start(self):
        qemu = need("qemu-system-x86_64", "qemu-system-x86")
        monitor, shell = self._directory / "monitor", self._directory / "shell"
        command = [qemu, "-accel", "tcg", "-m", "512", "-nodefaults", "-display", "none", "-no-reboot", "-S"]
        command += ["-kernel", self._image.kernel, "-initrd", self._image.initramfs]
        command += ["-append", f"console=ttyS0 quiet panic=-1 {self._arguments}".rstrip()]
        command += ["-serial", f"file:{self.console}", "-chardev", f"socket,id=shell,path={shell},server=on,wait=off"]
        command += ["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=shell"]
        command += ["-qmp", f"unix:{monitor},server=on,wait=off", *self._display, *self._image.hardware]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self._monitor = Monitor(self._connect(monitor))
        # The guest starts when somebody listens, so that nothing it says is lost.
        self._shell = self._connect(shell)
        self._heard = b""
        self.qmp("cont")
        self._until("guest ready", BOOT)

    def _connect(self, path: Path) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + 30
        while True:
            try:
                connection.connect(str(path))
                return connection
            except OSError:
                if self._process.poll() is not None:
                    raise CommandFailed(f"the emulator ended with {self._process.returncode}") from None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _until(self, mark: str, timeout: float) -> tuple[str, str]:
        """What the guest says before `mark`, and the rest of the mark's line."""
        deadline = time.monotonic() + timeout
        sought = mark.encode()
        while True:
            before, found, after = self._heard.partition(sought)
            if found and b"\n" in after:
                rest, _, self._heard = after.partition(b"\n")
                return before.decode(errors="replace"), rest.decode().strip()
            self._shell.settimeout(max(deadline - time.monotonic(), 0.01))
            try:
                more = self._shell.recv(65536)
            except TimeoutError:
                raise CommandFailed(f"no {mark!r} within {timeout} s; the guest said:\n{self._last_words()}") from None
            if not more:
                raise CommandFailed(f"the guest is gone; it said:\n{self._last_words()}")
            self._heard += more

    def _last_words(self) -> str:
        console = self.console.read_text(errors="replace") if self.console.exists() else ""
        return self._heard[-2000:].decode(errors="replace") + "\nconsole: " + console[-2000:]
