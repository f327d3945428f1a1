"""Two pages and a flip between them, on a driver that is told to have room for both."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from play import ARGUMENTS, COLOURS, KIOSK, Wrong, compared, keep, start_daemon, watch

BOCHS = named("bochs")

# Percent of the visible memory. Debian's kernel has 100, which leaves room for one page.
ROOM = "drm_kms_helper.drm_fbdev_overalloc=200"


def play(image: Image, host: Host, pictures: Path) -> str:
    """Every frame is seen whole, on one page and on the other."""
    with Machine(image, BOCHS.display, f"{ARGUMENTS} {ROOM}") as machine:
        machine.run(BOCHS.setup)
        info = start_daemon(machine, "--buffer flip")
        if info["buffer"] != "flip":
            raise Wrong(f"the daemon says {info['buffer']}; its log: {machine.run('cat /tmp/fbdrawd.log')}")
        pages = set()
        for number, scene in enumerate([COLOURS, KIOSK, COLOURS, COLOURS, KIOSK]):
            machine.run(f"fbdraw send /scenes/{scene.name}")
            expected = host.draw(scene, info["width"], info["height"], info["format"])
            look = watch(machine, BOCHS, lambda seen, expected=expected: compared(seen, expected, BOCHS))
            keep(look, pictures / f"flip-{number}.ppm", f"frame {number}")
            pages.add(machine.run("cat /sys/class/graphics/fb0/pan").strip())
        if len(pages) < 2:
            raise Wrong(f"it never flipped; the page is at {pages}")
    return f"pages at {' and '.join(sorted(pages))}, 0 pixels differ on either"
