"""The doctor's findings on framebuffers of a real kernel, and a display that shows the same after it as before."""

import json
from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import Mode, named
from play import ARGUMENTS, start_daemon
from steps import Steps

# What is found about a subject that is not told of.
NOTHING = {"subject": "nothing", "level": "none", "value": "nothing", "remedy": "", "figures": {}}

BOCHS, VESA, VFB = named("bochs"), named("vesafb-16"), named("vfb-32")


def play(image: Image, host: Host, pictures: Path) -> str:
    """Drivers, geometry, quirks, console and speeds; without a framebuffer, beside a daemon, without one."""
    with Machine(image, BOCHS.display, ARGUMENTS) as machine:
        steps = Steps(machine)
        missing = _doctor(steps, 1)
        steps.check("no driver has a display" in _about(missing, "device")["remedy"], "no driver: /dev/fb0 is missing")
        machine.run(f"{BOCHS.setup}; echo 'text of the console' >/dev/tty1")
        steps.shown((0, 0, 0), 0.9, "the console is black by")
        _alone(steps, "bochs")
        _overruled(steps)
        _denied(steps)
        _beside(steps, pictures)
        told = steps.told()
    for mode, driver in [(VESA, "VESA VGA"), (VFB, "Virtual FB")]:
        with Machine(image, mode.display, f"{ARGUMENTS} {mode.kernel}") as machine:
            machine.run(mode.setup)
            steps = Steps(machine)
            _alone(steps, driver, mode)
            told += f"; {steps.told()}"
    return told


def _alone(steps: Steps, driver: str, mode: Mode = BOCHS):
    """Everything is found, nothing is a problem, and the display is as before."""
    before = _seen(steps, mode)
    report = _doctor(steps, 0)
    steps.check(_seen(steps, mode) == before, "the display is as before")
    steps.check(driver in _about(report, "driver")["value"], f"driver {_about(report, 'driver')['value']}")
    geometry = _about(report, "geometry")
    virtual = steps.machine.run("cat /sys/class/graphics/fb0/virtual_size").strip().replace(",", "x")
    stride = int(steps.machine.run("cat /sys/class/graphics/fb0/stride"))
    right = geometry["figures"]["stride"] == stride and f" of {virtual} in" in geometry["value"]
    steps.check(right, f"geometry {geometry['value']}")
    console = _about(report, "console")["value"]
    steps.check("tty1 in text mode" in console or mode == VFB, f"console {console}")
    for what in ["write speed", "read speed"]:
        speed = _about(report, what)
        steps.check(speed["figures"]["bytes_per_second"] > 0, f"{what} {speed['value']}")


def _overruled(steps: Steps):
    """A setting against the driver's word is a quirk."""
    report = _doctor(steps, 0, "--device /dev/fb0 --format rgb565")
    quirks = [finding["value"] for finding in report["findings"] if finding["subject"] == "quirk"]
    expected = "format rgb565 as configured; its driver says xrgb8888"
    steps.check(expected in quirks and any("DRM's emulation" in quirk for quirk in quirks), f"quirks {quirks}")
    steps.check("--vt none" in _about(_doctor(steps, 0, "--vt none"), "console")["remedy"], "--vt none is warned of")


def _denied(steps: Steps):
    """A user who may not open the device is told what to do, does it, and may."""
    run = steps.machine.run
    run("echo 'root:x:0:0::/:/bin/sh' >/etc/passwd; echo 'kiosk:x:1000:1000::/:/bin/sh' >>/etc/passwd")
    run("echo 'video:x:44:' >/etc/group; chown 0:44 /dev/fb0; chmod 660 /dev/fb0")
    permissions = _about(_doctor(steps, 1, user="kiosk"), "permissions")
    steps.check("usermod -aG video kiosk" in permissions.get("remedy", ""), permissions["value"])
    run("echo 'video:x:44:kiosk' >/etc/group")
    report = _doctor(steps, 0, user="kiosk")
    steps.check(_about(report, "permissions")["level"] == "ok", _about(report, "permissions")["value"])
    console = _about(report, "console")
    steps.check(console["level"] == "warning" and "CAP_SYS_TTY_CONFIG" in console.get("remedy", ""), console["value"])


def _beside(steps: Steps, pictures: Path):
    """A running daemon is seen, and nothing that it shows changes."""
    start_daemon(steps.machine)
    steps.machine.run("fbdraw pattern")
    steps.shown((255, 0, 0), 0.02, "the pattern's red is")
    before = _seen(steps, BOCHS)
    (pictures / "doctor-pattern.ppm").write_bytes(steps.machine.screendump().ppm())
    report = _doctor(steps, 0, "--measure always")
    steps.check(_seen(steps, BOCHS) == before, "the pattern is as before")
    steps.check("/dev/fb0" in _about(report, "daemon")["value"], _about(report, "daemon")["value"])
    steps.check("held by fbdrawd" in _about(report, "console")["value"], _about(report, "console")["value"])
    steps.check("not measured" in _about(_doctor(steps, 0), "write speed")["value"], "writes are left out beside it")


def _doctor(steps: Steps, status: int, flags: str = "", user: str = "root") -> dict:
    """What it says as JSON, where it ends as it must."""
    command = f"fbdraw --json doctor {flags}"
    said, ended = steps.machine.attempt(command if user == "root" else f"su {user} -c '{command}'")
    steps.check(ended == status, f"doctor {flags} ends with {ended}" if ended == status else said)
    return json.loads(said)


def _about(report: dict, subject: str) -> dict:
    """The first finding of a subject."""
    return next(finding for finding in report["findings"] + [NOTHING] if finding["subject"] in (subject, "nothing"))


def _seen(steps: Steps, mode: Mode) -> bytes:
    """The display, or the memory of one that nothing shows."""
    return steps.machine.screendump().rgb if mode.shown else steps.machine.read("/dev/fb0")
