"""A driver of DRM takes over the firmware's framebuffer while a client draws."""

import json
from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from play import ARGUMENTS, KIOSK, Wrong, start_daemon
from shown import BOCHS, check, marked, on_black
from steady import Steady


def play(image: Image, host: Host, pictures: Path) -> str:
    """vesafb at 640x480 in 16 bits becomes bochs-drm at 1280x800 in 32."""
    with Machine(image, ["-vga", "std"], f"{ARGUMENTS} vga=0x311") as machine:
        before = start_daemon(machine)
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        client = Steady(machine)
        machine.run("modprobe bochs")
        # The kernel may be too busy with the new console to let anyone ask in between.
        client.until_width(1280)
        client.until("result")
        told_why = client.finish() or ["nobody asked"]
        after = json.loads(machine.run("fbdraw --json info"))
        if (before["width"], after["width"], after["format"]) != (640, 1280, "xrgb8888"):
            raise Wrong(f"{before['width']} and {after['width']} pixels wide, {after['format']}")
        before_it = host.draw(KIOSK, before["width"], before["height"], before["format"])
        expected = marked(on_black(before_it, after["width"], after["height"]))
        kept = check(machine, BOCHS, expected, pictures / "handover.ppm", "what was drawn before")
        machine.run(f"fbdraw send /scenes/{KIOSK.name}")
        expected = host.draw(KIOSK, after["width"], after["height"], after["format"])
        drawn = check(machine, BOCHS, expected, pictures / "handover-after.ppm", "what is drawn afterwards")
    return f"640x480 rgb565 is 1280x800 xrgb8888 now; kept: {kept}; drawn: {drawn}; meanwhile: {told_why[0]}"
