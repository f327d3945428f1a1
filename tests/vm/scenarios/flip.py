"""Two pages and a flip between them, on a driver that has room for both; and one that only says so."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import Mode, named
from play import ARGUMENTS, COLOURS, KIOSK, Wrong, compared, keep, start_daemon, watch

# Its virtual screen is twice as high as the visible one.
VFB = named("vfb-32")

# The drivers of DRM accept a second page where they are given room, and do not show it. Percent of the visible memory.
BOCHS = named("bochs")
ROOM = "drm_kms_helper.drm_fbdev_overalloc=200"


def play(image: Image, host: Host, pictures: Path) -> str:
    """Every frame is seen whole, on one page and on the other; where there are none, through a shadow."""
    with Machine(image, VFB.display, ARGUMENTS) as machine:
        pages = _frames(machine, VFB, "flip", host, pictures)
        if len(pages) < 2:
            raise Wrong(f"it never flipped; the page is at {pages}")
    with Machine(image, BOCHS.display, f"{ARGUMENTS} {ROOM}") as machine:
        _frames(machine, BOCHS, "shadow", host, pictures)
        log = machine.run("cat /tmp/fbdrawd.log")
        if "DRM's emulation" not in log:
            raise Wrong(f"the log does not say why it does not flip: {log}")
    return f"vfb: pages at {' and '.join(sorted(pages))}, 0 pixels differ on either; bochs: shadow, 0 pixels differ"


def _frames(machine: Machine, mode: Mode, buffer: str, host: Host, pictures: Path) -> set[str]:
    """Draws some frames that are looked at one by one; returns where they were shown."""
    machine.run(mode.setup)
    info = start_daemon(machine, "--buffer flip")
    if info["buffer"] != buffer:
        raise Wrong(f"the daemon says {info['buffer']}; its log: {machine.run('cat /tmp/fbdrawd.log')}")
    pages = set()
    for number, scene in enumerate([COLOURS, KIOSK, COLOURS, COLOURS, KIOSK]):
        machine.run(f"fbdraw send /scenes/{scene.name}")
        expected = host.draw(scene, info["width"], info["height"], info["format"])
        look = watch(machine, mode, lambda seen, expected=expected: compared(seen, expected, mode))
        keep(look, pictures / f"flip-{mode.name}-{number}.ppm", f"frame {number} on {mode.name}")
        pages.add(machine.run("cat /sys/class/graphics/fb0/pan").strip())
    return pages
