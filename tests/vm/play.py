"""One mode, played: booted, drawn on, looked at, compared."""

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path

from compare import difference, dithering, right_colours
from host import Host
from initramfs import REPOSITORY, Image
from machine import Machine
from modes import Mode
from picture import Picture, read_netpbm

COLOURS = Path(__file__).resolve().parent / "scenes/colours.jsonl"
KIOSK = REPOSITORY / "assets/demo/kiosk.jsonl"

# Seconds that a driver may take to bring what is drawn to its display; those of DRM do so in the background.
SETTLING = 10

# How far a palette's colours of six bits a channel may be from those of eight that were asked for.
DAC = 3

# The blinking cursor of the console is not part of the picture, whoever hides it.
ARGUMENTS = "vt.global_cursor_default=0"


class Wrong(Exception):
    """Something that is not as it must be."""


@dataclass
class Look:
    """The last look at a screen: whether it was right, and what was said of it."""

    picture: Picture
    right: bool
    said: str


def play(mode: Mode, image: Image, host: Host, pictures: Path) -> str:
    """Plays a mode and returns what was found, in a line; raises `Wrong` where it is not right."""
    with Machine(image, mode.display, f"{ARGUMENTS} {mode.kernel}") as machine:
        machine.run(mode.setup)
        check_mode(machine, mode)
        info = start_daemon(machine)
        found = f"{info['width']}x{info['height']} {info['format']}, stride {info['stride']}, {info['buffer']}"
        machine.run(f"fbdraw send /scenes/{COLOURS.name}")
        colours = watch(machine, mode, lambda seen: right_colours(seen, mode.precision()))
        keep(colours, pictures / f"{mode.name}-colours.ppm", found)
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        expected = host.draw(KIOSK, info["width"], info["height"], info["format"])
        (pictures / f"{mode.name}-expected.ppm").write_bytes(expected.ppm())
        scene = watch(machine, mode, lambda seen: compared(seen, expected, mode))
        keep(scene, pictures / f"{mode.name}.ppm", found)
    return f"{found}: {colours.said}; {scene.said}"


def check_mode(machine: Machine, mode: Mode):
    """Fails unless the kernel's framebuffer is what the mode's name says, by an account that is not ours."""
    said = machine.run("fbset -i")
    bits = re.search(r"geometry \d+ \d+ \d+ \d+ (\d+)", said)
    channels = re.search(r"rgba (\S+),\d+/\d+", said)
    found = (int(bits.group(1)), channels.group(1)) if bits and channels else said
    if found != (mode.bits_per_pixel, mode.channels):
        raise Wrong(f"the framebuffer is not that of the mode: {found}")


def start_daemon(machine: Machine, flags: str = "") -> dict:
    """Starts the daemon in the guest; returns what it says of itself."""
    machine.run(f"fbdrawd {flags} >/tmp/fbdrawd.log 2>&1 & echo $! >/tmp/fbdrawd.pid")
    # As long as it runs it may still be starting; once it has ended there is nothing to wait for.
    ask = "fbdraw --wait 1 --json info 2>/dev/null"
    said, status = machine.attempt(f"until {ask}; do kill -0 $(cat /tmp/fbdrawd.pid) || exit 1; done 2>/dev/null")
    if status:
        raise Wrong(f"the daemon does not run; its log: {machine.run('cat /tmp/fbdrawd.log').strip()}")
    return json.loads(said)


def look_at(machine: Machine, mode: Mode) -> Picture:
    """The screen, by the account of somebody else: the emulator, or fbcat where nothing is shown."""
    return machine.screendump() if mode.shown else read_netpbm(machine.output("fbcat"))


def watch(machine: Machine, mode: Mode, judge) -> Look:
    """Looks at the screen until `judge` finds it right, or the time to settle is over."""
    deadline = time.monotonic() + SETTLING
    while True:
        picture = look_at(machine, mode)
        look = Look(picture, *judge(picture))
        if look.right or time.monotonic() > deadline:
            return look
        time.sleep(0.2)


def compared(seen: Picture, expected: Picture, mode: Mode) -> tuple[bool, str]:
    """Whether a picture is the expected one as far as the mode can show it, and the figures."""
    if (seen.width, seen.height) != (expected.width, expected.height):
        return False, f"the screen is {seen.width}x{seen.height}, the daemon drew {expected.width}x{expected.height}"
    if mode.step:
        off = dithering(seen, expected, mode.step)
        figures = f"dithered pixels are off by at most {off.pixel}, areas of 8x8 by at most {off.area:.1f}"
        # Measured: 5 where the steps are 51.
        return off.pixel <= mode.step + DAC and off.area <= mode.step / 6, figures
    found = difference(seen, expected, mode.precision())
    pixels = seen.width * seen.height
    return not found.pixels, f"{found.pixels} of {pixels} pixels differ, at most by {found.largest}"


def keep(look: Look, path: Path, found: str):
    """Keeps the picture, and fails where it is wrong."""
    path.write_bytes(look.picture.ppm())
    if not look.right:
        raise Wrong(f"{found}: {look.said}; see {path}")
