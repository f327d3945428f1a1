"""Two pictures of the same scene: where they differ, within what a pixel format can hold."""

from dataclasses import dataclass

from picture import Picture

# What scenes/colours.jsonl draws: columns of the same width, from left to right.
COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "white": (255,) * 3, "black": (0,) * 3}


@dataclass
class Difference:
    """How far two pictures of the same size are apart."""

    pixels: int
    # The largest difference of a channel, on the scale of 0 to 255, as far as the channel's bits tell.
    largest: int


def difference(one: Picture, other: Picture, bits: tuple[int, int, int]) -> Difference:
    """Compares the `bits` of red, green and blue that the format holds.

    Those are the highest: how a channel of five bits becomes one of eight (by zeros or by repeating) is not the
    format's matter, and emulators do either.
    """
    if (one.width, one.height) != (other.width, other.height):
        raise ValueError(f"{one.width}x{one.height} and {other.width}x{other.height} cannot be compared")
    channels = []
    for channel, kept in enumerate(bits):
        held = bytes(value >> (8 - kept) << (8 - kept) for value in range(256))
        a, b = (picture.rgb[channel::3].translate(held) for picture in (one, other))
        channels.append(bytes(len(a)) if a == b else bytes(abs(x - y) for x, y in zip(a, b)))
    return Difference(sum(map(any, zip(*channels))), max(map(max, channels)))


@dataclass
class Dithering:
    """How far a picture of few colours is from the one that it was dithered from."""

    # The largest difference of a channel of a pixel, and of the mean of an area.
    pixel: int
    area: float


def dithering(seen: Picture, expected: Picture, step: int) -> Dithering:
    """Compares a picture of colours that are a `step` apart with the one that it was dithered from.

    Areas are as large as the pattern of the dithering and lie across its seams, so that pixels that have changed
    places inside of a byte show.
    """
    grey = step == 255
    pairs = zip(_means(seen, grey), _means(expected, grey))
    pixel = max(abs(a - b) for a, b in zip(seen.rgb, expected.rgb))
    return Dithering(pixel, max(abs(a - b) for a, b in pairs))


def _means(picture: Picture, grey: bool) -> list[float]:
    """The mean of each channel in each area, or of its grey."""
    found = []
    stride = picture.width * 3
    for top in range(4, picture.height - 7, 8):
        rows = [picture.rgb[y * stride : (y + 1) * stride] for y in range(top, top + 8)]
        for left in range(4, picture.width - 7, 8):
            r, g, b = (sum(sum(row[left * 3 + c : left * 3 + 24 : 3]) for row in rows) / 64 for c in range(3))
            found += [0.299 * r + 0.587 * g + 0.114 * b] if grey else [r, g, b]
    return found


def right_colours(seen: Picture, bits: tuple[int, int, int]) -> tuple[bool, str]:
    """Whether a picture is that of the colours' scene, and what was found.

    One bit a pixel can be held to black and white only.
    """
    names = ["white", "black"] if max(bits) == 1 else list(COLOURS)
    wrong = []
    for column, (name, expected) in enumerate(COLOURS.items()):
        x, y = seen.width * (2 * column + 1) // 10, seen.height // 2
        found = seen.pixel(x, y)
        if name in names and any(a >> (8 - n) != b >> (8 - n) for a, b, n in zip(found, expected, bits)):
            wrong.append(f"{name} is #{bytes(found).hex()} at {x},{y}")
    return not wrong, "; ".join(wrong) or f"{names[0]} is {names[0]}"
