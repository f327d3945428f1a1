"""The guest's text console: filled, and recognised on a screen."""

from machine import Machine
from picture import Picture

# The console's white, of half the intensity.
GREY = (170, 170, 170)


def fill(machine: Machine, terminal: int):
    """Fills a virtual terminal with a colour that no scene is full of."""
    machine.run(f"printf '\\033[47m\\033[2J\\033[H' >/dev/tty{terminal}")


def is_filled(seen: Picture) -> tuple[bool, str]:
    """Whether a screen shows such a terminal, and where it does not."""
    places = [(seen.width * x // 4, seen.height * y // 4) for x in (1, 2, 3) for y in (1, 2, 3)]
    other = [f"#{bytes(seen.pixel(x, y)).hex()} at {x},{y}" for x, y in places if seen.pixel(x, y) != GREY]
    return not other, f"the console is not seen: {other[0]}" if other else "the console is seen"
