"""A display of 256 colours: the standard palette, a client's, and the console's own in the end."""

from pathlib import Path

from host import Host
from initramfs import Image
from machine import Machine
from modes import named
from picture import Picture
from play import DAC, start_daemon
from steps import Steps, share

VESA = named("vesafb-8")

# The console's letters, and two colours of the cube, which must be exact.
LETTERS, ORANGE, GREY = (170, 170, 170), (255, 43, 0), (51, 51, 51)
# One between those of the cube.
TEAL = (0x40, 0xA0, 0xC0)


def play(image: Image, host: Host, pictures: Path) -> str:
    """Colours as the emulator's display shows them."""
    with Machine(image, VESA.display, VESA.kernel) as machine:
        steps = Steps(machine)
        machine.run("chvt 1; for i in $(seq 20); do echo MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM >/dev/tty1; done")
        steps.shown(LETTERS, 0.01, "the console's letters take")
        start_daemon(machine)
        machine.run("fbdraw clear '#333333'; fbdraw rect x=0 y=0 width=50% height=100% fill='#ff2b00'")
        steps.shown(ORANGE, 0.5, "half is a colour of the cube,")
        seen = machine.screendump()
        steps.check(seen.pixel(600, 400) == GREY, f"a grey beside it is {seen.pixel(600, 400)}")
        machine.run("fbdraw rect x=50% y=0 width=50% height=100% fill='#40a0c0'")
        mean = _mean(machine.screendump())
        steps.check(all(abs(a - b) <= DAC for a, b in zip(mean, TEAL)), f"#40a0c0 is {mean} on average")
        machine.run("fbdraw palette '#102030' '#ff2b00' '#40a0c0' white")
        steps.shown(TEAL, 0.5, "with it in a client's palette it is exact,")
        machine.run("chvt 2; chvt 1", 20)
        steps.shown(TEAL, 0.5, "and after a switch away and back,")
        machine.run("fbdraw palette; fbdraw clear '#ff2b00'")
        steps.shown(ORANGE, 1.0, "in the standard palette again, all of it")
        steps.refused("mode 800x600", "640x480 at 8 bits of 800x600")
        steps.refused("blank on", "FBIOBLANK")
        steps.refused("wait-vsync", "FBIO_WAITFORVSYNC")
        for signal in ["TERM", "KILL"]:
            steps.stop(signal)
            steps.shown(LETTERS, 0.01, f"after SIG{signal} the console's letters are")
            start_daemon(machine)
        return steps.told()


def _mean(picture: Picture) -> list[float]:
    """Of a square on the right, all of one colour."""
    square = [picture.pixel(400 + at % 64, 100 + at // 64) for at in range(64 * 64)]
    return [round(sum(pixel[channel] for pixel in square) / len(square), 1) for channel in range(3)]
